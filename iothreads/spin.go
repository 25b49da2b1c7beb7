package iothreads

import "time"

// Spin waits for a short time before a thread goes to sleep, where that has proved
// worth it: a sleep costs both sides a system call and the thread tens of
// microseconds until it runs again. It learns from each wait whether to try the
// next. It belongs to its thread.
type Spin struct {
	host    SpinHost
	limit   uint64 // of one spin, in cycles; 0 never spins
	credit  int    // spins while there is any
	skipped int    // waits without a spin, since the last one with
}

// SpinHost is what a Spin needs of its machine.
type SpinHost interface {
	Cycles() uint64
	CyclesPerMicrosecond() uint64
	Pause()
}

const (
	// A hit earns three misses, so a spin goes on where more than one in four
	// hits. There both ways cost the same: a hit saves about 35 microseconds (a
	// sleep, and a wake-up through a descriptor), a miss wastes at most 10.
	creditHit  = 3
	creditMiss = 1

	// creditMost is ten hits: whatever was learned is forgotten after 30 misses,
	// some hundreds of microseconds.
	creditMost = 10 * creditHit

	// probeEvery is how many waits pass before one is tried although nothing was
	// learned from the last ones but that nothing comes. At 10 microseconds a
	// probe and 35 a sleep, those who need no spin lose 1% to it.
	probeEvery = 32
)

// NewSpin makes a Spin that waits for at most limit at a time. It begins by finding
// out whether anything comes.
func NewSpin(host SpinHost, limit time.Duration) *Spin {
	s := &Spin{host: host}
	s.SetLimit(limit)
	return s
}

// SetLimit changes the limit; 0 is for a thread without a processor to spare, which
// by spinning would keep the others from what it waits for.
func (s *Spin) SetLimit(limit time.Duration) {
	s.limit = uint64(limit) * s.host.CyclesPerMicrosecond() / uint64(time.Microsecond)
}

// Until waits until ready returns true or the time is over, and tells which. It
// returns false at once, and does not ask, when spins have not paid lately.
func (s *Spin) Until(ready func() bool) bool {
	if !s.worthTrying() {
		return false
	}
	hit := s.wait(ready)
	if hit {
		s.credit = min(s.credit+creditHit, creditMost)
	} else {
		s.credit = max(s.credit-creditMiss, 0)
	}
	return hit
}

// worthTrying tells whether to spin in this wait.
func (s *Spin) worthTrying() bool {
	if s.limit == 0 {
		return false
	}
	s.skipped++
	if s.credit == 0 && s.skipped < probeEvery {
		return false
	}
	s.skipped = 0
	return true
}

// wait spins with plain reads: whoever writes pays for one line of the cache, and
// nobody enters the kernel.
func (s *Spin) wait(ready func() bool) bool {
	for begin := s.host.Cycles(); !ready(); s.host.Pause() {
		if s.host.Cycles()-begin >= s.limit {
			return false
		}
	}
	return true
}
