package kernels

import (
	"time"

	"seedis/sys"
	"seedis/sys/sim"
)

// wrongKernel is a kernel that makes a mistake: what is set replaces the call.
type wrongKernel struct {
	sys.Kernel
	received func(op *sys.Op) // changes the outcome
	sent     func(op *sys.Op)
	errno    func(call string, errno sys.Errno) sys.Errno
	option   func(option sys.Option, value int) int
	how      func(how sys.ShutdownHow) sys.ShutdownHow
	write    func(p []byte) []byte
	local    func(addr sys.Addr) sys.Addr
	batch    func(ops []sys.Op) // changes the outcomes of a batch as a whole
	ignores  string             // a call that does nothing
	clock    func(t time.Duration) time.Duration
	poller   func(p sys.Poller) sys.Poller
	engine   sim.Engine // of the machine
	deaf     bool       // pollers do not see which bytes are moved
}

func (k *wrongKernel) RecvBatch(ops []sys.Op) {
	k.Kernel.RecvBatch(ops)
	change(ops, k.received)
}

func (k *wrongKernel) SendBatch(ops []sys.Op) {
	k.Kernel.SendBatch(ops)
	change(ops, k.sent)
}

func change(ops []sys.Op, outcome func(op *sys.Op)) {
	for i := range ops {
		if outcome != nil {
			outcome(&ops[i])
		}
	}
}

// wrongMover is a poller that moves bytes with the mistakes of its kernel.
type wrongMover struct {
	sys.Poller
	kernel *wrongKernel
}

func (m *wrongMover) mover() sys.Transfers {
	if m.kernel.deaf {
		return m.kernel.Kernel
	}
	return m.Poller
}

func (m *wrongMover) RecvBatch(ops []sys.Op) {
	m.mover().RecvBatch(ops)
	change(ops, m.kernel.received)
	if m.kernel.batch != nil {
		m.kernel.batch(ops)
	}
}

func (m *wrongMover) SendBatch(ops []sys.Op) {
	m.mover().SendBatch(ops)
	change(ops, m.kernel.sent)
}

func (k *wrongKernel) named(call string, errno sys.Errno) sys.Errno {
	if k.errno != nil {
		return k.errno(call, errno)
	}
	return errno
}

func (k *wrongKernel) Listen(addr sys.Addr, backlog int, mode uint32) (sys.FD, sys.Errno) {
	fd, errno := k.Kernel.Listen(addr, backlog, mode)
	return fd, k.named("listen", errno)
}

func (k *wrongKernel) Connect(addr sys.Addr) (sys.FD, sys.Errno) {
	fd, errno := k.Kernel.Connect(addr)
	return fd, k.named("connect", errno)
}

func (k *wrongKernel) ConnectResult(fd sys.FD) sys.Errno {
	return k.named("result", k.Kernel.ConnectResult(fd))
}

func (k *wrongKernel) Close(fd sys.FD) sys.Errno { return k.named("close", k.Kernel.Close(fd)) }

func (k *wrongKernel) SetOption(fd sys.FD, option sys.Option, value int) sys.Errno {
	if k.option != nil {
		value = k.option(option, value)
	}
	return k.named("option", k.Kernel.SetOption(fd, option, value))
}

func (k *wrongKernel) LocalAddr(fd sys.FD) (sys.Addr, sys.Errno) {
	addr, errno := k.Kernel.LocalAddr(fd)
	if k.local != nil {
		addr = k.local(addr)
	}
	return addr, errno
}

func (k *wrongKernel) SetMode(fd sys.FD, mode uint32) sys.Errno {
	if k.ignores == "set-mode" {
		return sys.OK
	}
	return k.Kernel.SetMode(fd, mode)
}

func (k *wrongKernel) SetDescriptorLimit(n uint64) sys.Errno {
	if k.ignores == "limit" {
		return sys.OK
	}
	return k.Kernel.SetDescriptorLimit(n)
}

func (k *wrongKernel) Open(path string, flags sys.OpenFlag, mode uint32) (sys.FD, sys.Errno) {
	fd, errno := k.Kernel.Open(path, flags, mode)
	return fd, k.named("open", errno)
}

func (k *wrongKernel) Shutdown(fd sys.FD, how sys.ShutdownHow) sys.Errno {
	if k.how != nil {
		how = k.how(how)
	}
	return k.Kernel.Shutdown(fd, how)
}

func (k *wrongKernel) Write(fd sys.FD, p []byte) (int, sys.Errno) {
	if k.write != nil {
		p = k.write(p)
	}
	return k.Kernel.Write(fd, p)
}

func (k *wrongKernel) Rename(from, to string) sys.Errno {
	return k.named("rename", k.Kernel.Rename(from, to))
}

func (k *wrongKernel) Park(word *sys.Uint32, expect uint32, timeout time.Duration) sys.Errno {
	return k.named("park", k.Kernel.Park(word, expect, timeout))
}

func (k *wrongKernel) Unpark(word *sys.Uint32, n int) {
	if k.ignores != "unpark" {
		k.Kernel.Unpark(word, n)
	}
}

func (k *wrongKernel) Monotonic() time.Duration {
	if k.clock != nil {
		return k.clock(k.Kernel.Monotonic())
	}
	return k.Kernel.Monotonic()
}

func (k *wrongKernel) NewPoller() (sys.Poller, sys.Errno) {
	p, errno := k.Kernel.NewPoller()
	if k.poller != nil {
		p = k.poller(p)
	}
	return &wrongMover{p, k}, errno
}

// wrongPoller is a poller that makes a mistake.
type wrongPoller struct {
	sys.Poller
	events func(events []sys.Event) []sys.Event
	watch  func(interest sys.Ready, mode sys.Mode) (sys.Ready, sys.Mode)
	// modify and remove tell whether to do it at all.
	modify, remove func() bool
	wake           func()
}

func (p *wrongPoller) Add(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	if p.watch != nil {
		interest, mode = p.watch(interest, mode)
	}
	return p.Poller.Add(fd, interest, mode, token)
}

func (p *wrongPoller) Modify(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	if p.watch != nil {
		interest, mode = p.watch(interest, mode)
	}
	if p.modify != nil && !p.modify() {
		return sys.OK
	}
	return p.Poller.Modify(fd, interest, mode, token)
}

func (p *wrongPoller) Delete(fd sys.FD) sys.Errno {
	if p.remove != nil && !p.remove() {
		return sys.OK
	}
	return p.Poller.Delete(fd)
}

func (p *wrongPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	n, errno := p.Poller.Wait(events, timeout)
	if p.events != nil {
		n = len(p.events(events[:n]))
	}
	return n, errno
}

func (p *wrongPoller) Wake() {
	if p.wake != nil {
		p.wake()
		return
	}
	p.Poller.Wake()
}
