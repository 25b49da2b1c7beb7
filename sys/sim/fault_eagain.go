package sim

// takesNothing tells whether a send that has room finds no memory to send from. It
// comes back, and that is news.
func (e *endpoint) takesNothing() bool {
	if e.unix || !e.machine.strikes(streamTransfer, FaultEagain) {
		return false
	}
	e.runOut()
	return true
}

// comesLate tells whether a receive is a moment earlier than what it would find: the
// bytes arrive afterwards. Who was told of them finds them in any case, and who knows
// the end of the stream knows that all has come.
func (e *endpoint) comesLate() bool {
	m := e.machine
	if e.unix || e.told || e.receiveShut || e.inFlight > 0 || !m.strikes(streamTransfer, FaultEagain) {
		return false
	}
	count := e.arrived
	e.arrived = 0
	e.inFlight++
	e.lastArrival = m.now + m.shortDelay()
	m.after(e, e.lastArrival, arriveBytes, count)
	return true
}
