package kernels

import (
	"slices"
	"strings"

	"seedis/sys"
	"seedis/sys/sim"
)

// The simulated machine can break what the loopback device never does. Where its
// rules say that something may go wrong, the model allows that, too: what an answer
// of a fault does to the objects, and no more.

// excuses tells that an answer is an error that a fault gives and that leaves all as
// it was, but for what is done here.
func (j *judge) excuses(s Step, a Answer) bool {
	if a.N != 0 || a.Name != "" || len(a.Events) > 0 {
		return false
	}
	switch s.Verb {
	case "accept":
		return j.excusesAccept(s, a)
	case "open", "read", "write", "sync", "sync-directory":
		return j.excusesFile(s, a)
	}
	return false
}

// excusesAccept: the connection waits on, but for the one that was aborted.
func (j *judge) excusesAccept(s Step, a Answer) bool {
	l := j.listeners[s.On]
	if l == nil || !l.open {
		return false
	}
	if a.Errno == sys.ECONNABORTED && j.faults.Has(sim.FaultAborted) {
		return j.abort(l)
	}
	noDescriptors := []sys.Errno{sys.EMFILE, sys.ENFILE}
	fleeting := []sys.Errno{sys.EMFILE, sys.ENFILE, sys.ENOBUFS, sys.ENOMEM, sys.EPERM}
	return j.faults.Has(sim.FaultNoDescriptors) && slices.Contains(noDescriptors, a.Errno) ||
		j.faults.Has(sim.FaultAcceptError) && slices.Contains(fleeting, a.Errno)
}

// abort takes one of the connections that wait, none before one that has waited
// longer for sure. Which one, the model may not know.
func (j *judge) abort(l *listener) bool {
	_, may := j.queued(l, nil)
	for _, c := range may {
		certain := len(may) == 1
		j.become(c, func(w world) []world {
			if !w.sides[server].queued || c.listener != l {
				return w.when(!certain)
			}
			gone := only(w.leave(server, false))
			if certain {
				return gone
			}
			return append(gone, w)
		})
	}
	return len(may) > 0
}

// excusesFile: a device that does not answer, or is full, or no descriptor for a file.
func (j *judge) excusesFile(s Step, a Answer) bool {
	switch {
	case a.Errno == sys.EMFILE || a.Errno == sys.ENFILE:
		return j.faults.Has(sim.FaultNoDescriptors) && s.Verb == "open"
	case a.Errno == sys.EIO && strings.HasPrefix(s.Verb, "sync"):
		return j.faults.Has(sim.FaultSyncFails) && (s.On == "" || j.disk.isOpen(s.On))
	case a.Errno == sys.EIO:
		return j.faults.Has(sim.FaultFileError) && (s.Verb == "open" || j.disk.isOpen(s.On))
	case a.Errno == sys.ENOSPC && s.Verb == "open":
		return j.faults.Has(sim.FaultDiskFull) && j.disk.names[s.word(0)] == nil
	case a.Errno == sys.ENOSPC:
		return j.faults.Has(sim.FaultDiskFull) && s.Verb == "write" && j.disk.isOpen(s.On) && s.total() > 0
	}
	return false
}

// hazards are what may happen to a connection over IP at any transfer.
type hazards struct {
	breaks   bool // the network resets it
	refuses  bool // a send takes nothing, though there is room, or a receive comes early
	silences bool // nothing passes any more
}

func hazardsOf(faults sim.Faults) hazards {
	return hazards{
		breaks:   faults.Has(sim.FaultReset),
		refuses:  faults.Has(sim.FaultEagain),
		silences: faults.Has(sim.FaultSilent),
	}
}

// endangered are the worlds after a send from a side: whatever may have happened to
// the connection, or nothing.
func (w world) endangered(at int) []world {
	worlds := only(w)
	if w.unix {
		return worlds
	}
	if broken := w; w.breaks {
		for side := range broken.sides {
			broken.sides[side].resetComing, broken.sides[side].lossy = true, true
		}
		worlds = append(worlds, broken)
	}
	if silent := w; w.silences {
		silent.silent = true
		worlds = append(worlds, silent)
	}
	return worlds
}

// timeouts are the worlds in which one side has found out that nothing comes from
// the other any more.
func (w world) timeouts() []world {
	var after []world
	for at := range w.sides {
		if e := &w.sides[at]; w.silent && e.owned && e.phase == established && !w.finished(at) {
			next := w
			next.sides[at].die(sys.ETIMEDOUT)
			after = append(after, next)
		}
	}
	return after
}
