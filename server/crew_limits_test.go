package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"seedis/sys/sim"
)

// Who does not read is closed by the thread where he lives: at once beyond the hard
// limit, and after its seconds beyond the soft one. So is one whose replies a courier
// has, while main keeps the connection for what it waits for.
func TestThreadsLimitWhatClientsAreOwed(t *testing.T) {
	const get, wait, waitBriefly = "GET large\r\n", "BLPOP none 0\r\n", "BLPOP none 0.001\r\n"
	for _, test := range []struct {
		name, limit string
		requests    []string
		wait        time.Duration // before somebody looks
		stays       bool
	}{
		{"no limit", "0 0 0", []string{get, get, wait}, 4 * time.Second, true},
		{"soft, for longer than it waits", "0 100kb 1000", []string{get}, 4 * time.Second, true},
		{"soft", "0 100kb 1", []string{get}, 4 * time.Second, false},
		{"soft, while it waits", "0 100kb 1", []string{get + wait}, 4 * time.Second, false},
		{"hard, in two visits", "500kb 0 0", []string{get, get}, 10 * time.Millisecond, false},
		{"hard, before a wait", "500kb 0 0", []string{get + get + wait}, 10 * time.Millisecond, false},
		{"hard, over two waits", "500kb 0 0", []string{get + waitBriefly, get + waitBriefly}, 100 * time.Millisecond, false},
		{"hard, behind a wait", "500kb 0 0", []string{get + waitBriefly + get}, 100 * time.Millisecond, false},
		{"hard, over two waits that last", "500kb 0 0", []string{get + waitBriefly + get + wait}, 100 * time.Millisecond, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := newCalm(t, sim.Epoll, "--client-output-buffer-limit", "normal "+test.limit)
			e.play(t, func() {
				e.setLarge(400_000)
				other, greedy := e.lodge(), e.lodge()
				for _, request := range test.requests {
					greedy.write(request)
					e.settled()
				}
				e.machine.Sleep(test.wait)
				e.wantThere(true, other)
				e.wantThere(test.stays, greedy)
			})
		})
	}
}

// Those who are served and read are nobody's burden, however many they are: what was
// received and sent is forgotten with the end of the visit.
func TestClientsOfThreadsAreNotEvictedForWhatIsOver(t *testing.T) {
	e := newCalm(t, sim.Epoll)
	e.play(t, func() {
		told := e.setLarge(300_000)
		all := e.lodgeMany(20)
		all[0].ask("CONFIG SET maxmemory-clients 1mb\r\n", "+OK\r\n")
		for range 3 {
			for _, l := range all {
				l.ask("PING\r\nGET large\r\n", "+PONG\r\n"+told)
			}
		}
		e.settled()
		e.wantThere(true, all...)
		e.wantWeighed()
	})
}

// wantWeighed demands that all clients together weigh what they take.
func (e *exercise) wantWeighed() {
	total := 0
	for c := e.server.clients.first; c != nil; c = c.next {
		_, bytes := c.memory()
		total += bytes
	}
	if weighed := e.server.weights.total; weighed != total {
		e.machine.Fail("all weigh %d bytes, want %d", weighed, total)
	}
}

// Who takes too much is evicted wherever it is that he takes it, and nobody else.
func TestClientsOfThreadsAreEvicted(t *testing.T) {
	for name, request := range map[string]string{
		"what it does not read":             strings.Repeat("GET large\r\n", 5),
		"what a courier has while it waits": strings.Repeat("GET large\r\n", 5) + "BLPOP none 0\r\n",
		"what couriers have gathered":       strings.Repeat("GET large\r\nBLPOP none 0.001\r\n", 5),
		"half a request":                    "*2\r\n$4\r\nECHO\r\n$3000000\r\n" + strings.Repeat("x", 1_500_000),
	} {
		t.Run(name, func(t *testing.T) {
			e := newCalm(t, sim.Epoll)
			e.play(t, func() {
				e.setLarge(300_000)
				others, greedy := e.lodgeMany(10), e.lodge()
				others[0].ask("CONFIG SET maxmemory-clients 1mb\r\n", "+OK\r\n")
				greedy.say(request)
				e.machine.Sleep(50 * time.Millisecond)
				e.wantThere(true, others...)
				e.wantThere(false, greedy)
				e.settled()
				e.wantWeighed()
			})
		})
	}
}

// Who says more behind QUIT than a socket holds before he reads gets all replies, with
// every engine: what he says is received, in large pieces, and kept nowhere.
func TestWhoQuitsIsHeardOut(t *testing.T) {
	const more = 1 << 20
	for engine := range sim.EngineCount {
		e := newCalm(t, engine)
		e.play(t, func() {
			told := e.setLarge(200_000)
			l := e.lodge()
			before := e.server.movedInAll().reads
			l.write(strings.Repeat("GET large\r\n", 3) + "QUIT\r\n" + fmt.Sprintf("*2\r\n$4\r\nECHO\r\n$%d\r\n", more))
			done := false
			e.machine.Start("writer", func() {
				l.conn.Write([]byte(strings.Repeat("x", more)))
				done = true
			})
			e.machine.Sleep(time.Second)
			if !done {
				e.machine.Fail("%v: not all that it says is received", engine)
			}
			if reads := e.server.movedInAll().reads - before; reads > more/(querySize/4) {
				e.machine.Fail("%v: %d receives for %d bytes", engine, reads, more)
			}
			if c := l.client; c.query.length > 0 || c.query.size > 2*querySize || c.parser.Position() > 0 {
				e.machine.Fail("%v: %d bytes are kept of what is never executed", engine, c.query.size)
			}
			l.want(strings.Repeat(told, 3) + "+OK\r\n")
			if rest := l.read(1); rest != "" {
				e.machine.Fail("%v: told %q behind the last reply", engine, rest)
			}
		})
	}
}
