package sim

import "slices"

// ranks is the probabilistic concurrency testing of Burckhardt, Kothari, Musuvathi
// and Nagarakatte (ASPLOS 2010): threads have ranks in random order, and the highest
// one that can run does. At a few random steps of the run the running thread falls
// behind all others. Where each step draws anew, what has to go wrong in one long
// course is rare; here a thread does nothing for as long as it takes.
//
// The paper's threads do not wait for each other by spinning. Here one that has
// yielded, or run for a whole slice, falls behind all others too, and so everybody
// who can run does so within as many slices as there are threads.
type ranks struct {
	drawn generator
	// changes are the steps at which the running thread falls, the earliest last.
	changes []uint64
	// lowest is the rank of the thread that fell last. First ranks are above 0.
	lowest int64
}

func newRanks(s Schedule, drawn generator) *ranks {
	r := &ranks{drawn: drawn, changes: make([]uint64, max(0, s.Depth-1))}
	for i := range r.changes {
		r.changes[i] = 1 + r.drawn.below(s.Steps)
	}
	slices.Sort(r.changes)
	slices.Reverse(r.changes)
	return r
}

// started draws a rank. That two are equal is as good as impossible, and harmless.
func (r *ranks) started(t *thread) { t.rank = 1 + int64(r.drawn.next()>>2) }

func (r *ranks) yields(t *thread) {
	r.lowest--
	t.rank = r.lowest
}

func (r *ranks) next(m *Machine, _ *thread) *thread {
	for last := len(r.changes) - 1; last >= 0 && r.changes[last] <= m.steps; last-- {
		r.changes = r.changes[:last]
		if m.current != nil {
			r.yields(m.current)
		}
	}
	highest := m.runnable[0]
	for _, t := range m.runnable[1:] {
		if t.rank > highest.rank {
			highest = t
		}
	}
	return highest
}
