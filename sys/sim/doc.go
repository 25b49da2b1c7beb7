// Package sim is a whole computer inside one goroutine, whose every decision
// comes from a seed.
//
// A Machine implements sys.Kernel. What runs on it, the server and the scripted
// clients alike, cannot tell it from Linux, except that a run is repeatable to
// the last bit: the same Options give the same Trace on any computer, at any
// GOMAXPROCS, with and without the race detector.
//
// # A run
//
//	m := sim.New(sim.Options{Seed: 7, Memory: memory})
//	m.Start("server", func() { server.Run(m, config) })
//	m.Start("client", func() {
//		c, _ := m.Dial(address)
//		c.Write([]byte("PING\r\n"))
//		...
//		m.Stop()
//	})
//	err := m.Run() // nil, or a *Failure
//
// # Threads and steps
//
// Threads are coroutines, and one runs at a time. Every system call, every
// Pause and every step of a sys atomic is a step of the machine: it costs the
// thread some virtual nanoseconds and is a point where the schedule may go on
// with another thread. When all threads sleep, time jumps to the next timer;
// when there is no timer either, that is a deadlock and the run fails with the
// list of who waits for what.
//
// A call made while no thread runs (before Run, after it) is carried out but
// is no step: it costs no time, and it must not be one that sleeps.
//
// # Choices
//
// Whatever could be otherwise is drawn by Choose from a named Stream: 0 is
// always the plainest outcome (the same thread goes on, nothing goes wrong).
// The list of choices is recorded. Options.Replay plays a recorded or edited
// list: each stream takes its own choices in order, and plain ones beyond its
// end, so that an edit of one stream leaves the others alone.
//
// # Faults
//
// Options.Faults turns faults on, one behaviour a file (fault_*.go); its zero
// value is a computer on which nothing goes wrong. A new fault of a contract is
// best written as a wrapper of that contract which asks Chance, as
// fault_poller.go does; one that needs no knowledge of the inside can live
// outside this package and wrap the whole sys.Kernel.
//
// # Engines
//
// Faults.Engine says how pollers find out what is ready: with exact edges, as
// epoll(7) has them, or as poll(2) and select(2) do, which know only levels. A
// program that relies on edges should be run on all of them.
//
// # Contracts
//
// Some contracts of package sys are kept by habit on Linux, which does not look.
// The machine does, and a run that breaks one fails: a poller belongs to the
// thread that used it first, and bytes of a descriptor that is watched in Edge
// mode move by the poller that watches it. Options.Lax turns that off.
//
// # Faithfulness
//
// What the machine answers is always one of the answers that Linux could have
// given, and whatever Linux answers it can answer too. Where socket(7), tcp(7)
// and unix(7) leave room, Linux was asked: conformance/kernels still does.
package sim
