//go:build linux

package real

import (
	"fmt"

	"seedis/sys"
)

// The engines of Linux, by the names that io-engine and INFO have for them.
const (
	engineEpoll  = "epoll"
	engineRing   = "io_uring"
	enginePoll   = "poll"
	engineSelect = "select"
)

// UseEngine chooses how the pollers wait and move bytes that are made from now
// on: by epoll (the default), io_uring, poll or select, or by auto, which is
// io_uring where that works, and epoll elsewhere; the note then tells why. It is
// an error to ask for io_uring where that does not work, or for what Linux does
// not have. Call it before NewPoller, from the thread that starts the server.
func (k *Kernel) UseEngine(name string) (note string, err error) {
	switch name {
	case "auto":
		if err := probeRing(); err != nil {
			k.engine = engineEpoll
			return fmt.Sprintf("%v; epoll serves", err), nil
		}
		k.engine = engineRing
	case engineRing:
		if err := probeRing(); err != nil {
			return "", err
		}
		k.engine = name
	case engineEpoll, enginePoll, engineSelect:
		k.engine = name
	default:
		return "", fmt.Errorf("Linux has no engine %q", name)
	}
	return "", nil
}

// Engine is the name of the engine that serves.
func (k *Kernel) Engine() string { return k.engine }

// NewPoller returns a poller of the engine that was chosen.
func (k *Kernel) NewPoller() (sys.Poller, sys.Errno) {
	switch k.engine {
	case engineRing:
		return newRingPoller()
	case enginePoll:
		return newPollPoller(k)
	case engineSelect:
		return newSelectPoller(k)
	default:
		return asPoller(newEpollPoller())
	}
}

// asPoller keeps a nil pointer from becoming a Poller that is not nil.
func asPoller[P interface {
	*T
	sys.Poller
}, T any](p P, errno sys.Errno) (sys.Poller, sys.Errno) {
	if errno != sys.OK {
		return nil, errno
	}
	return p, sys.OK
}
