package kernels

import (
	"maps"
	"slices"
	"testing"
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
	return k.Kernel.SetOption(fd, option, value)
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

// The mistakes, by name. Each is made anew for every script, as some count.
var mistakes = map[string]func() wrongKernel{
	"a byte is lost": func() wrongKernel {
		return wrongKernel{received: func(op *sys.Op) { op.N = max(0, op.N-1) }}
	},
	"a byte is changed": func() wrongKernel {
		return wrongKernel{received: func(op *sys.Op) { each(op, func(i int, b *byte) { *b ^= flip(i == op.N-1) }) }}
	},
	"a receive fills more than it says": func() wrongKernel {
		return wrongKernel{received: func(op *sys.Op) { each(op, func(i int, b *byte) { *b ^= flip(i == op.N) }) }}
	},
	"the end comes early": func() wrongKernel {
		return wrongKernel{received: func(op *sys.Op) { op.Errno = instead(op.Errno, sys.EAGAIN, sys.OK) }}
	},
	"the end never comes": func() wrongKernel {
		return wrongKernel{received: func(op *sys.Op) {
			if op.N == 0 {
				op.Errno = instead(op.Errno, sys.OK, sys.EAGAIN)
			}
		}}
	},
	"bytes never arrive": func() wrongKernel {
		return wrongKernel{received: func(op *sys.Op) {
			if op.N > 0 {
				op.N, op.Errno = 0, sys.EAGAIN
				each(op, func(_ int, b *byte) { *b = untouched })
			}
		}}
	},
	"a reset looks like the end": func() wrongKernel {
		return wrongKernel{received: func(op *sys.Op) { op.Errno = instead(op.Errno, sys.ECONNRESET, sys.OK) }}
	},
	"there is never room": func() wrongKernel {
		return wrongKernel{sent: func(op *sys.Op) {
			if op.N > 0 {
				op.N, op.Errno = 0, sys.EAGAIN
			}
		}}
	},
	"a send says less than it took": func() wrongKernel {
		return wrongKernel{sent: func(op *sys.Op) { op.N = max(min(op.N, 1), op.N-1) }}
	},
	"a send says more than it took": func() wrongKernel {
		return wrongKernel{sent: func(op *sys.Op) {
			if op.N > 0 {
				op.N++
			}
		}}
	},
	"a broken pipe is called a reset": func() wrongKernel {
		return wrongKernel{sent: func(op *sys.Op) { op.Errno = instead(op.Errno, sys.EPIPE, sys.ECONNRESET) }}
	},
	"closing twice succeeds":    misnamed("close", sys.EBADF, sys.OK),
	"a port is given twice":     misnamed("listen", sys.EADDRINUSE, sys.OK),
	"a full queue refuses":      misnamed("connect", sys.EAGAIN, sys.ECONNREFUSED),
	"nobody listens, none sees": misnamed("result", sys.ECONNREFUSED, sys.OK),
	"a name is made up":         misnamed("rename", sys.ENOENT, sys.OK),
	"a park ignores its word":   misnamed("park", sys.EAGAIN, sys.ETIMEDOUT),
	"LingerReset is forgotten": func() wrongKernel {
		return wrongKernel{option: func(option sys.Option, value int) int {
			if option == sys.LingerReset {
				return 0
			}
			return value
		}}
	},
	"both directions are one": func() wrongKernel {
		return wrongKernel{how: func(how sys.ShutdownHow) sys.ShutdownHow { return min(how, sys.ShutdownWrite) }}
	},
	"writing is reading": func() wrongKernel {
		return wrongKernel{how: func(how sys.ShutdownHow) sys.ShutdownHow { return how &^ sys.ShutdownWrite }}
	},
	"a written byte is changed": func() wrongKernel {
		return wrongKernel{write: func(p []byte) []byte {
			p = slices.Clone(p)
			if len(p) > 0 {
				p[len(p)-1]++
			}
			return p
		}}
	},
	"the clock goes back": func() wrongKernel {
		return wrongKernel{clock: func(t time.Duration) time.Duration { return -t }}
	},
	"an edge is forgotten": func() wrongKernel {
		times := 0
		return mispolled(wrongPoller{events: func(events []sys.Event) []sys.Event {
			if times += min(1, len(events)); times%2 == 0 {
				return nil
			}
			return events
		}})
	},
	"edges are levels": func() wrongKernel {
		return mispolled(wrongPoller{watch: func(interest sys.Ready, _ sys.Mode) (sys.Ready, sys.Mode) { return interest, sys.Level }})
	},
	"levels are edges": func() wrongKernel {
		return mispolled(wrongPoller{watch: func(interest sys.Ready, _ sys.Mode) (sys.Ready, sys.Mode) { return interest, sys.Edge }})
	},
	"nobody asks for room": func() wrongKernel {
		return mispolled(wrongPoller{watch: func(interest sys.Ready, mode sys.Mode) (sys.Ready, sys.Mode) {
			return interest &^ sys.Writable, mode
		}})
	},
	"hang-ups are hidden":           hidden(sys.HangUp),
	"failures are hidden":           hidden(sys.Failed),
	"modify does nothing":           func() wrongKernel { return mispolled(wrongPoller{modify: never}) },
	"delete does nothing":           func() wrongKernel { return mispolled(wrongPoller{remove: never}) },
	"a wake is lost":                func() wrongKernel { return mispolled(wrongPoller{wake: func() {}}) },
	"what was drained stays masked": func() wrongKernel { return wrongKernel{engine: sim.Poll, deaf: true} },
	"an edge of poll is a level": func() wrongKernel {
		wrong := mispolled(wrongPoller{watch: func(interest sys.Ready, _ sys.Mode) (sys.Ready, sys.Mode) { return interest, sys.Level }})
		wrong.engine = sim.Poll
		return wrong
	},
	"half of a token is lost": func() wrongKernel { return mispolled(wrongPoller{events: cutTokens}) },
}

func none() wrongKernel { return wrongKernel{} }

func never() bool { return false }

func flip(is bool) byte {
	if is {
		return 0xff
	}
	return 0
}

func instead(errno, right, wrong sys.Errno) sys.Errno {
	if errno == right {
		return wrong
	}
	return errno
}

// each visits the bytes of an operation's buffers.
func each(op *sys.Op, visit func(i int, b *byte)) {
	at := 0
	for _, buf := range op.Bufs[:op.Num] {
		for i := range buf {
			visit(at, &buf[i])
			at++
		}
	}
}

func misnamed(call string, right, wrong sys.Errno) func() wrongKernel {
	return func() wrongKernel {
		return wrongKernel{errno: func(made string, errno sys.Errno) sys.Errno {
			if made == call {
				return instead(errno, right, wrong)
			}
			return errno
		}}
	}
}

func mispolled(wrong wrongPoller) wrongKernel {
	return wrongKernel{poller: func(p sys.Poller) sys.Poller {
		poller := wrong
		poller.Poller = p
		return &poller
	}}
}

func hidden(condition sys.Ready) func() wrongKernel {
	return func() wrongKernel {
		return mispolled(wrongPoller{events: func(events []sys.Event) []sys.Event {
			for i := range events {
				events[i].Ready &^= condition
			}
			return events
		}})
	}
}

func cutTokens(events []sys.Event) []sys.Event {
	for i := range events {
		events[i].Token = uint64(uint32(events[i].Token))
	}
	return events
}

const (
	// scriptsTried is how many scripts a mistake may stay unnoticed: ten times
	// what the worst takes.
	scriptsTried = 3000
	// shownIn is how many steps are enough to show any of them.
	shownIn = 12
)

// TestTheJudgeFindsMistakes gives each wrong kernel scripts until one shows what
// is wrong, and leaves out what it can do without.
func TestTheJudgeFindsMistakes(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(mistakes)) {
		t.Run(name, func(t *testing.T) {
			for example := range scriptsTried {
				script := scripts(false).Example(example)
				if showsMistake(script, mistakes[name]) == nil {
					continue
				}
				if wrong := showsMistake(script, none); wrong != nil {
					t.Fatalf("without the mistake:\n%v%v", script, wrong)
				}
				script = shrink(script, mistakes[name])
				t.Logf("after %d scripts:\n%v%v", example, script, showsMistake(script, mistakes[name]))
				if len(script) > shownIn {
					t.Errorf("it takes %d steps", len(script))
				}
				return
			}
			t.Error("nobody notices")
		})
	}
}

// showsMistake plays a script on a wrong kernel, and tells what the judge finds.
func showsMistake(script Script, mistake func() wrongKernel) (wrong error) {
	kernel := mistake()
	err := onSimulated(1, sim.Faults{Engine: kernel.engine}, func(g *ground) {
		kernel.Kernel = g.kernel
		g.kernel = &kernel
		wrong = perform(script, g, false).wrong
	})
	if wrong == nil {
		return err // a machine that is led into a deadlock
	}
	return wrong
}

func shrink(script Script, mistake func() wrongKernel) Script {
	for i := len(script) - 1; i >= 0; i-- {
		without := slices.Delete(slices.Clone(script), i, i+1)
		if showsMistake(without, mistake) != nil {
			script = without
		}
	}
	return script
}
