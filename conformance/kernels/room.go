package kernels

import "seedis/sys"

// room is how many descriptors more can be opened, where there is a limit.
type room struct {
	limited bool
	left    int
	since   map[string]bool // what was opened since there is one
}

// judge takes in what a step does to the room. Refused tells that the kernel had
// none, and that the step did nothing therefore.
func (r *room) judge(s Step, a Answer) (wrong string, refused bool) {
	switch s.Verb {
	case "limit":
		*r = room{limited: s.On != "none", left: s.first(), since: map[string]bool{}}
	case "listen", "listen-again", "listen-on", "listen-beside", "listen-at", "connect", "open":
		return r.take(s.On, a)
	case "accept":
		return r.take(a.Name, a)
	case "sync-directory":
		return r.take("", a)
	case "close":
		if r.since[s.On] && a.Errno == sys.OK {
			r.left++
			delete(r.since, s.On)
		}
	}
	return "", false
}

// take judges an answer of a call that looks for a free descriptor before anything
// else, and keeps it if it succeeds and name is not "".
func (r *room) take(name string, a Answer) (wrong string, refused bool) {
	switch {
	case a.Errno == sys.EBADF:
		return "", false
	case a.Errno == sys.EMFILE:
		if !r.limited || r.left > 0 {
			return "there is room for another descriptor", true
		}
		return expect(a, sys.EMFILE), true
	case !r.limited:
		return "", false
	case r.left == 0:
		return "there is no room for another descriptor", true
	}
	if name != "" && (a.Errno == sys.OK || a.Errno == sys.EINPROGRESS) {
		r.left--
		r.since[name] = true
	}
	return "", false
}
