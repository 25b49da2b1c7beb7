package server

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"seedis/config"
	"seedis/sys"
	"seedis/sys/real"
	"seedis/sys/sim"
)

// exercise is a server of the reactor model on a simulated machine where all threads
// stall, sends are short, buffers small and events come in any order. Other numbers of
// threads serve every now and then, so clients move all the time.
type exercise struct {
	drill
	server *Server
	guests int   // clients that are there
	over   bool  // the server was told to end: connections may
	moves  int   // changes of the number of threads that are left
	marks  marks // what came up in all exercises
}

type marks [sys.MarkCount]uint64

// exerciseThreads are the I/O threads.
const exerciseThreads = 3

// heaps are the address ranges of all exercises, one after another.
var heaps = sim.NewRanges(real.Memory{})

func exerciseFaults(seed uint64) sim.Faults {
	faults := sim.MustFaults("short-write:0.05,split:0.05,batch-reorder:0.1,reorder:0.1,spurious-wait:0.01,interrupted:0.01,stall:0.02/50µs")
	if seed%2 == 1 {
		faults.Set(sim.MustFaults("starve(io_thd_1):0.005/1ms")[0])
	}
	return faults
}

func newExercise(t *testing.T, seed uint64) *exercise {
	t.Helper()
	e := &exercise{drill: drill{address: sys.Addr{IP: netip.MustParseAddrPort("127.0.0.1:6379")}}, moves: 30}
	e.machine = sim.New(sim.Options{
		Seed: seed, Memory: heaps, Faults: exerciseFaults(seed), AtRest: e.atRest,
		Engine: sim.Engine(seed % uint64(sim.EngineCount)), SocketBuffer: []int{64 << 10, 8 << 10, 700}[seed%3],
	})
	configuration := config.New()
	configuration.Bind, configuration.Port = []string{"127.0.0.1"}, 6379
	configuration.IOThreads, configuration.IOThreadsModel = 1+exerciseThreads, "reactor"
	configuration.IOThreadsAlways = seed%4 == 0
	s, err := New(e.machine, configuration, Options{Reserve: 1 << 26, DebugMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	e.server = s
	lot := e.machine.Stream("moves")
	s.main.loop.AddTimer(0, func() time.Duration {
		if e.moves--; e.moves == 0 {
			s.serveWith(exerciseThreads)
			return time.Hour
		}
		s.serveWith(e.machine.Choose(lot, exerciseThreads+1))
		return 20 * time.Microsecond
	})
	e.machine.Start("server", func() { s.Run() })
	return e
}

// run runs the exercise to its end, at which the server has freed all that it had.
func (e *exercise) run(t *testing.T, seed uint64) {
	t.Helper()
	if err := e.machine.Run(); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	for mark, count := range e.machine.MarkCounts() {
		e.marks[mark] += count
	}
	if n := e.machine.OpenDescriptors(); n != 0 {
		t.Fatalf("seed %d: %d descriptors are open", seed, n)
	}
}

// guest starts a client. The last one to leave ends the server, when nobody is there.
func (e *exercise) guest(name string, visit func()) {
	e.guests++
	e.machine.Start(name, func() {
		visit()
		if e.guests--; e.guests == 0 && !e.over {
			e.wantEmpty()
			e.end()
		}
	})
}

func (e *exercise) end() {
	e.over = true
	e.machine.Signal(sys.SignalTerminate)
}

// wantEmpty demands that the server notices in time that everybody has left.
func (e *exercise) wantEmpty() {
	c := e.dial()
	for range 10_000 {
		text := c.info("clients")
		if e.over || strings.Contains(text, "connected_clients:1\r") && strings.Contains(text, "blocked_clients:0\r") {
			c.close()
			return
		}
		e.machine.Sleep(100 * time.Microsecond)
	}
	e.machine.Fail("nobody is there any more, and the server has not noticed: %s", c.info("clients"))
}

// visitor is a client's connection.
type visitor struct {
	*exercise
	conn *sim.Conn
	gone bool // the server has ended it
}

func (e *exercise) dial() *visitor {
	conn, errno := e.machine.Dial(e.address)
	if errno != sys.OK && !e.over {
		e.machine.Fail("dial: %v", errno)
	}
	return &visitor{exercise: e, conn: conn, gone: errno != sys.OK}
}

func (v *visitor) close() {
	if v.conn != nil {
		v.conn.Close()
	}
}

// say sends on a thread of its own, as the server may wait for the client to read.
func (v *visitor) say(request string) {
	if !v.gone {
		v.machine.Start("writer", func() { v.conn.Write([]byte(request)) })
	}
}

// write sends, and waits until the network has taken it.
func (v *visitor) write(request string) {
	if !v.gone {
		v.conn.Write([]byte(request))
	}
}

// read reads so many bytes, or fewer if the connection ends.
func (v *visitor) read(length int) string {
	reply := make([]byte, length)
	n := 0
	for n < length && !v.gone {
		more, errno := v.conn.ReadTimeout(reply[n:], time.Minute)
		if errno == sys.EAGAIN {
			v.machine.Fail("nothing came for a minute after %.100q; %d bytes are missing", reply[:n], length-n)
		}
		v.gone = more == 0 || errno != sys.OK
		n += more
	}
	return string(reply[:n])
}

// want demands a reply: all of it, unless the server is about to end.
func (v *visitor) want(reply string) {
	got := v.read(len(reply))
	if got != reply && (!v.over || !strings.HasPrefix(reply, got)) {
		v.machine.Fail("told %.100q, %d bytes, want %.100q, %d bytes", got, len(got), reply, len(reply))
	}
}

func (v *visitor) ask(request, reply string) {
	v.say(request)
	v.want(reply)
}

// line reads up to the end of a line.
func (v *visitor) line() string {
	var line strings.Builder
	for !v.gone && !strings.HasSuffix(line.String(), "\r\n") {
		line.WriteString(v.read(1))
	}
	return line.String()
}

func (v *visitor) info(section string) string {
	v.say("INFO " + section + "\r\n")
	var length int
	fmt.Sscanf(v.line(), "$%d", &length)
	return v.read(length + len("\r\n"))
}

// echo is a request for so many bytes, and its reply.
func echo(length int) (request, reply string) {
	text := strings.Repeat("x", length)
	return fmt.Sprintf("*2\r\n$4\r\nECHO\r\n$%d\r\n%s\r\n", length, text), fmt.Sprintf("$%d\r\n%s\r\n", length, text)
}

// count counts in pipelines, with replies that are too long for the socket.
func (e *exercise) count(number int) {
	v := e.dial()
	for round := range 5 {
		var request, reply strings.Builder
		for i := range 4 {
			asked, told := echo(1 + 700*i*number)
			fmt.Fprintf(&request, "INCR %d\r\n%s", number, asked)
			fmt.Fprintf(&reply, ":%d\r\n%s", 4*round+i+1, told)
		}
		v.ask(request.String(), reply.String())
	}
	v.close()
}

// wait waits twice in one pipeline. What comes before, between and behind is told when
// it is time, though the client waits.
func (e *exercise) wait(number int) {
	v, other := e.dial(), e.dial()
	for range 3 {
		asked, told := echo(3000 * number)
		v.ask(fmt.Sprintf("%sBLPOP q%d 0\r\nBLPOP q%d 0\r\nINCR w%d\r\nDEL w%d\r\n", asked, number, number, number, number), told)
		for range 2 {
			other.ask(fmt.Sprintf("RPUSH q%d v\r\n", number), ":1\r\n")
			v.want(fmt.Sprintf("*2\r\n$2\r\nq%d\r\n$1\r\nv\r\n", number))
		}
		v.want(":1\r\n:1\r\n")
	}
	v.close()
	other.close()
}

// waitInSilence waits in vain and is told nothing of that, while the reply before is
// still on its way.
func (e *exercise) waitInSilence() {
	v := e.dial()
	for range 3 {
		asked, told := echo(150_000)
		v.say(asked + "CLIENT REPLY SKIP\r\nBLPOP none 0.001\r\n")
		e.machine.Sleep(3 * time.Millisecond)
		v.want(told)
		v.ask("PING\r\n", "+PONG\r\n")
	}
	v.close()
}

// sayMore sends one piece of its requests after another, whether main has it or not.
func (e *exercise) sayMore(number int) {
	v := e.dial()
	for i := range 40 {
		v.write(fmt.Sprintf("INCR m%d\r\nIN", number))
		if i%8 == 7 {
			e.machine.Sleep(10 * time.Microsecond)
		}
		v.write(fmt.Sprintf("CR m%d\r\n", number))
	}
	for i := range 80 {
		v.want(fmt.Sprintf(":%d\r\n", i+1))
	}
	v.close()
}

// closeHalf sends no more and is told what it has asked for, as far as the socket takes
// it before the server sees the end.
func (e *exercise) closeHalf() {
	for range 3 {
		v := e.dial()
		v.write("PING\r\nECHO half\r\nPING\r\n")
		if !v.gone {
			v.conn.CloseWrite()
		}
		const reply = "+PONG\r\n$4\r\nhalf\r\n+PONG\r\n"
		if got := v.read(len(reply) + 1); !strings.HasPrefix(reply, got) {
			e.machine.Fail("told %q, want %q", got, reply)
		}
		v.close()
	}
}

// leave goes while it has much to be told, waits for something, or has said half.
func (e *exercise) leave(number int) {
	asked, _ := echo(50_000)
	for i, request := range []string{asked + asked, "BLPOP nothing 0\r\n", asked + "BLPOP nothing 0\r\n", "GET ha", "PING\r\n"} {
		v := e.dial()
		v.write(request)
		e.machine.Sleep(time.Duration(number*i) * 10 * time.Microsecond)
		if i%2 == 0 && !v.gone {
			v.conn.Reset()
		} else {
			v.close()
		}
	}
}

// bear asks on until it is killed, time and again; victim is where its number stands.
func (e *exercise) bear(victim *string) {
	for range 4 {
		v := e.dial()
		v.say("CLIENT ID\r\n")
		*victim = strings.Trim(v.line(), ":\r\n")
		asked, told := echo(2000)
		for !v.gone && *victim != "" {
			v.say(asked + asked)
			if got := v.read(2 * len(told)); !strings.HasPrefix(told+told, got) {
				e.machine.Fail("told %.100q, want %.100q", got, told)
			}
		}
		*victim = ""
		v.close()
	}
	*victim = "gone"
}

// kill kills the victim as often as it comes.
func (e *exercise) kill(victim *string) {
	v := e.dial()
	for *victim != "gone" && !e.over {
		if id := *victim; id != "" {
			v.say("CLIENT LIST\r\nCLIENT KILL ID " + id + "\r\n")
			var length int
			fmt.Sscanf(v.line(), "$%d", &length)
			v.read(length + len("\r\n"))
			if reply := v.line(); reply != ":1\r\n" && reply != ":0\r\n" && !e.over {
				e.machine.Fail("told %q of the killed", reply)
			}
			if *victim == id {
				*victim = ""
			}
		}
		e.machine.Sleep(30 * time.Microsecond)
	}
	v.close()
}

// reset sets what threads must know of to what it was, and asks for it.
func (e *exercise) reset() {
	v := e.dial()
	for range 10 {
		v.ask("CONFIG SET timeout 1000 proto-max-bulk-len 512mb maxmemory-clients 1gb\r\n", "+OK\r\n")
		v.ask("CONFIG SET maxmemory-clients 0\r\nCLIENT PAUSE 1 WRITE\r\n", "+OK\r\n+OK\r\n")
		e.machine.Sleep(20 * time.Microsecond)
	}
	v.close()
}

// party starts one of each.
func (e *exercise) party() {
	for number := range 4 {
		e.guest("counter", func() { e.count(number) })
		e.guest("leaver", func() { e.leave(number) })
	}
	for number := range 2 {
		e.guest("waiter", func() { e.wait(number) })
		e.guest("sayer", func() { e.sayMore(number) })
	}
	e.guest("silent waiter", e.waitInSilence)
	e.guest("half closer", e.closeHalf)
	victim := new(string)
	e.guest("victim", func() { e.bear(victim) })
	e.guest("killer", func() { e.kill(victim) })
	e.guest("resetter", e.reset)
}

// Everybody gets their replies, once and in order, wherever they live and whatever
// they do meanwhile; who leaves is noticed, and in the end all blocks are free.
func TestThreadsServeInTheSimulator(t *testing.T) {
	var total marks
	for seed := range uint64(100) {
		e := newExercise(t, seed)
		e.party()
		e.run(t, seed)
		for mark, count := range e.marks {
			total[mark] += count
		}
	}
	for mark := sys.MarkThreadJoined; mark <= sys.MarkVisitorBlocked; mark++ {
		if total[mark] == 0 {
			t.Errorf("never seen: %v", mark)
		}
	}
}

// A server ends at any moment, wherever its clients are.
func TestAServerWithThreadsEndsAtAnyTime(t *testing.T) {
	for seed := range uint64(150) {
		e := newExercise(t, seed)
		e.party()
		e.machine.Start("end", func() {
			e.machine.Sleep(time.Duration(e.machine.Choose(e.machine.Stream("end"), 2000)) * time.Microsecond)
			if !e.over {
				e.end()
			}
		})
		e.run(t, seed)
	}
}

// Who is killed with the server's last breath is freed, too, on the way or not.
func TestAServerWithThreadsEndsAmongTheKilled(t *testing.T) {
	for seed := range uint64(150) {
		e := newExercise(t, seed)
		for number := range 6 {
			e.guest("counter", func() { e.count(number) })
		}
		e.guest("killer", func() {
			v := e.dial()
			e.machine.Sleep(time.Duration(e.machine.Choose(e.machine.Stream("end"), 400)) * time.Microsecond)
			e.over = true
			v.write("CLIENT KILL TYPE normal\r\nSHUTDOWN NOSAVE\r\n")
			v.read(100)
			v.close()
		})
		e.run(t, seed)
	}
}

// What is configured holds for those who live with threads, too.
func TestThreadsGoByNewSettings(t *testing.T) {
	for seed := range uint64(12) {
		e := newExercise(t, 4*seed) // all threads serve
		e.guest("configurer", func() {
			e.machine.Sleep(2 * time.Millisecond)
			v, slow, silent, greedy := e.dial(), e.dial(), e.dial(), e.dial()
			for _, other := range []*visitor{slow, silent, greedy} {
				other.ask("PING\r\n", "+PONG\r\n")
			}
			v.ask("CONFIG SET proto-max-bulk-len 1mb client-query-buffer-limit 1mb requirepass secret\r\n", "+OK\r\n")
			e.machine.Sleep(2 * time.Millisecond)
			slow.ask("*2\r\n$4\r\nECHO\r\n$1048577\r\n", "-ERR Protocol error: invalid bulk length\r\n")
			greedy.say("*3\r\n$3\r\nSET\r\n$1000000\r\n" + strings.Repeat("k", 1_000_000) + "\r\n$1000000\r\n" + strings.Repeat("v", 1_000_000))
			stranger := e.dial()
			stranger.ask("*11\r\n", "-ERR Protocol error: unauthenticated multibulk length\r\n")
			for _, other := range []*visitor{slow, greedy, stranger} {
				if more := other.read(1); more != "" {
					e.machine.Fail("told %q, though it was to be closed", more)
				}
			}
			v.ask("CONFIG SET timeout 1\r\n", "+OK\r\n")
			if more := silent.read(1); more != "" || e.machine.Elapsed() > 5*time.Second {
				e.machine.Fail("told %q, and closed after %v", more, e.machine.Elapsed())
			}
			e.end()
			for _, other := range []*visitor{v, slow, silent, greedy, stranger} {
				other.close()
			}
		})
		e.run(t, 4*seed)
	}
}
