package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// waitsModel is what a party should do, told with plain lists and without a
// queue: it looks through all who wait, again and again.
type waitsModel struct {
	now     int64
	values  [2]map[string]string // of each database; a hash is "#"
	waiting []modelWait          // in the order in which they began to
	ready   []modelKey           // in the order in which they became so
	told    []string             // what each member should hear
}

type modelKey struct {
	db   int
	name string
}

type modelWait struct {
	member, db int
	keys       []string
	to         string // where the letter is moved; "" for nowhere
	hashes     bool
	until      int64
}

func newWaitsModel(members int) *waitsModel {
	return &waitsModel{values: [2]map[string]string{{}, {}}, told: make([]string, members)}
}

func (m *waitsModel) reply(member int, format string, args ...any) {
	m.told[member] += fmt.Sprintf(format, args...)
}

func isHash(value string) bool { return value == "#" }

// set gives a key a value, or none, and takes note of who may be served.
func (m *waitsModel) set(db int, name, value string) {
	if value == "" {
		delete(m.values[db], name)
		return
	}
	m.values[db][name] = value
	m.noteReady(db, name)
}

func (m *waitsModel) noteReady(db int, name string) {
	value, key := m.values[db][name], modelKey{db, name}
	kind := func(w modelWait) bool { return w.hashes == isHash(value) }
	named := func(w modelWait) bool { return w.db == db && slices.Contains(w.keys, name) }
	if value != "" && slices.ContainsFunc(m.waiting, kind) && slices.ContainsFunc(m.waiting, named) && !slices.Contains(m.ready, key) {
		m.ready = append(m.ready, key)
	}
}

// try carries out what a member asks for, on certain keys, and tells whether it
// could.
func (m *waitsModel) try(w modelWait, keys []string) bool {
	for _, name := range keys {
		value := m.values[w.db][name]
		switch {
		case value == "" || isHash(value) != w.hashes:
			continue
		case w.hashes:
			m.set(w.db, name, "")
			m.reply(w.member, "$%d\r\n%s\r\n", len(name), name)
			return true
		}
		letter := value[:1]
		m.set(w.db, name, value[1:])
		to := m.values[w.db][w.to]
		switch {
		case w.to == "":
		case isHash(to):
			letter = "lost " + letter
		default:
			m.set(w.db, w.to, to+letter)
		}
		m.reply(w.member, "$%d\r\n%s\r\n", len(letter), letter)
		return true
	}
	return false
}

func (m *waitsModel) ask(w modelWait) {
	if !m.try(w, w.keys) {
		m.waiting = append(m.waiting, w)
	}
}

// serve comes after each command.
func (m *waitsModel) serve() {
	for len(m.ready) > 0 {
		key := m.ready[0]
		m.ready = m.ready[1:]
		for _, w := range slices.Clone(m.waiting) {
			if w.db == key.db && slices.Contains(w.keys, key.name) && m.try(w, []string{key.name}) {
				m.forget(w.member)
			}
		}
	}
}

func (m *waitsModel) forget(member int) bool {
	before := len(m.waiting)
	m.waiting = slices.DeleteFunc(m.waiting, func(w modelWait) bool { return w.member == member })
	return len(m.waiting) < before
}

func (m *waitsModel) pass(milliseconds int64) {
	m.now += milliseconds
	for _, w := range slices.Clone(m.waiting) {
		if w.until != 0 && w.until < m.now {
			m.reply(w.member, nothing)
			m.forget(w.member)
		}
	}
}

// waitsRun is a party and its model.
type waitsRun struct {
	*party
	model *waitsModel
}

var waitsKeys = rapid.SampledFrom([]string{"a", "b", "c"})

// write is one request that changes keys, of member 0 in database 0; the model's
// reply to it is not looked at.
func (r *waitsRun) write(t *rapid.T) string {
	key, other, m := waitsKeys.Draw(t, "key"), waitsKeys.Draw(t, "other"), r.model
	value := m.values[0][key]
	switch rapid.IntRange(0, 6).Draw(t, "write") {
	case 0:
		m.set(0, key, "#")
		return "DEL " + key + "\r\nHSET " + key + " f v\r\n"
	case 1:
		m.set(0, key, "")
		return "DEL " + key + "\r\n"
	case 2:
		if value != "" && key != other {
			m.set(0, key, "")
			m.set(0, other, value)
		}
		return "RENAME " + key + " " + other + "\r\n"
	case 3:
		if value != "" && m.values[1][key] == "" {
			m.set(0, key, "")
			m.set(1, key, value)
		}
		return "MOVE " + key + " 1\r\n"
	case 4:
		m.set(0, key, "q")
		return "SET " + key + " q\r\n"
	default:
		text := rapid.SampledFrom([]string{"x", "yz"}).Draw(t, "text")
		if !isHash(value) {
			m.set(0, key, value+text)
		}
		return "APPEND " + key + " " + text + "\r\n"
	}
}

func (r *waitsRun) wait(t *rapid.T, member int) {
	w := modelWait{member: member, db: r.members[member].db.Index(), keys: rapid.SliceOfN(waitsKeys, 1, 4).Draw(t, "keys")}
	verb, number := "TOUCH", ""
	if span := rapid.Int64Range(-5, 5).Draw(t, "span"); span > 0 {
		w.until, number = r.model.now+span, fmt.Sprint(span, " ")
	}
	names := strings.Join(w.keys, " ")
	switch rapid.IntRange(0, 2).Draw(t, "row") {
	case 0:
		verb, w.hashes = "EXISTS", true
	case 1:
		w.keys, w.to, w.until = w.keys[:1], waitsKeys.Draw(t, "to"), 0
		verb, number, names = "RENAMENX", "", w.keys[0]+" "+w.to
	}
	r.model.ask(w)
	r.model.serve()
	r.send(member, verb+" "+number+names+"\r\n")
}

// step is one thing that happens.
func (r *waitsRun) step(t *rapid.T) {
	m, member := r.model, rapid.IntRange(1, len(r.members)-1).Draw(t, "member")
	c := r.members[member]
	switch rapid.IntRange(0, 9).Draw(t, "step") {
	case 0:
		requests := ""
		for range rapid.IntRange(1, 5).Draw(t, "writes") {
			requests += r.write(t)
		}
		m.serve()
		r.send(0, "MULTI\r\n"+requests+"EXEC\r\n")
	case 1:
		m.forget(member)
		m.told[member] = ""
		r.closeClient(c)
		r.freeClosing()
		r.members[member] = r.join()
	case 2:
		if m.forget(member) {
			m.reply(member, nothing)
		}
		r.send(0, fmt.Sprintf("CLIENT UNBLOCK %d\r\n", c.id))
	case 3:
		span := rapid.Int64Range(1, 4).Draw(t, "passes")
		m.pass(span)
		r.pass(span)
	case 4:
		m.values[0], m.values[1] = m.values[1], m.values[0]
		for _, w := range m.waiting {
			for _, name := range w.keys {
				m.noteReady(w.db, name)
			}
		}
		m.serve()
		r.send(0, "SWAPDB 0 1\r\n")
	case 5, 6:
		request := r.write(t)
		m.serve()
		r.send(0, "MULTI\r\n"+request+"EXEC\r\n")
	default:
		if c.flags&blocked == 0 {
			if db := rapid.IntRange(0, 1).Draw(t, "db"); db != c.db.Index() {
				m.reply(member, "+OK\r\n")
				r.send(member, fmt.Sprintf("SELECT %d\r\n", db))
			}
			r.wait(t, member)
		}
	}
}

// TestWaitsFollowTheModel has members wait, leave, run out of time and be served,
// in any order.
func TestWaitsFollowTheModel(t *testing.T) {
	p := newParty(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		r := &waitsRun{party: p, model: newWaitsModel(5)}
		p.begin(len(r.model.told))
		r.model.now = r.clock.milliseconds()
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			r.step(t)
			r.compare(t)
		}
		p.begin(1)
		p.wantNobodyWaiting()
	})
}

// begin ends all members but the first and empties the databases, whatever became
// of those before; then there are so many members again.
func (p *party) begin(size int) {
	for _, c := range p.members[1:] {
		p.closeClient(c)
	}
	p.freeClosing()
	p.members = p.members[:1]
	p.send(0, "FLUSHALL\r\n")
	p.heard(0)
	for len(p.members) < size {
		p.members = append(p.members, p.join())
	}
}

func (r *waitsRun) compare(t *rapid.T) {
	r.heard(0)
	for member := 1; member < len(r.members); member++ {
		want := r.model.told[member]
		r.model.told[member] = ""
		if got := r.heard(member); got != want {
			t.Fatalf("member %d is told %q, want %q", member, got, want)
		}
	}
	if r.blocked.count != len(r.model.waiting) {
		t.Fatalf("%d wait, want %d", r.blocked.count, len(r.model.waiting))
	}
	r.compareCounters(t)
}

// compareCounters holds what is counted on the way against what is there.
func (r *waitsRun) compareCounters(t *rapid.T) {
	memory, ofKey := 0, map[*keyQueue]*waitersByKind{}
	for _, c := range r.members {
		own := cap(c.blocked.places) * placeSize
		for _, p := range c.blocked.places {
			if ofKey[p.queue] == nil {
				ofKey[p.queue] = new(waitersByKind)
			}
			ofKey[p.queue][c.blocked.kind]++
			if p.queue.first.client == c {
				own += p.queue.memory()
			}
		}
		if c.blocked.memory != own {
			t.Fatalf("client %d pays for %d bytes, want %d", c.id, c.blocked.memory, own)
		}
		memory += own
	}
	for _, queue := range r.waits.byKey {
		if queue.ofKind != *ofKey[queue] {
			t.Fatalf("%v wait for %s, want %v", queue.ofKind, queue.key, *ofKey[queue])
		}
	}
	if r.waits.memory != memory {
		t.Fatalf("%d bytes are counted, want %d", r.waits.memory, memory)
	}
}
