package real

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// Accept takes one connection. The listener does not block, so the raw call
// does not either; the peer's address costs no second call.
func (k *Kernel) Accept(listener sys.FD) (sys.FD, sys.Addr, sys.Errno) {
	for {
		var peer unix.RawSockaddrAny
		length := uint32(unsafe.Sizeof(peer))
		fd, _, errno := syscall.RawSyscall6(unix.SYS_ACCEPT4, uintptr(listener),
			uintptr(unsafe.Pointer(&peer)), uintptr(unsafe.Pointer(&length)),
			unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
		switch errno {
		case 0:
			return sys.FD(fd), decode(&peer, length), sys.OK
		case unix.EINTR:
			continue
		default:
			return sys.NoFD, sys.Addr{}, sys.Errno(errno)
		}
	}
}

// LocalAddr is getsockname(2).
func (k *Kernel) LocalAddr(fd sys.FD) (sys.Addr, sys.Errno) {
	var local unix.RawSockaddrAny
	length := uint32(unsafe.Sizeof(local))
	_, _, errno := syscall.RawSyscall(unix.SYS_GETSOCKNAME, uintptr(fd),
		uintptr(unsafe.Pointer(&local)), uintptr(unsafe.Pointer(&length)))
	if errno != 0 {
		return sys.Addr{}, sys.Errno(errno)
	}
	return decode(&local, length), sys.OK
}

// Close closes any descriptor. On Linux it is gone even after EINTR, and a
// second attempt could close what another thread was just given.
func (k *Kernel) Close(fd sys.FD) sys.Errno {
	k.levelPollers.closing(fd)
	errno := errnoOf(unix.Close(int(fd)))
	if errno == sys.EINTR {
		return sys.OK
	}
	return errno
}

func openSocket(addr sys.Addr) (int, sys.Errno) {
	const kind = unix.SOCK_STREAM | unix.SOCK_NONBLOCK | unix.SOCK_CLOEXEC
	fd, err := unix.Socket(family(addr), kind, 0)
	return fd, errnoOf(err)
}
