package simtest

import (
	"fmt"
	"io"
)

// Describe writes what the machine is like, and the server on it. It is no step; in
// the midst of a run it is for AtStop or Look.
func (m *Machine) Describe(w io.Writer) {
	m.Machine.Describe(w)
	if m.server != nil {
		m.server.Describe(w)
	}
}

// atStop lets the workload's owner look at the run.
func (r *run) atStop() {
	if r.workload.AtStop != nil {
		r.workload.AtStop(r.describe)
	}
}

// describe writes what the run is like: its weather, its clients and their machine.
func (r *run) describe(w io.Writer) {
	fmt.Fprintf(w, "weather: %v\n", &r.weather)
	fmt.Fprintf(w, "scripts: %d clients run\n", r.running)
	for _, c := range append(r.clients[:len(r.clients):len(r.clients)], r.auditor) {
		c.describe(w)
	}
	r.machine.Describe(w)
}

// describe writes what the client has to do yet, and what it waits for.
func (c *client) describe(w io.Writer) {
	if c.conn == nil {
		fmt.Fprintf(w, "  client %d: no connection, %d requests to send\n", c.number, c.left)
		return
	}
	s := c.session
	fmt.Fprintf(w, "  client %d (id %d), %v\n", c.number, s.id, c.conn)
	fmt.Fprintf(w, "    %d requests to send, %d sent on this connection, %d executed, %d replies to come\n",
		c.left, len(s.script), s.executed, len(s.expected.expectations))
	if !s.expected.empty() {
		fmt.Fprintf(w, "    the next reply is to %s\n", quote(s.expected.expectations[0].request))
	}
	if s.executed < len(s.script) {
		fmt.Fprintf(w, "    the next to be executed is %s\n", quote(s.script[s.executed]))
	}
	if c.writing {
		fmt.Fprintf(w, "    a second thread sends\n")
	}
}
