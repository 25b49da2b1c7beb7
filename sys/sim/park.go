package sim

import (
	"time"

	"seedis/sys"
)

// Park sleeps on word, like futex(2) FUTEX_WAIT: looking at the word and going
// to sleep are one step, so that no Unpark can come between.
func (m *Machine) Park(word *sys.Uint32, expect uint32, timeout time.Duration) sys.Errno {
	m.step()
	errno := m.park(word, expect, timeout)
	m.note(CallPark, int64(expect), int64(timeout), outcome(0, errno))
	return errno
}

func (m *Machine) park(word *sys.Uint32, expect uint32, timeout time.Duration) sys.Errno {
	if word.Address().Load() != expect {
		return sys.EAGAIN
	}
	if timeout == 0 {
		return sys.ETIMEDOUT
	}
	if m.parksInVain() {
		return sys.OK
	}
	t := m.current
	if t != nil {
		t.word = word
		m.parked = append(m.parked, t)
	}
	inTime := m.block(waitsForWord, m.deadline(timeout))
	if t.word == nil {
		return sys.OK
	}
	m.unparkAt(t)
	if inTime {
		panic("sim: a parked thread was woken by something else")
	}
	return sys.ETIMEDOUT
}

// Unpark wakes the threads that have been parked on word the longest.
func (m *Machine) Unpark(word *sys.Uint32, n int) {
	m.step()
	woken := 0
	for i := 0; i < len(m.parked) && woken < n; {
		t := m.parked[i]
		if t.word != word {
			i++
			continue
		}
		m.unparkAt(t)
		m.wake(t)
		woken++
	}
	m.note(CallUnpark, int64(n), 0, int64(woken))
}

// unparkAt takes t out of the parked threads.
func (m *Machine) unparkAt(t *thread) {
	for i, other := range m.parked {
		if other == t {
			copy(m.parked[i:], m.parked[i+1:])
			m.parked = m.parked[:len(m.parked)-1]
			t.word = nil
			return
		}
	}
	panic("sim: a thread that is not parked")
}
