package simtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"seedis/resp"
	"seedis/sys/sim"
)

// history is what clients have seen of a few keys: who asked for what and when, and
// who was told what and when. Nothing in it comes from the server but replies, so it
// holds the server to account where the model only follows it: the replies must be
// those of some order of execution in which each request has its turn between the
// moment that it was sent and the moment that its reply came (history_check.go).
type history struct {
	off    bool // keys may go for reasons that nobody asked for
	stages []*stage
	sweeps []*sweep
	values int // that were made, so that each is another
	askers int // clients that are at it: others join them
	moment int // counts what happens: no two things happen at once
}

// stage is a key from its first request on to its last. No one else uses it.
type stage struct {
	db        int
	key       string
	exchanges []*exchange
	open      int // of them, without a reply
	ended     int // the moment from which on nothing counts; 0: it has not ended
}

// exchange is a request with a reply.
type exchange struct {
	stage   *stage
	client  int
	request []string
	reply   resp.Reply

	called, told int           // the moments; told is 0 while the reply is not known
	from, until  time.Duration // and their times, to be shown
}

// sweep is a connection on which requests are under way that remove all keys, whoever
// uses them.
type sweep struct{ conn *sim.Conn }

const (
	// A stage ends after so many requests: porcupine looks at orders, of which many
	// requests have many.
	stageMost = 40
	// Requests without a reply may have been executed at any time since, or not at
	// all: each doubles the orders.
	openMost = 12
	// stagesAtOnce is how many keys clients collide on, in each database.
	stagesAtOnce = 2
)

// mayGoOn tells whether no connection is left on which all keys may go.
func (h *history) mayGoOn() bool {
	h.sweeps = slices.DeleteFunc(h.sweeps, func(s *sweep) bool { return s.conn.Over() })
	return !h.off && len(h.sweeps) == 0
}

// stage is one of the keys in use in a database, the oldest first.
func (h *history) stage(db, which int) *stage {
	for _, s := range h.stages[max(0, len(h.stages)-databasesMost*stagesAtOnce):] {
		if s.db != db || s.ended != 0 || len(s.exchanges) >= stageMost || s.open >= openMost {
			continue
		}
		if which == 0 {
			return s
		}
		which--
	}
	s := &stage{db: db, key: "history:" + strconv.Itoa(len(h.stages))}
	h.stages = append(h.stages, s)
	return s
}

// databasesMost is how many databases clients select.
const databasesMost = 16

// next is another moment.
func (h *history) next() int {
	h.moment++
	return h.moment
}

// cut ends all stages: what is told from now on may be about a key that was removed.
func (h *history) cut() {
	now := h.next()
	for i := len(h.stages) - 1; i >= 0 && h.stages[i].ended == 0; i-- {
		h.stages[i].ended = now
	}
}

// sweeping tells whether a request removes all keys, or moves them elsewhere.
func sweeping(request []string) bool {
	return slices.ContainsFunc([]string{"flushall", "flushdb", "swapdb"}, func(name string) bool {
		return strings.EqualFold(request[0], name)
	})
}

// noteSent takes note of a request that goes out now.
func (c *client) noteSent(request []string) {
	if sweeping(request) {
		c.noteSweep()
	}
	if e := c.record.sentNow(request); e != nil {
		e.called, e.from = c.run.history.next(), c.machine.Elapsed()
	}
}

// noteSweep ends the stages, as keys are removed. It goes on with new ones when that
// is done for certain.
func (c *client) noteSweep() {
	h := &c.run.history
	h.cut()
	if c.sweep == nil {
		c.sweep = &sweep{c.conn}
		h.sweeps = append(h.sweeps, c.sweep)
	}
}

// swept comes when all that was asked for was answered.
func (c *client) swept() {
	if c.sweep == nil || c.session.transaction != nil {
		return
	}
	h := &c.run.history
	h.cut()
	h.sweeps = slices.DeleteFunc(h.sweeps, func(s *sweep) bool { return s == c.sweep })
	c.sweep = nil
}

// record is what a client has asked for that goes into the history, and what came for
// it.
type record struct {
	drafts   []*exchange // that may be sent
	sent     []*exchange // that were, and have no reply
	received []byte
}

// sentNow enters the exchange that begins with this request, nil if none does.
func (r *record) sentNow(request []string) *exchange {
	for i, e := range r.drafts {
		if sameRequest(e.request, request) {
			e.stage.exchanges = append(e.stage.exchanges, e)
			e.stage.open++
			r.sent = append(r.sent, e)
			r.drafts = r.drafts[i+1:]
			return e
		}
	}
	return nil
}

// askOnRecord asks, for a while, for what the history is made of.
func (c *client) askOnRecord() {
	const rounds = 12
	c.run.history.askers++
	defer func() { c.run.history.askers-- }()
	for range c.between(1, rounds) {
		if c.left == 0 || !c.settle() {
			return
		}
		if c.session.transaction != nil || c.session.quiet() || !c.run.history.mayGoOn() {
			c.askSome()
			return
		}
		requests := c.drafts(min(c.left, c.between(1, 3)))
		c.left -= len(requests)
		c.ask(requests...)
		c.record = record{}
		if c.conn == nil {
			return
		}
	}
}

// drafts draws requests that go on record if they are sent.
func (c *client) drafts(count int) [][]string {
	requests := make([][]string, count)
	for i := range requests {
		s := c.run.history.stage(c.session.db, c.below(stagesAtOnce))
		requests[i] = c.recordedRequest(s.key)
		c.record.drafts = append(c.record.drafts, &exchange{stage: s, client: c.number, request: requests[i]})
	}
	return requests
}

// recordedRequest draws a request about one key. Values are written once, so that it
// is known from whom one is.
func (c *client) recordedRequest(key string) []string {
	h := &c.run.history
	h.values++
	value := strconv.Itoa(1000*h.values + c.number)
	switch c.below(14) {
	case 0, 1, 2, 3:
		return []string{"GET", key}
	case 4, 5:
		return []string{"SET", key, value}
	case 6:
		return []string{"SETNX", key, value}
	case 7:
		return []string{"GETSET", key, value}
	case 8:
		return []string{"GETDEL", key}
	case 9:
		return []string{"APPEND", key, "7"}
	case 10, 11:
		return []string{"INCR", key}
	case 12:
		return []string{c.word("DEL", "UNLINK"), key}
	}
	return []string{"STRLEN", key}
}

// hear takes bytes that came while requests on record are under way. They are replies to
// these alone: everything before was answered.
func (c *client) hear(bytes []byte) {
	r := &c.record
	if len(r.sent) == 0 {
		return
	}
	r.received = append(r.received, bytes...)
	for len(r.sent) > 0 {
		n, ok := resp.ReadReply(r.received)
		if !ok {
			return
		}
		reply, _, err := resp.ParseReply(r.received[:n:n])
		if err != nil {
			c.fail("receives %.200q: %v", r.received, err)
		}
		e := r.sent[0]
		e.reply, e.told, e.until = reply, c.run.history.next(), c.machine.Elapsed()
		e.stage.open--
		r.received, r.sent = r.received[n:], r.sent[1:]
	}
}

// String is the exchange on a line.
func (e *exchange) String() string {
	told := "without a reply"
	if e.told != 0 {
		told = fmt.Sprintf("until %v (%d): %s", e.until, e.told, shown(e.reply))
	}
	return fmt.Sprintf("client %d from %v (%d) %s: %s", e.client, e.from, e.called, told, quote(e.request))
}
