package server

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"seedis/config"
	"seedis/sys"
	"seedis/sys/sim"
)

// newCalm is a server of the reactor model on a simulated machine where nothing goes
// wrong: all its I/O threads serve, and nobody moves by himself. What clients do not
// read fills their sockets. Between its steps a scene may look into the server.
func newCalm(t *testing.T, engine sim.Engine, arguments ...string) *exercise {
	t.Helper()
	return newCalmOn(t, engine, func(machine *sim.Machine) sys.Kernel { return machine }, arguments...)
}

// newCalmOn has the kernel wrapped.
func newCalmOn(t *testing.T, engine sim.Engine, wrap func(*sim.Machine) sys.Kernel, arguments ...string) *exercise {
	t.Helper()
	e := &exercise{drill: drill{address: sys.Addr{IP: netip.MustParseAddrPort("127.0.0.1:6379")}}}
	e.machine = sim.New(sim.Options{Seed: 1, Memory: heaps, Engine: engine, AtRest: e.atRest})
	configuration := config.New()
	arguments = append([]string{
		"--bind", "127.0.0.1", "--io-threads", fmt.Sprint(1 + exerciseThreads), "--io-threads-model", "reactor", "--io-threads-always", "yes",
	}, arguments...)
	if err := configuration.ParseArguments(arguments, nil); err != nil {
		t.Fatal(err)
	}
	s, err := New(wrap(e.machine), configuration, Options{Reserve: 1 << 28, DebugMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	e.server = s
	return e
}

// atRest is what no server may be when all sleep.
func (e *exercise) atRest() error {
	if err := e.server.Overslept("server", e.machine.Polls, e.machine.Parks); err != nil {
		return err
	}
	return e.server.Exceeded()
}

// play runs the server and a scene, and ends the server when that is over.
func (e *exercise) play(t *testing.T, scene func()) {
	t.Helper()
	e.machine.Start("server", func() { e.server.Run() })
	e.machine.Start("scene", func() {
		e.machine.Sleep(2 * time.Millisecond)
		scene()
		e.end()
	})
	e.run(t, 0)
}

// settled lets the server do all that it has to do, short of its timers.
func (e *exercise) settled() { e.machine.Sleep(5 * time.Millisecond) }

// lodger is a visitor whose client the server knows, and has given to a thread.
type lodger struct {
	*visitor
	client *client
}

func (e *exercise) lodge() *lodger {
	v := e.dial()
	v.ask("PING\r\n", "+PONG\r\n")
	return &lodger{visitor: v, client: e.server.clients.last}
}

// lodgeMany are so many.
func (e *exercise) lodgeMany(count int) []*lodger {
	var all []*lodger
	for range count {
		all = append(all, e.lodge())
	}
	return all
}

// wantThere demands that the server has the clients still, or has closed them all.
func (e *exercise) wantThere(there bool, lodgers ...*lodger) {
	for i, l := range lodgers {
		if (l.client.flags&closing == 0) != there {
			e.machine.Fail("client %d of %d is there: %v, want %v", i, len(lodgers), !there, there)
		}
	}
}

// setLarge gives a key a value of so many bytes, and returns the reply of GET.
func (e *exercise) setLarge(size int) string {
	v := e.lodge()
	v.ask(fmt.Sprintf("SETRANGE large %d x\r\n", size-1), fmt.Sprintf(":%d\r\n", size))
	v.close()
	return fmt.Sprintf("$%d\r\n%sx\r\n", size, strings.Repeat("\x00", size-1))
}
