package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"seedis/commands"
	"seedis/resp"
	"seedis/store"
)

// row is what is counted of one of the party's rows.
func (p *party) row(name string) *commandStats {
	return &p.stats.byCommand[p.table.Find([]byte(name)).Index()]
}

// many is a request for as many keys, each of which may have something behind it.
func many(name string, keys int, behind ...string) string {
	var request strings.Builder
	fmt.Fprintf(&request, "*%d\r\n$%d\r\n%s\r\n", 1+keys*(1+len(behind)), len(name), name)
	for i := range keys {
		fmt.Fprintf(&request, "$9\r\nkey:%05d\r\n", i)
		for _, word := range behind {
			fmt.Fprintf(&request, "$%d\r\n%s\r\n", len(word), word)
		}
	}
	return request.String()
}

// What a command took before its client waited is part of what it took.
func TestWhoIsServedTookBothParts(t *testing.T) {
	const first = 1 << 32 // cycles
	p := newParty(t, 2)
	p.slowlog.threshold = first
	p.send(1, "TOUCH k\r\n")
	if row := p.row("touch"); row.calls != 1 || row.latency != nil {
		t.Fatalf("while one waits there are %d calls and a histogram at %p", row.calls, row.latency)
	}
	p.members[1].blocked.cycles = first
	p.send(0, "APPEND k x\r\n")
	p.wantHeard(":1\r\n", letterX)
	row := p.row("touch")
	if row.calls != 1 || row.latency.total() != 1 || row.latency.percentile(50, 1) < bucketOf(first) {
		t.Errorf("%d calls, %d durations, the first in bucket %d", row.calls, row.latency.total(), row.latency.percentile(50, 1))
	}
	if len(p.slowlog.entries) != 1 || !slices.Equal(p.slowlog.entries[0].arguments, []string{"TOUCH", "k"}) {
		t.Errorf("these are slow: %+v", p.slowlog.entries)
	}
}

// A wait that somebody ended has a duration, one whose time is over has none.
func TestAWaitThatSomebodyEndedHasFailed(t *testing.T) {
	p := newParty(t, 2)
	p.send(1, "TOUCH 5 k\r\n")
	p.pass(6)
	if row := p.row("touch"); row.calls != 1 || row.failed != 0 || row.latency != nil {
		t.Errorf("after its time %d calls, %d failed, histogram %p", row.calls, row.failed, row.latency)
	}
	p.send(1, "TOUCH k\r\n")
	p.send(0, "CLIENT UNBLOCK 4\r\n")
	if row := p.row("touch"); row.calls != 2 || row.failed != 1 || row.latency.total() != 1 {
		t.Errorf("%d calls, %d failed, %d durations", row.calls, row.failed, row.latency.total())
	}
	if errors := p.stats.errors; errors != 0 {
		t.Errorf("%d errors were told to nobody", errors)
	}
}

func TestWhoIsServedAnErrorHasFailed(t *testing.T) {
	p := newParty(t, 2)
	p.table.Find([]byte("touch")).Run = func(call *commands.Call) {
		if call.Ready != 0 {
			call.Reply.Error(resp.ErrWrongType)
			return
		}
		keysToTry(call, call.Args.Len()).wait(call, store.String)
	}
	p.send(1, "TOUCH k\r\n")
	p.send(0, "APPEND k x\r\n")
	if row := p.row("touch"); row.failed != 1 || p.stats.byCode["WRONGTYPE"] != 1 {
		t.Errorf("%d failed, with %v", row.failed, p.stats.byCode)
	}
	if row := p.row("append"); row.failed != 0 {
		t.Error("who served has failed")
	}
	p.wantNobodyWaiting()
}

func TestTheCronClosesNobodyWhoWaits(t *testing.T) {
	p := newParty(t, 3)
	p.send(1, "TOUCH k\r\n")
	p.config.Timeout = 1
	p.configureConnections()
	for _, c := range p.members {
		c.lastActive = p.clock.monotonic
	}
	p.time.microseconds += (10 * time.Second).Microseconds()
	p.runCron()
	for member, c := range p.members {
		if open := c.flags&closing == 0; open != (member == 1) {
			t.Errorf("member %d is open: %v", member, open)
		}
	}
	p.freeClosing()
}

// Who stands first pays for the queue, and who leaves does not pay any more.
func TestWhatWaitsIsInTheFiguresOfMemory(t *testing.T) {
	p := newParty(t, 3)
	key := strings.Repeat("k", 4000)
	before := p.memory()
	p.send(1, "TOUCH "+key+"\r\n")
	p.send(2, "TOUCH "+key+"\r\n")
	grown := func() int { return int(p.memory().used - p.memory().allocated) }
	if want := 2*placeSize + queueSize + len(key); grown() != want {
		t.Errorf("two that wait take %d bytes, want %d", grown(), want)
	}
	after := p.memory()
	if after.used != after.overhead || after.clients-before.clients != after.used-before.used {
		t.Errorf("%d bytes are used, %d of them overhead; clients have grown by %d, all by %d",
			after.used, after.overhead, after.clients-before.clients, after.used-before.used)
	}
	p.closeClient(p.members[1])
	p.freeClosing()
	if _, inAll := p.members[2].memory(); inAll < clientSize+len(key)+queueSize+placeSize {
		t.Errorf("who has come to stand first pays for %d bytes", inAll)
	}
	p.closeClient(p.members[2])
	p.freeClosing()
	if grown() != 0 {
		t.Errorf("%d bytes are left", grown())
	}
}

// Many that wait leave nothing behind: the room for keys that a client keeps is
// small, and the map of all begins anew, though somebody stays.
func TestNothingIsKeptOfMany(t *testing.T) {
	const keys = 10 * mapKept
	p := newParty(t, 3)
	p.send(1, many("TOUCH", keys))
	p.send(2, "TOUCH stays\r\n")
	if len(p.waits.byKey) != keys+1 || p.waits.most != keys+1 {
		t.Fatalf("two wait for %d keys", len(p.waits.byKey))
	}
	p.send(0, "APPEND key:00007 x\r\n")
	p.wantHeard(":1\r\n", letterX)
	if p.waits.most > mapKept || cap(p.members[1].blocked.places) != 0 {
		t.Errorf("there is room for %d keys, and for %d of a client", p.waits.most, cap(p.members[1].blocked.places))
	}
	p.send(0, "APPEND stays y\r\n")
	p.wantHeard(":1\r\n", "", letterY)
	p.wantNobodyWaiting()
}

// What a huge request needed for a moment is not kept.
func TestNothingIsKeptOfAHugeRequest(t *testing.T) {
	p := newParty(t, 2)
	p.send(1, many("TOUCH", spansMax))
	p.send(0, many("MSET", listKept+1, "x"))
	p.wantHeard("+OK\r\n", letterX)
	if spans, ready := cap(p.waits.spans), cap(p.waits.ready); spans > spansMax || ready > listKept {
		t.Errorf("there is room for %d arguments and %d keys", spans, ready)
	}
	p.wantNobodyWaiting()
}
