package kernels

import (
	"fmt"
	"maps"
	"slices"

	"seedis/sys"
	"seedis/sys/sim"
)

// poll judges the calls of pollers.
func (j *judge) poll(s Step, a Answer) string {
	if s.Verb == "poller" {
		j.pollers[s.On] = &polling{number: int(s.On[1] - '0'), open: true}
		return expect(a, sys.OK)
	}
	p := j.pollers[s.On]
	switch s.Verb {
	case "wake":
		p.woken = true
		return expect(a, sys.OK)
	case "wait":
		return j.wait(p, a, max(1, s.number(0)))
	case "doze":
		room := s.number(0)
		if len(a.Events) == 0 {
			room = 0 // it may end for no reason, or was woken
		}
		wrong := j.wait(p, a, room)
		p.woken = false
		return wrong
	case "sleep", "slumber":
		if s.Verb == "slumber" {
			p.woken = true // at last
		}
		if p.woken && a.Name == overslept {
			return "it was woken"
		}
		a.Name = ""
		wrong := j.wait(p, a, len(a.Events)) // it may end for no reason, and early
		p.woken = false
		return wrong
	}
	return j.change(p, s, a)
}

// change judges epoll_ctl(2).
func (j *judge) change(p *polling, s Step, a Answer) string {
	name := s.word(0)
	switch {
	case !j.isOpen(name):
		return expect(a, sys.EBADF)
	case !isEnd(name) && j.listeners[name] == nil && s.Verb == "add":
		return expect(a, sys.EPERM)
	case !isEnd(name) && j.listeners[name] == nil:
		// A file is in no poller; epoll_ctl(2) says the same of Add.
		return expect(a, sys.EPERM)
	case isEnd(name):
		c, at := j.connections[connectionOf(name)], sideOf(name)
		return j.become(c, func(w world) []world {
			must, may := w.ready(at)
			e := &w.sides[at]
			allowed := e.watches[p.number].change(j.engine, s, a, must, may)
			// Who begins to look for room and finds none is told, as after a send.
			looks := a.Errno == sys.OK && s.Verb != "delete" && e.phase == established
			e.blocked = e.blocked || looks && must&sys.Writable == 0
			return w.when(allowed)
		})
	}
	l := j.listeners[name]
	must, may := j.listenerReady(l)
	if !l.watches[p.number].change(j.engine, s, a, must, may) {
		return "watched: " + fmt.Sprint(l.watches[p.number].on)
	}
	return ""
}

// change takes in an Add, Modify or Delete, and tells whether it may be answered
// so.
func (w *watch) change(engine string, s Step, a Answer, must, may sys.Ready) bool {
	allowed := sys.OK
	switch {
	case s.Verb == "add" && w.on:
		allowed = sys.EEXIST
	case s.Verb != "add" && !w.on:
		allowed = sys.ENOENT
	case s.Verb == "delete":
		*w = watch{}
	default:
		w.set(interest(s.word(1)), mode(s.word(2)), must, may)
		w.knowsLevels, w.selects = engine == "poll" || engine == "select", engine == "select"
	}
	return a.Errno == allowed
}

func (j *judge) listenerReady(l *listener) (must, may sys.Ready) {
	certain, possible := j.queued(l, nil)
	if len(certain) > 0 {
		must = sys.Readable
	}
	if len(possible) > 0 {
		may = sys.Readable
	}
	return must, may
}

// wait judges the events of a Wait with room for so many.
func (j *judge) wait(p *polling, a Answer, room int) string {
	if a.Errno != sys.OK || a.Name != "" || len(a.Events) > room {
		return expect(a, sys.OK)
	}
	full := len(a.Events) == room
	if j.faults.Has(sim.FaultStaleToken) {
		a.Events = slices.DeleteFunc(a.Events, func(seen Seen) bool { return seen.Object == staleToken })
	}
	// A wake takes the place of an event, where there is one.
	p.woken = p.woken && full
	reported := map[string]sys.Ready{}
	for _, seen := range a.Events {
		if reported[seen.Object] != 0 || seen.Ready == 0 {
			return seen.Object + " is reported twice, or for nothing"
		}
		if !isEnd(seen.Object) && j.listeners[seen.Object] == nil {
			return "that is not watched"
		}
		reported[seen.Object] = seen.Ready
	}
	for _, number := range slices.Sorted(maps.Keys(j.connections)) {
		c := j.connections[number]
		for at := range c.opened {
			ready := reported[c.end(at)]
			wrong := j.become(c, func(w world) []world { return w.wait(at, p.number, ready, full) })
			if wrong != "" {
				return wrong
			}
		}
	}
	return j.waitListeners(p, reported, full)
}

func (j *judge) waitListeners(p *polling, reported map[string]sys.Ready, full bool) string {
	for _, name := range slices.Sorted(maps.Keys(j.listeners)) {
		l := j.listeners[name]
		w, ready := &l.watches[p.number], reported[name]
		must, may := j.listenerReady(l)
		certain, possible := j.queued(l, nil)
		settled := len(certain) == len(possible) && !w.due
		switch {
		case !l.open || !w.on:
			if ready != 0 {
				return name + " is not watched"
			}
		case !w.judge(ready, must, may, full, settled):
			return fmt.Sprintf("%s: must %s, may %s, %v", name, readyText(must), readyText(may), *w)
		}
	}
	return ""
}

// closePoller ends the watches. The second time there is nothing to close.
func (j *judge) closePoller(p *polling, a Answer) string {
	if !p.open {
		return expect(a, sys.EBADF)
	}
	p.open = false
	for _, c := range j.connections {
		for i := range c.worlds {
			for at := range c.worlds[i].sides {
				c.worlds[i].sides[at].watches[p.number] = watch{}
			}
		}
	}
	for _, l := range j.listeners {
		l.watches[p.number] = watch{}
	}
	return expect(a, sys.OK)
}
