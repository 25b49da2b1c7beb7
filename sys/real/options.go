//go:build unix

package real

import (
	"golang.org/x/sys/unix"

	"seedis/sys"
)

// keepAliveProbes is the number of probes that a dead peer leaves unanswered
// before its connection is dropped.
const keepAliveProbes = 3

// SetOption sets one option (socket(7), tcp(7)).
func (k *Kernel) SetOption(fd sys.FD, option sys.Option, value int) sys.Errno {
	switch option {
	case sys.NoDelay:
		return setInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NODELAY, value)
	case sys.KeepAlive:
		return setKeepAlive(int(fd), value)
	case sys.LingerReset:
		linger := unix.Linger{Onoff: int32(value)}
		return errnoOf(unix.SetsockoptLinger(int(fd), unix.SOL_SOCKET, unix.SO_LINGER, &linger))
	case sys.ReceiveBuffer:
		return setInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, value)
	case sys.SendBuffer:
		return setInt(int(fd), unix.SOL_SOCKET, unix.SO_SNDBUF, value)
	default:
		panic("real: unknown socket option")
	}
}

// setKeepAlive has a peer probed that was silent for idle seconds, and after
// that every third of them.
func setKeepAlive(fd int, idle int) sys.Errno {
	if idle == 0 {
		return setInt(fd, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 0)
	}
	settings := [...]struct{ level, option, value int }{
		{unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
		{unix.IPPROTO_TCP, keepAliveIdle, idle},
		{unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, max(1, idle/keepAliveProbes)},
		{unix.IPPROTO_TCP, unix.TCP_KEEPCNT, keepAliveProbes},
	}
	for _, setting := range settings {
		if errno := setInt(fd, setting.level, setting.option, setting.value); errno != sys.OK {
			return errno
		}
	}
	return sys.OK
}

func setInt(fd, level, option, value int) sys.Errno {
	return errnoOf(unix.SetsockoptInt(fd, level, option, value))
}
