package server

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"seedis/loop"
	"seedis/sys"
)

// listener is a descriptor that accepts clients.
type listener struct {
	server *Server
	fd     sys.FD
	addr   sys.Addr
	deaf   bool // no descriptor was left for a connection, see listenAgain

	failing bool // the last attempt to accept a connection has failed
}

// listen opens what the configuration names.
func (s *Server) listen() error {
	if err := s.listenTCP(); err != nil {
		return err
	}
	if s.config.UnixSocket != "" {
		if err := s.listenUnix(); err != nil {
			return err
		}
	}
	if len(s.listeners) == 0 {
		return errListensNowhere
	}
	return nil
}

// listenTCP opens the port at every bind address.
func (s *Server) listenTCP() error {
	if s.config.Port == 0 {
		return nil
	}
	for _, name := range s.config.Bind {
		if err := s.listenIP(name); err != nil {
			return err
		}
	}
	return nil
}

// listenIP opens one bind address. A "-" before it makes an address that the
// machine does not have no error, and so does a machine without its protocol.
func (s *Server) listenIP(name string) error {
	host, optional := strings.CutPrefix(name, "-")
	ip, err := parseBind(host)
	if err != nil {
		s.log.warning("Could not create server TCP listening socket %s:%d: %s", host, s.config.Port, err)
		return fmt.Errorf("Failed listening on port %d (TCP), aborting.", s.config.Port)
	}
	addr := sys.Addr{IP: netip.AddrPortFrom(ip, uint16(s.config.Port))}
	errno := s.open(addr, 0)
	switch errno {
	case sys.OK, sys.EAFNOSUPPORT:
		return nil
	case sys.EADDRNOTAVAIL:
		if optional {
			return nil
		}
	}
	s.log.warning("Warning: Could not create server TCP listening socket %s:%d: bind: %s", host, s.config.Port, errno)
	return fmt.Errorf("Failed listening on port %d (TCP), aborting.", s.config.Port)
}

// parseBind reads an address of the bind parameter; "*" and "::*" are all
// addresses of IPv4 and IPv6.
func parseBind(host string) (netip.Addr, error) {
	switch host {
	case "*":
		return netip.IPv4Unspecified(), nil
	case "::*":
		return netip.IPv6Unspecified(), nil
	case "localhost":
		return netip.AddrFrom4([4]byte{127, 0, 0, 1}), nil
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("Name or service not known")
	}
	return ip, nil
}

func (s *Server) listenUnix() error {
	addr := sys.Addr{Path: s.config.UnixSocket}
	if errno := s.open(addr, s.config.UnixSocketPerm); errno != sys.OK {
		return fmt.Errorf("Failed opening Unix socket: bind: %s", errno)
	}
	return nil
}

// open starts listening on addr and registers the listener.
func (s *Server) open(addr sys.Addr, mode uint32) sys.Errno {
	fd, errno := s.kernel.Listen(addr, s.config.TCPBacklog, mode)
	if errno != sys.OK {
		return errno
	}
	l := &listener{server: s, fd: fd, addr: addr}
	if errno := s.main.loop.Add(fd, loop.Readable, sys.Level, l); errno != sys.OK {
		s.kernel.Close(fd)
		return errno
	}
	s.listeners = append(s.listeners, l)
	return sys.OK
}

// closeListeners ends the listeners that are chosen, and removes the files of
// unix sockets.
func (s *Server) closeListeners(chosen func(*listener) bool) {
	s.listeners = slices.DeleteFunc(s.listeners, func(l *listener) bool {
		if !chosen(l) {
			return false
		}
		s.main.loop.Delete(l.fd, loop.Readable)
		s.kernel.Close(l.fd)
		if l.addr.Path != "" {
			s.kernel.Remove(l.addr.Path)
		}
		return true
	})
}

func isAny(*listener) bool   { return true }
func isTCP(l *listener) bool { return l.addr.Path == "" }
