package kernels

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"seedis/sys"
	"seedis/sys/sim"
)

// judge follows a script with the model and finds answers that no kernel may
// give.
type judge struct {
	connections map[string]*connection // by number
	listeners   map[string]*listener
	pollers     map[string]*polling
	disk        disk
	room        room
	engine      string
	faults      sim.Faults // what may go wrong; see hazards.go
}

// connection is what is known of one: the worlds in which it may be.
type connection struct {
	number   string
	family   string
	listener *listener // that it reaches, or nil
	key      string    // of the port or path that it was sent to
	host     string    // and of the address; see listener
	worlds   []world
	before   []string // those that were in the queue before it for sure
	opened   [2]bool  // whether there is a descriptor of each side
}

// listener is a listening socket. What has one key has the same port: those that
// are open listen at different addresses there. Of a unix socket it is the path
// that it was given, to which another one may lead by now.
type listener struct {
	name    string
	key     string
	host    string // "" for the first address, any or second
	family  string
	backlog int
	open    bool
	linger  bool // LingerReset, which its connections inherit
	watches [pollersMax]watch
}

// polling is what is known of a poller.
type polling struct {
	number int
	open   bool
	woken  bool // for sure
}

func newJudge(engine string, faults sim.Faults) *judge {
	return &judge{
		engine: engine, faults: faults,
		connections: map[string]*connection{}, listeners: map[string]*listener{},
		pollers: map[string]*polling{}, disk: newDisk(faults),
	}
}

// asks tells whether a step is one that a kernel is asked to answer. When the
// port of a client that is gone is free again is not, nor what becomes of a
// connection that is shut down before it is one; and a sleep that nothing ends
// is not worth its time.
func (j *judge) asks(s Step) bool {
	switch s.Verb {
	case "listen-on":
		c := j.connections[connectionOf(s.word(0))]
		return c != nil && c.all((*world).holdsPort)
	case "sleep":
		p := j.pollers[s.On]
		return p != nil && p.woken
	case "send-all", "receive-all":
		return s.separate()
	case "mode", "set-mode":
		return j.disk.isOpen(s.On) || !j.isOpen(s.On)
	case "limit":
		return s.On == "none" || !j.faults.Has(sim.FaultStrangers)
	case "poller":
		return !j.room.limited
	case "close":
		// What is older than the limit may have had a number above it, or not.
		return !j.room.limited || j.room.since[s.On] || j.pollers[s.On] == nil && !j.isOpen(s.On)
	case "accept":
		// Which error comes first is another matter from one Linux to the next.
		return j.listeners[s.On] != nil || !j.room.limited
	case "shutdown":
		if isEnd(s.On) && j.isOpen(s.On) {
			c := j.connections[connectionOf(s.On)]
			return c.all(func(w *world) bool { return !w.sides[client].requestComing })
		}
	}
	return true
}

// separate tells that the parts of a batch have nothing to do with one another, so
// that it does not matter which is carried out first.
func (s Step) separate() bool {
	numbers := map[string]bool{}
	for _, part := range s.parts() {
		if numbers[connectionOf(part.On)] || !isEnd(part.On) {
			return false
		}
		numbers[connectionOf(part.On)] = true
	}
	return true
}

// step judges the answer to a step: nil if it is allowed.
func (j *judge) step(s Step, a Answer) error {
	if a.Skipped {
		return nil
	}
	for i, part := range a.Parts {
		if err := j.step(s.parts()[i], part); err != nil {
			return fmt.Errorf("%v: %w", s, err)
		}
	}
	if j.excuses(s, a) {
		return nil
	}
	wrong, refused := j.room.judge(s, a)
	if wrong == "" && !refused {
		wrong = j.verdict(s, a)
	}
	if wrong == "" {
		return nil
	}
	return fmt.Errorf("%v: %v\n%s", s, a, wrong)
}

// verdict says what is wrong with an answer, if anything.
func (j *judge) verdict(s Step, a Answer) string {
	var wrong string
	switch s.Verb {
	case "send-all", "receive-all", "limit":
		wrong = expect(a, sys.OK)
	case "listen", "listen-again", "listen-on", "listen-beside", "listen-at":
		wrong = j.listen(s, a)
	case "connect":
		wrong = j.connect(s, a)
	case "accept":
		wrong = j.accept(s, a)
	case "send", "receive", "fill", "drain", "shutdown", "option", "result", "address", "close":
		wrong = j.object(s, a)
	case "poller", "add", "modify", "delete", "wait", "doze", "wake", "sleep", "slumber":
		wrong = j.poll(s, a)
	case "open", "read", "write", "sync", "rename", "remove", "sync-directory", "mode", "set-mode":
		wrong = j.disk.step(s, a, j)
	case "clock", "rendezvous":
		wrong = expect(a, sys.OK)
	case "park":
		wrong = parked(s, a)
	default:
		panic("kernels: nobody judges " + s.String())
	}
	return wrong
}

// expect says what is wrong with an answer that can only be one errno.
func expect(a Answer, allowed ...sys.Errno) string {
	if slices.Contains(allowed, a.Errno) && a.N == 0 && a.Name == "" && len(a.Events) == 0 {
		return ""
	}
	return fmt.Sprintf("allowed: %v", allowed)
}

// parked: the time is 0 or over at once; a park may end for no reason.
func parked(s Step, a Answer) string {
	if s.first() != s.number(0) {
		return expect(a, sys.EAGAIN)
	}
	return expect(a, sys.ETIMEDOUT, sys.OK)
}

// listen judges the ways to listen.
func (j *judge) listen(s Step, a Answer) string {
	l := &listener{name: s.On, key: s.On, family: s.word(0), backlog: s.number(1), open: true}
	older := j.listeners[s.word(0)]
	allowed := sys.OK
	switch s.Verb {
	case "listen-again":
		l.key, l.host, l.family = older.key, older.host, older.family
	case "listen-beside":
		l.key, l.host, l.family, l.backlog = older.key, s.word(1), older.family, s.number(2)
	case "listen-at":
		l.key, l.family = s.word(0), "unix"
	case "listen-on":
		allowed = sys.EADDRINUSE
	}
	if j.isInTheWay(l) {
		allowed = sys.EADDRINUSE
	}
	if a.Errno == sys.OK {
		j.name(l)
	}
	return expect(a, allowed)
}

// isInTheWay tells that the address of a listener is taken: all of them at a port
// are no other than each of them. A path is taken from whoever has it.
func (j *judge) isInTheWay(l *listener) bool {
	for _, other := range j.listeners {
		if other.open && other.overIP() && l.overIP() && other.key == l.key &&
			(other.host == l.host || other.host == everywhere || l.host == everywhere) {
			return true
		}
	}
	return false
}

// everywhere is the host of who listens at all addresses.
const everywhere = "any"

func (l *listener) overIP() bool { return l.family != "unix" }

// hears tells whether a connection over IP is for this listener, by its address.
func (l *listener) hears(c *connection) bool {
	return l.overIP() && l.key == c.key && (l.host == c.host || l.host == everywhere)
}

// name gives a listener its address. Requests may have found nobody there.
func (j *judge) name(l *listener) {
	for _, c := range j.connections {
		c.worlds = spread(c.worlds, j.requests(c))
	}
	if !l.overIP() {
		j.disk.names[l.key] = &file{listener: l}
	}
	j.listeners[l.name] = l
}

// at is the listener that a connection reaches by its address.
func (j *judge) at(c *connection) *listener {
	if f := j.disk.names[c.key]; c.family == "unix" {
		if f != nil && f.listener != nil && f.listener.open {
			return f.listener
		}
		return nil
	}
	for _, l := range j.listeners {
		if l.open && l.hears(c) {
			return l
		}
	}
	return nil
}

// queued are the connections that wait at a listener for sure, and those that
// may; other than one.
func (j *judge) queued(l *listener, but *connection) (must, may []*connection) {
	for _, number := range slices.Sorted(maps.Keys(j.connections)) {
		c := j.connections[number]
		if c == but || c.listener != l && !l.hears(c) {
			continue
		}
		inQueue := func(w *world) bool { return c.listener == l && w.sides[server].queued }
		if c.all(inQueue) {
			must = append(must, c)
		}
		if c.any(func(w *world) bool { return inQueue(w) || w.sides[client].requestComing }) {
			may = append(may, c)
		}
	}
	return must, may
}

func (j *judge) connect(s Step, a Answer) string {
	to := j.listeners[s.word(0)]
	c := &connection{number: connectionOf(s.On), family: to.family, key: to.key, host: to.host}
	if c.host == everywhere {
		c.host = ""
	}
	c.listener = j.at(c)
	c.opened[client] = true
	first := newWorld(c.family, hazardsOf(j.faults))
	if c.family != "unix" {
		if c.listener != nil {
			waiting, _ := j.queued(c.listener, c)
			c.before = numbers(waiting)
			j.announce(c.listener)
		}
		c.worlds = only(first)
		j.connections[c.number] = c
		j.mayLose(c.key)
		return expect(a, sys.EINPROGRESS, sys.OK)
	}
	switch {
	case j.disk.names[c.key] == nil:
		return expect(a, sys.ENOENT)
	case c.listener == nil:
		return expect(a, sys.ECONNREFUSED)
	}
	waiting, _ := j.queued(c.listener, c)
	if len(waiting) > c.listener.backlog {
		return expect(a, sys.EAGAIN)
	}
	if a.Errno == sys.OK {
		c.before = numbers(waiting)
		c.worlds = only(first)
		j.connections[c.number] = c
		j.announce(c.listener)
	}
	return expect(a, sys.OK)
}

func numbers(connections []*connection) []string {
	var numbers []string
	for _, c := range connections {
		numbers = append(numbers, c.number)
	}
	return numbers
}

// announce is news of a connection that is in the queue, or will be.
func (j *judge) announce(l *listener) {
	for i := range l.watches {
		if w := &l.watches[i]; w.heeds(sys.Readable) != 0 {
			w.allowed, w.due = true, true
		}
	}
}

// requests are the worlds that follow when the request for a connection
// reaches whoever listens there by now. A request that finds the queue full is
// lost, and repeated later.
func (j *judge) requests(c *connection) func(world) []world {
	return func(w world) []world {
		if !w.sides[client].requestComing {
			return nil
		}
		l := j.at(c)
		if l == nil {
			w.refuse()
			return only(w)
		}
		if waiting, _ := j.queued(l, c); len(waiting) > l.backlog {
			return nil
		}
		c.listener = l
		w.admit()
		w.sides[server].lingerReset = l.linger
		return only(w)
	}
}

// mayWait tells that the request may have found the queue full.
func (j *judge) mayWait(c *connection) bool {
	l := j.at(c)
	if l == nil {
		return false
	}
	_, waiting := j.queued(l, c)
	return len(waiting) > l.backlog
}

// mayLose adds the worlds in which a request has found, or will find, the queue full
// that another one fills: whoever is accepted then, it comes again at its own time.
func (j *judge) mayLose(key string) {
	for _, c := range j.connections {
		if c.key != key || !j.mayWait(c) {
			continue
		}
		c.worlds = spread(c.worlds, func(w world) []world {
			if e := &w.sides[client]; !e.requestComing || e.requestLost {
				return nil
			}
			w.sides[client].requestLost = true
			return only(w)
		})
	}
}

// settled are the worlds of a connection in which all has arrived. Requests come
// first: what else is on its way belongs to connections that are there. One
// that may have been lost is not repeated so soon.
func (j *judge) settled(c *connection) []world {
	lost := j.mayWait(c)
	var all []world
	for _, w := range spread(c.worlds, j.requests(c)) {
		e := &w.sides[client]
		e.requestLost = e.requestComing && (e.requestLost || lost)
		if !e.requestComing || e.requestLost {
			all = append(all, w.settled()...)
		}
	}
	return all
}

// settle lets everything arrive.
func (j *judge) settle() {
	for _, number := range slices.Sorted(maps.Keys(j.connections)) {
		c := j.connections[number]
		c.worlds = spread(j.settled(c), nothing)
	}
	for _, l := range j.listeners {
		must, _ := j.queued(l, nil)
		for i := range l.watches {
			w := &l.watches[i]
			w.owed = w.owed || w.due && len(must) > 0
			w.due = false
		}
	}
}

// stands tells whether the sockets of a player stand as they should when all is
// settled. It leaves the model as it is.
func (j *judge) stands(p *player, at look) bool {
	for _, c := range j.connections {
		stands := func(w world) bool { return c.looks(w, client, p, at) && c.looks(w, server, p, at) }
		if !slices.ContainsFunc(j.settled(c), stands) {
			return false
		}
	}
	for _, l := range j.listeners {
		waiting, _ := j.queued(l, nil)
		if l.open && len(waiting) > 0 && at(p.numbers[l.name]).ready == 0 {
			return false
		}
	}
	return true
}

// looks tells whether one side of a connection can be seen to be in a world.
func (c *connection) looks(w world, side int, p *player, at look) bool {
	if !c.opened[side] {
		return true
	}
	seen := at(p.numbers[c.end(side)])
	must, may := w.ready(side)
	asks := watch{interest: sys.Readable | sys.Writable}
	e := &w.sides[side]
	confirmed := !e.sendShut || e.unconfirmed || e.phase != established || w.unix || seen.unconfirmed == 0
	return seen.ready&^asks.heeds(may) == 0 && asks.heeds(must)&^seen.ready == 0 &&
		seen.arrived >= e.sure-e.seen && confirmed
}

// end is the name of a side.
func (c *connection) end(side int) string { return "cs"[side:side+1] + c.number }

func (c *connection) all(is func(*world) bool) bool {
	return !c.any(func(w *world) bool { return !is(w) })
}

func (c *connection) any(is func(*world) bool) bool {
	for i := range c.worlds {
		if is(&c.worlds[i]) {
			return true
		}
	}
	return false
}

// holdsPort tells that the client's port is in use for sure.
func (w *world) holdsPort() bool {
	e := &w.sides[client]
	return e.owned && e.phase == established && !e.ended && !e.endComing && !e.resetComing && !e.sendShut
}

// become replaces the worlds by those that follow from each, and says what is
// wrong if there are none.
func (j *judge) become(c *connection, follow func(world) []world) string {
	before := spread(c.worlds, j.requests(c))
	var after []world
	for _, w := range before {
		after = append(after, follow(w)...)
	}
	if len(after) > 0 {
		c.worlds = spread(after, nothing)
		return ""
	}
	var text strings.Builder
	fmt.Fprintf(&text, "connection %s can only be:", c.number)
	for _, w := range before {
		fmt.Fprintf(&text, "\n  %v", w)
	}
	return text.String()
}
