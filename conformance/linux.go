package conformance

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"seedis/config"
	"seedis/server"
	"seedis/sys"
	"seedis/sys/real"
)

// linuxServer is Seedis in this process.
type linuxServer struct {
	address
	kernel *linuxKernel
	ended  chan int // its exit status
}

// heapReserve is the address space of a server's heap, in bytes: more than a
// case fills.
const heapReserve = 1 << 30

// startLinux starts a server on a thread of its own and returns when it listens.
func startLinux(dir string, c *Case, v variant) (*linuxServer, error) {
	at, err := chooseAddress(dir, c.Network)
	if err != nil {
		return nil, err
	}
	kernel, err := newLinuxKernel(v.engine)
	if err != nil {
		return nil, err
	}
	s, err := newServer(kernel, at, c, v)
	if err != nil {
		return nil, err
	}
	l := &linuxServer{address: at, kernel: kernel, ended: make(chan int, 1)}
	go func() {
		runtime.LockOSThread()
		status := s.Run()
		kernel.Close(kernel.log)
		l.ended <- status
	}()
	return l, nil
}

// newServer makes a server as the command line would.
func newServer(kernel sys.Kernel, at address, c *Case, v variant) (*server.Server, error) {
	configuration := config.New()
	arguments := slices.Concat(at.arguments(), commonConfig(c), v.arguments())
	if err := configuration.ParseArguments(arguments, nil); err != nil {
		return nil, err
	}
	return server.New(kernel, configuration, server.Options{Reserve: heapReserve, DebugMemory: true})
}

// stop ends the server by a signal, if it has not ended by itself.
func (l *linuxServer) stop() error {
	l.kernel.terminate()
	select {
	case status := <-l.ended:
		if status != 0 {
			return fmt.Errorf("the server ended with status %d", status)
		}
		return nil
	case <-time.After(answerTime):
		return errors.New("the server does not end")
	}
}

// linuxKernel is the real machine for one server of several in a process: it
// has a log and signals of its own.
type linuxKernel struct {
	*real.Kernel
	log        sys.FD
	terminated atomic.Bool
	committed  atomic.Int64 // bytes of memory

	lock    sync.Mutex
	pollers []*sharedPoller // of all its threads
}

// Commit counts and commits.
func (k *linuxKernel) Commit(p unsafe.Pointer, size uintptr) sys.Errno {
	k.committed.Add(int64(size))
	return k.Kernel.Commit(p, size)
}

func newLinuxKernel(engine string) (*linuxKernel, error) {
	machine, err := real.New()
	if err != nil {
		return nil, err
	}
	if _, err := machine.UseEngine(engine); err != nil {
		return nil, err
	}
	log, errno := machine.Open("/dev/null", sys.OpenWrite, 0)
	if errno != sys.OK {
		return nil, errno
	}
	return &linuxKernel{Kernel: machine, log: log}, nil
}

// terminate sends the server a SIGTERM that nobody else receives. Main looks for it
// when it wakes; the other threads may wake for nothing.
func (k *linuxKernel) terminate() {
	k.terminated.Store(true)
	k.lock.Lock()
	defer k.lock.Unlock()
	for _, poller := range k.pollers {
		poller.Wake()
	}
}

// LogDescriptor is where nobody reads.
func (k *linuxKernel) LogDescriptor() sys.FD { return k.log }

// WatchSignals leaves the signals of the process to the test.
func (k *linuxKernel) WatchSignals(sys.Poller) {}

// TakeSignals tells of terminate.
func (k *linuxKernel) TakeSignals() sys.Signals {
	if k.terminated.Swap(false) {
		return sys.SignalTerminate
	}
	return 0
}

// NewPoller keeps the poller, to wake it by.
func (k *linuxKernel) NewPoller() (sys.Poller, sys.Errno) {
	poller, errno := k.Kernel.NewPoller()
	if errno != sys.OK {
		return nil, errno
	}
	shared := &sharedPoller{Poller: poller}
	k.lock.Lock()
	defer k.lock.Unlock()
	k.pollers = append(k.pollers, shared)
	return shared, sys.OK
}

// sharedPoller may be woken after its server has closed it.
type sharedPoller struct {
	sys.Poller
	lock   sync.Mutex
	closed bool
}

// Wake wakes the poller unless it is closed.
func (p *sharedPoller) Wake() {
	p.lock.Lock()
	defer p.lock.Unlock()
	if !p.closed {
		p.Poller.Wake()
	}
}

// Close closes the poller.
func (p *sharedPoller) Close() sys.Errno {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.closed = true
	return p.Poller.Close()
}

// endOf makes an end of a connection's reset: a server that closes before it
// has read all says it so.
func endOf(err error) error {
	if errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		return io.EOF
	}
	return err
}
