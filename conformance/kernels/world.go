package kernels

import (
	"fmt"
	"slices"
	"strings"

	"seedis/sys"
)

// world is one of the states in which a connection may be. Worlds are compared
// and copied as values.
type world struct {
	unix bool
	hazards
	silent bool    // no segment passes any more
	sides  [2]side // client, server
}

// The places of world.sides.
const (
	client = 0
	server = 1
)

// side is one side of a connection. Bytes are counted from the beginning of the
// stream towards it.
type side struct {
	phase  phase
	owned  bool // a descriptor or a listener's queue holds it
	queued bool // a listener's queue does

	// What has come about.
	receiveShut bool // a receive does not wait
	sendShut    bool // a send fails
	ended       bool // the peer's end of the stream has arrived
	readShut    bool // the owner has shut reading down
	pending     sys.Errno
	lingerReset bool
	unconfirmed bool // it does not know yet that the peer has its end of the stream

	// What is on its way to this side, in this order.
	requestComing bool // from it: its request for a connection
	requestLost   bool // which may have found the queue full, and is repeated a second later
	abortComing   bool // bytes that nobody will read, and which break the connection
	endComing     bool
	resetComing   bool
	lossy         bool // the reset drops bytes that have not arrived

	sent int  // bytes that the peer has sent
	sure int  // of which so many have certainly arrived
	seen int  // and so many were received
	told bool // a poller has said that there are some, and none was received since

	// Of the room to send in.
	quiet   bool // nothing was sent since all had settled
	room    bool // there is some for sure
	blocked bool // a send took less than all, and nobody was told of room since

	watches [pollersMax]watch
}

type phase uint8

const (
	connecting phase = iota
	established
	dead // refused, reset, or of a unix socket: the peer has gone
)

// guaranteed is how many bytes arrive without anybody receiving: less than the
// smallest receive buffer that scripts ask for.
const guaranteed = 512

func (w *world) other(at int) *side { return &w.sides[1-at] }

// newWorld is a connection that is being asked for. Over a unix socket it is
// there at once.
func newWorld(family string, dangers hazards) world {
	w := world{unix: family == "unix", hazards: dangers}
	w.sides[client] = side{owned: true, requestComing: true}
	if w.unix {
		w.admit()
	}
	return w
}

// admit puts the connection into the queue of a listener.
func (w *world) admit() {
	for i := range w.sides {
		e := &w.sides[i]
		e.phase, e.owned, e.room, e.quiet = established, true, true, true
	}
	w.sides[client].requestComing, w.sides[client].requestLost = false, false
	w.sides[server].queued = true
	w.sides[client].news(sys.Writable)
}

// refuse ends a request for a connection: nobody listens.
func (w *world) refuse() {
	w.sides[client].requestComing, w.sides[client].requestLost = false, false
	w.sides[client].die(sys.ECONNREFUSED)
}

// unowned tells that a side was closed, or reset before anybody accepted it.
func (e *side) unowned() bool { return !e.owned }

// finished tells that the ends of both streams have arrived, after which Linux
// has no connection any more, only two sockets.
func (w *world) finished(at int) bool {
	e := &w.sides[at]
	return e.ended && e.sendShut && w.other(at).ended
}

// die ends the connection for one side, with an error for the next call.
func (e *side) die(errno sys.Errno) {
	e.phase = dead
	e.receiveShut, e.sendShut = true, true
	e.endComing, e.abortComing, e.resetComing = false, false, false
	e.pending = errno
	e.news(sys.Readable | sys.Writable | sys.HangUp | sys.Failed)
}

// ready is what poll(2) finds: the conditions that must be reported, and those
// that may.
func (w *world) ready(at int) (must, may sys.Ready) {
	e := &w.sides[at]
	if e.phase == connecting {
		return 0, 0
	}
	if e.sure > e.seen || e.receiveShut {
		must |= sys.Readable
	}
	if e.receiveShut {
		must |= halfClosed
	}
	if e.receiveShut && e.sendShut || e.phase == dead {
		must |= sys.HangUp
	}
	if e.pending != sys.OK {
		must |= sys.Failed
	}
	// A unix socket looks at its own buffer only, whoever shut what.
	if e.room || e.sendShut && !w.unix || w.unix && w.other(at).unowned() {
		must |= sys.Writable
	}
	may = must | sys.Writable
	if e.sent > e.seen {
		may |= sys.Readable
	}
	return must, may
}

// arrivals are the worlds that follow from one thing arriving.
func (w world) arrivals() []world {
	after := w.timeouts()
	for at := range w.sides {
		e := &w.sides[at]
		next := w
		switch {
		case e.abortComing:
			next.abort(at)
			after = append(after, next)
		case e.endComing:
			next.arriveEnd(at)
			after = append(after, next)
		}
		if e.resetComing && (!e.endComing || w.breaks || e.overtakes()) {
			next = w
			next.arriveReset(at)
			after = append(after, next)
		}
	}
	return after
}

// overtakes tells that a reset may come before the end of the stream: bytes for
// which there was no room kept that back, and are dropped with it.
func (e *side) overtakes() bool { return e.sent-e.seen > guaranteed }

func (w *world) arriveEnd(at int) {
	e := &w.sides[at]
	e.endComing = false
	if e.owned && e.phase == dead {
		return
	}
	e.ended = true
	if e.unowned() {
		return
	}
	e.receiveShut = true
	e.sure = e.sent
	e.news(anything | halfClosed)
}

// abort is what bytes do that reach a TCP socket which was shut down in both
// directions: the stream cannot be kept whole.
func (w *world) abort(at int) {
	e := &w.sides[at]
	e.abortComing = false
	if e.owned && e.phase == established {
		e.die(sys.ECONNRESET)
	}
	w.other(at).resetComing, w.other(at).lossy = true, true
}

// arriveReset follows tcp_reset of Linux: who has the end of the stream already
// finds a broken pipe, and who is done with both ends nothing.
func (w *world) arriveReset(at int) {
	e := &w.sides[at]
	e.resetComing = false
	if e.unowned() || e.phase == dead || w.finished(at) {
		return
	}
	if !e.lossy && !e.overtakes() {
		e.sure = e.sent
	}
	if e.ended && !e.sendShut {
		e.die(sys.EPIPE)
	} else {
		e.die(sys.ECONNRESET)
	}
}

// settled are the worlds in which everything has arrived.
func (w world) settled() []world {
	if after := w.arrivals(); len(after) > 0 {
		var all []world
		for _, next := range after {
			all = append(all, next.settled()...)
		}
		if w.mayStandStill() {
			all = append(all, w.atRest())
		}
		return all
	}
	return []world{w.atRest()}
}

// mayStandStill tells that what is coming may have to wait until bytes before
// it are received.
func (w *world) mayStandStill() bool {
	if w.silent {
		return true
	}
	for at := range w.sides {
		e := &w.sides[at]
		if (e.endComing || e.abortComing || e.resetComing) && e.sent-e.seen <= guaranteed {
			return false
		}
	}
	return true
}

// atRest is the world once the bytes that must arrive have.
func (w world) atRest() world {
	for at := range w.sides {
		e := &w.sides[at]
		if e.phase == established && !w.silent {
			e.sure = max(e.sure, min(e.sent, e.seen+guaranteed))
		}
		e.settleRead()
		drained := w.other(at).sent == w.other(at).seen
		if e.blocked {
			e.mayHear(sys.Writable)
			if drained && !e.sendShut {
				e.news(sys.Writable)
				e.blocked = false
			}
		}
		if e.unconfirmed && w.other(at).ended {
			e.unconfirmed = false
			e.mayHear(anything)
		}
		e.quiet = true
		e.room = e.room || drained && !e.sendShut && e.phase == established
	}
	return w
}

// String is for the report of a disagreement.
func (w world) String() string {
	return fmt.Sprintf("client %v; server %v", w.sides[client], w.sides[server])
}

func (e side) String() string {
	words := []string{[...]string{"connecting", "established", "dead"}[e.phase]}
	for _, flag := range [...]struct {
		set  bool
		name string
	}{
		{e.unowned(), "closed"}, {e.queued, "queued"}, {e.receiveShut, "receive-shut"}, {e.sendShut, "send-shut"},
		{e.ended, "ended"}, {e.requestComing, "request coming"}, {e.endComing, "end coming"},
		{e.abortComing, "abort coming"}, {e.resetComing, "reset coming"},
		{e.room, "room"}, {e.blocked, "blocked"},
	} {
		if flag.set {
			words = append(words, flag.name)
		}
	}
	if e.pending != sys.OK {
		words = append(words, "pending "+e.pending.Error())
	}
	if e.sent > 0 {
		words = append(words, fmt.Sprintf("%d sent to it, %d arrived, %d received", e.sent, e.sure, e.seen))
	}
	for i, watch := range e.watches {
		if watch.on {
			words = append(words, fmt.Sprintf("p%d %v", i, watch))
		}
	}
	return strings.Join(words, ", ")
}

// spread adds the worlds that may follow without anybody's doing, arrive
// included, and leaves out those that are equal.
func spread(worlds []world, arrive func(world) []world) []world {
	var all []world
	for rest := slices.Clone(worlds); len(rest) > 0; {
		w := rest[0]
		rest = rest[1:]
		if slices.Contains(all, w) {
			continue
		}
		all = append(all, w)
		rest = append(append(rest, w.arrivals()...), arrive(w)...)
	}
	return all
}
