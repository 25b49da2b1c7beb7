package sim

import "time"

// drawPace puts a new thread on a processor that is up to so many times as slow as
// the others.
func (m *Machine) drawPace(t *thread) {
	t.pace = 1
	if rule := &m.faults[FaultSlow]; rule.of(t) {
		t.pace += time.Duration(m.Choose(streamStall, int(rule.Most)))
	}
}
