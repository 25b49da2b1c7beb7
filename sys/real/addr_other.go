//go:build unix && !linux

package real

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// zoneIndex finds the number of the interface that a link-local address is
// tied to, given as a number or as a name (if_nametoindex(3)).
func zoneIndex(_ int, zone string) (uint32, sys.Errno) {
	if zone == "" {
		return 0, sys.OK
	}
	if index, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(index), sys.OK
	}
	found, err := net.InterfaceByName(zone)
	if err != nil {
		return 0, linuxErrno(unix.ENODEV)
	}
	return uint32(found.Index), sys.OK
}

// addrOf translates an address that the kernel gave. The zone of an IPv6 address
// is left out, as in Redis's CLIENT LIST.
func addrOf(from unix.Sockaddr) sys.Addr {
	switch from := from.(type) {
	case *unix.SockaddrInet4:
		return sys.Addr{IP: netip.AddrPortFrom(netip.AddrFrom4(from.Addr), uint16(from.Port))}
	case *unix.SockaddrInet6:
		return sys.Addr{IP: netip.AddrPortFrom(netip.AddrFrom16(from.Addr), uint16(from.Port))}
	case *unix.SockaddrUnix:
		return sys.Addr{Path: from.Name}
	default:
		panic(fmt.Sprintf("real: a socket with an address of type %T", from))
	}
}
