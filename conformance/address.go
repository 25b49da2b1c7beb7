package conformance

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"strconv"
	"time"
)

// address is where a server of a case listens.
type address struct {
	network Network
	path    string         // of a unix socket
	ip      netip.AddrPort // otherwise
}

// chooseAddress finds a place to listen that is free on this machine.
func chooseAddress(dir string, network Network) (address, error) {
	at := address{network: network}
	if network == Unix {
		at.path = filepath.Join(dir, "socket")
		return at, nil
	}
	host := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if network == Remote {
		var err error
		if host, err = ownAddress(); err != nil {
			return at, err
		}
	}
	// The port may be taken again before the server has it, but Linux goes
	// round all others first.
	l, err := net.Listen("tcp", netip.AddrPortFrom(host, 0).String())
	if err != nil {
		return at, err
	}
	defer l.Close()
	at.ip = l.Addr().(*net.TCPAddr).AddrPort()
	return at, nil
}

// errNoNetwork tells that the machine has no address but the loopback's.
var errNoNetwork = errors.New("this machine is in no network")

// ownAddress is an address of the machine that is not the loopback's.
func ownAddress() (netip.Addr, error) {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return netip.Addr{}, err
	}
	for _, a := range addresses {
		prefix, err := netip.ParsePrefix(a.String())
		if err == nil && prefix.Addr().Is4() && !prefix.Addr().IsLoopback() {
			return prefix.Addr(), nil
		}
	}
	return netip.Addr{}, errNoNetwork
}

// arguments make a server listen there.
func (a address) arguments() []string {
	if a.network == Unix {
		return []string{"--port", "0", "--unixsocket", a.path}
	}
	bind := "127.0.0.1"
	if a.network == Remote {
		bind = "0.0.0.0"
	}
	return []string{"--port", strconv.Itoa(int(a.ip.Port())), "--bind", bind}
}

// answerTime is how long a reply may take: far longer than any does, so that a
// server that hangs is told from a slow machine.
const answerTime = 20 * time.Second

// dial connects to the server.
func (a address) dial() (connection, error) {
	network, where := "tcp", a.ip.String()
	if a.network == Unix {
		network, where = "unix", a.path
	}
	conn, err := net.Dial(network, where)
	if err != nil {
		return nil, err
	}
	return &socket{Conn: conn, path: a.path}, nil
}

// socket is a connection on Linux.
type socket struct {
	net.Conn
	path string // of a unix socket
}

// Read gives up after answerTime. A connection that the server has cut off has
// ended like another.
func (s *socket) Read(p []byte) (int, error) {
	if err := s.SetReadDeadline(time.Now().Add(answerTime)); err != nil {
		return 0, err
	}
	n, err := s.Conn.Read(p)
	return n, endOf(err)
}

// Write gives up after answerTime.
func (s *socket) Write(p []byte) (int, error) {
	if err := s.SetWriteDeadline(time.Now().Add(answerTime)); err != nil {
		return 0, err
	}
	return s.Conn.Write(p)
}

// Addresses are the two ends; both of a unix socket are shown by its path.
func (s *socket) Addresses() (local, remote string) {
	if s.path != "" {
		return s.path + ":0", s.path + ":0"
	}
	return fmt.Sprint(s.LocalAddr()), fmt.Sprint(s.RemoteAddr())
}
