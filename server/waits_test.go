package server

import (
	"fmt"
	"testing"
	"time"

	"seedis/commands"
	"seedis/store"
	"seedis/sys"
)

// party is a server with clients, and rows that wait, made of strings and hashes:
// a string stands for a list of letters.
//
//	TOUCH key ...       takes the first letter of the first of the strings
//	EXISTS key ...      takes the first of the hashes
//	RENAMENX from to    takes the first letter of one string to the end of another
//
// A first key that is a number is for how many milliseconds they wait.
type party struct {
	*Server
	t       testing.TB
	members []*client
	time    *handClock
}

// handClock is a clock that a test moves by hand.
type handClock struct {
	sys.Clock
	microseconds int64
}

func (c *handClock) Wall() int64 { return c.microseconds }

func (c *handClock) Monotonic() time.Duration {
	return time.Duration(c.microseconds) * time.Microsecond
}

func newParty(t testing.TB, size int) *party {
	s, first := newFixture(t)
	p := &party{Server: s, t: t, members: []*client{first}}
	p.time = &handClock{Clock: s.kernel, microseconds: s.clock.wall / 1000 * 1000}
	s.clock.machine = p.time
	for name, run := range map[string]func(*commands.Call){"touch": takeLetter, "exists": takeHash, "renamenx": moveLetter} {
		s.table.Find([]byte(name)).Run = run
	}
	for range size - 1 {
		p.members = append(p.members, p.join())
	}
	return p
}

// join is a client more. Nobody is at the other end: a test hands over what it
// sends, and takes what it is told.
func (p *party) join() *client {
	p.t.Helper()
	peer, errno := p.kernel.Connect(sys.Addr{Path: p.config.UnixSocket})
	if errno != sys.OK {
		p.t.Fatal(errno)
	}
	p.listeners[0].Ready(0)
	p.kernel.Close(peer)
	return p.clients.last
}

// send lets the server receive and execute what a member sends, in one turn.
func (p *party) send(member int, text string) {
	p.clock.update()
	c := p.members[member]
	for len(text) > 0 {
		n := copy(c.query.room(p.heap, 0), text)
		c.query.received(n)
		text = text[n:]
	}
	p.serveBatch([]*client{c})
	p.serveResumed()
}

// pass lets time go by, in milliseconds, after which the timer comes.
func (p *party) pass(milliseconds int64) {
	p.time.microseconds += milliseconds * 1000
	p.checkDeadlines()
}

// heard is what a member was told since the last call.
func (p *party) heard(member int) string {
	c, text := p.members[member], ""
	c.settle()
	for _, b := range c.output.waiting() {
		text += string(p.heap.Bytes(b.ref, b.used))
	}
	if text != "" {
		c.sent(len(text))
	}
	c.flags &^= sendPending
	p.sender.pending = p.sender.pending[:0]
	return text
}

// wantHeard fails the test unless the members were told these things.
func (p *party) wantHeard(want ...string) {
	p.t.Helper()
	for member := range want {
		if got := p.heard(member); got != want[member] {
			p.t.Errorf("member %d is told %q, want %q", member, got, want[member])
		}
	}
}

// wantNobodyWaiting fails the test if anything is left of those who waited.
func (p *party) wantNobodyWaiting() {
	p.t.Helper()
	w := &p.waits
	if p.blocked.count != 0 || len(w.byKey) != 0 || w.ofKind != (waitersByKind{}) || len(p.deadlines.queue) != 0 || len(w.ready) != 0 {
		p.t.Errorf("%d wait, for %d keys, %v by type, %d with a deadline; %d keys are ready",
			p.blocked.count, len(w.byKey), w.ofKind, len(p.deadlines.queue), len(w.ready))
	}
}

func takeLetter(call *commands.Call) {
	keys := keysToTry(call, call.Args.Len())
	for _, i := range keys.tried {
		if letter, ok := firstLetter(call, i); ok {
			call.Reply.Bulk(letter)
			return
		}
	}
	keys.wait(call, store.String)
}

func moveLetter(call *commands.Call) {
	letter, ok := firstLetter(call, 1)
	if !ok {
		keysToTry(call, 2).wait(call, store.String)
		return
	}
	to, text := call.Key(2), []byte(nil)
	e := call.DB.Find(to)
	if e.Exists() && e.Type() != store.String {
		call.Reply.BulkString("lost " + string(letter))
		return
	}
	if e.Exists() {
		text = e.Text(new([store.Digits]byte))
	}
	call.DB.SetString(to, e, append(append([]byte{}, text...), letter...), store.NoExpiry)
	call.Sink.Modified(call.DB, to.Bytes, commands.Event{Name: "came", Class: commands.String}, 1)
	call.Reply.Bulk(letter)
}

func takeHash(call *commands.Call) {
	keys := keysToTry(call, call.Args.Len())
	for _, i := range keys.tried {
		key := call.Key(i)
		if e := call.DB.Find(key); e.Exists() && e.Type() == store.HashType {
			call.DB.Delete(e)
			call.Sink.Modified(call.DB, key.Bytes, commands.Event{Name: "went", Class: commands.Generic}, 1)
			call.Reply.Bulk(key.Bytes)
			return
		}
	}
	keys.wait(call, store.HashType)
}

// firstLetter takes a letter of the key that is argument i.
func firstLetter(call *commands.Call, i int) ([]byte, bool) {
	key := call.Key(i)
	e := call.DB.Find(key)
	if !e.Exists() || e.Type() != store.String {
		return nil, false
	}
	text := append([]byte{}, e.Text(new([store.Digits]byte))...)
	if len(text) > 1 {
		call.DB.SetString(key, e, text[1:], store.NoExpiry)
	} else {
		call.DB.Delete(e)
	}
	call.Sink.Modified(call.DB, key.Bytes, commands.Event{Name: "went", Class: commands.String}, 1)
	return text[:1], true
}

// waitingKeys are the arguments that a row of the party looks at.
type waitingKeys struct {
	first, end int
	span       int64
	tried      []int
}

func keysToTry(call *commands.Call, end int) waitingKeys {
	keys := waitingKeys{first: 1, end: end}
	if n, err := fmt.Sscan(string(call.Args.At(1)), &keys.span); n == 1 && err == nil {
		keys.first = 2
	}
	for i := keys.first; i < end; i++ {
		if call.Ready == 0 || call.Ready == i {
			keys.tried = append(keys.tried, i)
		}
	}
	return keys
}

func (k waitingKeys) wait(call *commands.Call, kind store.Type) {
	if call.AtOnce {
		call.Reply.NullArray()
		return
	}
	until := commands.Deadline(call.Now, k.span)
	call.Wait = commands.Wait{Asked: true, First: k.first, End: k.end, Kind: kind, Until: until}
}

const (
	nothing = "*-1\r\n"
	letterX = "$1\r\nx\r\n"
	letterY = "$1\r\ny\r\n"
)

func TestWhoBeganToWaitFirstIsServedFirst(t *testing.T) {
	p := newParty(t, 4)
	p.send(1, "TOUCH k\r\n")
	p.send(2, "TOUCH j k\r\n")
	p.send(3, "TOUCH k\r\n")
	p.send(0, "APPEND k xy\r\n")
	p.wantHeard(":2\r\n", letterX, letterY, "")
	p.send(0, "APPEND j x\r\n")
	p.send(0, "APPEND k y\r\n")
	p.wantHeard(":1\r\n:1\r\n", "", "", letterY)
	p.wantNobodyWaiting()
}

func TestNobodyIsServedBetweenTheRequestsOfATransaction(t *testing.T) {
	p := newParty(t, 3)
	p.send(1, "TOUCH k j\r\n")
	p.send(2, "TOUCH k\r\n")
	p.send(0, "MULTI\r\nAPPEND k x\r\nSTRLEN k\r\nDEL k\r\nAPPEND j y\r\nAPPEND k xy\r\nEXEC\r\n")
	p.wantHeard("+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n*5\r\n:1\r\n:1\r\n:1\r\n:1\r\n:2\r\n",
		letterX, letterY)
	p.wantNobodyWaiting()
}

func TestWhatIsMovedServesTheNext(t *testing.T) {
	p := newParty(t, 4)
	p.send(1, "RENAMENX k j\r\n")
	p.send(2, "RENAMENX j i\r\nECHO x\r\n")
	p.send(3, "TOUCH i\r\nECHO y\r\n")
	p.send(0, "APPEND k x\r\n")
	p.wantHeard(":1\r\n", letterX, letterX+letterX, letterX+letterY)
	p.wantNobodyWaiting()
}

func TestAKeyServesThoseWhoWaitForItsType(t *testing.T) {
	p := newParty(t, 3)
	p.send(1, "TOUCH k\r\n")
	p.send(2, "EXISTS k\r\n")
	p.send(0, "HSET k f v\r\n")
	p.wantHeard(":1\r\n", "", "$1\r\nk\r\n")
	p.send(0, "SET k x\r\n")
	p.wantHeard("+OK\r\n", letterX)
	p.wantNobodyWaiting()
}

func TestKeysThatComeByAnyWayServe(t *testing.T) {
	p := newParty(t, 2)
	for _, way := range []string{
		"SET k x\r\n", "APPEND k x\r\n", "SET j x\r\nRENAME j k\r\n", "SET j x\r\nCOPY j k\r\nDEL j\r\n",
		"SELECT 1\r\nSET k x\r\nMOVE k 0\r\nSELECT 0\r\n", "SELECT 1\r\nSET k x\r\nSWAPDB 0 1\r\nSELECT 0\r\n",
		"MSET j x k x\r\nDEL j\r\n", "SELECT 1\r\nSET k x\r\nCOPY k k DB 0\r\nDEL k\r\nSELECT 0\r\n",
	} {
		p.send(1, "TOUCH k\r\n")
		p.send(0, way)
		if got := p.heard(1); got != letterX {
			t.Errorf("after %q one is told %q", way, got)
		}
		p.heard(0)
		p.wantNobodyWaiting()
		p.send(0, "DBSIZE\r\n")
		p.wantHeard(":0\r\n")
	}
}

func TestAKeyPastItsTimeServesNobody(t *testing.T) {
	p := newParty(t, 2)
	p.send(0, "SELECT 1\r\nSET k x PX 1\r\n")
	p.send(1, "TOUCH k\r\n")
	p.time.microseconds += 2000
	p.send(0, "SWAPDB 0 1\r\nDBSIZE\r\nSELECT 0\r\nDBSIZE\r\n")
	p.wantHeard("+OK\r\n+OK\r\n+OK\r\n:0\r\n+OK\r\n:0\r\n", "")
	p.send(0, "SET k y\r\n")
	p.wantHeard("+OK\r\n", letterY)
	p.wantNobodyWaiting()
}

func TestAReplyThatIsSkippedIsSkippedWhenItComes(t *testing.T) {
	p := newParty(t, 2)
	p.send(1, "CLIENT REPLY SKIP\r\nTOUCH k\r\nPING\r\n")
	p.send(0, "SET k x\r\n")
	p.wantHeard("+OK\r\n", "+PONG\r\n")
	p.send(1, "CLIENT REPLY SKIP\r\nTOUCH 1 k\r\nPING\r\n")
	p.pass(2)
	p.wantHeard("", "+PONG\r\n")
	p.wantNobodyWaiting()
}

func TestWhatFollowsRunsWhenTheWaitIsOver(t *testing.T) {
	p := newParty(t, 3)
	p.send(1, "TOUCH k\r\nAPPEND log b\r\nTOUCH k\r\nAPPEND log B\r\n")
	p.send(2, "TOUCH k\r\nAPPEND log c\r\n")
	p.send(0, "APPEND k xy\r\nAPPEND log a\r\nGET log\r\n")
	p.wantHeard(":2\r\n:1\r\n$1\r\na\r\n", letterX+":2\r\n", letterY+":3\r\n")
	p.send(0, "APPEND k x\r\nGET log\r\n")
	p.wantHeard(":1\r\n$3\r\nabc\r\n", letterX+":4\r\n")
	p.wantNobodyWaiting()
}

func TestWaitsEndAfterTheirLastMillisecond(t *testing.T) {
	p := newParty(t, 4)
	p.send(1, "TOUCH 20 k\r\nAPPEND log b\r\n")
	p.send(2, "TOUCH 10 k\r\nAPPEND log c\r\n")
	p.send(3, "WAIT 1 10\r\nAPPEND log d\r\n")
	p.pass(10)
	p.wantHeard("", "", "", "")
	p.pass(1)
	p.wantHeard("", "", nothing+":1\r\n", ":0\r\n:2\r\n")
	p.pass(1000)
	p.wantHeard("", nothing+":3\r\n", "", "")
	p.wantNobodyWaiting()
}

// The timer of all waits is set for the first of them, and ends with the last.
func TestTheTimerOfTheWaitsIsSetForTheFirst(t *testing.T) {
	p := newParty(t, 4)
	p.send(1, "TOUCH 2000 k\r\n")
	p.send(2, "TOUCH 500 k\r\n")
	p.send(3, "TOUCH 90000 j\r\n")
	if p.deadlines.due != p.members[2].blocked.until {
		t.Errorf("it is set for %d, not for %d", p.deadlines.due, p.members[2].blocked.until)
	}
	if next := p.checkDeadlines(); next != 501*time.Millisecond {
		t.Errorf("it comes in %v", next)
	}
	p.send(0, "APPEND k xy\r\n")
	if next := p.checkDeadlines(); next != lookMax {
		t.Errorf("it comes in %v", next)
	}
	p.send(0, "APPEND j x\r\n")
	if next := p.checkDeadlines(); next >= 0 || p.deadlines.timer != 0 {
		t.Errorf("it comes in %v", next)
	}
}

// A wait ends by the wall clock. When that is set forward, the cron notices.
func TestTheCronEndsWaitsWhenTheClockIsSet(t *testing.T) {
	p := newParty(t, 2)
	p.send(1, "TOUCH 3600000 k\r\nPING\r\n")
	p.time.microseconds += 2 * 3600e6
	p.runCron()
	p.wantHeard("", nothing+"+PONG\r\n")
	p.wantNobodyWaiting()
	p.send(1, "TOUCH 5 k\r\n")
	if until := p.members[1].blocked.until; p.deadlines.due != until {
		t.Errorf("the timer is set for %d, not for %d", p.deadlines.due, until)
	}
}

func TestWhoLeavesIsForgottenEverywhere(t *testing.T) {
	p := newParty(t, 4)
	p.send(1, "TOUCH 100 k j\r\n")
	p.send(2, "TOUCH j k\r\n")
	p.send(3, "TOUCH k\r\n")
	p.closeClient(p.members[1])
	p.send(0, "APPEND j x\r\n")
	p.wantHeard(":1\r\n", "", letterX, "")
	p.send(0, "MULTI\r\nAPPEND k x\r\nCLIENT KILL ID 6\r\nEXEC\r\n")
	p.wantHeard("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n:1\r\n:1\r\n", "", "", "")
	p.wantNobodyWaiting()
	p.freeClosing()
}

func TestUnblockEndsAWaitButNoPause(t *testing.T) {
	p := newParty(t, 2)
	p.send(1, "TOUCH k\r\nPING\r\n")
	p.send(0, "CLIENT UNBLOCK 4 ERROR\r\n")
	p.wantHeard(":1\r\n", "-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n+PONG\r\n")
	p.send(0, "CLIENT PAUSE 1000 WRITE\r\n")
	p.send(1, "APPEND k x\r\n")
	p.send(0, "CLIENT UNBLOCK 4\r\nCLIENT UNBLOCK 4 ERROR\r\nCLIENT UNPAUSE\r\n")
	p.wantHeard("+OK\r\n:0\r\n:0\r\n+OK\r\n", ":1\r\n")
	p.wantNobodyWaiting()
}
