package sim

// unfair draws as Uniform does, but keeps the threads of one name from running while
// others can. That has a bound, as it has on Linux: they may be what the others spin
// for.
type unfair struct {
	of    string
	drawn generator
	// until is the step up to which the starved threads wait, whenever they could
	// run; 0 if that was not drawn yet.
	until uint64
	// yielded tells that the running thread waits for the others.
	yielded bool
}

const (
	// unfairBits is the number of bits of the longest wait, in steps: 8192 are more
	// than a hundred turns of the server.
	unfairBits = 13

	// unfairSwitch is one in how many steps another thread gets the processor: a
	// steadiness in the middle.
	unfairSwitch = 16
)

func (u *unfair) started(t *thread) { t.starved = t.name == u.of }

func (u *unfair) yields(t *thread) {
	u.yielded = true
	if t.starved {
		u.until = 0
	}
}

func (u *unfair) next(m *Machine, _ *thread) *thread {
	t := u.anyone(m)
	if !t.starved {
		if m.current != nil && m.current.starved {
			u.until = 0 // it had its turn
		}
		return t
	}
	if u.until == 0 {
		u.until = m.steps + 1<<u.drawn.below(unfairBits+1)
	}
	if m.steps >= u.until {
		return t
	}
	return u.other(m)
}

// anyone is mostly the running thread, if it still runs.
func (u *unfair) anyone(m *Machine) *thread {
	t, yielded := m.current, u.yielded
	u.yielded = false
	if !yielded && t != nil && t.place >= 0 && u.drawn.below(unfairSwitch) > 0 {
		return t
	}
	return m.runnable[u.drawn.below(uint64(len(m.runnable)))]
}

// other is one that is not starved, if there is any.
func (u *unfair) other(m *Machine) *thread {
	n := len(m.runnable)
	first := int(u.drawn.below(uint64(n)))
	for i := range n {
		if t := m.runnable[(first+i)%n]; !t.starved {
			return t
		}
	}
	return m.runnable[first]
}
