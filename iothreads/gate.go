package iothreads

import "time"

// GateSample is what main was seen to do in a while: about 10 ms while it is awake,
// or a sleep until a timer.
type GateSample struct {
	// Elapsed is how long the while was. Busy is the part of it in which main
	// worked, and neither slept nor spun; ThreadsBusy is the same of all active
	// I/O threads, added up.
	Elapsed, Busy, ThreadsBusy time.Duration
	// Turns is the number of turns that main made, Ready that of the clients who
	// had something in these, added up, wherever they live, and Requests what was
	// executed.
	Turns, Ready, Requests int
	// Idle is how long the processors had nothing to do, added up, and Delay how
	// long main could have run and waited for one of them. Both are differences
	// of sys.Pressure, as Processors is its number.
	Idle, Delay time.Duration
	Processors  int
}

const (
	// A thread joins when busyPercent of main's time and readyLeast clients a turn
	// say that there is work for more than one. One alone misleads: a single
	// client that asks again at once keeps main busy, and a thousand clients that
	// hardly ask are ready together by chance. With both, 1, 4 and 10 clients
	// stay with main, where they are served faster (PERFORMANCE.md).
	busyPercent = 60
	readyLeast  = 8

	// delayPercent of its time is how much main may wait for a processor: by
	// then I/O threads take more from it than the work they relieve it of.
	delayPercent = 25

	// quietLeast is how long the rate must be low before a thread leaves: ten
	// times the usual sample, so that a pause between two bursts does not move
	// clients to and fro. The thread sleeps meanwhile, and costs nothing.
	quietLeast = 100 * time.Millisecond

	// A step up that is taken back within trial has not helped. Then the gate
	// stays where it is for restLeast, and for twice as long each time that this
	// happens again, up to restMost: a neighbour that comes and goes costs a move
	// of clients every ten seconds at worst.
	trial     = time.Second
	restLeast = 100 * time.Millisecond
	restMost  = 10 * time.Second
)

// Gate decides how many I/O threads serve clients beside main. It has no clock, and
// the same samples lead to the same decisions. It belongs to main.
//
// Up, by one: in two samples running there was work for one more, and in these two
// together half a processor was idle. Down, by one: the rate of requests has been
// below half of what it was when that thread joined, or main had to wait for a
// processor. Between these bounds nothing changes.
type Gate struct {
	most   int
	active int

	last  GateSample // before the present one; the zero value after a step
	rates []int64    // requests a second when the first, the second ... joined

	quiet time.Duration // for how long the rate has been low
	held  time.Duration // since the last step up
	rest  time.Duration // for how long there is none
	pause time.Duration // what rest was after the last step down
}

// NewGate makes a gate that lets up to most I/O threads serve. It begins with none.
func NewGate(most int) *Gate {
	return &Gate{most: most, rates: make([]int64, most)}
}

// Tick takes a sample in, and tells how many I/O threads are to serve from now on.
func (g *Gate) Tick(s GateSample) (active int) {
	if s.Elapsed <= 0 {
		return g.active
	}
	g.held += s.Elapsed
	g.rest = max(0, g.rest-s.Elapsed)
	g.listen(s)
	both := g.last.with(s)
	switch {
	case g.quiet >= quietLeast || g.crowded(both):
		g.down()
	case g.loaded(g.last) && g.loaded(s) && g.mayRise(both):
		g.up(both.rate())
	default:
		g.last = s
	}
	return g.active
}

// listen notes for how long the rate has been low. While the threads that are there
// have much to do it is not: requests that take long are few.
func (g *Gate) listen(s GateSample) {
	if g.active > 0 && g.low(s) && !g.busy(s) {
		g.quiet += s.Elapsed
	} else {
		g.quiet = 0
	}
}

// low tells whether the rate is below half of what it was, or nothing comes at all:
// where requests took long, half of the rate may be less than one a second.
func (g *Gate) low(s GateSample) bool {
	return s.Requests == 0 || 2*s.rate() < g.rates[g.active-1]
}

// busy tells whether main has much to do, or the I/O threads have: when these move
// the bytes, main may well be done before them.
func (g *Gate) busy(s GateSample) bool {
	threads := s.Elapsed * time.Duration(g.active)
	return s.Busy*100 >= s.Elapsed*busyPercent ||
		g.active > 0 && s.ThreadsBusy*100 >= threads*busyPercent
}

// loaded tells whether there is work for one thread more.
func (g *Gate) loaded(s GateSample) bool {
	return s.Turns > 0 && s.Ready >= s.Turns*readyLeast && g.busy(s)
}

// mayRise tells whether there is a processor for one thread more.
func (g *Gate) mayRise(both GateSample) bool {
	return g.active < g.most && g.rest == 0 && both.spare() && 1+g.active < both.Processors
}

// crowded tells whether main has to wait for processors, of which none is idle. One
// sample alone says little: the scheduler takes a processor away for milliseconds.
func (g *Gate) crowded(both GateSample) bool {
	return g.active > 0 && g.last.Elapsed > 0 && !both.spare() &&
		both.Delay*100 > both.Elapsed*delayPercent
}

func (g *Gate) up(rate int64) {
	g.rates[g.active] = rate
	g.active++
	g.held = 0
	g.settle()
}

func (g *Gate) down() {
	g.active--
	if g.held < trial {
		g.pause = min(max(restLeast, 2*g.pause), restMost)
	} else {
		g.pause = restLeast
	}
	g.rest = g.pause
	g.settle()
}

// settle forgets what was seen with another number of threads.
func (g *Gate) settle() { g.last, g.quiet = GateSample{}, 0 }

// with is two samples as one. The kernel counts idle time in steps of 10 ms, so the
// processors are judged by two samples of that length together.
func (s GateSample) with(next GateSample) GateSample {
	next.Elapsed += s.Elapsed
	next.Requests += s.Requests
	next.Idle += s.Idle
	next.Delay += s.Delay
	return next
}

// rate is in requests a second.
func (s GateSample) rate() int64 {
	return int64(s.Requests) * int64(time.Second) / int64(s.Elapsed)
}

// spare tells whether half a processor, or more, had nothing to do.
func (s GateSample) spare() bool { return 2*s.Idle >= s.Elapsed }
