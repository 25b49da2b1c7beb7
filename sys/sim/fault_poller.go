package sim

import "seedis/sys"

// unreliable wraps a poller in the faults that are on.
func (m *Machine) unreliable(inner *poller) sys.Poller {
	f := m.options.Faults
	var p sys.Poller = inner
	if f.Has(FaultStaleToken) {
		p = &stalePoller{p, inner}
	}
	if f.Has(FaultBatchReorder) {
		p = &shuffledPoller{Poller: p, machine: m}
	}
	if f.Has(FaultReorder) {
		p = &reorderedPoller{p, m}
	}
	if f.Has(FaultSpuriousWait) {
		p = &spuriousPoller{p, m}
	}
	if f.Has(FaultInterrupted) {
		p = &interruptedPoller{p, m}
	}
	return p
}
