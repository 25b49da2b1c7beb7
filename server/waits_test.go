package server

import (
	"fmt"
	"strconv"
	"strings"
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
		n := copy(c.query.room(&p.main, 0), text)
		c.query.received(n)
		text = text[n:]
	}
	p.serveBatch([]*connection{&c.connection})
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
	c.state &^= sendPending
	p.main.pending = p.main.pending[:0]
	return text
}

// hold plays a scenario for so many members, after which nobody waits.
func hold(t *testing.T, size int, lines ...string) {
	t.Helper()
	p := newParty(t, size)
	p.play(lines...)
	p.wantNobodyWaiting()
}

// play plays a part of a scenario, line by line:
//
//	1> TOUCH k; PING    member 1 sends two requests, in one turn
//	pass 10             10 milliseconds go by, and the timer comes
//	1< $x; +PONG        and member 1 is told these things; $x is the string x
//
// Lines of what is told that follow one another are all that anybody is told since
// the last ones.
func (p *party) play(lines ...string) {
	p.t.Helper()
	for len(lines) > 0 {
		told := 0
		for told < len(lines) && lines[told][1] == '<' {
			told++
		}
		if told > 0 {
			p.wantTold(lines[:told])
			lines = lines[told:]
			continue
		}
		p.act(lines[0])
		lines = lines[1:]
	}
}

// act plays a line in which somebody sends something, or time goes by.
func (p *party) act(line string) {
	p.t.Helper()
	if span, passes := strings.CutPrefix(line, "pass "); passes {
		milliseconds, err := strconv.ParseInt(span, 10, 64)
		if err != nil {
			p.t.Fatal(err)
		}
		p.pass(milliseconds)
		return
	}
	if line[1] != '>' {
		p.t.Fatalf("nobody knows what %q is", line)
	}
	p.send(int(line[0]-'0'), strings.ReplaceAll(line[3:], "; ", "\r\n")+"\r\n")
}

// wantTold fails the test unless the members are told what the lines say.
func (p *party) wantTold(lines []string) {
	p.t.Helper()
	want := make([]string, len(p.members))
	for _, line := range lines {
		for reply := range strings.SplitSeq(line[3:], "; ") {
			if text, isString := strings.CutPrefix(reply, "$"); isString {
				reply = fmt.Sprintf("$%d\r\n%s", len(text), text)
			}
			want[line[0]-'0'] += reply + "\r\n"
		}
	}
	p.wantHeard(want...)
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
	hold(t, 4,
		"1> TOUCH k", "2> TOUCH j k", "3> TOUCH k",
		"0> APPEND k xy",
		"0< :2", "1< $x", "2< $y",
		"0> APPEND j x", "0> APPEND k y",
		"0< :1; :1", "3< $y")
}

func TestNobodyIsServedBetweenTheRequestsOfATransaction(t *testing.T) {
	hold(t, 3,
		"1> TOUCH k j", "2> TOUCH k",
		"0> MULTI; APPEND k x; STRLEN k; DEL k; APPEND j y; APPEND k xy; EXEC",
		"0< +OK; +QUEUED; +QUEUED; +QUEUED; +QUEUED; +QUEUED; *5; :1; :1; :1; :1; :2",
		"1< $x", "2< $y")
}

func TestWhatIsMovedServesTheNext(t *testing.T) {
	hold(t, 4,
		"1> RENAMENX k j", "2> RENAMENX j i; ECHO x", "3> TOUCH i; ECHO y",
		"0> APPEND k x",
		"0< :1", "1< $x", "2< $x; $x", "3< $x; $y")
}

func TestAKeyServesThoseWhoWaitForItsType(t *testing.T) {
	hold(t, 3,
		"1> TOUCH k", "2> EXISTS k",
		"0> HSET k f v",
		"0< :1", "2< $k",
		"0> SET k x",
		"0< +OK", "1< $x")
}

// A value that nobody waits for, at whatever key, gives its key no place among those
// that are ready.
func TestTheKeyThatIsReadyFirstServes(t *testing.T) {
	hold(t, 2,
		"0> HSET h f v",
		"0< :1",
		"1> TOUCH k j",
		"0> MULTI; RENAME h k; APPEND j y; DEL k; APPEND k x; EXEC",
		"0< +OK; +QUEUED; +QUEUED; +QUEUED; +QUEUED; *4; +OK; :1; :1; :1", "1< $y")
}

func TestKeysThatComeByAnyWayServe(t *testing.T) {
	p := newParty(t, 2)
	for _, way := range []struct{ requests, replies string }{
		{"SET k x", "+OK"},
		{"APPEND k x", ":1"},
		{"SET j x; RENAME j k", "+OK; +OK"},
		{"SET j x; COPY j k; DEL j", "+OK; :1; :1"},
		{"SELECT 1; SET k x; MOVE k 0; SELECT 0", "+OK; +OK; :1; +OK"},
		{"SELECT 1; SET k x; SWAPDB 0 1; SELECT 0", "+OK; +OK; +OK; +OK"},
		{"MSET j x k x; DEL j", "+OK; :1"},
		{"SELECT 1; SET k x; COPY k k DB 0; DEL k; SELECT 0", "+OK; +OK; :1; :1; +OK"},
	} {
		p.play("1> TOUCH k", "0> "+way.requests, "0< "+way.replies, "1< $x")
		p.wantNobodyWaiting()
		p.play("0> DBSIZE", "0< :0")
	}
}

func TestAKeyPastItsTimeServesNobody(t *testing.T) {
	p := newParty(t, 2)
	p.play("0> SELECT 1; SET k x PX 1", "1> TOUCH k")
	p.time.microseconds += 2000
	p.play(
		"0> SWAPDB 0 1; DBSIZE; SELECT 0; DBSIZE",
		"0< +OK; +OK; +OK; :0; +OK; :0",
		"0> SET k y",
		"0< +OK", "1< $y")
	p.wantNobodyWaiting()
}

func TestAReplyThatIsSkippedIsSkippedWhenItComes(t *testing.T) {
	hold(t, 2,
		"1> CLIENT REPLY SKIP; TOUCH k; PING",
		"0> SET k x",
		"0< +OK", "1< +PONG",
		"1> CLIENT REPLY SKIP; TOUCH 1 k; PING",
		"pass 2",
		"1< +PONG")
}

func TestWhatFollowsRunsWhenTheWaitIsOver(t *testing.T) {
	hold(t, 3,
		"1> TOUCH k; APPEND log b; TOUCH k; APPEND log B", "2> TOUCH k; APPEND log c",
		"0> APPEND k xy; APPEND log a; GET log",
		"0< :2; :1; $a", "1< $x; :2", "2< $y; :3",
		"0> APPEND k x; GET log",
		"0< :1; $abc", "1< $x; :4")
}

func TestWaitsEndAfterTheirLastMillisecond(t *testing.T) {
	p := newParty(t, 4)
	p.play("1> TOUCH 20 k; APPEND log b", "2> TOUCH 10 k; APPEND log c", "3> WAIT 1 10; APPEND log d", "pass 10")
	p.wantHeard("", "", "", "")
	p.play(
		"pass 1",
		"2< *-1; :1", "3< :0; :2",
		"pass 1000",
		"1< *-1; :3")
	p.wantNobodyWaiting()
}

// The timer of all waits is set for the first of them, and ends with the last.
func TestTheTimerOfTheWaitsIsSetForTheFirst(t *testing.T) {
	p := newParty(t, 4)
	p.play("1> TOUCH 2000 k", "2> TOUCH 500 k", "3> TOUCH 90000 j")
	if p.deadlines.due != p.members[2].blocked.until {
		t.Errorf("it is set for %d, not for %d", p.deadlines.due, p.members[2].blocked.until)
	}
	if next := p.checkDeadlines(); next != 501*time.Millisecond {
		t.Errorf("it comes in %v", next)
	}
	p.play("0> APPEND k xy")
	if next := p.checkDeadlines(); next != lookMax {
		t.Errorf("it comes in %v", next)
	}
	p.play("0> APPEND j x")
	if next := p.checkDeadlines(); next >= 0 || p.deadlines.timer != 0 {
		t.Errorf("it comes in %v", next)
	}
}

// A wait ends by the wall clock. When that is set forward, the cron notices.
func TestTheCronEndsWaitsWhenTheClockIsSet(t *testing.T) {
	p := newParty(t, 2)
	p.play("1> TOUCH 3600000 k; PING")
	p.time.microseconds += 2 * 3600e6
	p.runCron()
	p.play("1< *-1; +PONG")
	p.wantNobodyWaiting()
	p.play("1> TOUCH 5 k")
	if until := p.members[1].blocked.until; p.deadlines.due != until {
		t.Errorf("the timer is set for %d, not for %d", p.deadlines.due, until)
	}
}

func TestWhoLeavesIsForgottenEverywhere(t *testing.T) {
	p := newParty(t, 4)
	p.play("1> TOUCH 100 k j", "2> TOUCH j k", "3> TOUCH k")
	p.closeClient(p.members[1])
	p.play("0> APPEND j x", "0< :1", "2< $x",
		"0> MULTI; APPEND k x; CLIENT KILL ID 6; EXEC",
		"0< +OK; +QUEUED; +QUEUED; *2; :1; :1")
	p.wantNobodyWaiting()
	p.freeClosing()
}

func TestUnblockEndsAWaitButNoPause(t *testing.T) {
	hold(t, 2,
		"1> TOUCH k; PING",
		"0> CLIENT UNBLOCK 4 ERROR",
		"0< :1", "1< -UNBLOCKED client unblocked via CLIENT UNBLOCK; +PONG",
		"0> CLIENT PAUSE 1000 WRITE", "1> APPEND k x",
		"0> CLIENT UNBLOCK 4; CLIENT UNBLOCK 4 ERROR; CLIENT UNPAUSE",
		"0< +OK; :0; :0; +OK", "1< :1")
}
