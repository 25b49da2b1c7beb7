//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"seedis/sys"
)

// network is what the load generator asks of a machine.
type network interface {
	sys.Sockets
	sys.Pollers
	sys.Clock
}

// A turn takes up to turnEvents events from the poller. Few, so that the first
// client's next pipeline leaves before the last one's replies are read, and
// the server is never without work; more than one, because a wait costs a
// third of a receive.
const turnEvents = 8

// The replies of every verifyEvery-th pipeline of a client are compared byte
// by byte; of the others only their size and how the first of them begins.
const verifyEvery = 64

// stallLimit ends a load that gets no reply: a reply smaller than expected
// leaves its client waiting for ever. The longest pause of a healthy server is
// far below it, on a crowded machine too.
const stallLimit = 20 * time.Second

// loadSetup is what a load consists of.
type loadSetup struct {
	server   netip.AddrPort
	clients  int
	pipeline int
	steps    []step
	// patience is how long a wait for replies may sleep. A generator with a
	// core of its own does not sleep: to wake it would be work for the server.
	patience time.Duration
}

// connection is one client of the load: it sends request, awaits as many bytes
// as the replies to it have, and starts over with other numbers.
type connection struct {
	fd        sys.FD
	request   []byte // of the step that is on, from requests
	requests  [][]byte
	sent      int
	replies   []byte // one byte larger than the replies, to notice too many
	received  int
	awaiting  bool
	pipelines uint64 // sent in the step that is on
}

// load is the load generator. One thread calls all of its methods.
type load struct {
	network     network
	poller      sys.Poller
	setup       loadSetup
	exchanges   []*exchange // of every step
	connections []connection
	waiting     int // connections that await replies
	events      []sys.Event
	transfer    []sys.Op // a batch of one: receive and send alternate

	// The step that is on.
	name      string
	exchange  *exchange
	numbers   *sequence
	pipelines uint64 // to be sent

	requests uint64 // answered so far
	idle     uint64 // cycles spent in turns without an event
	cycles   uint64 // at the end of the last turn
	answered uint64 // cycles at the last reply
}

// newLoad connects the clients of a load. They send nothing before start.
func newLoad(network network, setup loadSetup) (*load, error) {
	poller, errno := network.NewPoller()
	if errno != sys.OK {
		return nil, fmt.Errorf("new poller: %w", errno)
	}
	// The numbers that are drawn go on from pass to pass, in this load alone.
	setup.steps = slices.Clone(setup.steps)
	l := &load{
		network:  network,
		poller:   poller,
		setup:    setup,
		events:   make([]sys.Event, turnEvents),
		transfer: make([]sys.Op, 1),
	}
	for _, step := range setup.steps {
		l.exchanges = append(l.exchanges, newExchange(step.command))
	}
	for range setup.clients {
		if err := l.connect(); err != nil {
			return nil, errors.Join(err, l.close())
		}
	}
	return l, nil
}

// connect adds a client and waits until its connection stands.
func (l *load) connect() error {
	fd, err := connect(l.network, l.poller, l.setup.server, uint64(len(l.connections)))
	if err != nil {
		return err
	}
	c := connection{fd: fd}
	largest := 0
	for _, e := range l.exchanges {
		c.requests = append(c.requests, e.request.repeat(l.setup.pipeline))
		largest = max(largest, e.room(l.setup.pipeline))
	}
	c.replies = make([]byte, largest+1)
	l.connections = append(l.connections, c)
	return nil
}

// start begins a pass of a step: it sends every client's first pipeline.
func (l *load) start(index int) error {
	step := &l.setup.steps[index]
	step.numbers.restart()
	l.name, l.exchange, l.numbers = step.name, l.exchanges[index], &step.numbers
	l.pipelines = step.pipelines(l.setup.pipeline)
	l.cycles = l.network.Cycles()
	l.answered = l.cycles
	for i := range l.connections {
		c := &l.connections[i]
		c.request, c.pipelines = c.requests[index], 0
		c.replies = c.replies[:l.exchange.room(l.setup.pipeline)+1]
		if err := l.next(c); err != nil {
			return err
		}
	}
	return nil
}

// finish keeps the load going until all pipelines of the pass are answered.
func (l *load) finish(ctx context.Context) error {
	for l.waiting > 0 {
		if err := l.turn(ctx); err != nil {
			return err
		}
	}
	return nil
}

// turn serves the clients that have news, one after the other. It allocates
// nothing.
func (l *load) turn(ctx context.Context) error {
	n, errno := l.poller.Wait(l.events, l.setup.patience)
	if errno != sys.OK && errno != sys.EINTR {
		return fmt.Errorf("wait for replies: %w", errno)
	}
	for _, event := range l.events[:n] {
		if err := l.serve(&l.connections[event.Token], event.Ready); err != nil {
			return err
		}
	}
	before := l.cycles
	l.cycles = l.network.Cycles()
	if n == 0 {
		l.idle += l.cycles - before
		return l.checkProgress(ctx)
	}
	return ctx.Err()
}

// checkProgress fails when the load was cancelled or no reply has come for
// too long.
func (l *load) checkProgress(ctx context.Context) error {
	silence := (l.cycles - l.answered) / l.network.CyclesPerMicrosecond()
	if silence < uint64(stallLimit.Microseconds()) {
		return ctx.Err()
	}
	for i := range l.connections {
		if c := &l.connections[i]; c.awaiting {
			return fmt.Errorf("no reply to %s for %v: %d of %d bytes came, ending in %q",
				l.name, stallLimit, c.received, len(c.replies)-1, tail(c.replies[:c.received]))
		}
	}
	return fmt.Errorf("no reply for %v", stallLimit)
}

// serve acts on one event of a client.
func (l *load) serve(c *connection, ready sys.Ready) error {
	if c.sent < len(c.request) && ready&sys.Writable != 0 {
		if err := l.send(c); err != nil {
			return err
		}
	}
	if ready&(sys.Readable|sys.HangUp|sys.Failed) != 0 {
		if err := l.receive(c); err != nil {
			return err
		}
	}
	// A short receive does not show the end of the stream behind it, and there
	// is no other event for that.
	if ready&(sys.HangUp|sys.Failed) != 0 {
		return errClosed
	}
	return nil
}

// errClosed ends a load: a server has no reason to close a connection.
var errClosed = errors.New("the server closed a connection")

// receive takes what has come for a client; when that completes its pipeline,
// the next one leaves.
func (l *load) receive(c *connection) error {
	op := &l.transfer[0]
	op.FD, op.Num, op.Bufs[0] = c.fd, 1, c.replies[c.received:]
	l.network.RecvBatch(l.transfer)
	switch {
	case op.Errno == sys.EAGAIN:
		return nil
	case op.Errno != sys.OK:
		return fmt.Errorf("receive: %w", op.Errno)
	case op.N == 0:
		return errClosed
	}
	c.received += op.N
	replies := c.replies[:c.received]
	head := l.exchange.replyHead[:min(c.received, len(l.exchange.replyHead))]
	if !c.awaiting || l.exchange.excessive(replies, l.setup.pipeline) || !bytes.HasPrefix(replies, head) {
		return fmt.Errorf("unexpected reply to %s: %q", l.name, tail(replies))
	}
	if !l.exchange.complete(replies, l.setup.pipeline) {
		return nil
	}
	return l.complete(c)
}

// complete counts the pipeline that a client has the replies to.
func (l *load) complete(c *connection) error {
	if c.pipelines%verifyEvery == 1 {
		if err := l.exchange.verify(c.request, c.replies[:c.received]); err != nil {
			return err
		}
	}
	l.requests += uint64(l.setup.pipeline)
	l.answered = l.cycles
	c.awaiting = false
	l.waiting--
	return l.next(c)
}

// next starts a client's next pipeline, if the pass has one left to send.
func (l *load) next(c *connection) error {
	if l.pipelines == 0 {
		return nil
	}
	l.pipelines--
	l.waiting++
	l.exchange.request.fill(c.request, l.numbers)
	c.pipelines++
	c.sent, c.received, c.awaiting = 0, 0, true
	return l.send(c)
}

// send sends what is left of a client's pipeline. What the socket does not
// take waits for a write event.
func (l *load) send(c *connection) error {
	sent, err := sendSome(l.network, l.transfer, c.fd, c.request[c.sent:])
	c.sent += sent
	return err
}

// sendSome sends as much as the socket takes, by the one operation of transfer, and
// tells how many bytes that were.
func sendSome(network network, transfer []sys.Op, fd sys.FD, request []byte) (sent int, err error) {
	op := &transfer[0]
	op.FD, op.Num, op.Bufs[0] = fd, 1, request
	network.SendBatch(transfer)
	switch op.Errno {
	case sys.OK:
		return op.N, nil
	case sys.EAGAIN:
		return 0, nil
	}
	return 0, fmt.Errorf("send: %w", op.Errno)
}

// close ends the load with its connections.
func (l *load) close() error {
	var failures []error
	for i := range l.connections {
		if errno := l.network.Close(l.connections[i].fd); errno != sys.OK {
			failures = append(failures, fmt.Errorf("close a connection: %w", errno))
		}
	}
	if errno := l.poller.Close(); errno != sys.OK {
		failures = append(failures, fmt.Errorf("close the poller: %w", errno))
	}
	return errors.Join(failures...)
}

// tail is the end of a reply for an error message: 80 bytes hold an error
// reply and the line before it.
func tail(p []byte) []byte {
	return bytes.Clone(p[max(0, len(p)-80):])
}
