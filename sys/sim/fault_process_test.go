package sim

import (
	"testing"

	"seedis/sys"
)

// Strangers take numbers and give them back; a new descriptor has the lowest of the
// free ones as ever, and strangers do not count.
func TestStrangersTakeNumbers(t *testing.T) {
	odd := 0
	for seed := range uint64(30) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("strangers:0.3/4")}, func(m *Machine) {
			var open []sys.FD
			for i := range 40 {
				fd, errno := m.Open("/file", sys.OpenCreate|sys.OpenWrite, 0o600)
				must(m, "open", errno)
				for lower := range fd {
					if m.descriptors.get(lower) == nil {
						m.Fail("%d is free, and %d was given", lower, fd)
					}
				}
				if open = append(open, fd); int(fd) != standardDescriptors+i%3 {
					odd++
				}
				equal(m, "own descriptors", m.OpenDescriptors(), len(open))
				if n := m.descriptors.open - standardDescriptors - len(open); n > 4 {
					m.Fail("%d numbers are strangers'", n)
				}
				for len(open) == 3 || i == 39 && len(open) > 0 {
					must(m, "close", m.Close(open[0]))
					open = open[1:]
				}
			}
			m.Calm()
			equal(m, "left", m.descriptors.open, standardDescriptors)
		})
	}
	if odd < 100 {
		t.Errorf("only %d numbers of 1200 are odd ones", odd)
	}
}

// A token of an ended watch comes back at times, one in use never does.
func TestStaleTokens(t *testing.T) {
	stale := 0
	for seed := range uint64(30) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("stale-token:0.3")}, func(m *Machine) {
			listener := listen(m)
			p, _ := m.NewPoller()
			ended := map[uint64]bool{}
			for token := range uint64(20) {
				_, fd := pairOn(m, listener)
				must(m, "add", p.Add(fd, sys.Readable, sys.Level, token))
				if token%2 == 0 {
					must(m, "delete", p.Delete(fd))
				} else {
					m.Close(fd)
				}
				ended[token] = true
				_, fd = pairOn(m, listener)
				again := 100 + token
				if token%5 == 0 {
					again, ended[token] = token, false // in use again
				}
				must(m, "add again", p.Add(fd, sys.Readable, sys.Level, again))
				var events [2]sys.Event
				n, _ := p.Wait(events[:], 0)
				for _, event := range events[:n] {
					if stale++; !ended[event.Token] {
						m.Fail("token %d has not ended", event.Token)
					}
				}
			}
		})
	}
	if stale < 50 {
		t.Errorf("%d stale tokens", stale)
	}
}

func TestNoDescriptorsForOpen(t *testing.T) {
	seen := map[sys.Errno]int{}
	simulate(t, Options{Seed: 1, Faults: MustFaults("no-descriptors:0.5")}, func(m *Machine) {
		for range 50 {
			_, errno := m.Open("/file", sys.OpenCreate|sys.OpenWrite, 0o600)
			seen[errno]++
		}
		equal(m, "descriptors", m.OpenDescriptors(), seen[sys.OK])
	})
	if seen[sys.EMFILE] == 0 || seen[sys.ENFILE] == 0 || len(seen) != 3 {
		t.Errorf("seen %v", seen)
	}
}
