package simtest

import (
	"fmt"
	"net/netip"
	"strconv"

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
	// Schedule is how the next thread is chosen.
	Schedule sim.Schedule
	// Faults are what may go wrong.
	Faults sim.Faults
	// Engine, Processors and SocketBuffer are as in sim.Options.
	Engine       sim.Engine
	Processors   int
	SocketBuffer int
	// Config is the server's configuration; nil is the default. The server
	// listens at Address in any case.
	Config *config.Config
	// ConfigFile, if not empty, is where on the machine's disk that configuration
	// is: CONFIG REWRITE writes it, and a server that is started again reads it.
	ConfigFile string
	// Restarting, if not nil, is told how a server has ended that is to be started
	// again, and with which configuration. It may leave it at that.
	Restarting func(sim.Ending, *config.Config) bool
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
	Replay *sim.List
	// Switches and Switched are as in sim.Options.
	Switches []sim.Switch
	Switched func(sim.Switch)
	Reserve  int
	// Timeline is told every event of the machine.
	Timeline func(sim.Event)
	// StopAt is the step after which the run ends; AtStop is called then, or when
	// the run fails, and may look (Describe). As in sim.Options.
	StopAt uint64
	AtStop func()
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

// mainThread is the name of the thread that runs the server.
const mainThread = "server"

// Machine is a simulated machine with a server on it.
type Machine struct {
	*sim.Machine
	options Options
	kernel  sys.Kernel     // what the server runs on
	server  *server.Server // nil while there is none
	clients int            // running
	status  int            // of the server's Run
	ended   bool           // it has returned
	given   bool           // it was given up, and is not started again
}

// New makes a machine with a server that listens. It has not run yet.
func New(o Options) (*Machine, error) {
	if o.Memory == nil {
		o.Memory = real.Memory{}
	}
	m := &Machine{options: o}
	m.Machine = sim.New(sim.Options{
		Seed: o.Seed, ScheduleSeed: o.ScheduleSeed, Schedule: o.Schedule, Memory: o.Memory, Faults: o.Faults,
		Engine: o.Engine, Processors: o.Processors, SocketBuffer: o.SocketBuffer,
		Replay: o.Replay, Switches: o.Switches, Switched: o.Switched, Reserve: o.Reserve, Observe: o.Timeline, StartWall: startWall,
		StopAt: o.StopAt, AtStop: o.AtStop, AtRest: m.atRest, Aborts: m.aborts,
	})
	m.kernel = m.Machine
	if o.Wrap != nil {
		m.kernel = o.Wrap(m.kernel)
	}
	if err := m.bootFirst(listening(o.Config)); err != nil {
		m.ReleaseMemory()
		return nil, err
	}
	m.Machine.Start("keeper", m.keep)
	return m, nil
}

// atRest tells of a thread of the server that sleeps on work, or of a limit that is not
// kept.
func (m *Machine) atRest() error {
	if m.server == nil || m.ended {
		return nil
	}
	if err := m.server.Overslept(mainThread, m.Polls, m.Parks); err != nil {
		return err
	}
	return m.server.Exceeded()
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
	case !m.ended && !m.given:
		return fmt.Errorf("the server did not end")
	case m.status != 0:
		return fmt.Errorf("the server ended with status %d; its log:\n%s", m.status, m.LogOutput())
	}
	if err := m.remains(); err != nil {
		return fmt.Errorf("the server left %w", err)
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
	dst = appendLength(dst, '*', len(args))
	for _, arg := range args {
		dst = appendLength(dst, '$', len(arg))
		dst = append(dst, arg...)
		dst = append(dst, "\r\n"...)
	}
	return dst
}

func appendLength(dst []byte, kind byte, length int) []byte {
	dst = strconv.AppendInt(append(dst, kind), int64(length), 10)
	return append(dst, "\r\n"...)
}
