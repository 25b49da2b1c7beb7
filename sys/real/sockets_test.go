//go:build linux

package real

import (
	"bytes"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

func TestConversationOverEveryFamily(t *testing.T) {
	for name, addr := range loopback(t) {
		t.Run(name, func(t *testing.T) {
			k := newKernel(t)
			client, server := pair(t, k, addr)

			ops := transferOp(server, make([]byte, 16))
			k.RecvBatch(ops)
			want(t, ops[0].Errno, sys.EAGAIN)

			sendAll(t, k, client, "PING")
			awaitReady(t, k, server, sys.Readable)
			k.RecvBatch(ops)
			mustOK(t, ops[0].Errno)
			if got := string(ops[0].Bufs[0][:ops[0].N]); got != "PING" {
				t.Fatalf("received %q", got)
			}

			mustOK(t, k.Shutdown(client, sys.ShutdownWrite))
			awaitReady(t, k, server, sys.Readable)
			k.RecvBatch(ops)
			if ops[0].N != 0 || ops[0].Errno != sys.OK {
				t.Fatalf("the end of the stream gave %d, %v", ops[0].N, ops[0].Errno)
			}
			sendAll(t, k, server, "the other direction still works")
		})
	}
}

func TestAddressesOfBothEnds(t *testing.T) {
	for name, addr := range loopback(t) {
		t.Run(name, func(t *testing.T) {
			k := newKernel(t)
			listener, bound := listen(t, k, addr)
			if addr.IP.IsValid() && (bound.IP.Addr() != addr.IP.Addr() || bound.IP.Port() == 0) {
				t.Fatalf("bound to %v, asked for %v", bound, addr)
			}
			if bound.Path != addr.Path {
				t.Fatalf("bound to %q, asked for %q", bound.Path, addr.Path)
			}
			client, errno := k.Connect(bound)
			if errno != sys.OK {
				want(t, errno, sys.EINPROGRESS)
			}
			defer k.Close(client)
			awaitReady(t, k, listener, sys.Readable)
			server, peer, errno := k.Accept(listener)
			mustOK(t, errno)
			defer k.Close(server)
			local, errno := k.LocalAddr(client)
			mustOK(t, errno)
			if peer != local {
				t.Fatalf("the peer is %v, its own name %v", peer, local)
			}
			if name == "unix" && peer != (sys.Addr{}) {
				t.Fatalf("an unnamed peer is called %v", peer)
			}
		})
	}
}

func TestDescriptorsDoNotBlockAndCloseOnExec(t *testing.T) {
	k := newKernel(t)
	listener, _ := listen(t, k, tcp())
	client, server := pair(t, k, tcp())
	file, errno := k.Open("/dev/null", sys.OpenRead, 0)
	mustOK(t, errno)
	defer k.Close(file)
	for _, fd := range []sys.FD{listener, client, server, file} {
		status, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
		if err != nil || status&unix.O_NONBLOCK == 0 {
			t.Errorf("descriptor %d blocks: %#x, %v", fd, status, err)
		}
		flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
		if err != nil || flags&unix.FD_CLOEXEC == 0 {
			t.Errorf("descriptor %d survives exec: %#x, %v", fd, flags, err)
		}
	}
}

func TestAcceptWithNobodyWaiting(t *testing.T) {
	k := newKernel(t)
	listener, _ := listen(t, k, tcp())
	fd, _, errno := k.Accept(listener)
	want(t, errno, sys.EAGAIN)
	if fd != sys.NoFD {
		t.Errorf("got descriptor %d", fd)
	}
}

func TestSendAfterTheStreamEndedRaisesNoSignal(t *testing.T) {
	arrivals := make(chan os.Signal, 4)
	signal.Notify(arrivals, unix.SIGPIPE, unix.SIGWINCH)
	defer signal.Stop(arrivals)
	for name, addr := range loopback(t) {
		t.Run(name, func(t *testing.T) {
			k := newKernel(t)
			client, _ := pair(t, k, addr)
			mustOK(t, k.Shutdown(client, sys.ShutdownWrite))
			one := transferOp(client, []byte("late"))
			k.SendBatch(one)
			want(t, one[0].Errno, sys.EPIPE)
			several := transferOp(client, []byte("too"), []byte("late"))
			k.SendBatch(several)
			want(t, several[0].Errno, sys.EPIPE)
		})
	}
	// A signal sent now arrives after one that the sends had raised.
	if err := unix.Kill(unix.Getpid(), unix.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	if first := <-arrivals; first != unix.SIGWINCH {
		t.Errorf("a send raised %v", first)
	}
}

func TestLingerResetIsSeenByThePeer(t *testing.T) {
	k := newKernel(t)
	listener, bound := listen(t, k, tcp())
	client, _ := k.Connect(bound)
	awaitReady(t, k, listener, sys.Readable)
	server, _, errno := k.Accept(listener)
	mustOK(t, errno)
	defer k.Close(server)
	mustOK(t, k.SetOption(client, sys.LingerReset, 1))
	mustOK(t, k.Close(client))

	ready := awaitReady(t, k, server, sys.Readable)
	if all := sys.Readable | sys.HangUp | sys.Failed; ready != all {
		t.Errorf("a reset is reported as %b, want %b", ready, all)
	}
	ops := transferOp(server, make([]byte, 16))
	k.RecvBatch(ops)
	want(t, ops[0].Errno, sys.ECONNRESET)
}

// Short sends: the sum of what the sender was told is what the peer receives.
func TestSendsUntilTheBuffersAreFull(t *testing.T) {
	k := newKernel(t)
	client, server := pair(t, k, tcp())
	mustOK(t, k.SetOption(client, sys.SendBuffer, 16<<10))
	payload := bytes.Repeat([]byte("0123456789abcdef"), 64<<10)
	sent, short := 0, false
	ops := transferOp(client, nil)
	for ops[0].Errno == sys.OK {
		ops[0].Bufs[0] = payload[sent%16:]
		k.SendBatch(ops)
		sent += ops[0].N
		short = short || ops[0].Errno == sys.OK && ops[0].N < len(ops[0].Bufs[0])
	}
	want(t, ops[0].Errno, sys.EAGAIN)
	if !short || ops[0].N != 0 {
		t.Errorf("short send seen: %v; bytes moved by the failed send: %d", short, ops[0].N)
	}
	mustOK(t, k.Shutdown(client, sys.ShutdownWrite))
	received := receiveAll(t, k, server)
	if len(received) != sent || !bytes.Equal(received, bytes.Repeat(payload[:16], sent/16+1)[:sent]) {
		t.Fatalf("received %d bytes of %d sent, or other ones", len(received), sent)
	}
}

// receiveAll reads to the end of the stream, into several uneven buffers.
func receiveAll(t *testing.T, k *Kernel, fd sys.FD) []byte {
	t.Helper()
	var all []byte
	for {
		ops := transferOp(fd, make([]byte, 1000), make([]byte, 10), make([]byte, 3000))
		k.RecvBatch(ops)
		switch {
		case ops[0].Errno == sys.EAGAIN:
			awaitReady(t, k, fd, sys.Readable)
		case ops[0].Errno != sys.OK:
			t.Fatal(ops[0].Errno)
		case ops[0].N == 0:
			return all
		}
		joined := bytes.Join(ops[0].Bufs[:3], nil)
		all = append(all, joined[:ops[0].N]...)
	}
}

func TestOneBatchServesSeveralSocketsWithTheirOwnResults(t *testing.T) {
	k := newKernel(t)
	client, server := pair(t, k, tcp())
	quiet, _ := pair(t, k, tcp())
	ops := append(transferOp(client, []byte("a"), nil, []byte("bc"), []byte("def")),
		transferOp(sys.NoFD, []byte("x"))...)
	k.SendBatch(ops)
	if ops[0].N != 6 || ops[0].Errno != sys.OK || ops[1].Errno != sys.EBADF {
		t.Fatalf("sent %d, %v and %v", ops[0].N, ops[0].Errno, ops[1].Errno)
	}
	awaitReady(t, k, server, sys.Readable)
	ops = append(transferOp(quiet, make([]byte, 4)), transferOp(server, make([]byte, 4), make([]byte, 4))...)
	k.RecvBatch(ops)
	if ops[0].Errno != sys.EAGAIN || ops[1].Errno != sys.OK || ops[1].N != 6 {
		t.Fatalf("received %+v", ops)
	}
	if got := string(ops[1].Bufs[0]) + string(ops[1].Bufs[1][:2]); got != "abcdef" {
		t.Fatalf("received %q", got)
	}
}

func TestReceiveWithoutRoomIsRefused(t *testing.T) {
	k := newKernel(t)
	for _, ops := range [][]sys.Op{transferOp(0, nil), transferOp(0), transferOp(0, nil, []byte{})} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a receive into nothing went through")
				}
			}()
			k.RecvBatch(ops)
		}()
	}
}

func TestSendOfNothingMovesNothing(t *testing.T) {
	k := newKernel(t)
	client, server := pair(t, k, tcp())
	for _, ops := range [][]sys.Op{transferOp(client, nil), transferOp(client), transferOp(client, nil, []byte{})} {
		k.SendBatch(ops)
		if ops[0].N != 0 || ops[0].Errno != sys.OK {
			t.Errorf("moved %d, %v", ops[0].N, ops[0].Errno)
		}
	}
	ops := transferOp(server, make([]byte, 1))
	k.RecvBatch(ops)
	want(t, ops[0].Errno, sys.EAGAIN)
}

func TestConnectToNobodyIsRefused(t *testing.T) {
	k := newKernel(t)
	listener, errno := k.Listen(tcp(), 1, 0)
	mustOK(t, errno)
	bound, errno := k.LocalAddr(listener)
	mustOK(t, errno)
	mustOK(t, k.Close(listener))
	client, errno := k.Connect(bound)
	want(t, errno, sys.EINPROGRESS)
	defer k.Close(client)
	awaitReady(t, k, client, sys.Writable)
	want(t, k.ConnectResult(client), sys.ECONNREFUSED)
}

func TestListenReplacesTheSocketFileAndSetsItsMode(t *testing.T) {
	k := newKernel(t)
	path := filepath.Join(t.TempDir(), "s")
	if err := os.WriteFile(path, []byte("left over"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []uint32{0o700, 0o777, 0o600} {
		listener, errno := k.Listen(sys.Addr{Path: path}, 1, mode)
		mustOK(t, errno)
		info, err := os.Stat(path)
		if err != nil || info.Mode() != os.ModeSocket|os.FileMode(mode) {
			t.Errorf("asked for %o, got %v, %v", mode, info.Mode(), err)
		}
		mustOK(t, k.Close(listener))
	}
}

func TestAPathWithAnAtSignIsAPath(t *testing.T) {
	t.Chdir(t.TempDir())
	k := newKernel(t)
	listen(t, k, sys.Addr{Path: "@s"})
	if _, err := os.Stat("@s"); err != nil {
		t.Error(err)
	}
}

// The same port serves both families, which is what IPV6_V6ONLY is for, and a
// port with connections left over is bound again, thanks to SO_REUSEADDR.
func TestListenOptions(t *testing.T) {
	k := newKernel(t)
	first, bound := listen(t, k, sys.Addr{IP: netip.MustParseAddrPort("0.0.0.0:0")})
	six := netip.AddrPortFrom(netip.IPv6Unspecified(), bound.IP.Port())
	listen(t, k, sys.Addr{IP: six})
	for option, wanted := range map[int]int{unix.SO_REUSEADDR: 1, unix.SO_ACCEPTCONN: 1} {
		got, err := unix.GetsockoptInt(int(first), unix.SOL_SOCKET, option)
		if err != nil || got != wanted {
			t.Errorf("option %d is %d, %v", option, got, err)
		}
	}
}

func TestListenAndConnectErrors(t *testing.T) {
	k := newKernel(t)
	_, taken := listen(t, k, tcp())
	directory := t.TempDir()
	cases := map[string]struct {
		addr            sys.Addr
		listen, connect sys.Errno
	}{
		"port taken":       {taken, sys.EADDRINUSE, sys.EINPROGRESS},
		"foreign address":  {sys.Addr{IP: netip.MustParseAddrPort("192.0.2.1:0")}, sys.EADDRNOTAVAIL, sys.OK},
		"no path":          {sys.Addr{}, sys.EINVAL, sys.EINVAL},
		"path too long":    {sys.Addr{Path: "/tmp/" + strings.Repeat("x", 200)}, sys.EINVAL, sys.EINVAL},
		"missing parent":   {sys.Addr{Path: directory + "/none/s"}, sys.ENOENT, sys.ENOENT},
		"directory":        {sys.Addr{Path: directory}, sys.EISDIR, sys.ECONNREFUSED},
		"no such zone":     {sys.Addr{IP: netip.MustParseAddrPort("[fe80::1%nowhere]:0")}, 19, 19},
		"zone by its name": {sys.Addr{IP: netip.MustParseAddrPort("[::1%lo]:0")}, sys.OK, sys.OK},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fd, errno := k.Listen(c.addr, 1, 0)
			want(t, errno, c.listen)
			if (fd == sys.NoFD) != (errno != sys.OK) {
				t.Errorf("descriptor %d with %v", fd, errno)
			}
			k.Close(fd)
			if c.connect == sys.OK {
				return // whether it connects depends on the machine's routes
			}
			fd, errno = k.Connect(c.addr)
			want(t, errno, c.connect)
			k.Close(fd)
		})
	}
}

func TestConnectToAFullUnixBacklogFails(t *testing.T) {
	k := newKernel(t)
	path := sys.Addr{Path: filepath.Join(t.TempDir(), "s")}
	listener, errno := k.Listen(path, 0, 0)
	mustOK(t, errno)
	defer k.Close(listener)
	for range 16 {
		fd, errno := k.Connect(path)
		if errno == sys.EAGAIN && fd == sys.NoFD {
			return
		}
		mustOK(t, errno)
		defer k.Close(fd)
	}
	t.Fatal("a backlog of 0 holds 16 connections")
}

func TestOptionsReachTheSocket(t *testing.T) {
	k := newKernel(t)
	client, _ := pair(t, k, tcp())
	mustOK(t, k.SetOption(client, sys.NoDelay, 1))
	mustOK(t, k.SetOption(client, sys.KeepAlive, 300))
	mustOK(t, k.SetOption(client, sys.ReceiveBuffer, 8192))
	mustOK(t, k.SetOption(client, sys.SendBuffer, 8192))
	cases := []struct{ level, option, wanted int }{
		{unix.IPPROTO_TCP, unix.TCP_NODELAY, 1},
		{unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
		{unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 300},
		{unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 100},
		{unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 3},
		{unix.SOL_SOCKET, unix.SO_RCVBUF, 2 * 8192}, // socket(7): the kernel doubles it
		{unix.SOL_SOCKET, unix.SO_SNDBUF, 2 * 8192},
	}
	for _, c := range cases {
		if got, err := unix.GetsockoptInt(int(client), c.level, c.option); err != nil || got != c.wanted {
			t.Errorf("option %d of level %d is %d, %v; want %d", c.option, c.level, got, err, c.wanted)
		}
	}
	mustOK(t, k.SetOption(client, sys.KeepAlive, 1))
	mustOK(t, k.SetOption(client, sys.KeepAlive, 0))
	if got, _ := unix.GetsockoptInt(int(client), unix.SOL_SOCKET, unix.SO_KEEPALIVE); got != 0 {
		t.Error("keep-alive stayed on")
	}
}

func TestOptionsOfTCPFailOnUnixSockets(t *testing.T) {
	k := newKernel(t)
	client, _ := pair(t, k, loopback(t)["unix"])
	want(t, k.SetOption(client, sys.NoDelay, 1), sys.EOPNOTSUPP)
	want(t, k.SetOption(client, sys.KeepAlive, 300), sys.EOPNOTSUPP)
}

func TestCloseOfNothing(t *testing.T) {
	want(t, newKernel(t).Close(sys.NoFD), sys.EBADF)
}

func TestTransfersAllocateNothing(t *testing.T) {
	k := newKernel(t)
	// Over a unix socket the bytes have arrived when the send returns.
	client, server := pair(t, k, loopback(t)["unix"])
	one, several := transferOp(client, []byte("PING")), transferOp(client, []byte("PI"), []byte("NG"))
	into, scattered := transferOp(server, make([]byte, 16)), transferOp(server, make([]byte, 1), make([]byte, 16))
	allocations := testing.AllocsPerRun(100, func() {
		k.SendBatch(one)
		k.RecvBatch(into)
		k.SendBatch(several)
		k.RecvBatch(scattered)
	})
	if allocations != 0 {
		t.Errorf("%v allocations in four batches", allocations)
	}
	if one[0].N != 4 || into[0].N != 4 || several[0].N != 4 || scattered[0].N != 4 {
		t.Errorf("moved %d, %d, %d, %d bytes", one[0].N, into[0].N, several[0].N, scattered[0].N)
	}
}
