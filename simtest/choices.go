package simtest

import "seedis/sys/sim"

// List is the choices of the run, those of the weather and of all clients among
// them. A Workload that replays it, with the same seed, is the same run.
func (r Result) List() sim.List {
	list := r.run.machine.List()
	skies := r.run.sky.List()
	list.Streams = append(list.Streams, *skies.Of(weatherStream))
	return list
}

// Events is how much happened that did not have to: the requests that clients sent,
// the auditor's aside, and the choices of the machine, its schedule and its faults,
// that were not the plainest.
func (r Result) Events() int {
	events := r.run.requests
	for _, s := range r.List().Streams {
		if sim.Own(s.Name) {
			events += notPlain(s.Values)
		}
	}
	return events
}

// notPlain counts the values that are not 0.
func notPlain(values []uint32) (n int) {
	for _, value := range values {
		if value != 0 {
			n++
		}
	}
	return n
}
