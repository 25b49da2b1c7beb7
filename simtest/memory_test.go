package simtest_test

import (
	"testing"

	"seedis/config"
	"seedis/simtest"
	"seedis/sys/sim"
)

// fullMachines carries out a scenario on machines whose memory is limited, and where
// threads stall: the one that frees, too, but not so long that main would lose its
// patience.
func fullMachines(t *testing.T, policy string, scenario func(m *simtest.Machine, c *simtest.Client)) {
	t.Helper()
	for seed := range uint64(40) {
		configuration := config.New()
		set(t, configuration, "maxmemory", "1mb")
		set(t, configuration, "maxmemory-policy", policy)
		m, err := simtest.New(simtest.Options{
			Seed: seed, Config: configuration, Faults: sim.MustFaults("stall:0.1/100µs,spurious-park:0.1"),
		})
		if err != nil {
			t.Fatal(err)
		}
		m.Start("client", func() {
			c := m.Dial()
			scenario(m, c)
			c.Close()
		})
		if err := m.Run(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// Of a megabyte a value takes more than the half, is unlinked, and comes again: there
// is room for it, though the one before may not be free yet.
func TestWhatIsBeingFreedRefusesNobody(t *testing.T) {
	fullMachines(t, "noeviction", func(m *simtest.Machine, c *simtest.Client) {
		const rounds = 10
		for range rounds {
			c.Send("SETRANGE", "big", "600000", "x")
			c.Send("UNLINK", "big")
		}
		for round := range rounds {
			if text := string(c.Receive().Text); text != "600001" {
				m.Fail("round %d: SETRANGE got %q", round, text)
			}
			c.Receive()
		}
	})
}

// Nor does a key go for it that has room beside one of them.
func TestWhatIsBeingFreedEvictsNothing(t *testing.T) {
	fullMachines(t, "allkeys-random", func(m *simtest.Machine, c *simtest.Client) {
		want(m, c, "OK", "SET", "small", "value")
		for range 10 {
			c.Do("SETRANGE", "big", "600000", "x")
			c.Do("UNLINK", "big")
		}
		want(m, c, "value", "GET", "small")
	})
}
