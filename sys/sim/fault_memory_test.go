package sim

import (
	"testing"

	"seedis/sys"
	"seedis/sys/real"
)

// Memory is refused at times, to some a few times in a row, and what was refused is
// not held. Before the first thread runs, and when all is calm, it is there.
func TestMemoryIsRefused(t *testing.T) {
	const size = 1 << 20
	m := New(Options{Seed: 2, Memory: real.Memory{}, Faults: MustFaults("map-refused:1")})
	before, errno := m.Reserve(size)
	if errno != sys.OK {
		t.Fatal(errno)
	}
	m.Start("process", func() {
		_, errno := m.Reserve(size)
		equal(m, "reserve", errno, sys.ENOMEM)
		equal(m, "commit", m.Commit(before, size), sys.ENOMEM)
		equal(m, "reserved", m.ReservedMemory(), uintptr(size))
		m.Calm()
		must(m, "commit", m.Commit(before, size))
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	m.ReleaseMemory()

	longest, refused := 0, 0
	m = simulate(t, Options{Seed: 4, Memory: real.Memory{}, Faults: MustFaults("map-refused:0.05")}, func(m *Machine) {
		row := 0
		for range 2000 {
			base, errno := m.Reserve(size)
			if errno != sys.OK {
				row++
				refused++
				longest = max(longest, row)
				continue
			}
			row = 0
			must(m, "release", m.Release(base, size))
		}
	})
	if longest < mostRefusals || refused < 100 || refused > 600 {
		t.Errorf("refused %d times of 2000, %d in a row", refused, longest)
	}
}
