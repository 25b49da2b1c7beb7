package sys

import "net/netip"

// Addr names an end of a stream socket: a path for a unix socket, otherwise an
// IP address and port. The zero Addr names an unnamed unix peer.
type Addr struct {
	Path string
	IP   netip.AddrPort
}

// String prints the address in the form of CLIENT LIST: "127.0.0.1:6379",
// "[::1]:6379", or the path with ":0".
func (a Addr) String() string {
	if a.IP.IsValid() {
		return a.IP.String()
	}
	return a.Path + ":0"
}

// MaxBufs is the number of buffers one Op can carry: a client may send 64 KiB
// an event, which is four reply blocks of 16 KiB.
const MaxBufs = 4

// Op is one transfer of a batch: the caller sets FD and Bufs[:Num], the call
// sets N and Errno. N is the number of bytes moved, which may be less than the
// buffers hold. A receive that ends with N == 0 and Errno == OK found the end
// of the stream. The buffers lie in mem or in pinned Go memory, never on a
// stack: an engine may hand their addresses to the kernel.
type Op struct {
	Bufs  [MaxBufs][]byte
	FD    FD
	Num   int32
	N     int
	Errno Errno
}

// Size is the number of bytes that the buffers hold.
func (o *Op) Size() int {
	size := 0
	for _, buf := range o.Bufs[:o.Num] {
		size += len(buf)
	}
	return size
}

// Transfers moves the bytes of sockets in batches.
type Transfers interface {
	// RecvBatch and SendBatch carry out every Op of the batch and return when
	// each has its result; nothing stays in flight. A send never raises
	// SIGPIPE: it fails with EPIPE.
	RecvBatch(ops []Op)
	SendBatch(ops []Op)
}

// ShutdownHow selects the directions that Shutdown ends (shutdown(2)).
type ShutdownHow uint8

// The directions of Shutdown.
const (
	ShutdownRead  ShutdownHow = 0
	ShutdownWrite ShutdownHow = 1
	ShutdownBoth  ShutdownHow = 2
)

// Option is a socket option that takes an integer.
type Option uint8

// The options of SetOption.
const (
	// NoDelay turns Nagle's algorithm off (TCP_NODELAY, 0 or 1).
	NoDelay Option = iota
	// KeepAlive probes a silent peer after the value's seconds (SO_KEEPALIVE,
	// TCP_KEEPIDLE; probes follow every third of it, three in all). 0 is off.
	KeepAlive
	// LingerReset makes Close send a reset and drop unsent data (SO_LINGER
	// with a time of 0; 0 or 1).
	LingerReset
	// ReceiveBuffer and SendBuffer bound the kernel's buffers, in bytes
	// (SO_RCVBUF, SO_SNDBUF).
	ReceiveBuffer
	SendBuffer
)

// Sockets are stream sockets over IP and unix(7).
type Sockets interface {
	// Listen opens, binds and listens (socket(2), bind(2), listen(2)) with
	// SO_REUSEADDR, and IPV6_V6ONLY for an IPv6 address. A unix socket gets
	// the permission bits of mode, if not 0, before it listens, so that nobody
	// can connect in between; an existing file at its path is removed first.
	// Port 0 picks a free port: LocalAddr tells which.
	Listen(addr Addr, backlog int, mode uint32) (FD, Errno)
	// Accept takes one connection (accept4(2)); EAGAIN when none waits.
	Accept(listener FD) (FD, Addr, Errno)
	// Connect starts a connection; OK and EINPROGRESS both return a descriptor
	// that becomes writable when the attempt has ended. ConnectResult then
	// tells how it ended (SO_ERROR).
	Connect(addr Addr) (FD, Errno)
	ConnectResult(fd FD) Errno
	// LocalAddr is getsockname(2).
	LocalAddr(fd FD) (Addr, Errno)
	// SetOption sets one option (setsockopt(2)).
	SetOption(fd FD, option Option, value int) Errno
	// Shutdown ends one or both directions of a connection.
	Shutdown(fd FD, how ShutdownHow) Errno
	// Transfers of the sockets themselves are plain calls that any thread may
	// make; those of a Poller are made the way of its engine.
	Transfers
	// Close closes a descriptor of any kind (close(2)), once: a second time its number
	// may be another's.
	Close(fd FD) Errno
}
