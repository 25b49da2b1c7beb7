package simtest

import (
	"fmt"
	"net/netip"

	"seedis/config"
	"seedis/resp"
	"seedis/server"
	"seedis/sys"
	"seedis/sys/real"
	"seedis/sys/sim"
)

// Options say what machine to make. The zero value is a computer on which
// nothing goes wrong, with the server's defaults.
type Options struct {
	// Seed is what the run follows from; ScheduleSeed, if not 0, is what only
	// the order of threads follows from.
	Seed         uint64
	ScheduleSeed uint64
	// Faults are what may go wrong.
	Faults sim.Faults
	// Config is the server's configuration; nil is the default. The server
	// listens at Address in any case.
	Config *config.Config
	// Memory is where the server's heap comes from; nil is Linux. A pool of
	// sim.Ranges makes campaigns fast.
	Memory sys.Memory
	// PlainMemory turns the debug mode of the server's heap off.
	PlainMemory bool
	// LazyFreeQueued is server.Options's.
	LazyFreeQueued int
	// Observer is told of every request.
	Observer server.Observer
	// Wrap, if not nil, puts something between the server and the machine: the
	// place for faults that the machine does not have.
	Wrap func(sys.Kernel) sys.Kernel
	// Replay is a recorded or edited list of choices to play. Reserve is the
	// number of choices for which there is room from the start.
	Replay  []sim.Choice
	Reserve int
	// Timeline is told every event of the machine.
	Timeline func(sim.Event)
}

// Address is where the server of every machine listens.
func Address() sys.Addr {
	return sys.Addr{IP: netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 6379)}
}

const (
	// heapReserve is the address space of a server's heap, in bytes: more than
	// any workload here fills, and the same for all so that ranges are reused.
	heapReserve = 1 << 30

	// startWall is the machine's first moment, in microseconds since 1970: some
	// day in 2026.
	startWall = 1_780_000_000_000_000
)

// Machine is a simulated machine with a server on it.
type Machine struct {
	*sim.Machine
	server  *server.Server
	clients int // running
	status  int // of the server's Run
	ended   bool
}

// New makes a machine with a server that listens. It has not run yet.
func New(o Options) (*Machine, error) {
	if o.Memory == nil {
		o.Memory = real.Memory{}
	}
	m := &Machine{}
	m.Machine = sim.New(sim.Options{
		Seed: o.Seed, ScheduleSeed: o.ScheduleSeed, Memory: o.Memory, Faults: o.Faults,
		Replay: o.Replay, Reserve: o.Reserve, Observe: o.Timeline, StartWall: startWall,
	})
	kernel := sys.Kernel(m.Machine)
	if o.Wrap != nil {
		kernel = o.Wrap(kernel)
	}
	var err error
	m.server, err = server.New(kernel, listening(o.Config), server.Options{
		Reserve: heapReserve, DebugMemory: !o.PlainMemory, LazyFreeQueued: o.LazyFreeQueued,
		Observer: o.Observer,
	})
	if err != nil {
		m.ReleaseMemory()
		return nil, err
	}
	m.Machine.Start("server", m.serve)
	return m, nil
}

// listening is a configuration that makes the server listen at Address.
func listening(configuration *config.Config) *config.Config {
	if configuration == nil {
		configuration = config.New()
	}
	configuration = configuration.Clone()
	address := Address().IP
	configuration.Bind = []string{address.Addr().String()}
	configuration.Port = int(address.Port())
	return configuration
}

func (m *Machine) serve() {
	m.status = m.server.Run()
	m.ended = true
}

// Start starts a client: a thread of the machine. When the last client has
// returned, the server is asked to end.
func (m *Machine) Start(name string, client func()) {
	m.clients++
	m.Machine.Start(name, func() {
		client()
		if m.clients--; m.clients == 0 {
			m.Signal(sys.SignalTerminate)
		}
	})
}

// Run runs the machine until the clients have returned and the server has
// ended. The error is what went wrong on the way, or a *sim.Failure, or tells
// that the server ended badly or kept something.
func (m *Machine) Run() error {
	defer m.ReleaseMemory()
	if err := m.Machine.Run(); err != nil {
		return err
	}
	switch {
	case !m.ended:
		return fmt.Errorf("the server did not end")
	case m.status != 0:
		return fmt.Errorf("the server ended with status %d; its log:\n%s", m.status, m.LogOutput())
	case m.OpenDescriptors() != 0:
		return fmt.Errorf("the server left %d descriptors open", m.OpenDescriptors())
	case m.ReservedMemory() != 0:
		return fmt.Errorf("the server left %d bytes of address space reserved", m.ReservedMemory())
	}
	return nil
}

// Client is a connection to the server. Its methods belong to threads of the
// machine, and make the run fail where a connection to a healthy server does
// not fail.
type Client struct {
	*sim.Conn
	machine  *Machine
	received []byte
}

// Dial connects to the server.
func (m *Machine) Dial() *Client {
	conn, errno := m.Machine.Dial(Address())
	if errno != sys.OK {
		m.Fail("connect: %v", errno)
	}
	return &Client{Conn: conn, machine: m}
}

// Send sends a request and does not wait for its reply.
func (c *Client) Send(args ...string) {
	if _, errno := c.Write(AppendRequest(nil, args...)); errno != sys.OK {
		c.machine.Fail("send %s: %v", quote(args), errno)
	}
}

// Receive waits for the next reply.
func (c *Client) Receive() resp.Reply {
	var buffer [4096]byte
	for {
		n, ok := resp.ReadReply(c.received)
		if n < 0 {
			c.machine.Fail("not a reply: %.200q", c.received)
		}
		if ok {
			reply, _, err := resp.ParseReply(c.received[:n:n])
			if err != nil {
				c.machine.Fail("%v: %.200q", err, c.received)
			}
			c.received = c.received[n:]
			return reply
		}
		n, errno := c.Read(buffer[:])
		if errno != sys.OK || n == 0 {
			c.machine.Fail("the connection ended: %v", errno)
		}
		c.received = append(c.received, buffer[:n]...)
	}
}

// Do sends a request and waits for its reply.
func (c *Client) Do(args ...string) resp.Reply {
	c.Send(args...)
	return c.Receive()
}

// AppendRequest appends a request in the form that clients send: an array of
// strings.
func AppendRequest(dst []byte, args ...string) []byte {
	dst = fmt.Appendf(dst, "*%d\r\n", len(args))
	for _, arg := range args {
		dst = fmt.Appendf(dst, "$%d\r\n", len(arg))
		dst = append(dst, arg...)
		dst = append(dst, "\r\n"...)
	}
	return dst
}
