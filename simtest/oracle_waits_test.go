package simtest

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// party is several connections to Redis, each with a session of the model. One
// request is carried out after the other: so it is known in which order.
type party struct {
	*rehearsal
	members []*member
	control *oracle // tells how many wait
	served  int     // how often somebody was to be
}

type member struct {
	oracle  *oracle
	session *session
}

func newParty(t *testing.T, count int) *party {
	p := &party{rehearsal: newRehearsal(t, 1)}
	p.control = p.oracle.another(t)
	for range count {
		o := p.oracle.another(t)
		s := &session{peer: "a unix socket", unscripted: true, authenticated: true}
		s.id = o.id(t)
		p.model.sessions[s.id] = s
		p.members = append(p.members, &member{o, s})
	}
	return p
}

// step lets a member ask for something, and compares what all have to hear then.
// What ends by itself is awaited at once.
func (p *party) step(m *member, request []string) {
	p.t.Helper()
	p.carryOut(m, request)
	if w := p.model.waitOf(m.session); w != nil && w.until != 0 {
		if err := p.model.gaveUp(m.session, w.until+1); err != nil {
			p.t.Fatal(err)
		}
	}
	p.settle(request)
}

func (p *party) carryOut(m *member, request []string) {
	if err := p.model.execute(m.session, request, time.Now().UnixMilli()); err != nil {
		p.t.Fatal(err)
	}
	if err := p.complete(nil); err != nil {
		p.t.Fatal(err)
	}
	if len(p.model.ready) > 0 {
		p.served++
		if err := p.model.serve(time.Now().UnixMilli()); err != nil {
			p.t.Fatal(err)
		}
	}
	m.oracle.send(p.t, request)
}

// settle compares what the members hear, until as many wait in Redis as in the
// model.
func (p *party) settle(request []string) {
	p.t.Helper()
	for i, m := range p.members {
		if err := m.hear(p.t); err != nil {
			p.t.Fatalf("after %s member %d: %v", quote(request), i, err)
		}
	}
	want := "blocked_clients:" + strconv.Itoa(len(p.model.waits)) + "\r\n"
	info := ""
	for range 2000 {
		if info = string(p.control.ask(p.t, []string{"INFO", "clients"})); strings.Contains(info, want) {
			return
		}
	}
	p.t.Fatalf("after %s: want %s got %s", quote(request), want, info)
}

// hear compares what a member hears with what it has to.
func (m *member) hear(t *testing.T) error {
	for expected := &m.session.expected; !expected.empty(); {
		rest, err := expected.check(m.oracle.reply(t))
		if err == nil && len(rest) > 0 {
			err = errors.New("the reply is of another length")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// partyFamilies are what members of a party ask for: first that they wait.
var partyFamilies = []family{
	{10, func(c *client) []string { return c.requestThatWaits(c.word("0", "0", "0", "0.001")) }},
	{4, (*client).feedRequest},
	{2, (*client).transactionRequest},
	{2, func(c *client) []string { return []string{"EXEC"} }},
	{3, func(c *client) []string { return []string{"FLUSHALL"} }},
	{1, func(c *client) []string { return []string{"SELECT", c.word("0", "0", "0", "0", "1")} }},
	{1, func(c *client) []string { return []string{"SWAPDB", "0", "1"} }},
	{1, func(c *client) []string { return []string{"MOVE", c.waitKey(c.kind()), c.word("0", "1")} }},
	{1, func(c *client) []string {
		return []string{"COPY", c.keyOf(aList), c.waitKey(aList), "DB", "1", "REPLACE"}
	}},
	{1, func(c *client) []string { return []string{"HELLO", c.word("2", "3")} }},
	{2, (*client).listRequest},
}

func TestTheModelAgreesWithRedisOnWaiting(t *testing.T) {
	const members, steps = 6, 3000
	p := newParty(t, members)
	for range steps {
		idle := slices.DeleteFunc(slices.Clone(p.members), func(m *member) bool { return p.model.waitOf(m.session) != nil })
		if len(idle) < members && p.client.oneIn(20) {
			p.unblock()
			continue
		}
		m := idle[p.client.below(len(idle))]
		asked := partyFamilies
		if len(idle) <= members/2 {
			asked = partyFamilies[1:] // enough of them wait
		}
		if request := p.client.draw(asked); !untimely(request) && !p.leavesOrderOpen(request) {
			p.step(m, request)
		}
	}
	if p.served < steps/100 {
		t.Errorf("somebody was to be served only %d times", p.served)
	}
}

// unblock ends the wait of a member, as the one that all rehearsals have.
func (p *party) unblock() {
	w := p.model.waits[p.client.below(len(p.model.waits))]
	request := []string{"CLIENT", "UNBLOCK", strconv.FormatUint(w.session.id, 10), p.client.word("TIMEOUT", "ERROR")}
	p.ask(request...)
	p.settle(request)
}

// leavesOrderOpen tells whether a request may make several keys ready at once, in the
// order of one of Redis's tables.
func (p *party) leavesOrderOpen(request []string) bool {
	var keys []string
	for _, w := range p.model.waits {
		keys = append(keys, w.keys...)
	}
	slices.Sort(keys)
	return request[0] == "SWAPDB" && len(slices.Compact(keys)) > 1
}
