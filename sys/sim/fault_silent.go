package sim

import "time"

// silences tells whether the connection that carries a send falls silent.
func (m *Machine) silences() bool { return m.strikes(streamNetwork, FaultSilent) }

// fallSilent lets nothing pass any more, as if a cable was cut: what is on its way
// arrives, what is sent from now on is lost, the end of the stream and resets, too. Each
// side finds out by itself, by what it sends again in vain or by its probes (tcp(7)).
func (e *endpoint) fallSilent() {
	m := e.machine
	for _, side := range [2]*endpoint{e, e.peer} {
		if !side.silent {
			side.silent = true
			m.after(side, m.now+time.Nanosecond+m.drawUpTo(streamNetwork, FaultSilent), arriveTimeout, 0)
		}
	}
}
