package server

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/resp"
	"seedis/sys"
)

// ensemble is a server with a few clients who need a password, and a record of what it
// executed in which order. Time stands still but for when the test lets it go on.
type ensemble struct {
	*party
	recorder
	waiting []string // what the members have said that they have not sent
	told    []string // all that each was told
}

// moment is a request that a member had executed, or time that went by.
type moment struct {
	member       int // -1: none
	milliseconds int64
}

// recorder notes who has something executed.
type recorder struct {
	members map[uint64]int
	moments []moment
}

func (r *recorder) Accepted(client uint64, _ sys.Addr) {
	if r.members == nil {
		r.members = map[uint64]int{}
	}
	r.members[client] = len(r.members)
}

func (r *recorder) Executing(client uint64, _ resp.Args, _ int64) {
	r.moments = append(r.moments, moment{member: r.members[client]})
}

func (r *recorder) ExecutingQueued(uint64)            {}
func (r *recorder) Removing(int, []byte, bool, int64) {}
func (r *recorder) OutOfMemory(uint64)                {}
func (r *recorder) Effect(int, [][]byte)              {}
func (r *recorder) Serving(int64)                     {}
func (r *recorder) GaveUp(uint64, int64)              {}
func (r *recorder) Closed(uint64)                     {}

const ensembleSize = 4

// scene is a test whose fixtures go before it ends, as it has many.
type scene struct {
	testing.TB
	cleanups []func()
}

func (s *scene) Cleanup(cleanup func()) { s.cleanups = append(s.cleanups, cleanup) }

func (s *scene) end() {
	for _, cleanup := range slices.Backward(s.cleanups) {
		cleanup()
	}
}

func newEnsemble(t testing.TB) *ensemble {
	e := &ensemble{waiting: make([]string, ensembleSize), told: make([]string, ensembleSize)}
	s, first := newFixtureWith(t, Options{Reserve: 1 << 28, DebugMemory: true, Observer: &e.recorder})
	e.party = &party{Server: s, t: t, members: []*client{first}}
	e.time = &handClock{Clock: s.kernel, microseconds: 1_780_000_000_000_000}
	s.clock.machine = e.time
	s.clock.update()
	for range ensembleSize - 1 {
		e.party.members = append(e.party.members, e.join())
	}
	s.config.RequirePass = "secret"
	s.configureConnections()
	for _, c := range e.party.members {
		c.resetAuthentication()
	}
	return e
}

// hear takes down what everybody was told.
func (e *ensemble) hear() {
	for member := range e.party.members {
		e.told[member] += e.heard(member)
	}
}

// hand puts what the members have said into their query buffers, and returns those
// who may be looked at.
func (e *ensemble) hand() (batch []*connection) {
	for member, c := range e.party.members {
		if c.flags&(closing|blocked) != 0 || c.state&closeAfterReply != 0 || e.waiting[member] == "" {
			continue
		}
		for text := e.waiting[member]; text != ""; {
			n := copy(c.query.room(&e.main, 0), text)
			c.query.received(n)
			text = text[n:]
		}
		e.waiting[member] = ""
		batch = append(batch, &c.connection)
	}
	return batch
}

// turn serves all in one batch; found tells that an I/O thread has found the requests.
func (e *ensemble) turn(found bool) {
	e.clock.update()
	batch := e.hand()
	for _, c := range batch {
		if c.parsed = nil; found {
			requests := new(parsed)
			if e.pipeline.clerk.all(c, requests, math.MaxInt) {
				c.parsed = requests
			}
		}
	}
	e.serveBatch(batch)
	e.serveResumed()
	e.hear()
	for member, c := range e.party.members {
		if c.flags&(closing|blocked) == 0 && c.state&closeAfterReply == 0 && c.query.length > 0 {
			e.t.Fatalf("nobody looks at %q of member %d, who does not wait", c.query.bytes(), member)
		}
	}
}

// rest lets time go by, in milliseconds.
func (e *ensemble) rest(milliseconds int64) {
	e.moments = append(e.moments, moment{member: -1, milliseconds: milliseconds})
	e.pass(milliseconds)
	if e.pauseHolds(); e.pause.kind == pauseNone {
		e.serveResumed()
	}
	e.hear()
}

// replay has the same executed one request at a time, in the same order. What never was
// executed is sent at last.
func (e *ensemble) replay(moments []moment, scripts [][]string) {
	done := make([]int, ensembleSize)
	for _, m := range moments {
		if m.member < 0 {
			e.rest(m.milliseconds)
			continue
		}
		e.waiting[m.member] = scripts[m.member][done[m.member]]
		done[m.member]++
		e.turn(false)
	}
	for member, script := range scripts {
		e.waiting[member] = strings.Join(script[done[member]:], "")
	}
	e.turn(false)
}

// digests are of all databases.
func (e *ensemble) digests() string {
	var text bytes.Buffer
	e.clock.update()
	c := e.join()
	c.state |= authenticated
	e.party.members = append(e.party.members, c)
	for db := range 3 {
		e.send(ensembleSize, fmt.Sprintf("SELECT %d\r\nDBSIZE\r\nDEBUG DIGEST\r\nMGET a b c d\r\n", db))
		fmt.Fprintf(&text, "%s\n", e.heard(ensembleSize))
	}
	return text.String()
}

// words are requests that read what others free, and that make their clients wait, end,
// queue, or be read otherwise.
var words = []string{
	"GET a", "GET b", "MGET a b c d", "SET a 1", "SET b " + strings.Repeat("x", 200), "SET c v PX 5", "SET d v PX 1", "APPEND a y",
	"INCR n", "HSET h f 1 g 2", "HGETALL h", "SADD s 1 2 x", "SMEMBERS s", "RPUSH l 1 2", "LRANGE l 0 -1", "STRLEN b", "EXISTS a b c d h s l",
	"DEL a b", "UNLINK h s l b", "DEL l", "FLUSHALL", "FLUSHDB ASYNC", "SWAPDB 0 1", "PEXPIRE a 3", "PERSIST a", "RENAME a b", "MOVE a 1",
	"SELECT 0", "SELECT 1", "MULTI", "EXEC", "DISCARD", "WATCH a b", "BLPOP l 0", "BLPOP l m 0.004", "BRPOP m 0", "RPUSH m x", "LMOVE l m LEFT RIGHT",
	"CLIENT REPLY OFF", "CLIENT REPLY ON", "CLIENT REPLY SKIP", "AUTH secret", "AUTH secret", "AUTH secret", "AUTH wrong", "RESET", "HELLO 3 AUTH default secret",
	"QUIT", "CLIENT PAUSE 3 WRITE", "CLIENT PAUSE 2 ALL", "CLIENT UNPAUSE", "CLIENT KILL ID 4", "CLIENT KILL ID 5 SKIPME no", "CLIENT UNBLOCK 3", "CLIENT UNBLOCK 6 ERROR",
	"CLIENT UNBLOCK 4 ERROR", "ECHO " + strings.Repeat("e", 300), "NONE", "GET",
}

// oddWords are for one client alone: what they change holds for all, from when their
// next bytes are read.
var oddWords = []string{"CONFIG SET proto-max-bulk-len 1048576", "CONFIG SET proto-max-bulk-len 512mb"}

// drawRequest draws what a member sends next.
func drawRequest(t *rapid.T, member int) string {
	killed := member == 1 || member == 2 // when is known of what is executed, not of what breaks the protocol
	switch n := rapid.IntRange(0, 60).Draw(t, "kind"); {
	case n == 0 && !killed:
		return "*1\r\n+broken\r\n"
	case n == 5 && !killed: // too long for strangers
		return encoded(strings.Fields("DEL 1 2 3 4 5 6 7 8 9 a b")...)
	case n <= 3 && member == 0:
		return encoded(strings.Fields(rapid.SampledFrom(oddWords).Draw(t, "request"))...)
	case n == 4 && member == 0:
		return "*2\r\n$4\r\nECHO\r\n$1048577\r\n" + strings.Repeat("b", 1<<20+1) + "\r\n"
	}
	return encoded(strings.Fields(rapid.SampledFrom(words).Draw(t, "request"))...)
}

// Requests of several clients in batches, found by main or by an I/O thread, are
// answered as they are one at a time in the same order, and leave the same behind.
func TestBatchesExecuteAsOneByOne(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		found := rapid.Bool().Draw(rt, "found by a thread")
		scene := &scene{TB: t}
		defer scene.end()
		batches, single := newEnsemble(scene), newEnsemble(scene)
		scripts := make([][]string, ensembleSize)
		for range rapid.IntRange(1, 8).Draw(rt, "turns") {
			for member := range ensembleSize {
				most := rapid.SampledFrom([]int{0, 3, 8, 40}).Draw(rt, "most")
				for range rapid.IntRange(0, most).Draw(rt, "requests") {
					request := drawRequest(rt, member)
					scripts[member] = append(scripts[member], request)
					batches.waiting[member] += request
				}
			}
			batches.turn(found)
			batches.rest(rapid.Int64Range(0, 5).Draw(rt, "milliseconds"))
		}
		batches.turn(found) // those who have waited meanwhile
		moments := batches.moments
		single.replay(moments, scripts)
		for member := range ensembleSize {
			if batches.told[member] != single.told[member] {
				rt.Fatalf("member %d, found by a thread: %t\nwas told in batches   %q\nand one by one        %q\nscript %q\nmoments %v",
					member, found, batches.told[member], single.told[member], scripts[member], moments)
			}
		}
		if got, want := batches.digests(), single.digests(); got != want {
			rt.Fatalf("batches have left\n%s\none by one\n%s", got, want)
		}
	})
}
