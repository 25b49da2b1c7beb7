package sim

// lastStep is the step after which a run ends in any case.
func (o *Options) lastStep() uint64 {
	if o.StopAt == 0 {
		return o.StepLimit
	}
	return min(o.StopAt, o.StepLimit)
}

// pastLastStep ends a run whose next step would be one too many.
func (m *Machine) pastLastStep() {
	if m.steps < m.options.StepLimit {
		m.conclude(m.failure(FailureStopped, "after step %d", m.steps))
	} else {
		m.conclude(m.failure(FailureStepLimit, "more than %d steps\n%s", m.options.StepLimit, m.whoWaits()))
	}
	panic(stopped{})
}

// Look has look look at what runs on the machine, in the midst of a run, as if
// from outside of it: Current is 0, no call of the machine is a step, and none
// enters the trace. Look is for what changes nothing.
func (m *Machine) Look(look func()) {
	current, hash, observe := m.current, m.hash, m.observe
	m.current, m.looking, m.observe = nil, current, nil
	look()
	m.current, m.looking, m.hash, m.observe = current, nil, hash, observe
}
