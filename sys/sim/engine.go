package sim

import "seedis/sys"

// Engine is how the machine's pollers find out what is ready. None is a fault:
// they are the machines on which a program has to run.
type Engine uint8

// The engines, the plainest first.
const (
	// Epoll has exact edges: a condition is reported when it arises.
	Epoll Engine = iota
	// URing is io_uring(7) beside epoll(7), which reports. Where no fault puts
	// the transfers of a batch in another order, it is Epoll by another name.
	URing
	// Poll knows only levels, as poll(2). In Edge mode it masks what it has
	// reported until a transfer has shown that it was over in between; a full
	// hang-up or a failure is the last that it reports.
	Poll
	// Select is like Poll, and as select(2) it takes no large descriptors, and
	// finds a hang-up only where it finds what was asked for.
	Select
	// EngineCount is how many there are.
	EngineCount
)

var engineNames = [EngineCount]string{"epoll", "io_uring", "poll", "select"}

// String is the engine's name in configurations.
func (e Engine) String() string { return engineNames[e] }

// knowsOnlyLevels tells that the engine has to make edges itself.
func (e Engine) knowsOnlyLevels() bool { return e == Poll || e == Select }

// selectDescriptors is FD_SETSIZE: select(2) takes smaller numbers only.
const selectDescriptors = 1024

// Engine is the name of the simulated engine.
func (m *Machine) Engine() string { return m.options.Engine.String() }

// heeds is what a watch reports when conditions hold.
func (w *watch) heeds(conditions sys.Ready) sys.Ready {
	conditions &^= w.masked
	if w.poller.engine == Select && !w.selects(conditions) {
		return 0
	}
	if conditions&halfClosed != 0 && (w.mode == sys.Edge || w.interest&sys.Readable != 0) {
		conditions |= sys.HangUp
	}
	return conditions & (w.interest | always)
}

// selects tells whether select(2) would name the descriptor: what has ended or
// failed can be read, what has failed can be written.
func (w *watch) selects(conditions sys.Ready) bool {
	asked := w.interest &^ w.masked
	return asked&sys.Readable != 0 && conditions&(sys.Readable|always) != 0 ||
		asked&sys.Writable != 0 && conditions&(sys.Writable|sys.Failed) != 0
}

// mask leaves out of later reports that conditions hold, now that they were
// reported.
func (w *watch) mask(conditions sys.Ready) {
	w.masked |= conditions & (w.interest | halfClosed)
	if conditions&always != 0 {
		w.masked = anyCondition
	}
}

// anyCondition is all of them.
const anyCondition = ^sys.Ready(0)

// unmask takes in what a transfer has shown: by EAGAIN, or by moving less than
// there was room for, that its condition was over. After a full one it is for the
// caller to go on, and after the end of the stream nothing comes.
func (p *poller) unmask(op *sys.Op, condition sys.Ready) {
	over := op.Errno == sys.EAGAIN || op.Errno == sys.OK && op.N > 0 && op.N < op.Size()
	if !over || !p.engine.knowsOnlyLevels() {
		return
	}
	w, errno := p.watching(op.FD)
	if errno == sys.OK && w.masked&condition != 0 && w.masked != anyCondition {
		w.masked &^= condition
		p.look(w)
	}
}
