//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"seedis/sys"
)

// script is what the clients of a crowd do. The crowd's thread calls it.
type script interface {
	// next appends a client's next requests to buffer, one pipeline, and tells
	// how many they are. None ends the client's part.
	next(client int, buffer []byte) (pipeline []byte, requests int)
	// heard is told of every reply to them, in order.
	heard(client int, o outcome)
	// answered is told that the whole pipeline is answered: when it was sent, by
	// the monotonic clock, and how long that took.
	answered(client int, sent, took time.Duration)
}

// crowd is clients who decide by what they hear what they ask next. It is the
// other load generator: load repeats one command as fast as can be, a crowd
// mixes them, measures how long each client waits, and takes refusals for
// answers. One thread calls all of its methods.
type crowd struct {
	network  network
	poller   sys.Poller
	patience time.Duration // how long a wait for replies may sleep
	members  []member
	waiting  int // members that await replies
	heard    time.Duration
	events   []sys.Event
	transfer []sys.Op // a batch of one
}

// member is one client.
type member struct {
	fd      sys.FD
	request []byte
	sent    int    // bytes of request
	replies []byte // what was received, from the first that was not heard
	pending int    // replies
	asked   time.Duration
}

// receiveSize is the room for one receive: that of a server's replies to a
// pipeline of hundred small values.
const receiveSize = 16 << 10

// blockingPatience lets a crowd sleep until there is news, and see ten times a
// second whether the run was cancelled.
const blockingPatience = 100 * time.Millisecond

// newCrowd connects so many clients. They send nothing before play.
func newCrowd(network network, server netip.AddrPort, clients int, patience time.Duration) (*crowd, error) {
	poller, errno := network.NewPoller()
	if errno != sys.OK {
		return nil, fmt.Errorf("new poller: %w", errno)
	}
	c := &crowd{
		network: network, poller: poller, patience: patience,
		events: make([]sys.Event, turnEvents), transfer: make([]sys.Op, 1),
	}
	for i := range clients {
		fd, err := connect(network, poller, server, uint64(i))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("client %d: %w", i, err), c.close())
		}
		c.members = append(c.members, member{fd: fd})
	}
	return c, nil
}

// play follows a script until every client's part has ended.
func (c *crowd) play(ctx context.Context, s script) error {
	c.heard = c.network.Monotonic()
	for i := range c.members {
		if err := c.ask(s, i); err != nil {
			return err
		}
	}
	for c.waiting > 0 {
		if err := c.turn(ctx, s); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// turn serves the clients that have news.
func (c *crowd) turn(ctx context.Context, s script) error {
	n, errno := c.poller.Wait(c.events, c.patience)
	if errno != sys.OK && errno != sys.EINTR {
		return fmt.Errorf("wait for replies: %w", errno)
	}
	for _, event := range c.events[:n] {
		if err := c.serve(s, int(event.Token), event.Ready); err != nil {
			return err
		}
	}
	if n == 0 && c.network.Monotonic()-c.heard > stallLimit {
		return fmt.Errorf("no reply for %v", stallLimit)
	}
	return ctx.Err()
}

func (c *crowd) serve(s script, client int, ready sys.Ready) error {
	m := &c.members[client]
	if ready&sys.Writable != 0 && m.sent < len(m.request) {
		if err := c.send(m); err != nil {
			return err
		}
	}
	if ready&(sys.Readable|sys.HangUp|sys.Failed) == 0 {
		return nil
	}
	if err := c.receive(m); err != nil {
		return err
	}
	// A short receive does not show the end of the stream behind it.
	if ready&(sys.HangUp|sys.Failed) != 0 {
		return errClosed
	}
	return c.listen(s, client)
}

// ask sends a client's next pipeline, if its part has one.
func (c *crowd) ask(s script, client int) error {
	m := &c.members[client]
	m.request, m.pending = s.next(client, m.request[:0])
	if m.pending == 0 {
		return nil
	}
	c.waiting++
	m.sent, m.asked = 0, c.network.Monotonic()
	return c.send(m)
}

// send sends what is left of a request. What the socket does not take waits for
// a write event.
func (c *crowd) send(m *member) error {
	sent, err := sendSome(c.network, c.transfer, m.fd, m.request[m.sent:])
	m.sent += sent
	return err
}

// receive takes all that has come: there is one event for it.
func (c *crowd) receive(m *member) error {
	for op := &c.transfer[0]; ; {
		m.replies = slices.Grow(m.replies, receiveSize)
		room := m.replies[len(m.replies) : len(m.replies)+receiveSize]
		op.FD, op.Num, op.Bufs[0] = m.fd, 1, room
		c.network.RecvBatch(c.transfer)
		switch {
		case op.Errno == sys.EAGAIN:
			return nil
		case op.Errno != sys.OK:
			return fmt.Errorf("receive: %w", op.Errno)
		case op.N == 0:
			return errClosed
		}
		m.replies = m.replies[:len(m.replies)+op.N]
		if op.N < len(room) {
			return nil
		}
	}
}

// listen tells the script of the replies that are complete, and goes on to the
// next pipeline behind the last one.
func (c *crowd) listen(s script, client int) error {
	m := &c.members[client]
	rest := m.replies
	for m.pending > 0 {
		o, length, err := firstReply(rest)
		if err != nil {
			return err
		}
		if length == 0 {
			m.replies = append(m.replies[:0], rest...)
			return nil
		}
		rest = rest[length:]
		s.heard(client, o)
		if m.pending--; m.pending == 0 {
			c.waiting--
			c.heard = c.network.Monotonic()
			s.answered(client, m.asked, c.heard-m.asked)
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("nobody asked for %q", tail(rest))
	}
	if len(m.replies) == 0 {
		return nil
	}
	m.replies = m.replies[:0]
	return c.ask(s, client)
}

// close ends the crowd with its connections.
func (c *crowd) close() error {
	var failures []error
	for i := range c.members {
		if errno := c.network.Close(c.members[i].fd); errno != sys.OK {
			failures = append(failures, fmt.Errorf("close a connection: %w", errno))
		}
	}
	if errno := c.poller.Close(); errno != sys.OK {
		failures = append(failures, fmt.Errorf("close the poller: %w", errno))
	}
	return errors.Join(failures...)
}
