package sim

import "seedis/sys"

// tires ends the client's stream behind a send, at times: then the client has
// nothing more to say, and its later sends fail.
func (c *Conn) tires() {
	if m := c.machine; m.strikes(streamNetwork, FaultHalfClose) {
		errno := c.endpoint.shutdown(sys.ShutdownWrite)
		m.note(CallConnShutdown, c.number, 0, outcome(0, errno))
	}
}
