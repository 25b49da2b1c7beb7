package iothreads

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

const tick = 10 * time.Millisecond

// A load as main sees it in a tick, on a machine with 16 processors of which most
// are idle. The scenarios change a part of it.
var (
	heavy = GateSample{Elapsed: tick, Busy: tick, Turns: 10, Ready: 200, Requests: 2000, Idle: 10 * tick, Processors: 16}
	light = GateSample{Elapsed: tick, Busy: tick / 4, Turns: 10, Ready: 200, Requests: 2000, Idle: 10 * tick, Processors: 16}
	slack = GateSample{Elapsed: tick, Busy: tick / 4, Turns: 10, Ready: 20, Requests: 999, Idle: 10 * tick, Processors: 16}
)

// but is a sample with something changed.
func (s GateSample) but(change func(s *GateSample)) GateSample {
	change(&s)
	return s
}

// fullHouse is a machine where nothing is idle, and on which main waits.
func fullHouse(s *GateSample) { s.Idle, s.Delay = 0, tick/2 }

// stretch is so many samples of a kind, and how many threads serve after them.
type stretch struct {
	count  int
	sample GateSample
	active int
}

// scenario is how many threads a gate lets in under a load that changes.
type scenario struct {
	name      string
	most      int
	stretches []stretch
}

var risingScenarios = []scenario{
	{"up by one after two samples, up to the most", 3, []stretch{
		{1, heavy, 0}, {1, heavy, 1}, {1, heavy, 1}, {1, heavy, 2}, {2, heavy, 3}, {100, heavy, 3},
	}},
	{"no threads to let in", 0, []stretch{{100, heavy, 0}}},
	{"two samples, but not running", 3, []stretch{
		{1, heavy, 0}, {1, light, 0}, {1, heavy, 0}, {1, light, 0},
	}},
	{"one client that keeps main busy", 3, []stretch{
		{100, heavy.but(func(s *GateSample) { s.Ready = s.Turns }), 0},
	}},
	{"ten clients of whom seven are ready", 3, []stretch{
		{100, heavy.but(func(s *GateSample) { s.Ready = 7 * s.Turns }), 0},
	}},
	{"eight a turn, and 60% of the time", 1, []stretch{
		{2, heavy.but(func(s *GateSample) { s.Ready, s.Busy = 8*s.Turns, tick*60/100 }), 1},
	}},
	{"less than 60% of the time", 3, []stretch{
		{100, heavy.but(func(s *GateSample) { s.Busy = tick * 59 / 100 }), 0},
	}},
	{"main is idle and its thread is not", 3, []stretch{
		{2, heavy, 1},
		{2, light.but(func(s *GateSample) { s.ThreadsBusy = tick }), 2},
		{10, light.but(func(s *GateSample) { s.ThreadsBusy = tick }), 2},
	}},
	{"no processor is idle", 3, []stretch{
		{100, heavy.but(func(s *GateSample) { s.Idle = 0 }), 0},
	}},
	{"half a processor, counted in one of two samples", 3, []stretch{
		{1, heavy.but(func(s *GateSample) { s.Idle = tick }), 0},
		{1, heavy.but(func(s *GateSample) { s.Idle = 0 }), 1},
	}},
	{"four processors", 16, []stretch{
		{100, heavy.but(func(s *GateSample) { s.Processors = 4 }), 3},
	}},
	{"one processor", 3, []stretch{
		{100, heavy.but(func(s *GateSample) { s.Processors = 1 }), 0},
	}},
	{"no time at all", 3, []stretch{
		{1, heavy, 0}, {5, GateSample{Turns: 1, Ready: 100}, 0}, {1, heavy, 1},
	}},
}

var fallingScenarios = []scenario{
	{"the rate stays above half", 3, []stretch{
		{4, heavy, 2},
		{1000, slack.but(func(s *GateSample) { s.Requests = 1000 }), 2},
	}},
	{"below half, down by one each 100 ms", 3, []stretch{
		{6, heavy, 3}, {9, slack, 3}, {1, slack, 2}, {9, slack, 2}, {1, slack, 1}, {9, slack, 1}, {1, slack, 0}, {100, slack, 0},
	}},
	{"one long sleep", 3, []stretch{
		{4, heavy, 2},
		{1, GateSample{Elapsed: time.Second, Turns: 1, Idle: 16 * time.Second, Processors: 16}, 1},
	}},
	{"little came before, and nothing now", 1, []stretch{
		{2, heavy.but(func(s *GateSample) { s.Requests = 0 }), 1},
		{9, GateSample{Elapsed: tick}, 1}, {1, GateSample{Elapsed: tick}, 0},
	}},
	{"pauses between bursts", 3, []stretch{
		{4, heavy, 2}, {9, slack, 2}, {1, light, 2}, {9, slack, 2},
	}},
	{"a request that takes a second", 1, []stretch{
		{2, heavy, 1},
		{1, GateSample{Elapsed: time.Second, Busy: time.Second, Turns: 1, Ready: 1, Requests: 1, Processors: 16}, 1},
	}},
	{"main waits for a processor in two samples", 3, []stretch{
		{4, heavy, 2}, {1, light.but(fullHouse), 2}, {1, light.but(fullHouse), 1},
		{1, light.but(fullHouse), 1}, {1, light.but(fullHouse), 0}, {9, light.but(fullHouse), 0},
	}},
	{"main waits while another processor is idle", 3, []stretch{
		{4, heavy, 2}, {100, light.but(func(s *GateSample) { s.Delay = tick }), 2},
	}},
	{"nothing is idle, but main waits little", 3, []stretch{
		{4, heavy, 2}, {100, light.but(func(s *GateSample) { s.Idle, s.Delay = 0, tick/4 }), 2},
	}},
}

func (s scenario) play(t *testing.T) {
	g := NewGate(s.most)
	for i, stretch := range s.stretches {
		active := 0
		for range stretch.count {
			active = g.Tick(stretch.sample)
		}
		if active != stretch.active {
			t.Fatalf("after stretch %d: %d threads, want %d", i, active, stretch.active)
		}
	}
}

func TestGateGoesUp(t *testing.T) {
	for _, s := range risingScenarios {
		t.Run(s.name, s.play)
	}
}

func TestGateGoesDown(t *testing.T) {
	for _, s := range fallingScenarios {
		t.Run(s.name, s.play)
	}
}

// rises is after how long each of so many steps up came, when each is followed by
// samples of the kind that brings it down again.
func rises(g *Gate, count int, end GateSample, held int) (after []time.Duration) {
	for range count {
		waited := time.Duration(0)
		for g.active == 0 {
			g.Tick(heavy)
			waited += tick
		}
		for range held {
			g.Tick(light)
		}
		for g.active > 0 {
			g.Tick(end)
		}
		after = append(after, waited)
	}
	return after
}

// A step up that does not last is tried again after 0.1 s, 0.2 s ... and never after
// more than ten.
func TestGateDoesNotFlap(t *testing.T) {
	for name, end := range map[string]GateSample{"crowded": light.but(fullHouse), "quiet": slack} {
		after := rises(NewGate(1), 12, end, 0)
		want := 2 * tick
		for i, waited := range after {
			if waited < want || waited > want+2*tick {
				t.Errorf("%s: rise %d came after %v, want %v", name, i, waited, want)
			}
			want = min(restLeast<<i, restMost)
		}
	}
}

// One that lasted for a second was none in vain: the next may follow soon.
func TestGateForgives(t *testing.T) {
	g := NewGate(1)
	rises(g, 8, light.but(fullHouse), 0)
	rises(g, 1, light.but(fullHouse), int(trial/tick))
	if after := rises(g, 1, slack, 0)[0]; after > restLeast+2*tick {
		t.Errorf("the next rise came after %v", after)
	}
}

func drawSample(t *rapid.T) GateSample {
	elapsed := rapid.SampledFrom([]time.Duration{0, time.Millisecond, tick, tick, tick, 15 * time.Millisecond, 100 * time.Millisecond, time.Minute}).Draw(t, "elapsed")
	share := func(name string, of time.Duration) time.Duration {
		return of * time.Duration(rapid.SampledFrom([]int{0, 10, 30, 60, 100}).Draw(t, name)) / 100
	}
	processors := rapid.IntRange(1, 16).Draw(t, "processors")
	return GateSample{
		Elapsed: elapsed, Busy: share("busy", elapsed), ThreadsBusy: share("threads", 4*elapsed),
		Turns: rapid.IntRange(0, 20).Draw(t, "turns"), Ready: rapid.IntRange(0, 400).Draw(t, "ready"),
		Requests: rapid.IntRange(0, 4000).Draw(t, "requests"),
		Idle:     share("idle", elapsed), Delay: share("delay", elapsed), Processors: processors,
	}
}

// Whatever the samples are: steps are of one, up only with a processor to spare and a
// reason, down only with a reason, the same samples give the same, and when nothing
// comes any more all threads leave.
func TestGateKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(0, 8).Draw(t, "most")
		g, twin := NewGate(most), NewGate(most)
		samples := rapid.SliceOfN(rapid.Custom(drawSample), 0, 200).Draw(t, "samples")
		before, last := 0, GateSample{} // last: the one before that took any time
		for i, s := range samples {
			active := g.Tick(s)
			switch {
			case active != twin.Tick(s):
				t.Fatalf("sample %d: another decision for the same samples", i)
			case active < 0 || active > most || active > before+1 || active < before-1:
				t.Fatalf("sample %d: from %d to %d of %d threads", i, before, active, most)
			case active > before && (s.Ready < 8*s.Turns || s.Turns == 0 || active >= s.Processors):
				t.Fatalf("sample %d: up to %d with %+v", i, active, s)
			case active < before && s.Delay == 0 && s.Busy*100 >= s.Elapsed*60 && last.Delay == 0:
				t.Fatalf("sample %d: down to %d with %+v", i, active, s)
			}
			before = active
			if s.Elapsed > 0 {
				last = s
			}
		}
		for range most {
			before = g.Tick(GateSample{Elapsed: time.Second, Idle: time.Second, Processors: 1})
		}
		if before != 0 {
			t.Fatalf("%d threads serve nobody", before)
		}
	})
}
