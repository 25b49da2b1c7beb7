package conformance

import (
	"fmt"
	"hash/fnv"
	"io"
	"net/netip"
	"time"

	"seedis/sys"
	"seedis/sys/real"
	"seedis/sys/sim"
)

// harmless are faults that change when things happen and in which parts, but
// no reply.
var harmless = sim.MustFaults(
	"latency:200µs,short-write:0.1,split:0.1,small-buffer:0.1,interrupted:0.02,spurious-wait:0.02,reorder:0.1",
)

// simulatedPort is where a simulated server listens.
const simulatedPort = 6379

// simulatedAddress has no need to look for a free place.
func simulatedAddress(network Network) address {
	switch network {
	case Loopback:
		return address{network: network, ip: netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), simulatedPort)}
	case Remote:
		return address{network: network, ip: netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, 1}), simulatedPort)}
	}
	return address{network: network, path: "/socket"}
}

// simulate carries out a case by perform, which is play or what prepares for
// it, on a simulated machine.
func simulate(c *Case, protocol int, perform performance, v variant) answers {
	a := answers{server: "simulated"}
	a.given, a.err = playSimulated(c, protocol, perform, real.Memory{}, v)
	return a
}

// performance is play, or what prepares for it.
type performance func(c *Case, protocol int, dial dialer) ([]Answer, error)

// playSimulated makes the machine of the case's name.
func playSimulated(c *Case, protocol int, perform performance, memory sys.Memory, v variant) (answers []Answer, err error) {
	seed := fnv.New64a()
	fmt.Fprint(seed, c.Name, protocol)
	machine := sim.New(sim.Options{
		Seed: seed.Sum64(), Memory: memory, Faults: harmless,
		// A second behind the others: nothing may depend on their clocks being
		// equal, and the TTL of a fixed time is sure to differ.
		StartWall: time.Now().Add(-time.Second).UnixMicro(),
	})
	at := simulatedAddress(c.Network)
	s, err := newServer(machine, at, c, v)
	if err != nil {
		return nil, err
	}
	machine.Start("server", func() { s.Run() })
	machine.Start("client", func() {
		answers, err = perform(c, protocol, func() (connection, error) { return dialSimulated(machine, at) })
		machine.Signal(sys.SignalTerminate)
	})
	if failure := machine.Run(); failure != nil {
		return answers, failure
	}
	return answers, err
}

// simulatedConn is a connection on the simulated machine.
type simulatedConn struct {
	*sim.Conn
	at address
}

func dialSimulated(machine *sim.Machine, at address) (connection, error) {
	conn, errno := machine.Dial(sys.Addr{Path: at.path, IP: at.ip})
	if errno != sys.OK {
		return nil, errno
	}
	return &simulatedConn{Conn: conn, at: at}, nil
}

// Read gives up after answerTime of virtual time.
func (c *simulatedConn) Read(p []byte) (int, error) {
	n, errno := c.ReadTimeout(p, answerTime)
	switch {
	case errno == sys.ECONNRESET || errno == sys.OK && n == 0:
		return n, io.EOF
	case errno != sys.OK:
		return n, errno
	}
	return n, nil
}

func (c *simulatedConn) Write(p []byte) (int, error) {
	n, errno := c.Conn.Write(p)
	if errno != sys.OK {
		return n, errno
	}
	return n, nil
}

// Close ends the connection.
func (c *simulatedConn) Close() error {
	c.Conn.Close()
	return nil
}

// Addresses are the two ends as the server shows them.
func (c *simulatedConn) Addresses() (local, remote string) {
	server := sys.Addr{Path: c.at.path, IP: c.at.ip}
	if c.at.network == Unix {
		return server.String(), server.String()
	}
	return c.LocalAddr().String(), server.String()
}
