//go:build unix && !linux

package real

import (
	"golang.org/x/sys/unix"

	"seedis/sys"
)

// Accept takes one connection.
func (k *Kernel) Accept(listener sys.FD) (sys.FD, sys.Addr, sys.Errno) {
	for {
		fd, peer, err := unix.Accept(int(listener))
		switch errno := errnoOf(err); errno {
		case sys.OK:
			if errno = prepare(fd); errno == sys.OK {
				return sys.FD(fd), addrOf(peer), sys.OK
			}
			k.Close(sys.FD(fd))
			return sys.NoFD, sys.Addr{}, errno
		case sys.EINTR:
			continue
		default:
			return sys.NoFD, sys.Addr{}, errno
		}
	}
}

// LocalAddr is getsockname(2).
func (k *Kernel) LocalAddr(fd sys.FD) (sys.Addr, sys.Errno) {
	local, err := unix.Getsockname(int(fd))
	if err != nil {
		return sys.Addr{}, errnoOf(err)
	}
	return addrOf(local), sys.OK
}

// Close closes any descriptor. After EINTR it is gone on these systems, too, and
// a second attempt could close what another thread was just given.
func (k *Kernel) Close(fd sys.FD) sys.Errno {
	k.descriptors.closing(fd)
	errno := errnoOf(unix.Close(int(fd)))
	if errno == sys.EINTR {
		return sys.OK
	}
	return errno
}

func openSocket(addr sys.Addr) (int, sys.Errno) {
	fd, err := unix.Socket(family(addr), unix.SOCK_STREAM, 0)
	if err != nil {
		return -1, errnoOf(err)
	}
	if errno := prepare(fd); errno != sys.OK {
		unix.Close(fd)
		return -1, errno
	}
	return fd, sys.OK
}

// prepare makes a fresh socket one of ours. Not every system takes the flags of
// descriptors in socket(2) and accept(2). A program started in between by another
// thread would inherit the descriptor; the server starts none.
func prepare(fd int) sys.Errno {
	unix.CloseOnExec(fd)
	noPipeSignal(fd)
	return errnoOf(unix.SetNonblock(fd, true))
}
