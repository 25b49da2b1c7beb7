//go:build unix

package real

import (
	"golang.org/x/sys/unix"

	"seedis/sys"
)

// family is the address family that addr belongs to.
func family(addr sys.Addr) int {
	switch {
	case !addr.IP.IsValid():
		return unix.AF_UNIX
	case addr.IP.Addr().Is4():
		return unix.AF_INET
	default:
		return unix.AF_INET6
	}
}

// encode turns addr into the form of bind(2) and connect(2), for socket fd.
func encode(fd int, addr sys.Addr) (unix.Sockaddr, sys.Errno) {
	port := int(addr.IP.Port())
	switch family(addr) {
	case unix.AF_UNIX:
		return encodePath(addr.Path)
	case unix.AF_INET:
		return &unix.SockaddrInet4{Port: port, Addr: addr.IP.Addr().As4()}, sys.OK
	default:
		zone, errno := zoneIndex(fd, addr.IP.Addr().Zone())
		return &unix.SockaddrInet6{Port: port, ZoneId: zone, Addr: addr.IP.Addr().As16()}, errno
	}
}

// encodePath refuses the empty path, which bind(2) would take as a wish for a
// name of its own choice, and keeps package unix from reading a leading @ as
// the mark of an abstract name: all paths are paths here.
func encodePath(path string) (unix.Sockaddr, sys.Errno) {
	if path == "" {
		return nil, sys.EINVAL
	}
	if path[0] == '@' {
		path = "./" + path
	}
	return &unix.SockaddrUnix{Name: path}, sys.OK
}
