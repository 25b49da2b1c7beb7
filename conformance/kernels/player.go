package kernels

import (
	"fmt"
	"maps"
	"net/netip"
	"path/filepath"
	"slices"
	"time"

	"seedis/sys"
	"seedis/sys/sim"
)

// player carries steps out on a kernel, and knows what their names stand for
// there.
type player struct {
	*ground
	numbers map[string]sys.FD // the last descriptor of each listener, end and file
	open    map[string]bool   // which of those are open
	made    int               // descriptors and pollers made so far
	closed  map[string]int    // made, when the descriptor was closed
	pollers map[string]sys.Poller
	polling map[string]bool // which pollers are open
	watched map[uint64]watchName
	tokens  uint64

	addresses map[string]sys.Addr // of listeners, and of clients
	holders   map[string]string   // the listener that a path leads to
	waiting   map[string][]string // clients of a unix listener, unaccepted
	sent      map[string]int      // bytes that an end has sent
	files     map[string]bool     // paths that may exist
	limit     uint64              // of descriptors, before the script; 0 if it is that still
	monotonic time.Duration       // the last readings
	cycles    uint64
}

func newPlayer(g *ground) *player {
	return &player{
		ground: g, numbers: map[string]sys.FD{}, open: map[string]bool{}, closed: map[string]int{},
		pollers: map[string]sys.Poller{}, polling: map[string]bool{}, watched: map[uint64]watchName{},
		addresses: map[string]sys.Addr{}, holders: map[string]string{},
		waiting: map[string][]string{}, sent: map[string]int{}, files: map[string]bool{},
	}
}

// actions are the verbs but for settle.
var actions = map[string]func(p *player, s Step) Answer{
	"listen": (*player).listen, "listen-again": (*player).listenAgain, "listen-on": (*player).listenOn,
	"listen-beside": (*player).listenBeside, "listen-at": (*player).listenAtName,
	"connect": (*player).connect, "accept": (*player).accept,
	"send-all": (*player).sendAll, "receive-all": (*player).receiveAll,
	"send": (*player).send, "receive": (*player).receive, "fill": (*player).fill, "drain": (*player).drain,
	"shutdown": (*player).shutdown, "option": (*player).option, "result": (*player).result,
	"address": (*player).address, "close": (*player).close,
	"poller": (*player).poller, "add": (*player).add, "modify": (*player).modify, "delete": (*player).delete,
	"wait": (*player).wait, "doze": (*player).doze, "wake": (*player).wake, "sleep": (*player).sleep,
	"slumber": (*player).slumber, "rendezvous": (*player).rendezvous,
	"open": (*player).openFile, "read": (*player).read, "write": (*player).write, "sync": (*player).sync,
	"sync-directory": (*player).syncDirectory, "rename": (*player).rename, "remove": (*player).remove,
	"mode": (*player).mode, "set-mode": (*player).setMode,
	"clock": (*player).clock, "park": (*player).park, "limit": (*player).limitDescriptors,
}

// play carries out one step.
func (p *player) play(s Step) Answer {
	action, known := actions[s.Verb]
	if !known {
		panic("kernels: no such verb: " + s.String())
	}
	return action(p, s)
}

// end closes all that is open and removes all names.
func (p *player) end() {
	p.unlimited()
	for _, name := range slices.Sorted(maps.Keys(p.open)) {
		if p.open[name] {
			p.kernel.Close(p.numbers[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.pollers)) {
		if p.polling[name] {
			p.pollers[name].Close()
		}
	}
	for _, path := range slices.Sorted(maps.Keys(p.files)) {
		p.kernel.Remove(path)
	}
}

// number is the descriptor behind a name. That of a closed one is used as long
// as nothing else can have got it.
func (p *player) number(name string) sys.FD {
	unclaimed := p.closed[name] == p.made && !p.faults.Has(sim.FaultStrangers)
	if fd, known := p.numbers[name]; known && (p.open[name] || unclaimed) {
		return fd
	}
	return sys.NoFD
}

// opened notes the outcome of a call that makes a descriptor. The descriptor
// must be a new one.
func (p *player) opened(name string, fd sys.FD, errno sys.Errno) Answer {
	if errno != sys.OK && errno != sys.EINPROGRESS {
		if fd != sys.NoFD {
			return Answer{Errno: errno, Name: fmt.Sprint("descriptor ", fd)}
		}
		return Answer{Errno: errno}
	}
	for other, number := range p.numbers {
		if number == fd && p.open[other] {
			return Answer{Errno: errno, Name: "the descriptor of " + other}
		}
	}
	p.numbers[name], p.open[name] = fd, true
	p.made++
	return Answer{Errno: errno}
}

// used tells that a name has been given already.
func (p *player) used(name string) bool {
	_, used := p.numbers[name]
	return used
}

var skipped = Answer{Skipped: true}

func (p *player) path(name string) string {
	path := filepath.Join("/", p.directory, name)
	p.files[path] = true
	return path
}

func (p *player) listen(s Step) Answer {
	addr := sys.Addr{IP: netip.MustParseAddrPort("127.0.0.1:0")}
	switch s.word(0) {
	case "tcp6":
		addr = sys.Addr{IP: netip.MustParseAddrPort("[::1]:0")}
	case "unix":
		addr = sys.Addr{Path: p.path(s.On)}
	}
	return p.listenAt(s.On, addr, s.number(1))
}

func (p *player) listenAgain(s Step) Answer {
	addr, known := p.addresses[s.word(0)]
	if !known {
		return skipped
	}
	return p.listenAt(s.On, addr, s.number(1))
}

func (p *player) listenOn(s Step) Answer {
	addr := p.addresses[s.word(0)]
	if !addr.IP.IsValid() {
		return skipped
	}
	return p.listenAt(s.On, addr, s.number(1))
}

// others are the addresses beside those that listeners have at first.
var others = map[string]string{
	"any 127.0.0.1": "0.0.0.0", "any ::1": "::", "second 127.0.0.1": "127.0.0.2",
}

func (p *player) listenBeside(s Step) Answer {
	port := p.addresses[s.word(0)].IP
	address, known := others[s.word(1)+" "+port.Addr().String()]
	if !known {
		return skipped
	}
	addr := sys.Addr{IP: netip.AddrPortFrom(netip.MustParseAddr(address), port.Port())}
	return p.listenAt(s.On, addr, s.number(2))
}

func (p *player) listenAtName(s Step) Answer {
	return p.listenAt(s.On, sys.Addr{Path: p.path(s.word(0))}, s.number(1))
}

func (p *player) listenAt(name string, addr sys.Addr, backlog int) Answer {
	if p.used(name) {
		return skipped
	}
	fd, errno := p.kernel.Listen(addr, backlog, 0)
	answer := p.opened(name, fd, errno)
	if errno != sys.OK || answer.Name != "" {
		return answer
	}
	bound, errno := p.kernel.LocalAddr(fd)
	if errno != sys.OK || bound.Path != addr.Path || bound.IP.Addr() != addr.IP.Addr() {
		return Answer{Errno: errno, Name: "bound to " + bound.String()}
	}
	p.addresses[name] = bound
	if bound.Path != "" {
		p.holders[bound.Path] = name
	}
	return answer
}

func (p *player) connect(s Step) Answer {
	addr, known := p.addresses[s.word(0)]
	if !known || p.used(s.On) {
		return skipped
	}
	fd, errno := p.kernel.Connect(addr)
	answer := p.opened(s.On, fd, errno)
	if !p.open[s.On] || answer.Name != "" {
		return answer
	}
	if addr.Path != "" {
		holder := p.holders[addr.Path]
		p.waiting[holder] = append(p.waiting[holder], s.On)
	} else if local, errno := p.kernel.LocalAddr(fd); errno == sys.OK {
		p.addresses[s.On] = local
	}
	return answer
}

// accept finds out whom it has accepted by the peer's address; on a unix socket
// peers have none, and come in order.
func (p *player) accept(s Step) Answer {
	fd, remote, errno := p.kernel.Accept(p.number(s.On))
	if errno == sys.ECONNABORTED && len(p.waiting[s.On]) > 0 {
		p.waiting[s.On] = p.waiting[s.On][1:] // the first of them is gone
	}
	if errno != sys.OK {
		return p.opened("", fd, errno)
	}
	client := "c?"
	if waiting := p.waiting[s.On]; len(waiting) > 0 && remote == (sys.Addr{}) {
		client, p.waiting[s.On] = waiting[0], waiting[1:]
	}
	for name, addr := range p.addresses {
		if isEnd(name) && addr == remote && !p.used(peerOf(name)) {
			client = name
		}
	}
	answer := p.opened(peerOf(client), fd, errno)
	if answer.Name == "" {
		answer.Name = peerOf(client)
	}
	return answer
}

func (p *player) shutdown(s Step) Answer {
	how := map[string]sys.ShutdownHow{
		"read": sys.ShutdownRead, "write": sys.ShutdownWrite, "both": sys.ShutdownBoth,
	}[s.word(0)]
	return Answer{Errno: p.kernel.Shutdown(p.number(s.On), how)}
}

func (p *player) option(s Step) Answer {
	option := map[string]sys.Option{
		"no-delay": sys.NoDelay, "keep-alive": sys.KeepAlive, "linger-reset": sys.LingerReset,
		"receive-buffer": sys.ReceiveBuffer, "send-buffer": sys.SendBuffer,
	}[s.word(0)]
	return Answer{Errno: p.kernel.SetOption(p.number(s.On), option, s.number(1))}
}

func (p *player) result(s Step) Answer {
	return Answer{Errno: p.kernel.ConnectResult(p.number(s.On))}
}

// address gives the family of an end's address, and whether it is the one that
// it should be: a listener's, or that by which others know it.
func (p *player) address(s Step) Answer {
	addr, errno := p.kernel.LocalAddr(p.number(s.On))
	switch known, is := p.addresses[s.On]; {
	case errno != sys.OK:
		return Answer{Errno: errno}
	case is && known != addr:
		return Answer{Name: "not the one it had"}
	case addr == sys.Addr{}:
		return Answer{Name: "none"}
	case addr.Path != "":
		return Answer{Name: "a path"}
	}
	return Answer{Name: addr.IP.Addr().String()}
}

func (p *player) close(s Step) Answer {
	if p.pollers[s.On] != nil {
		return p.closePoller(s.On)
	}
	errno := p.kernel.Close(p.number(s.On))
	if p.open[s.On] {
		p.open[s.On], p.closed[s.On] = false, p.made
		p.forget(func(name watchName) bool { return name.object == s.On })
	}
	delete(p.waiting, s.On)
	return Answer{Errno: errno}
}
