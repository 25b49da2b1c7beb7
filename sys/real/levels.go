//go:build linux

package real

import (
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// levels is what a poller by poll(2) and one by select(2) have in common. Both
// calls know levels only, and are told anew each time what to look at.
//
// # Edges
//
// In Edge mode a condition that was reported is masked: not asked for again until
// a transfer of this poller has shown that it was over in between, by EAGAIN or
// by moving less than there were buffers for. What comes while it is masked is no
// news: whoever was told and has not drained the socket goes on by itself. The end
// of the stream unmasks nothing, as nothing can follow it. POLLHUP and POLLERR
// cannot be masked, and are final: a socket that has reported one is left out.
//
// # Who closes
//
// A descriptor that is closed is not watched any more, and its number may be
// another's at once. So Kernel.Close tells all pollers of this kind before it
// closes. To a thread that sleeps it is also a wake-up: as long as the call holds
// the socket, closing does not end the connection.
type levels struct {
	transfers
	waker
	patience
	kernel *Kernel
	// limit is the first descriptor that cannot be watched.
	limit sys.FD

	// asked is what the call is given. Place 0 is the eventfd's; watches has the
	// rest of what is known, in the same places.
	asked   []unix.PollFd
	watches []levelWatch
	// next is the place at which the next report begins, so that those at the end
	// have their turn when there is little room.
	next int

	// mutex guards what follows against Kernel.Close in other threads: places,
	// gone, sleeping, and levelWatch.closed. The rest is the owner's alone.
	mutex sync.Mutex
	// places leads from a descriptor to its place; 0 if it is not watched.
	places []int32
	gone   []sys.FD // closed since the owner looked
	// sleeping tells that the owner may be in a call that waits.
	sleeping bool
}

// levelWatch is what one descriptor is watched for.
type levelWatch struct {
	token      uint64
	fd         sys.FD
	conditions int16 // of poll(2), all that are asked for
	masked     int16 // those that were reported and are not over, in Edge mode
	edge       bool
	closed     bool
}

// open makes the poller, which watches its eventfd.
func (l *levels) open(k *Kernel, limit sys.FD) sys.Errno {
	l.kernel, l.limit = k, limit
	if errno := l.waker.open(); errno != sys.OK {
		return errno
	}
	l.asked = []unix.PollFd{{Fd: int32(l.wakeFD), Events: unix.POLLIN}}
	l.watches = make([]levelWatch, 1)
	k.levelPollers.add(l)
	return sys.OK
}

// Close closes the eventfd. A second Close returns EBADF.
func (l *levels) Close() sys.Errno {
	l.kernel.levelPollers.remove(l)
	return l.shut()
}

// Add starts watching fd. The errors are those of epoll_ctl(2), and EINVAL for a
// descriptor that is too great for select(2).
func (l *levels) Add(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	mustNotWake(token)
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.forgetClosed()
	if errno := watchable(fd); errno != sys.OK {
		return errno
	}
	if fd >= l.limit {
		return sys.EINVAL
	}
	if l.place(fd) != 0 {
		return sys.EEXIST
	}
	for len(l.places) <= int(fd) {
		l.places = append(l.places, 0)
	}
	l.places[fd] = int32(len(l.watches))
	l.asked = append(l.asked, unix.PollFd{})
	l.watches = append(l.watches, levelWatch{fd: fd})
	l.set(l.place(fd), interest, mode, token)
	return sys.OK
}

// Modify replaces what fd is watched for.
func (l *levels) Modify(fd sys.FD, interest sys.Ready, mode sys.Mode, token uint64) sys.Errno {
	mustNotWake(token)
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.forgetClosed()
	place := l.place(fd)
	if place == 0 {
		return unwatched(fd)
	}
	l.set(place, interest, mode, token)
	return sys.OK
}

// Delete stops watching fd.
func (l *levels) Delete(fd sys.FD) sys.Errno {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.forgetClosed()
	if l.place(fd) == 0 {
		return unwatched(fd)
	}
	l.remove(fd)
	return sys.OK
}

// place is where fd is watched; 0 if it is not.
func (l *levels) place(fd sys.FD) int {
	if fd < 0 || int(fd) >= len(l.places) {
		return 0
	}
	return int(l.places[fd])
}

// set gives a place what its owner wants. What was reported before counts no more.
func (l *levels) set(place int, interest sys.Ready, mode sys.Mode, token uint64) {
	w := &l.watches[place]
	w.token, w.edge = token, mode == sys.Edge
	w.conditions, w.masked = conditions(interest, mode), 0
	l.ask(place)
}

// ask brings what the call is given up to date.
func (l *levels) ask(place int) {
	w, asked := &l.watches[place], &l.asked[place]
	asked.Fd, asked.Events = int32(w.fd), w.conditions&^w.masked
	if w.masked&(unix.POLLHUP|unix.POLLERR) != 0 {
		asked.Fd = -1 // which poll(2) passes over
	}
}

// remove takes fd out; the last watch gets its place.
func (l *levels) remove(fd sys.FD) {
	place, last := l.place(fd), len(l.watches)-1
	l.watches[place], l.asked[place] = l.watches[last], l.asked[last]
	l.places[l.watches[place].fd] = int32(place)
	l.places[fd] = 0
	l.watches, l.asked = l.watches[:last], l.asked[:last]
}

// watchable is OK for what can be waited for: EBADF if there is no such
// descriptor, and EPERM for files, which are always ready.
func watchable(fd sys.FD) sys.Errno {
	var status unix.Stat_t
	if err := unix.Fstat(int(fd), &status); err != nil {
		return errnoOf(err)
	}
	switch status.Mode & unix.S_IFMT {
	case unix.S_IFREG, unix.S_IFDIR:
		return sys.EPERM
	}
	return sys.OK
}

// unwatched is why fd cannot be modified or deleted.
func unwatched(fd sys.FD) sys.Errno {
	if errno := watchable(fd); errno != sys.OK {
		return errno
	}
	return sys.ENOENT
}

// closing takes note that fd is about to be closed, by any thread.
func (l *levels) closing(fd sys.FD) {
	l.mutex.Lock()
	place := l.place(fd)
	watched := place != 0 && !l.watches[place].closed
	if watched {
		l.watches[place].closed = true
		l.gone = append(l.gone, fd)
	}
	wake := watched && l.sleeping
	l.mutex.Unlock()
	if wake {
		l.Wake()
	}
}

// forgetClosed takes out what was closed, and returns how many that were. The
// caller holds the mutex.
func (l *levels) forgetClosed() int {
	for _, fd := range l.gone {
		l.remove(fd)
	}
	n := len(l.gone)
	l.gone = l.gone[:0]
	return n
}

// levelPollers are a machine's pollers that must be told what is closed.
type levelPollers struct {
	count   atomic.Int32 // of pollers: with epoll, Close looks no further
	mutex   sync.Mutex
	pollers []*levels
}

func (s *levelPollers) add(l *levels) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.pollers = append(s.pollers, l)
	s.count.Add(1)
}

// remove takes a poller out, if it is still there.
func (s *levelPollers) remove(l *levels) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for i, other := range s.pollers {
		if other == l {
			last := len(s.pollers) - 1
			s.pollers[i], s.pollers[last] = s.pollers[last], nil
			s.pollers = s.pollers[:last]
			s.count.Add(-1)
			return
		}
	}
}

func (s *levelPollers) closing(fd sys.FD) {
	if s.count.Load() == 0 {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, l := range s.pollers {
		l.closing(fd)
	}
}
