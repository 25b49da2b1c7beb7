package kernels

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"seedis/sys"
	"seedis/sys/sim"
)

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
	"a path leads to nobody":    misnamed("connect", sys.ENOENT, sys.ECONNREFUSED),
	"a socket can be opened":    misnamed("open", errnoNoDevice, sys.OK),
	"any time keeps alive":      misnamed("option", sys.EINVAL, sys.OK),
	"a mode is not set":         func() wrongKernel { return wrongKernel{ignores: "set-mode"} },
	"nobody is unparked":        func() wrongKernel { return wrongKernel{ignores: "unpark"} },
	"a limit is none":           func() wrongKernel { return wrongKernel{ignores: "limit"} },
	"anywhere has an address": func() wrongKernel {
		return wrongKernel{local: func(addr sys.Addr) sys.Addr {
			if addr.IP.Addr().IsUnspecified() {
				addr.IP = netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), addr.IP.Port())
			}
			return addr
		}}
	},
	"the outcomes of a batch change places": func() wrongKernel {
		return wrongKernel{batch: func(ops []sys.Op) {
			ops[0].N, ops[1].N = ops[1].N, ops[0].N
			ops[0].Errno, ops[1].Errno = ops[1].Errno, ops[0].Errno
		}}
	},
	"a name is made up":       misnamed("rename", sys.ENOENT, sys.OK),
	"a park ignores its word": misnamed("park", sys.EAGAIN, sys.ETIMEDOUT),
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
			shows := func(script Script) bool { return showsMistake(script, mistakes[name], nil) != nil }
			script := firstScript(t, shows)
			if wrong := showsMistake(script, none, nil); wrong != nil {
				t.Fatalf("without the mistake:\n%v%v", script, wrong)
			}
			script = shrunk(script, shows)
			t.Logf("%v%v", script, showsMistake(script, mistakes[name], nil))
			if len(script) > shownIn {
				t.Errorf("it takes %d steps", len(script))
			}
		})
	}
}

// TestTheJudgeFindsMistakesUnderFaults: what the model allows to faults must not be
// so much that it allows everything.
func TestTheJudgeFindsMistakesUnderFaults(t *testing.T) {
	faults := sim.MustFaults(strings.Join(rules, ","))
	faults.Set(sim.Rule{Fault: sim.FaultStrangers}) // who are in the way of all limits
	for _, name := range slices.Sorted(maps.Keys(mistakes)) {
		t.Run(name, func(t *testing.T) {
			firstScript(t, func(script Script) bool {
				return showsMistake(script, mistakes[name], faults) != nil && showsMistake(script, none, faults) == nil
			})
		})
	}
}

// firstScript is the first that shows a mistake.
func firstScript(t *testing.T, shows func(Script) bool) Script {
	t.Helper()
	for example := range scriptsTried {
		if script := scripts(false).Example(example); shows(script) {
			t.Logf("after %d scripts", example)
			return script
		}
	}
	t.Fatal("nobody notices")
	return nil
}

// showsMistake plays a script on a wrong kernel, and tells what the judge finds.
func showsMistake(script Script, mistake func() wrongKernel, faults sim.Faults) (wrong error) {
	kernel := mistake()
	err := onSimulated(1, sim.Options{Engine: kernel.engine, Faults: faults}, func(g *ground) {
		kernel.Kernel = g.kernel
		g.kernel = &kernel
		wrong = perform(script, g, false).wrong
	})
	if wrong == nil {
		return err // a machine that is led into a deadlock
	}
	return wrong
}

// shrunk leaves out the steps without which a script shows the same.
func shrunk(script Script, shows func(Script) bool) Script {
	for i := len(script) - 1; i >= 0; i-- {
		if without := slices.Delete(slices.Clone(script), i, i+1); shows(without) {
			script = without
		}
	}
	return script
}
