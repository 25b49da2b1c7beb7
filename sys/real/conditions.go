//go:build linux

package real

import (
	"math"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// wakeToken marks a poller's own descriptor among the events. Callers cannot
// use it, whatever the engine.
const wakeToken = math.MaxUint64

func mustNotWake(token uint64) {
	if token == wakeToken {
		panic("real: the token of all ones belongs to the poller")
	}
}

// conditions are what poll(2) is asked for; epoll(7) has the same numbers.
// POLLHUP and POLLERR come unasked, the peer's half-close does not.
func conditions(interest sys.Ready, mode sys.Mode) int16 {
	var asked int16
	if interest&sys.Readable != 0 {
		asked |= unix.POLLIN | unix.POLLRDHUP
	}
	if interest&sys.Writable != 0 {
		asked |= unix.POLLOUT
	}
	if mode == sys.Edge {
		asked |= unix.POLLRDHUP
	}
	return asked
}

// ready translates what poll(2) and epoll(7) report. Nothing is added: a socket
// that has hung up or failed is readable and writable too, so Linux reports what
// was asked for along with it, and the handlers run.
func ready(reported int16) sys.Ready {
	var set sys.Ready
	if reported&unix.POLLIN != 0 {
		set |= sys.Readable
	}
	if reported&unix.POLLOUT != 0 {
		set |= sys.Writable
	}
	if reported&(unix.POLLHUP|unix.POLLRDHUP) != 0 {
		set |= sys.HangUp
	}
	if reported&unix.POLLERR != 0 {
		set |= sys.Failed
	}
	return set
}
