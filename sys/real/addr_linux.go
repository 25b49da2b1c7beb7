package real

import (
	"net/netip"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// zoneIndex finds the number of the interface that a link-local address is
// tied to, given as a number or as a name (netdevice(7)).
func zoneIndex(fd int, zone string) (uint32, sys.Errno) {
	if zone == "" {
		return 0, sys.OK
	}
	if index, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(index), sys.OK
	}
	request, err := unix.NewIfreq(zone)
	if err == nil {
		err = unix.IoctlIfreq(fd, unix.SIOCGIFINDEX, request)
	}
	if err != nil {
		return 0, errnoOf(err)
	}
	return request.Uint32(), sys.OK
}

// decode reads an address of the given length that the kernel filled in. The
// zone of an IPv6 address is left out, as in Redis's CLIENT LIST.
func decode(raw *unix.RawSockaddrAny, length uint32) sys.Addr {
	switch raw.Addr.Family {
	case unix.AF_INET:
		inet := (*unix.RawSockaddrInet4)(unsafe.Pointer(raw))
		return sys.Addr{IP: netip.AddrPortFrom(netip.AddrFrom4(inet.Addr), hostOrder(&inet.Port))}
	case unix.AF_INET6:
		inet := (*unix.RawSockaddrInet6)(unsafe.Pointer(raw))
		return sys.Addr{IP: netip.AddrPortFrom(netip.AddrFrom16(inet.Addr), hostOrder(&inet.Port))}
	case unix.AF_UNIX:
		return sys.Addr{Path: decodePath((*unix.RawSockaddrUnix)(unsafe.Pointer(raw)), length)}
	default:
		panic("real: a socket of family " + strconv.Itoa(int(raw.Addr.Family)))
	}
}

// hostOrder reads a port, which lies in memory in network byte order.
func hostOrder(port *uint16) uint16 {
	bytes := (*[2]byte)(unsafe.Pointer(port))
	return uint16(bytes[0])<<8 | uint16(bytes[1])
}

// decodePath reads a name of unix(7): none, a path that ends with a zero byte
// or at length, or an abstract name, which begins with one and is shown with
// an @ there.
func decodePath(raw *unix.RawSockaddrUnix, length uint32) string {
	const header = uint32(unsafe.Offsetof(raw.Path))
	if length <= header {
		return ""
	}
	name := unsafe.Slice((*byte)(unsafe.Pointer(&raw.Path[0])), min(length-header, uint32(len(raw.Path))))
	if name[0] == 0 {
		return "@" + string(name[1:])
	}
	for i, c := range name {
		if c == 0 {
			return string(name[:i])
		}
	}
	return string(name)
}
