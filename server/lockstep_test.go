package server

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/config"
	"seedis/sys"
	"seedis/sys/real"
)

// ranks is a server whose turns a test takes one by one, with real threads in
// lock-step, and clients on unix sockets, where what is sent has arrived.
type ranks struct {
	*Server
	t       testing.TB
	peers   []sys.FD
	members []*client
}

// newRanks has so many threads, main among them, and so many clients. With one thread
// there is no other model.
func newRanks(t testing.TB, threads, clients int, arguments ...string) *ranks {
	t.Helper()
	kernel, err := real.New()
	if err != nil {
		t.Fatal(err)
	}
	configuration := config.New()
	path := filepath.Join(t.TempDir(), "socket")
	arguments = append([]string{
		"--port", "0", "--unixsocket", path, "--logfile", "/dev/null", "--enable-debug-command", "yes",
		"--io-threads", fmt.Sprint(threads), "--io-threads-model", "lockstep", "--io-threads-spin", "50",
	}, arguments...)
	if err := configuration.ParseArguments(arguments, nil); err != nil {
		t.Fatal(err)
	}
	s, err := New(kernel, configuration, Options{Reserve: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	r := &ranks{Server: s, t: t}
	t.Cleanup(r.end)
	s.begun = true
	if s.lockstep != nil {
		s.lockstep.threads.Start()
	}
	for range clients {
		r.join()
	}
	return r
}

// end may be called again.
func (r *ranks) end() {
	if r.Server == nil {
		return
	}
	for _, peer := range r.peers {
		r.kernel.Close(peer)
	}
	r.close()
	r.Server = nil
}

func (r *ranks) join() {
	peer, errno := r.kernel.Connect(sys.Addr{Path: r.config.UnixSocket})
	if errno != sys.OK {
		r.t.Fatal(errno)
	}
	r.listeners[0].Ready(0)
	r.peers, r.members = append(r.peers, peer), append(r.members, r.clients.last)
}

// say has a client send something, which the next turn finds.
func (r *ranks) say(member int, text string) {
	r.t.Helper()
	ops := []sys.Op{{FD: r.peers[member], Num: 1}}
	ops[0].Bufs[0] = []byte(text)
	if r.kernel.SendBatch(ops); ops[0].Errno != sys.OK || ops[0].N != len(text) {
		r.t.Fatalf("client %d sent %d of %d bytes: %v", member, ops[0].N, len(text), ops[0].Errno)
	}
}

// hear is what a client has been sent, and whether its connection has ended.
func (r *ranks) hear(member int) (text string, ended bool) {
	ops := []sys.Op{{FD: r.peers[member], Num: 1}}
	for {
		ops[0].Bufs[0] = make([]byte, 64<<10)
		r.kernel.RecvBatch(ops)
		if ops[0].Errno == sys.EAGAIN {
			return text, false
		}
		if ops[0].Errno != sys.OK || ops[0].N == 0 {
			return text, true
		}
		text += string(ops[0].Bufs[0][:ops[0].N])
	}
}

// turn is a turn of the loop, and the beginning of the next one, in which replies are
// sent. There epoll is asked once more: it reports first what it has reported before,
// if that is ready again, until it has found it not to be.
func (r *ranks) turn() {
	r.main.loop.Turn(false)
	r.main.loop.Turn(false)
}

// turnWith is a turn in which the first clients ask, so many of them, and are answered.
func (r *ranks) turnWith(asking int) {
	r.t.Helper()
	for i := range asking {
		r.say(i, "PING\r\n")
	}
	r.turn()
	for i := range asking {
		if text, ended := r.hear(i); text != "+PONG\r\n" || ended {
			r.t.Fatalf("client %d of %d was told %q, ended: %v", i, asking, text, ended)
		}
	}
}

// wantThreads fails the test unless INFO tells this of the threads.
func (r *ranks) wantThreads(when string, active, reads, writes int) {
	r.t.Helper()
	var text infoText
	r.infoServer(&text)
	r.infoStats(&text)
	for _, field := range []string{
		fmt.Sprintf("io_threads_active:%d", active),
		fmt.Sprintf("io_threaded_reads_processed:%d", reads),
		fmt.Sprintf("io_threaded_writes_processed:%d", writes),
	} {
		if !strings.Contains(string(text), "\r\n"+field+"\r\n") {
			r.t.Errorf("%s: INFO has not %s", when, field)
		}
	}
}

// Threads work from two clients with replies for each thread on, and until a turn has
// fewer. One without any tells nothing; the cron does. The figures are those of
// redis-server.
func TestThreadsWorkWhileThereIsEnoughToSend(t *testing.T) {
	for _, do := range []struct {
		reads string
		want  [6]int // reads after each turn
	}{
		{"yes", [6]int{0, 0, 5, 5, 6, 6}},
		{"no", [6]int{}},
	} {
		r := newRanks(t, 2, 5, "--io-threads-do-reads", do.reads)
		for i, turn := range []struct{ asking, active, writes int }{
			{3, 0, 0}, {4, 1, 4}, {5, 1, 9}, {0, 1, 9}, {1, 0, 9}, {5, 1, 14},
		} {
			r.turnWith(turn.asking)
			r.wantThreads(fmt.Sprintf("do-reads %s, turn %d", do.reads, i), turn.active, do.want[i], turn.writes)
		}
		if moved := r.traffic(); moved.reads != 18 || moved.writes != 18 || moved.inputBytes != 18*6 || moved.outputBytes != 18*7 {
			t.Errorf("do-reads %s: moved %+v", do.reads, moved)
		}
		r.runCron()
		r.wantThreads("after the cron", 0, do.want[5], 14)
		r.say(0, "CONFIG RESETSTAT\r\n")
		r.turn()
		r.wantThreads("after CONFIG RESETSTAT", 0, 0, 0)
	}
}

func TestOneThreadOrAnotherModelHasNoLockstep(t *testing.T) {
	for _, arguments := range [][]string{{"--io-threads", "1"}, {"--io-threads-model", "single"}} {
		r := newRanks(t, 2, 8, arguments...)
		if r.lockstep != nil {
			t.Errorf("%v: there are threads", arguments)
		}
		r.turnWith(8)
		r.wantThreads(arguments[0], 0, 0, 0)
	}
}

// listed is a poller that takes note of what it moves.
type listed struct {
	sys.Poller
	received, sent []sys.FD
	closed         int
}

func (l *listed) RecvBatch(ops []sys.Op) {
	for i := range ops {
		l.received = append(l.received, ops[i].FD)
	}
	l.Poller.RecvBatch(ops)
}

func (l *listed) SendBatch(ops []sys.Op) {
	for i := range ops {
		l.sent = append(l.sent, ops[i].FD)
	}
	l.Poller.SendBatch(ops)
}

func (l *listed) Close() sys.Errno {
	l.closed++
	return l.Poller.Close()
}

// watch has the threads' pollers take note.
func (r *ranks) watch() []*listed {
	var all []*listed
	for i := range r.lockstep.hands {
		l := &listed{Poller: r.lockstep.hands[i].poller}
		r.lockstep.hands[i].poller = l
		all = append(all, l)
	}
	return all
}

// Who comes last is served first; connections are dealt in turn, the first to main. A
// thread moves many of them batch by batch.
func TestConnectionsAreDealtLastFirst(t *testing.T) {
	const threads = 3
	for _, count := range []int{7, threads*batchMax + 5} {
		r := newRanks(t, threads, count, "--io-threads-do-reads", "yes", "--maxclients", "1000")
		r.turnWith(count)
		pollers := r.watch()
		r.turnWith(count)
		var want [threads][]sys.FD
		for i, c := range slices.Backward(r.members) {
			thread := (count - 1 - i) % threads
			want[thread] = append(want[thread], c.fd)
		}
		for i, p := range pollers {
			if !slices.Equal(p.received, want[i]) {
				t.Errorf("%d clients: thread %d received from %v, want %v", count, i, p.received, want[i])
			}
			// Main lists them as it executes, last first, and lists from the front again.
			if len(p.sent) != len(want[i]) {
				t.Errorf("%d clients: thread %d sent to %v", count, i, p.sent)
			}
		}
		if first := pollers[0].sent[0]; first != r.members[0].fd {
			t.Errorf("%d clients: the first to get its reply is %d, want %d", count, first, r.members[0].fd)
		}
	}
}

// Requests run in the order in which connections are dealt, and those of a connection
// together.
func TestRequestsRunLastConnectionFirst(t *testing.T) {
	r := newRanks(t, 2, 5, "--io-threads-do-reads", "yes")
	r.turnWith(5)
	for i := range r.members {
		r.say(i, fmt.Sprintf("RPUSH list %d.1\r\nRPUSH list %d.2\r\n", i, i))
	}
	r.turn()
	r.hear(0)
	r.say(0, "LRANGE list 0 -1\r\n")
	r.turn()
	text, _ := r.hear(0)
	want := "*10\r\n"
	for i := range slices.Backward(r.members) {
		want += fmt.Sprintf("$3\r\n%d.1\r\n$3\r\n%d.2\r\n", i, i)
	}
	if text != want {
		t.Errorf("the list is %q, want %q", text, want)
	}
}

// A thread looks for the first request and knows what it asks for. Those behind it are
// main's to find.
func TestAThreadFindsTheFirstRequestOnly(t *testing.T) {
	r := newRanks(t, 2, 5, "--io-threads-do-reads", "yes")
	r.turnWith(5)
	for i, text := range []string{"GET key\r\nGET other\r\n", "GET", "\r\n", "*1\r\n$x\r\n", "nonsense\r\n"} {
		r.say(i, text)
	}
	for _, c := range r.members {
		r.main.readable = append(r.main.readable, &c.connection)
	}
	r.gatherReads()
	l := r.lockstep
	list := l.prepareReads(&r.main)
	l.run(l.receive, list)
	get := r.table.Find([]byte("get"))
	for i, want := range []struct {
		requests int
		failed   bool
	}{{1, false}, {0, false}, {0, false}, {0, true}, {1, false}} {
		c := r.members[i]
		if p := c.parsed; len(p.requests) != want.requests || p.failed != want.failed || p.more == want.failed {
			t.Errorf("client %d: %d requests, failed %v, more %v", i, len(p.requests), p.failed, p.more)
		}
	}
	first := r.members[0]
	q := first.parsed.requests[0]
	if q.command != get || q.key != 1 || q.hash != r.keyspace.Key([]byte("key")).Hash || first.parser.Start() != len("GET key\r\n") {
		t.Errorf("the first request is %+v, the next begins at %d", q, first.parser.Start())
	}
	if other := r.members[4].parsed.requests[0].command; other != nil {
		t.Errorf("there is a command %s", other.FullName)
	}
	for _, c := range l.judgeReads(&r.main, list) {
		c.giveParsedBack()
	}
	l.reads = emptied(l.reads)
}

// Those who wait are received from by main: a thread has nothing to find there.
func TestWhoWaitsIsReceivedFromByMain(t *testing.T) {
	r := newRanks(t, 2, 6, "--io-threads-do-reads", "yes")
	r.turnWith(6)
	r.say(0, "BLPOP key 0\r\nPING\r\n")
	r.turn()
	r.wantThreads("while one waits", 1, 1, 6)
	r.turnWith(0)
	for i := 1; i < 5; i++ {
		r.say(i, "PING\r\n")
	}
	r.say(0, "ECHO more\r\n")
	r.turn()
	r.wantThreads("when it says more", 1, 5, 10)
	r.say(5, "RPUSH key value\r\n")
	r.turn()
	if text, _ := r.hear(0); text != "*2\r\n$3\r\nkey\r\n$5\r\nvalue\r\n+PONG\r\n$4\r\nmore\r\n" {
		t.Errorf("who waited was told %q", text)
	}
	for i, peer := range r.peers[:3] {
		r.kernel.Close(peer)
		r.peers[i] = sys.NoFD
	}
	r.turn()
	if r.clients.count != 3 {
		t.Errorf("%d clients are left", r.clients.count)
	}
}

// What a socket does not take is sent by main when there is room, and is not counted
// among the threads' again.
func TestWhatASocketDoesNotTakeIsSentByMain(t *testing.T) {
	r := newRanks(t, 2, 4, "--io-threads-do-reads", "yes")
	r.turnWith(4)
	r.wantThreads("before", 1, 0, 4)
	const size, whole = 3 << 20, 3<<20 + len("$3145728\r\n\r\n")
	r.say(0, fmt.Sprintf("SETRANGE key %d x\r\n", size-1))
	r.turn()
	r.hear(0)
	r.turnWith(4)
	r.wantThreads("then", 1, 1, 8)
	heard := make([]int, len(r.members))
	for i := range r.members {
		r.say(i, "GET key\r\n")
	}
	for turns := 0; slices.Min(heard) < whole; turns++ {
		if turns > whole {
			t.Fatalf("after %d turns the clients have heard %v", turns, heard)
		}
		r.turn()
		for i := range heard {
			text, _ := r.hear(i)
			heard[i] += len(text)
		}
	}
	for i, n := range heard {
		if c := r.members[i]; n != whole || c.owed() || c.state&sendBlocked != 0 {
			t.Errorf("client %d has heard %d bytes, and is owed: %v", i, n, c.owed())
		}
	}
	r.wantThreads("at the end", 1, 5, 12)
}

// Who only waits for its last replies is listened to by main, which drops what it says.
func TestWhoIsToBeClosedIsReceivedFromByMain(t *testing.T) {
	r := newRanks(t, 2, 5, "--io-threads-do-reads", "yes")
	const size = 3 << 20
	r.say(4, fmt.Sprintf("SETRANGE key %d x\r\nGET key\r\nQUIT\r\n", size-1))
	r.turn()
	r.turnWith(4)
	r.wantThreads("before", 1, 0, 4)
	r.say(4, "PING\r\n")
	r.turn()
	r.wantThreads("when it says more", 1, 0, 4)
	if c := r.members[4]; c.query.size != 0 || c.state&dead != 0 {
		t.Errorf("its query buffer has %d bytes, it is in state %b", c.query.size, c.state)
	}
	whole, ended := "", false
	for turns := 0; !ended; turns++ {
		if turns > size {
			t.Fatalf("after %d turns it has heard %d bytes", turns, len(whole))
		}
		var text string
		text, ended = r.hear(4)
		whole += text
		r.turn()
	}
	if want := len(":3145728\r\n$3145728\r\n\r\n+OK\r\n") + size; len(whole) != want || !strings.HasSuffix(whole, "x\r\n+OK\r\n") {
		t.Errorf("it has heard %d bytes, want %d", len(whole), want)
	}
}

// stages are requests that change their client, or others, in the midst of what they
// have sent. None of them depends on limits of the parser that another client sets:
// threads find requests before any is executed.
var stages = []string{
	"PING\r\n", "INCR a\r\n", "RPUSH l x\r\n", "BLPOP l m 0\r\n", "LPUSH m y z\r\n", "BLMOVE m l LEFT RIGHT 0\r\n",
	"QUIT\r\n", "CLIENT KILL ID 4\r\n", "CLIENT KILL ID 6\r\n", "POST x\r\n", "CLIENT UNBLOCK 5\r\n",
	"MULTI\r\n", "EXEC\r\n", "WATCH a\r\n", "SELECT 1\r\n", "SELECT 0\r\n", "RESET\r\n", "HELLO 3\r\n",
	"AUTH secret\r\n", "CONFIG SET requirepass secret\r\n", "CONFIG SET requirepass \"\"\r\n",
	"CONFIG SET proto-max-bulk-len 1048576\r\n", "CONFIG SET proto-max-bulk-len 2097152\r\n",
	"MSET a 1 b 2 c 3 d 4 e 5 f 6\r\n", "*1\r\n$x\r\n", "*2\r\n$3\r\nGET\r\n$", "1\r\na\r\n",
	"CLIENT PAUSE 1000000 WRITE\r\n", "CLIENT PAUSE 1000000\r\n", "CLIENT UNPAUSE\r\n", "CLIENT REPLY SKIP\r\n",
	"GETRANGE a 0 -1\r\nSETRANGE big 40000 x\r\nGET big\r\n", "nonsense\r\n", "\r\n",
}

// Whatever clients do to themselves and each other in the midst of their pipelines:
// they are told the same as without threads, where who comes last was the first to
// come.
func TestThreadsInLockstepChangeNoReply(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		const members = 6
		threads := rapid.IntRange(2, 3).Draw(rt, "threads")
		step := newRanks(t, threads, members, "--io-threads-do-reads", "yes")
		alone := newRanks(t, 1, members)
		defer step.end()
		defer alone.end()
		gone := make([]bool, members)
		for turn := range rapid.IntRange(1, 8).Draw(rt, "turns") {
			said := make([]string, members)
			for i := range said {
				if step.members[i].flags&blocked != 0 {
					continue // main receives from it before the others, which may be told apart
				}
				for range rapid.IntRange(0, 4).Draw(rt, "requests") {
					said[i] += rapid.SampledFrom(stages).Draw(rt, "request")
				}
			}
			step.lockstep.threads.Activate() // however little there was to send
			for i := range said {
				if !gone[i] {
					step.say(i, said[i])
				}
				if back := members - 1 - i; !gone[back] {
					alone.say(back, said[back])
				}
			}
			step.turn()
			alone.turn()
			for i := range members {
				got, ended := step.hear(i)
				want, endedAlone := alone.hear(i)
				if got != want || ended != endedAlone {
					rt.Fatalf("turn %d: client %d was told %q, ended %v; without threads %q, ended %v",
						turn, i, got, ended, want, endedAlone)
				}
				gone[i] = ended
			}
		}
	})
}

// Each thread's poller is closed once, whether the threads ran or not.
func TestPollersOfThreadsAreClosed(t *testing.T) {
	for _, ran := range []bool{true, false} {
		r := newRanks(t, 3, 6, "--io-threads-do-reads", "yes")
		pollers := r.watch()
		if ran {
			r.turnWith(6)
		} else {
			r.lockstep.threads.Stop()
			r.begun = false
		}
		r.end()
		for i, p := range pollers {
			if want := min(i, 1); p.closed != want {
				t.Errorf("ran %v: the poller of thread %d was closed %d times, want %d", ran, i, p.closed, want)
			}
		}
	}
}
