package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// half sends the beginning of a request that says so many bytes will come, and
// that many of them, but for the last. Its query buffer has hardly more room.
func (p *party) half(member, bytes int) {
	if c := p.members[member]; c.query.length == 0 {
		c.query.release(&p.main)
		c.query.allocate(&p.main, bytes+100)
	}
	p.send(member, fmt.Sprintf("*2\r\n$4\r\nECHO\r\n$%d\r\n%s", bytes, strings.Repeat("x", bytes-1)))
}

// present are the members that are still clients.
func (p *party) present() []int {
	var members []int
	for i, c := range p.members {
		if c.flags&closing == 0 {
			members = append(members, i)
		}
	}
	return members
}

func TestTheLargestClientsAreEvicted(t *testing.T) {
	for _, test := range []struct {
		name    string
		limit   string
		halves  []int // kibibytes that members 1, 2 ... have sent
		spared  []int // members that must not be evicted
		present []int
	}{
		{"no limit", "0", []int{5000, 5000}, nil, []int{0, 1, 2}},
		{"within the limit", "1mb", []int{300, 600}, nil, []int{0, 1, 2}},
		{"one is enough", "600kb", []int{70, 520, 280}, nil, []int{0, 1, 3}},
		{"all but the smallest", "200kb", []int{70, 520, 280}, nil, []int{0, 1}},
		{"the least limit", "1", []int{60, 300}, nil, []int{0, 1}},
		{"spared ones", "800kb", []int{70, 520, 280}, []int{2}, []int{0, 1, 2}},
		{"in vain", "200kb", []int{520, 150}, []int{1, 2}, []int{1, 2}},
		{"a percentage", "10%", []int{300, 800}, nil, []int{0, 1}},
	} {
		p := newParty(t, len(test.halves)+1)
		p.want("+OK", "CONFIG", "SET", "maxmemory", "10000kb", "maxmemory-clients", test.limit)
		for _, member := range test.spared {
			p.send(member, "CLIENT NO-EVICT ON\r\n")
			p.heard(member)
		}
		for i, kibibytes := range test.halves {
			p.half(i+1, kibibytes<<10)
		}
		p.beforeSleep()
		if got := p.present(); !slices.Equal(got, test.present) {
			t.Errorf("%s: %v are left, want %v", test.name, got, test.present)
		}
		if evicted := len(p.members) - len(test.present); p.stats.evictedClients != uint64(evicted) {
			t.Errorf("%s: %d are counted", test.name, p.stats.evictedClients)
		}
	}
}

// Clients that take just what is allowed are too much, as in Redis.
func TestTheLimitItselfIsTooMuch(t *testing.T) {
	for over, present := range map[int]int{-1: 2, 0: 1, 1: 1} {
		p := newParty(t, 2)
		p.config.MaxMemoryClients = 1 << 30
		p.limitClients()
		p.half(1, 300<<10)
		p.weights.limit = p.weights.total - over
		p.evictClients()
		if got := len(p.present()); got != present {
			t.Errorf("%d bytes over the limit: %d clients are left, want %d", over, got, present)
		}
	}
}

// A percentage of no memory limit is no limit.
func TestAPercentageOfNothing(t *testing.T) {
	p := newParty(t, 2)
	p.want("+OK", "CONFIG", "SET", "maxmemory-clients", "1%")
	p.half(1, 5<<20)
	p.beforeSleep()
	if p.weights.limit != 0 || len(p.present()) != 2 {
		t.Errorf("a limit of %d bytes leaves %v", p.weights.limit, p.present())
	}
	p.want("+OK", "CONFIG", "SET", "maxmemory", "100mb")
	p.beforeSleep()
	if p.weights.limit != 1<<20 || len(p.present()) != 1 {
		t.Errorf("a limit of %d bytes leaves %v", p.weights.limit, p.present())
	}
}

// A client whose replies are too much is closed before its next request runs.
func TestAClientIsEvictedBetweenItsRequests(t *testing.T) {
	p := newParty(t, 2)
	p.want("+OK", "SET", "large", strings.Repeat("v", 300<<10))
	p.want("+OK", "CONFIG", "SET", "maxmemory-clients", "500kb")
	p.send(1, strings.Repeat("GET large\r\n", 5)+"SET large small\r\n")
	if len(p.present()) != 1 {
		t.Error("the client is still there")
	}
	p.freeClosing()
	p.members = p.members[:1]
	p.want(":307200", "STRLEN", "large")
}

// wantWeighed demands that all clients are weighed right, and stand where they
// belong.
func (p *party) wantWeighed(t *rapid.T) {
	total, listed := 0, map[*client]int{}
	for i := range p.weights.buckets {
		for c := p.weights.buckets[i].first; c != nil; c = c.weight.next {
			listed[c] = i + 1
		}
	}
	for c := p.clients.first; c != nil; c = c.next {
		_, bytes := c.memory()
		total += bytes
		if p.weights.limit == 0 {
			total, bytes = 0, 0
		}
		if c.weight.bytes != bytes || listed[c] != c.weight.bucket || bytes > 0 && c.weight.bucket != c.bucket() {
			t.Fatalf("%v weighs %d in list %d, want %d in %d", c, c.weight.bytes, listed[c], bytes, c.bucket())
		}
		delete(listed, c)
	}
	if p.weights.total != total || len(listed) > 0 {
		t.Fatalf("all weigh %d, want %d; %d are listed that are gone", p.weights.total, total, len(listed))
	}
	if limit := p.weights.limit; limit > 0 && total >= limit {
		for c := p.clients.first; c != nil; c = c.next {
			if c.flags&noEvict == 0 {
				t.Fatalf("%v is left, with %d of %d", c, total, limit)
			}
		}
	}
}

// Whatever clients do, each is weighed right at the end of a turn, and no more is
// left than may be.
func TestClientsAreWeighed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := newParty(t, 3)
		p.config.MaxMemoryClients = 400 << 10
		p.limitClients()
		member := func() int {
			for i, c := range p.members {
				if c.flags&closing != 0 {
					p.freeClosing()
					p.members[i] = p.join()
				}
			}
			return rapid.IntRange(0, 2).Draw(rt, "member")
		}
		say := func(text string) func(*rapid.T) {
			return func(*rapid.T) { p.send(member(), text) }
		}
		rt.Repeat(map[string]func(*rapid.T){
			"large reply": say("SETRANGE k 100000 x\r\nGET k\r\n"),
			"transaction": say("MULTI\r\nSET k " + strings.Repeat("v", 5000) + "\r\nGET k\r\n"),
			"discard":     say("DISCARD\r\n"),
			"spare":       say("CLIENT NO-EVICT ON\r\n"),
			"no spare":    say("CLIENT NO-EVICT OFF\r\n"),
			"kill":        say("CLIENT KILL TYPE normal\r\n"),
			"half":        func(rt *rapid.T) { p.half(member(), rapid.IntRange(2, 200_000).Draw(rt, "bytes")) },
			"leave":       func(*rapid.T) { p.closeClient(p.members[member()]) },
			"read":        func(*rapid.T) { i := member(); p.heard(i); p.weigh(p.members[i]) },
			"cron":        func(*rapid.T) { p.cronClients() },
			"limit": func(rt *rapid.T) {
				p.config.MaxMemoryClients = rapid.SampledFrom([]int64{0, 200 << 10, 400 << 10}).Draw(rt, "limit")
				p.limitClients()
			},
			"": func(rt *rapid.T) {
				p.evictClients()
				p.wantWeighed(rt)
			},
		})
	})
}
