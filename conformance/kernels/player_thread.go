package kernels

import (
	"time"

	"seedis/sys"
)

// wakesAfter is how long another thread leaves this one asleep: long enough to fall
// asleep, mostly. Both must be right if it did not.
const wakesAfter = 50 * time.Microsecond

// beside runs act on another thread, a moment later, and returns what waits for its
// end.
func (p *player) beside(act func()) (ended func()) {
	over := new(sys.Uint32)
	over.Init(p.kernel.Hook(), 0)
	p.kernel.Start("beside", func() {
		p.kernel.Sleep(wakesAfter)
		act()
		over.Store(1)
		p.kernel.Unpark(over, 1)
	})
	return func() {
		for over.Load() == 0 {
			p.kernel.Park(over, 0, -1)
		}
	}
}

// slumber is a sleep that another thread ends, if nothing else does.
func (p *player) slumber(s Step) Answer {
	if !p.polling[s.On] {
		return skipped
	}
	ended := p.beside(p.pollers[s.On].Wake)
	answer := p.sleep(s)
	ended()
	return answer
}

// rendezvous parks on a word until another thread changes it.
func (p *player) rendezvous(Step) Answer {
	word := new(sys.Uint32)
	word.Init(p.kernel.Hook(), 0)
	ended := p.beside(func() {
		word.Store(1)
		p.kernel.Unpark(word, 1)
	})
	answer, start := Answer{}, p.kernel.Monotonic()
	for word.Load() == 0 {
		p.kernel.Park(word, 0, settleTime)
	}
	if p.kernel.Monotonic()-start >= settleTime {
		answer.Name = overslept
	}
	ended()
	return answer
}
