//go:build unix

package real

import (
	"golang.org/x/sys/unix"

	"seedis/sys"
)

// Listen opens a listening socket.
func (k *Kernel) Listen(addr sys.Addr, backlog int, mode uint32) (sys.FD, sys.Errno) {
	fd, errno := openSocket(addr)
	if errno != sys.OK {
		return sys.NoFD, errno
	}
	errno = bind(fd, addr, mode)
	if errno == sys.OK {
		errno = retry(func() error { return unix.Listen(fd, backlog) })
	}
	return k.openedOrClosed(fd, errno)
}

// bind gives the socket its address. A unix socket's file gets its permission
// bits here, while connect(2) still fails because nobody listens.
func bind(fd int, addr sys.Addr, mode uint32) sys.Errno {
	target, errno := encode(fd, addr)
	if errno != sys.OK {
		return errno
	}
	if family(addr) != unix.AF_UNIX {
		return bindIP(fd, addr, target)
	}
	errno = retry(func() error { return unix.Unlink(addr.Path) })
	if errno == sys.OK || errno == sys.ENOENT {
		errno = retry(func() error { return unix.Bind(fd, target) })
	}
	if errno == sys.OK && mode != 0 {
		errno = retry(func() error { return unix.Chmod(addr.Path, mode) })
	}
	return errno
}

func bindIP(fd int, addr sys.Addr, target unix.Sockaddr) sys.Errno {
	errno := setInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	if errno == sys.OK && family(addr) == unix.AF_INET6 {
		errno = setInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1)
	}
	if errno != sys.OK {
		return errno
	}
	return retry(func() error { return unix.Bind(fd, target) })
}

// Connect starts a connection. A unix socket connects at once or fails: EAGAIN
// tells that the listener's backlog is full (connect(2)).
func (k *Kernel) Connect(addr sys.Addr) (sys.FD, sys.Errno) {
	fd, errno := openSocket(addr)
	if errno != sys.OK {
		return sys.NoFD, errno
	}
	target, errno := encode(fd, addr)
	if errno == sys.OK {
		errno = retry(func() error { return unix.Connect(fd, target) })
	}
	return k.openedOrClosed(fd, errno)
}

// ConnectResult takes the socket's pending error (SO_ERROR).
func (k *Kernel) ConnectResult(fd sys.FD) sys.Errno {
	result, err := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return errnoOf(err)
	}
	return errnoOf(unix.Errno(result))
}

// Shutdown is shutdown(2), whose numbers ShutdownHow has.
func (k *Kernel) Shutdown(fd sys.FD, how sys.ShutdownHow) sys.Errno {
	return errnoOf(unix.Shutdown(int(fd), int(how)))
}

// openedOrClosed hands out a socket whose last step succeeded or goes on
// (EINPROGRESS), and closes one whose last step failed.
func (k *Kernel) openedOrClosed(fd int, errno sys.Errno) (sys.FD, sys.Errno) {
	if errno == sys.OK || errno == sys.EINPROGRESS {
		return sys.FD(fd), errno
	}
	k.Close(sys.FD(fd))
	return sys.NoFD, errno
}
