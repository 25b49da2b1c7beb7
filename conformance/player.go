package conformance

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"seedis/resp"
)

// connection is a client's side of a connection to a server.
type connection interface {
	io.ReadWriteCloser
	// Addresses are the two ends in the form of CLIENT LIST.
	Addresses() (local, remote string)
}

// dialer opens a connection. Its error ends the case.
type dialer func() (connection, error)

// Answer is one thing that a server said.
type Answer struct {
	Connection string
	// Request is what it answers; nil after Raw bytes.
	Request []string
	// Queued are, for the answer to an EXEC, the requests of the transaction.
	Queued [][]string
	// Reply is the reply; if Closed, what came before the connection's end.
	Reply  string
	Closed bool
}

// player carries out a case on one server.
type player struct {
	dial     dialer
	protocol int
	sessions map[string]*session
	answers  []Answer
	changes  int64 // that the server had counted before
}

// session is an open connection.
type session struct {
	connection
	buffer []byte
	taken  int        // bytes of buffer that were replies already
	queued [][]string // since MULTI
}

// play carries out the steps and returns the answers so far also when it fails:
// because a reply did not come in time, for one.
func play(c *Case, protocol int, dial dialer) ([]Answer, error) {
	return playFrom(0, c, protocol, dial)
}

// playFrom is play on a server that has counted so many changes before.
func playFrom(changes int64, c *Case, protocol int, dial dialer) ([]Answer, error) {
	p := &player{dial: dial, protocol: protocol, sessions: map[string]*session{}, changes: changes}
	defer p.hangUpAll()
	for i := range c.Steps {
		if err := p.step(&c.Steps[i]); err != nil {
			return p.answers, fmt.Errorf("at %.200q: %w", c.Steps[i].String(), err)
		}
	}
	return p.answers, nil
}

func (p *player) hangUpAll() {
	for _, name := range slices.Sorted(maps.Keys(p.sessions)) {
		p.sessions[name].Close()
	}
}

func (p *player) step(step *Step) error {
	s, err := p.session(step.Connection)
	if err != nil {
		return err
	}
	switch step.Action {
	case Send:
		return p.send(step.Connection, s, step.Requests)
	case Raw:
		s.write([]byte(step.Bytes))
	case Await:
		for range step.Count {
			if err := p.await(step.Connection, s, nil); err != nil {
				return err
			}
		}
	case Blocked:
		return s.awaitClients("blocked_clients", step.Count)
	case Connected:
		return s.awaitClients("connected_clients", step.Count)
	case Closed:
		return p.awaitEnd(step.Connection, s)
	case Gone:
		err := p.awaitEnd(step.Connection, s)
		p.answers[len(p.answers)-1].Reply = ""
		return err
	case HangUp:
		delete(p.sessions, step.Connection)
		s.Close()
	case Scan:
		return p.scan(step.Connection, s, step.Requests[0])
	case Chance:
		return p.chance(step.Connection, s, step.Requests[0])
	case State:
		return p.state(step.Connection, s)
	}
	return nil
}

// session opens a connection when it is first named. A client that is to speak
// RESP3 says so first, and what it is told is an answer too.
func (p *player) session(name string) (*session, error) {
	if s := p.sessions[name]; s != nil {
		return s, nil
	}
	conn, err := p.dial()
	if err != nil {
		return nil, err
	}
	s := &session{connection: conn}
	p.sessions[name] = s
	if p.protocol == 3 {
		return s, p.send(name, s, [][]string{{"HELLO", "3"}})
	}
	return s, nil
}

// send sends requests at once and awaits a reply for each.
func (p *player) send(name string, s *session, requests [][]string) error {
	var bytes []byte
	for _, request := range requests {
		bytes = appendRequest(bytes, p.fillIn(request))
	}
	s.write(bytes)
	for _, request := range requests {
		if err := p.await(name, s, request); err != nil {
			return err
		}
	}
	return nil
}

// fillIn replaces the addresses that words name.
func (p *player) fillIn(words []string) []string {
	filled := slices.Clone(words)
	for i, word := range filled {
		kind, name, found := strings.Cut(strings.Trim(word, "{}"), ":")
		s := p.sessions[name]
		if !found || s == nil || word != "{"+kind+":"+name+"}" {
			continue
		}
		local, remote := s.Addresses()
		switch kind {
		case "addr":
			filled[i] = local
		case "laddr":
			filled[i] = remote
		}
	}
	return filled
}

func appendRequest(dst []byte, words []string) []byte {
	dst = appendLength(dst, '*', len(words))
	for _, word := range words {
		dst = appendLength(dst, '$', len(word))
		dst = append(append(dst, word...), "\r\n"...)
	}
	return dst
}

func appendLength(dst []byte, kind byte, n int) []byte {
	return append(strconv.AppendInt(append(dst, kind), int64(n), 10), "\r\n"...)
}

// await takes one reply, or the end of the connection, down as an answer.
func (p *player) await(name string, s *session, request []string) error {
	reply, err := s.reply()
	answer := Answer{Connection: name, Request: request, Reply: reply, Closed: errors.Is(err, io.EOF)}
	if err != nil && !answer.Closed {
		return err
	}
	switch {
	case reply == "+QUEUED\r\n":
		s.queued = append(s.queued, request)
	case len(request) > 0 && strings.EqualFold(request[0], "exec"):
		answer.Queued, s.queued = s.queued, nil
	case len(request) > 0 && (strings.EqualFold(request[0], "discard") || strings.EqualFold(request[0], "reset")):
		s.queued = nil
	}
	p.answers = append(p.answers, answer)
	return nil
}

func (p *player) awaitEnd(name string, s *session) error {
	err := error(nil)
	for err == nil {
		err = s.receive()
	}
	closed := errors.Is(err, io.EOF)
	p.answers = append(p.answers, Answer{Connection: name, Reply: string(s.buffer[s.taken:]), Closed: closed})
	if closed {
		return nil
	}
	return err
}

// clientsAsks is how often a server is asked for its clients: it takes
// microseconds for each, and the clients have sent their requests before.
const clientsAsks = 20_000

// awaitClients asks until a field of INFO counts so many clients. That is no answer of
// the case.
func (s *session) awaitClients(field string, count int) error {
	wanted := fmt.Sprintf("\r\n%s:%d\r\n", field, count)
	for range clientsAsks {
		s.write(appendRequest(nil, []string{"INFO", "clients"}))
		reply, err := s.reply()
		if err != nil {
			return err
		}
		if strings.Contains(reply, wanted) {
			return nil
		}
	}
	return fmt.Errorf("%s was never %d", field, count)
}

// write sends bytes. What the server does not take it will answer by closing.
func (s *session) write(bytes []byte) { s.Write(bytes) }

// reply takes one reply off the buffer, receiving what is missing of it. At the
// connection's end it returns what came before, and io.EOF.
func (s *session) reply() (string, error) {
	for {
		rest := s.buffer[s.taken:]
		n, ok := resp.ReadReply(rest)
		if n < 0 {
			return "", fmt.Errorf("this is no reply: %.200q", rest)
		}
		if ok {
			s.taken += n
			return string(rest[:n]), nil
		}
		if err := s.receive(); err != nil {
			return string(s.buffer[s.taken:]), err
		}
	}
}

// receiveSize is the most that is received at a time, in bytes.
const receiveSize = 64 << 10

func (s *session) receive() error {
	s.buffer = append(s.buffer[:0], s.buffer[s.taken:]...)
	s.taken = 0
	start := len(s.buffer)
	s.buffer = slices.Grow(s.buffer, receiveSize)
	n, err := s.Read(s.buffer[start : start+receiveSize])
	s.buffer = s.buffer[:start+n]
	if n > 0 {
		return nil
	}
	return err
}
