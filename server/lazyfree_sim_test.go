package server

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"seedis/config"
	"seedis/sys"
	"seedis/sys/real"
	"seedis/sys/sim"
)

// simulated runs a server, in the allocator's debug mode, and one client on a
// simulated machine of this seed, on which threads stall and parks end for no
// reason. The server ends when the client returns: with a panic if a block is left.
func simulated(t *testing.T, seed uint64, client func(ask func(request string) string)) {
	t.Helper()
	m := sim.New(sim.Options{
		Seed: seed, Memory: real.Memory{},
		Faults: sim.MustFaults("spurious-park:0.2,stall:0.05/200µs"),
	})
	address := sys.Addr{IP: netip.MustParseAddrPort("127.0.0.1:6379")}
	configuration := config.New()
	configuration.Bind, configuration.Port = []string{"127.0.0.1"}, 6379
	s, err := New(m, configuration, Options{Reserve: 1 << 26, DebugMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	m.Start("server", func() { s.Run() })
	m.Start("client", func() {
		conn, errno := m.Dial(address)
		if errno != sys.OK {
			m.Fail("dial: %v", errno)
		}
		var reply [64 << 10]byte
		client(func(request string) string {
			conn.Write([]byte(request + "\r\nECHO over\r\n"))
			end, n := []byte("$4\r\nover\r\n"), 0
			for !bytes.HasSuffix(reply[:n], end) {
				more, errno := conn.Read(reply[n:])
				if more == 0 || errno != sys.OK {
					m.Fail("%s: the server has gone: %v", request, errno)
				}
				n += more
			}
			return string(reply[:n-len(end)])
		})
		m.Signal(sys.SignalTerminate)
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
}

// Main and bio_lazy_free in any order: big values and whole databases go while
// new ones come. At each quiet point INFO is exact; at the end all is free.
func TestLazyFreeInTheSimulator(t *testing.T) {
	for seed := range uint64(40) {
		simulated(t, seed, func(ask func(string) string) {
			freed := 0
			for round := range 4 {
				for _, key := range []string{"a", "b"} {
					for range 3 {
						ask(fmt.Sprintf("SADD %s %s", key, members(round, 30)))
					}
					ask(fmt.Sprintf("SADD %s %s", key, members(round+1000, 60)))
				}
				ask("APPEND string x\r\nSETRANGE string 70000 x")
				ask("UNLINK a string")
				freed += 2
				if round%2 == 0 {
					ask("FLUSHALL ASYNC")
					freed++
				} else {
					ask("DEL b")
				}
			}
			quiet := fmt.Sprintf("lazyfree_pending_objects:0\r\nlazyfreed_objects:%d\r\n", freed)
			for range 1000 {
				if strings.Contains(ask("INFO memory"), quiet) {
					return
				}
			}
			t.Errorf("seed %d: not found in INFO for good: %q", seed, quiet)
		})
	}
}

// members are words that are no numbers, so that a set of them is soon a table.
func members(first, count int) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, "member:%d:%d ", first, i)
	}
	return text.String()
}

// A server that is told to end while the thread is at work waits for it.
func TestShutdownWaitsForLazyFree(t *testing.T) {
	for seed := range uint64(40) {
		simulated(t, seed, func(ask func(string) string) {
			for part := range 10 {
				ask("SADD set " + members(part, 30))
				ask(fmt.Sprintf("SET key:%d x", part))
			}
			ask("UNLINK set\r\nFLUSHALL ASYNC")
		})
	}
}
