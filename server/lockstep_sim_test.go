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

// drill is a server with threads in lock-step on a simulated machine, where all stall,
// parks end for no reason, and sends are short.
type drill struct {
	machine *sim.Machine
	address sys.Addr
	left    int // clients that are not done
	reads   int // of the threads, as INFO tells
	writes  int
}

// drillMembers are enough that three threads have enough to send.
const drillMembers = 8

func newDrill(t *testing.T, seed uint64) *drill {
	d := &drill{address: sys.Addr{IP: netip.MustParseAddrPort("127.0.0.1:6379")}, left: drillMembers}
	d.machine = sim.New(sim.Options{
		Seed: seed, Memory: real.Memory{}, Engine: sim.Engine(seed % uint64(sim.EngineCount)),
		Faults: sim.MustFaults("short-write:0.05,split:0.05,batch-reorder:0.1,spurious-park:0.2,stall:0.02/50µs,small-buffer:0.2"),
	})
	configuration := config.New()
	configuration.Bind, configuration.Port = []string{"127.0.0.1"}, 6379
	configuration.IOThreads, configuration.IOThreadsModel = 2+int(seed%2), "lockstep"
	configuration.IOThreadsDoReads, configuration.IOThreadsSpin = seed%3 > 0, int(seed%5)
	s, err := New(d.machine, configuration, Options{Reserve: 1 << 26, DebugMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	d.machine.Start("server", func() { s.Run() })
	return d
}

// member is a client that counts, in pipelines, and wants every number once and in
// order. The last one to be done ends the server.
func (d *drill) member(number int) {
	conn, errno := d.machine.Dial(d.address)
	if errno != sys.OK {
		d.machine.Fail("dial: %v", errno)
	}
	for round := range 6 {
		var request, want strings.Builder
		for i := range 5 {
			fmt.Fprintf(&request, "INCR %d\r\nECHO %s\r\n", number, strings.Repeat("x", 1+300*i))
			fmt.Fprintf(&want, ":%d\r\n$%d\r\n%s\r\n", 5*round+i+1, 1+300*i, strings.Repeat("x", 1+300*i))
		}
		d.ask(conn, request.String(), want.String())
	}
	if d.left--; d.left == 0 {
		d.read(conn)
		d.machine.Signal(sys.SignalTerminate)
	}
	conn.Close()
}

// ask sends while another thread of the client reads, as a server may.
func (d *drill) ask(conn *sim.Conn, request, want string) {
	d.machine.Start("writer", func() { conn.Write([]byte(request)) })
	if got := d.hear(conn, len(want)); got != want {
		d.machine.Fail("told %q, want %q", got, want)
	}
}

func (d *drill) hear(conn *sim.Conn, length int) string {
	reply := make([]byte, length)
	for n := 0; n < length; {
		more, errno := conn.Read(reply[n:])
		if more == 0 || errno != sys.OK {
			d.machine.Fail("the server has gone: %v", errno)
		}
		n += more
	}
	return string(reply)
}

// read takes from INFO what the threads did.
func (d *drill) read(conn *sim.Conn) {
	conn.Write([]byte("INFO stats\r\n"))
	var length int
	header := ""
	for !strings.HasSuffix(header, "\r\n") {
		header += d.hear(conn, 1)
	}
	fmt.Sscanf(header, "$%d", &length)
	text := d.hear(conn, length+2)
	for name, field := range map[string]*int{"reads": &d.reads, "writes": &d.writes} {
		_, rest, _ := strings.Cut(text, "\r\nio_threaded_"+name+"_processed:")
		fmt.Sscanf(rest, "%d", field)
	}
}

// Main and the threads in any order: nobody misses a reply, the threads come and go,
// and when the server ends all blocks are free.
func TestLockstepServesInTheSimulator(t *testing.T) {
	const seeds = 30
	var reads, writes, idle int
	for seed := range uint64(seeds) {
		d := newDrill(t, seed)
		for number := range drillMembers {
			d.machine.Start("client", func() { d.member(number) })
		}
		if err := d.machine.Run(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if d.writes == 0 {
			idle++
		}
		if seed%3 == 0 && d.reads > 0 {
			t.Errorf("seed %d: threads received from %d", seed, d.reads)
		}
		reads, writes = reads+d.reads, writes+d.writes
	}
	if reads == 0 || writes == 0 || idle > seeds/2 {
		t.Errorf("threads received from %d and sent to %d; in %d runs of %d they did nothing", reads, writes, idle, seeds)
	}
}

// A server whose threads never ran, have just begun, or sleep, ends.
func TestAServerInLockstepEndsAtAnyTime(t *testing.T) {
	for seed := range uint64(40) {
		d := newDrill(t, seed)
		d.machine.Start("end", func() {
			d.machine.Sleep(time.Duration(seed%8*seed) * time.Microsecond)
			d.machine.Signal(sys.SignalTerminate)
		})
		if err := d.machine.Run(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}
