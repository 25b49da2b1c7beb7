package iothreads

import (
	"testing"

	"seedis/sys/sim"
)

// Scenarios so small that every schedule that there is can be tried.

// A ring with two slots, three values and a consumer that looks as often as it
// likes: each value comes out once and in order, whoever is interrupted where.
func TestRingInEverySchedule(t *testing.T) {
	const count = 3
	complete := eachSchedule(t, sim.Bound{}, func(m *sim.Machine) {
		r := NewRing[int](m.Hook(), 2)
		begun, published, taken, ended := 0, 0, 0, 0
		take := func() {
			certain := published
			switch v, ok := r.Take(); {
			case !ok && taken < certain:
				m.Fail("%d values are published, %d taken, and the ring is empty", certain, taken)
			case ok && (v != taken+1 || v > begun):
				m.Fail("value %d came after %d when %d were published", v, taken, begun)
			case ok:
				taken++
				r.Release()
			}
		}
		end := func() {
			if ended++; ended == 2 {
				for taken < published {
					take()
				}
				take()
			}
		}
		m.Start("producer", func() {
			for put := 0; put < count && r.Put(put+1); published = put {
				put++
				begun = put
				r.Publish()
			}
			end()
		})
		m.Start("consumer", func() {
			for range count {
				take()
			}
			end()
		})
	})
	if !complete {
		t.Error("there are more schedules")
	}
}

// A bell, one who sleeps and two who publish and ring: the sleeper wakes up to all
// that there is. A lost wake-up is a deadlock.
func TestBellInEverySchedule(t *testing.T) {
	complete := eachSchedule(t, sim.Bound{}, func(m *sim.Machine) {
		s := new(sleeper)
		s.init(m)
		published := 0
		m.Start("sleeper", func() {
			for published < 2 {
				s.sleep(func() bool { return published == 2 })
			}
		})
		for _, name := range []string{"sender", "other sender"} {
			m.Start(name, func() {
				published++
				s.Ring()
			})
		}
	})
	if !complete {
		t.Error("there are more schedules")
	}
}
