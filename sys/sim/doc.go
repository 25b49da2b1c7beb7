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
// The List of choices is recorded, and prints and parses. Options.Replay plays a
// recorded or edited one: each stream takes its own choices in order, and plain
// ones beyond its end, so that an edit of one stream leaves the others alone.
// Within a stream, Begin and End enclose what belongs together, a span: what
// stands in one is never taken in another. So spans can be taken out.
//
// The schedule has no such order of its own: whatever is left out of a run moves
// all turns behind it. Options.Switches tells turns by what each thread had done,
// for who looks for a smaller run.
//
// # Schedules
//
// Options.Schedule is the strategy by which threads are chosen: each time anew, by
// ranks that change a few times (PCT), or anew but hardly ever some of them (Unfair).
// None lets a thread that could run wait for ever, so one may spin for another. What a
// strategy says is recorded like any choice, and replays without it. Explore tries all
// schedules of a small program, within a bound.
//
// # Faults
//
// Options.Faults turns faults on by rules, which print and parse; its zero value
// is a computer on which nothing goes wrong, and Calm makes that of one on which
// much did. Each behaviour has a file (fault_*.go). A new fault of a contract is
// best written as a wrapper of that contract which asks Chance, as
// fault_interrupted.go does; one that needs no knowledge of the inside can live
// outside this package and wrap the whole sys.Kernel.
//
// # The process
//
// Boot starts the process whose descriptors and memory the machine keeps: its first
// thread, and all that come from it; other threads are the world's. Crash ends it at
// any moment, as SIGKILL or a loss of power does, and so do Exit and a panic that
// Options.Aborts knows. Its threads unwind, its peers find out, and the disk keeps
// what was synced, with what else the faults leave of it. Await tells who waits for
// it, and Boot starts the next. A machine on which nothing was booted is all one
// process.
//
// # Engines
//
// Options.Engine says how pollers find out what is ready: with exact edges, as
// epoll(7) has them, or as poll(2) and select(2) do, which know only levels. A
// program that relies on edges should be run on all of them.
//
// # Contracts
//
// Some contracts of package sys are kept by habit on Linux, which does not look.
// The machine does, and a run that breaks one fails: a poller belongs to the
// thread that used it first, bytes of a descriptor that is watched in Edge
// mode move by the poller that watches it, and a descriptor is closed once.
// Options.Lax turns that off.
//
// # Looking inside
//
// Options.StopAt ends a run after a step. There, or where a run fails, AtStop is
// called, and Describe writes all that is on the machine. Look lets a run be looked at
// in the midst of it, the program's own memory and atomics too, without a trace.
//
// # Faithfulness
//
// What the machine answers is always one of the answers that Linux could have
// given, and whatever Linux answers it can answer too. Where socket(7), tcp(7)
// and unix(7) leave room, Linux was asked: conformance/kernels still does.
package sim
