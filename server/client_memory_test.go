package server

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// wantPaidFor demands that what clients watch and have queued is counted as if it
// were counted anew.
func (p *party) wantPaidFor(t *rapid.T) {
	watched, queued, entries := 0, 0, 0
	for _, c := range p.members {
		own := len(c.watched) * watchSize
		for _, w := range c.watched {
			entries++
			if w.clients[0] == c {
				own += w.watchedKey.memory()
			}
		}
		if c.watchMemory != own {
			t.Fatalf("client %d pays for %d bytes, want %d", c.id, c.watchMemory, own)
		}
		watched += own
		if c.transaction != nil {
			queued += c.transaction.overhead()
		}
	}
	for _, key := range p.watchers.byKey {
		entries -= len(key.clients)
	}
	if p.watchers.memory != watched || p.queuedBytes != queued || entries != 0 {
		t.Fatalf("%d bytes are watched and %d queued, want %d and %d; %d keys are watched on one side only",
			p.watchers.memory, p.queuedBytes, watched, queued, entries)
	}
}

// Whatever clients watch and queue, together or not, is in used_memory while it is
// there, and is paid for by one that is there.
func TestWhatClientsHoldIsCounted(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := newParty(t, 3)
		p.config.MaxMemoryClients = 1 << 30
		p.limitClients()
		say := func(requests ...string) func(*rapid.T) {
			return func(rt *rapid.T) {
				member := rapid.IntRange(0, 2).Draw(rt, "member")
				p.send(member, rapid.SampledFrom(requests).Draw(rt, "request")+"\r\n")
				p.heard(member)
				p.weigh(p.members[member])
			}
		}
		long := strings.Repeat("k", 3000)
		rt.Repeat(map[string]func(*rapid.T){
			"watch":   say("WATCH a", "WATCH a b a", "WATCH c "+long, "WATCH "+long),
			"unwatch": say("UNWATCH"),
			"multi":   say("MULTI"),
			"queue":   say("SET a b", "SET b "+long, "GET a", "NONE", "MGET"+strings.Repeat(" a", 100)),
			"end":     say("EXEC", "DISCARD", "RESET"),
			"select":  say("SELECT 1", "SELECT 0"),
			"leave": func(rt *rapid.T) {
				member := rapid.IntRange(0, 2).Draw(rt, "member")
				p.closeClient(p.members[member])
				p.freeClosing()
				p.members[member] = p.join()
			},
			"": func(rt *rapid.T) {
				p.wantPaidFor(rt)
				p.wantWeighed(rt)
			},
		})
		for _, c := range p.members {
			p.closeClient(c)
		}
		p.freeClosing()
		if live, _ := p.heap.Live(); p.usedMemory() != live || len(p.watchers.byKey) > 0 {
			t.Fatalf("%d bytes are used, and %d of mem, without a client", p.usedMemory(), live)
		}
	})
}

// The names of watched keys count in full: once however many watch them.
func TestLongNamesOfWatchedKeysAreSeen(t *testing.T) {
	p := newParty(t, 3)
	before, length := p.usedMemory(), 1<<20
	request := fmt.Sprintf("*2\r\n$5\r\nWATCH\r\n$%d\r\n%s\r\n", length, strings.Repeat("k", length))
	for member, c := range p.members {
		p.send(member, request)
		c.query.release(&p.main)
	}
	if grown := int(p.usedMemory() - before); grown < length || grown > length+64<<10 {
		t.Errorf("used_memory has grown by %d bytes", grown)
	}
	for member, c := range p.members {
		if _, bytes := c.memory(); (bytes >= length) != (member == 0) {
			t.Errorf("client %d pays for %d bytes", member, bytes)
		}
	}
	p.send(0, "UNWATCH\r\n")
	if _, bytes := p.members[1].memory(); bytes < length {
		t.Errorf("the name is still there, and its heir pays for %d bytes", bytes)
	}
}

// What a transaction keeps of its requests beside their arguments counts.
func TestQueuedRequestsAreSeen(t *testing.T) {
	const count = 10_000
	p := newParty(t, 1)
	p.send(0, "MULTI\r\n"+strings.Repeat("PING\r\n", count))
	p.heard(0)
	live, _ := p.heap.Live()
	if beside := int(p.usedMemory() - live); beside < count*(requestSize+spanSize) {
		t.Errorf("%d bytes are counted beside mem for %d requests", beside, count)
	}
	p.send(0, "DISCARD\r\n")
	if live, _ := p.heap.Live(); p.usedMemory() != live {
		t.Errorf("%d bytes are used, and %d of mem, after DISCARD", p.usedMemory(), live)
	}
}
