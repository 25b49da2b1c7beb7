package sim

import (
	"runtime"
	"runtime/debug"
	"testing"

	"seedis/sys"
)

// BenchmarkSteps measures steps of an echo server with clients.
func BenchmarkSteps(b *testing.B) {
	for _, clients := range []int{1, 8} {
		b.Run(map[int]string{1: "clients=1", 8: "clients=8"}[clients], func(b *testing.B) {
			m := New(Options{Seed: 1, Reserve: 1 << 24})
			startEcho(m)
			startClients(m, clients, b.N/clients+1)
			b.ReportAllocs()
			b.ResetTimer()
			if err := m.Run(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(m.Steps())/b.Elapsed().Seconds(), "steps/s")
			b.ReportMetric(float64(m.Steps())/float64(b.N), "steps/op")
		})
	}
}

// BenchmarkMachine measures a whole machine with little to do.
func BenchmarkMachine(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		m := New(Options{Seed: 1})
		startEcho(m)
		startClients(m, 1, 1)
		if err := m.Run(); err != nil {
			b.Fatal(err)
		}
	}
}

// After warming up, a hundred thousand messages through poller, batches,
// clients and scheduler allocate nothing. The count is the whole process's, and
// now and then the runtime allocates something of its own: that does not happen
// three times in a row, and what the machine allocates does.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	const messages = 100_000
	var counts []uint64
	for range 3 {
		count := allocations(t, messages)
		if count == 0 {
			return
		}
		counts = append(counts, count)
	}
	t.Errorf("%d allocations in %d messages", counts, messages)
}

func allocations(t *testing.T, messages int) uint64 {
	const warm = 2000
	m := New(Options{Seed: 3, Reserve: 1 << 23, Faults: MustFaults("latency:20µs,short-write:0.01,split:0.01")})
	startEcho(m)
	var before, after runtime.MemStats
	m.Start("client", func() {
		c, errno := m.Dial(address)
		must(m, "dial", errno)
		message, got := []byte("0123456789abcdef"), make([]byte, 16)
		for i := range warm + messages {
			if i == warm {
				runtime.ReadMemStats(&before)
			}
			if _, errno := c.Write(message); errno != sys.OK {
				m.Fail("write: %v", errno)
			}
			if !readFull(c, got) {
				m.Fail("the echo ended")
			}
		}
		runtime.ReadMemStats(&after)
		m.Stop()
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	return after.Mallocs - before.Mallocs
}
