package sim

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// The scenarios of this file are played twice, on the simulated machine and on
// Linux, and must read the same. A line is a side of the connection (c
// connected, s accepted), what it does, and after the colon what comes of it.
// "events" is also where the Linux player waits for what is under way.
var scenarios = map[string]string{
	"half-close": `
		c send abc; c shutdown-write; s events; s receive 10; s receive 10; s receive 10;
		s events; s send x; c events; c receive 10; c receive 10; c send y`,
	"close with unread data": `
		c send abc; s send unread; c events; c close; s events;
		s receive 2; s receive 2; s receive 2; s receive 2; s send x; s send x; s events`,
	"close with unread data, then send": `
		s send unread; c events; c close; s events; s send x; s send x; s receive 1; s receive 1`,
	"clean close, receive": `
		c send abc; c close; s events; s receive 10; s receive 10; s receive 10`,
	"send to a closed peer": `
		c send abc; s events; c close; s events; s send x; s events; s send x;
		s receive 10; s receive 10; s send x; s events`,
	"linger reset": `
		c linger-reset; c send abc; s events; c close; s events; s receive 10; s receive 10; s receive 10; s send x`,
	"shutdown of reading": `
		s shutdown-read; s events; s receive 1; c events; s shutdown-read`,
	"shutdown of own writing": `
		s shutdown-write; s events; s send x; s receive 1; s shutdown-write; s shutdown-both`,
	"both shut": `
		c shutdown-write; s events; s shutdown-write; s events; c events; s receive 1; c receive 1; s send x`,
	"end, then reset": `
		c shutdown-write; s events; s send q; c events; c close; s events;
		s receive 1; s receive 1; s send x; s send x`,
	"pending error": `
		s send unread; c events; c close; s events; s error; s error; s receive 1; s send x`,
	"options": `
		s no-delay 1; s no-delay 0; s keep-alive 0; s keep-alive 300; c no-delay 1; c send abc; s events; s receive 10`,
	"nothing to do": `
		s receive 1; s events; c events; s error; c send ; s receive 1`,
}

// side is one side of a connection, in either world.
type side interface {
	send(p []byte) (int, sys.Errno)
	receive(p []byte) (int, sys.Errno)
	shutdown(how sys.ShutdownHow) sys.Errno
	lingerReset() sys.Errno
	noDelay(on int) sys.Errno
	keepAlive(idle int) sys.Errno // seconds
	pending() sys.Errno
	close() sys.Errno
	events() sys.Ready
}

func TestLikeLinux(t *testing.T) {
	for _, family := range []string{"tcp", "unix"} {
		for name, scenario := range scenarios {
			t.Run(family+"/"+name, func(t *testing.T) {
				var here []string
				simulate(t, Options{}, func(m *Machine) {
					c, s := simulatedPair(m, family)
					here = play(scenario, c, s, nil)
				})
				c, s := linuxPair(t, family)
				there := play(scenario, c, s, here)
				for i := range here {
					if here[i] != there[i] {
						t.Errorf("here   %s\nLinux  %s", here[i], there[i])
					}
				}
			})
		}
	}
}

// play carries a scenario out and returns its transcript. Where expected tells
// of events, it waits some time for those to come.
func play(scenario string, c, s side, expected []string) []string {
	var transcript []string
	for i, line := range strings.Split(scenario, ";") {
		words := append(strings.Fields(line), "")
		who := s
		if words[0] == "c" {
			who = c
		}
		want := ""
		if expected != nil {
			want = expected[i]
		}
		result := ""
		for range 2000 { // times 1 ms, the wait of linuxSide.events
			result = strings.Join(words[:2], " ") + ": " + act(who, words[1], words[2])
			if result == want || want == "" || words[1] != "events" {
				break
			}
		}
		transcript = append(transcript, result)
	}
	return transcript
}

func act(who side, what, with string) string {
	switch what {
	case "no-delay":
		return who.noDelay(number(with)).Error()
	case "keep-alive":
		return who.keepAlive(number(with)).Error()
	case "send":
		n, errno := who.send([]byte(with))
		return fmt.Sprint(n, " ", errno)
	case "receive":
		p := make([]byte, number(with))
		n, errno := who.receive(p)
		return fmt.Sprintf("%q %v", p[:max(n, 0)], errno)
	case "shutdown-read":
		return who.shutdown(sys.ShutdownRead).Error()
	case "shutdown-write":
		return who.shutdown(sys.ShutdownWrite).Error()
	case "shutdown-both":
		return who.shutdown(sys.ShutdownBoth).Error()
	case "linger-reset":
		return who.lingerReset().Error()
	case "error":
		return who.pending().Error()
	case "close":
		return who.close().Error()
	}
	return fmt.Sprintf("%04b", who.events())
}

func number(text string) (n int) {
	fmt.Sscan(text, &n)
	return n
}

// simulatedSide is a side on the machine.
type simulatedSide struct {
	m  *Machine
	fd sys.FD
}

func simulatedPair(m *Machine, family string) (c, s side) {
	addr := address
	if family == "unix" {
		addr = sys.Addr{Path: "/socket"}
	}
	listener, errno := m.Listen(addr, 5, 0)
	must(m, "listen", errno)
	client, _ := m.Connect(addr)
	m.Sleep(1)
	server, _, errno := m.Accept(listener)
	must(m, "accept", errno)
	m.Close(listener)
	return simulatedSide{m, client}, simulatedSide{m, server}
}

func (x simulatedSide) send(p []byte) (int, sys.Errno)         { return send(x.m, x.fd, p) }
func (x simulatedSide) receive(p []byte) (int, sys.Errno)      { return receive(x.m, x.fd, p) }
func (x simulatedSide) shutdown(how sys.ShutdownHow) sys.Errno { return x.m.Shutdown(x.fd, how) }
func (x simulatedSide) lingerReset() sys.Errno                 { return x.m.SetOption(x.fd, sys.LingerReset, 1) }
func (x simulatedSide) noDelay(on int) sys.Errno               { return x.m.SetOption(x.fd, sys.NoDelay, on) }
func (x simulatedSide) keepAlive(idle int) sys.Errno           { return x.m.SetOption(x.fd, sys.KeepAlive, idle) }
func (x simulatedSide) pending() sys.Errno                     { return x.m.ConnectResult(x.fd) }
func (x simulatedSide) close() sys.Errno                       { return x.m.Close(x.fd) }

func (x simulatedSide) events() sys.Ready {
	p, _ := x.m.NewPoller()
	defer p.Close()
	p.Add(x.fd, sys.Readable|sys.Writable, sys.Level, 0)
	var events [1]sys.Event
	p.Wait(events[:], 0)
	return events[0].Ready
}

// linuxSide is a side on the computer that runs the test.
type linuxSide int

func linuxPair(t *testing.T, family string) (c, s side) {
	domain, addr := unix.AF_INET, unix.Sockaddr(&unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	if family == "unix" {
		domain, addr = unix.AF_UNIX, &unix.SockaddrUnix{Name: filepath.Join(t.TempDir(), "s")}
	}
	try := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	listener, err := unix.Socket(domain, unix.SOCK_STREAM, 0)
	try(err)
	defer unix.Close(listener)
	try(unix.Bind(listener, addr))
	try(unix.Listen(listener, 5))
	addr, err = unix.Getsockname(listener)
	try(err)
	client, err := unix.Socket(domain, unix.SOCK_STREAM, 0)
	try(err)
	try(unix.Connect(client, addr))
	server, _, err := unix.Accept(listener)
	try(err)
	for _, fd := range []int{client, server} {
		try(unix.SetNonblock(fd, true))
		t.Cleanup(func() { unix.Close(fd) }) // the second close of some: EBADF
	}
	return linuxSide(client), linuxSide(server)
}

func errnoOf(err error) sys.Errno {
	if err == nil {
		return sys.OK
	}
	return sys.Errno(err.(unix.Errno))
}

func (x linuxSide) send(p []byte) (int, sys.Errno) {
	n, err := unix.SendmsgN(int(x), p, nil, nil, unix.MSG_NOSIGNAL)
	return n, errnoOf(err)
}

func (x linuxSide) receive(p []byte) (int, sys.Errno) {
	n, _, err := unix.Recvfrom(int(x), p, 0)
	return max(n, 0), errnoOf(err)
}

func (x linuxSide) shutdown(how sys.ShutdownHow) sys.Errno {
	return errnoOf(unix.Shutdown(int(x), int(how)))
}

func (x linuxSide) lingerReset() sys.Errno {
	return errnoOf(unix.SetsockoptLinger(int(x), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1}))
}

func (x linuxSide) noDelay(on int) sys.Errno {
	return errnoOf(unix.SetsockoptInt(int(x), unix.IPPROTO_TCP, unix.TCP_NODELAY, on))
}

// keepAlive makes the calls that a server makes (package real).
func (x linuxSide) keepAlive(idle int) sys.Errno {
	err := unix.SetsockoptInt(int(x), unix.SOL_SOCKET, unix.SO_KEEPALIVE, min(idle, 1))
	if err == nil && idle > 0 {
		err = unix.SetsockoptInt(int(x), unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, idle)
	}
	return errnoOf(err)
}

func (x linuxSide) pending() sys.Errno {
	value, err := unix.GetsockoptInt(int(x), unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return errnoOf(err)
	}
	return sys.Errno(value)
}

func (x linuxSide) close() sys.Errno { return errnoOf(unix.Close(int(x))) }

func (x linuxSide) events() sys.Ready {
	epoll, _ := unix.EpollCreate1(0)
	defer unix.Close(epoll)
	want := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLOUT | unix.EPOLLRDHUP}
	unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, int(x), &want)
	var got [1]unix.EpollEvent
	unix.EpollWait(epoll, got[:], 1)
	var ready sys.Ready
	for flags, condition := range map[uint32]sys.Ready{
		unix.EPOLLIN: sys.Readable, unix.EPOLLOUT: sys.Writable,
		unix.EPOLLHUP | unix.EPOLLRDHUP: sys.HangUp, unix.EPOLLERR: sys.Failed,
	} {
		if got[0].Events&flags != 0 {
			ready |= condition
		}
	}
	return ready
}

// Connections that fail do so with Linux's errors and conditions.
func TestRefusedLikeLinux(t *testing.T) {
	linux, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(linux)
	started := errnoOf(unix.Connect(linux, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: 1}))
	if started == sys.ECONNREFUSED {
		t.Skip("this computer refuses at once")
	}
	const scenario = "c events; c error; c events; c receive 1; c send x; c shutdown-both"
	simulate(t, Options{}, func(m *Machine) {
		fd, errno := m.Connect(sys.Addr{IP: netip.MustParseAddrPort("127.0.0.1:1")})
		if errno != started {
			t.Errorf("connect: %v, and %v on Linux", errno, started)
		}
		m.Sleep(1)
		here := play(scenario, simulatedSide{m, fd}, nil, nil)
		there := play(scenario, linuxSide(linux), nil, here)
		for i := range here {
			if here[i] != there[i] {
				t.Errorf("here   %s\nLinux  %s", here[i], there[i])
			}
		}
	})
}
