package simtest

import (
	"math"
	"strconv"
	"strings"
	"time"

	"seedis/sys"
)

// action is something that a client does. The weights say how often, relative
// to each other.
type action struct {
	weight int
	do     func(*client)
}

var actions = []action{
	{30, (*client).askSome},
	{8, (*client).askOnRecord},
	{6, (*client).askMany},
	{6, (*client).askAndReadSlowly},
	{4, (*client).dribble},
	{10, (*client).transact},
	{6, (*client).pause},
	{4, (*client).scanAll},
	{4, (*client).walkAll},
	{3, (*client).fill},
	{3, (*client).drain},
	{1, (*client).quit},
	{1, (*client).breakProtocol},
	{2, (*client).breakOff},
	{2, (*client).halfClose},
	{2, (*client).kill},
	{2, (*client).askUnheard},
	{1, (*client).pauseAll},
	{1, (*client).pauseWriters},
	{3, (*client).waitForEver},
	{3, (*client).rescue},
	{2, (*client).meet},
	{1, (*client).growTall},
	{1, (*client).shareBlocks},
	{4, (*client).expireMany},
	{4, (*client).freeMany},
	{4, (*client).insertMany},
	{3, (*client).watchTheLast},
	{4, (*client).rewriteConfig},
}

// live is a client's life: it acts until it has sent its share of requests. An
// action is a span of its choices: without them it does not happen.
func (c *client) live() {
	for !c.run.isOver() && c.begins(c.left > 0) {
		c.awaitStart()
		c.act()
		c.ends()
	}
	if c.conn != nil && c.settle() {
		c.hangUp()
	}
}

// startUnit is what the moment counts in at which an action begins: a step takes longer,
// and 31 bits of them are as long as most runs.
const startUnit = 10 * time.Nanosecond

// awaitStart waits until an action is to begin: at once, but a shrinker has it begin
// when it did before others were left out.
func (c *client) awaitStart() {
	at := startUnit * time.Duration(c.machine.Record(c.stream, math.MaxInt32, 0))
	if now := c.machine.Elapsed(); now < at {
		c.machine.Sleep(at - now)
	}
	c.starts = append(c.starts, c.machine.Elapsed())
}

// act does one thing, on a new connection if the last one has ended.
func (c *client) act() {
	c.rest()
	if !c.apart(func() bool { return c.conn != nil || c.connect() }) {
		return
	}
	if c.run.leaving > 0 && c.mayDoze() {
		c.doze()
		return
	}
	if c.apart(func() bool { return c.run.history.askers > 0 && c.oneIn(3) }) {
		c.askOnRecord()
		return
	}
	total := 0
	for _, a := range actions {
		total += a.weight
	}
	drawn := c.below(total)
	for _, a := range actions {
		if drawn < a.weight {
			a.do(c)
			return
		}
		drawn -= a.weight
	}
}

// rest lets time pass, as most clients of most servers do; it is drawn in milliseconds.
func (c *client) rest() {
	if idle := c.run.workload.Idle; idle > 0 {
		c.machine.Sleep(time.Duration(c.below(int(2*idle.Milliseconds())+1)) * time.Millisecond)
	}
}

// requests draws up to n requests, and no more than the client has left.
func (c *client) requests(n int) [][]string {
	n = min(n, c.left)
	c.left -= n
	requests := make([][]string, 0, n)
	for range n {
		requests = append(requests, c.request())
	}
	return requests
}

// ask sends requests and waits for the replies.
func (c *client) ask(requests ...[]string) bool {
	return c.send(pipeline{requests: requests, aside: c.oneIn(6)}) && c.settle()
}

// askSome is what clients mostly do.
func (c *client) askSome() { c.ask(c.requests(c.between(1, 10))...) }

// askMany sends a long pipeline.
func (c *client) askMany() { c.ask(c.requests(c.between(10, 100))...) }

// askAndReadSlowly leaves replies unread for a while, and reads them in bits.
func (c *client) askAndReadSlowly() {
	if !c.send(pipeline{requests: c.requests(c.between(1, 30)), aside: c.oneIn(2)}) {
		return
	}
	c.machine.Sleep(c.duration(100*time.Microsecond, 5*time.Millisecond, 300*time.Millisecond))
	for range c.between(1, 20) {
		if c.session.expected.empty() || c.session.fate != stays {
			break
		}
		if !c.read(c.pick(1000, 100, 10, 1)) {
			return
		}
		c.machine.Sleep(c.duration(10*time.Microsecond, time.Millisecond))
	}
	c.settle()
}

// askUnheard asks for no replies, for a while or once, and then for one: so it
// is known when all is done.
func (c *client) askUnheard() {
	if c.session.transaction != nil {
		return
	}
	draw := func() []string { return unheard[c.below(len(unheard))](c) }
	requests := [][]string{{"CLIENT", "REPLY", c.word("SKIP", "skip")}, draw()}
	if c.oneIn(2) {
		requests = [][]string{{"CLIENT", "REPLY", "OFF"}}
		for range c.between(0, 10) {
			requests = append(requests, draw())
		}
		if c.run.weather.password == "" && c.oneIn(2) {
			requests = append(requests, []string{"RESET"}, []string{"PING"})
		}
		requests = append(requests, []string{"CLIENT", "REPLY", c.word("SKIP", "OFF")}, []string{"CLIENT", "REPLY", "ON"})
	}
	c.left = max(0, c.left-len(requests))
	c.ask(append(requests, []string{"CLIENT", "REPLY", c.word("ON", "LOUD")}, c.stringRequest())...)
}

// pauseAll makes all clients wait, this one among them, or those who write. A
// clock that jumps may end that before the model knows.
func (c *client) pauseAll() {
	if c.run.weather.clockJumps() {
		return
	}
	request := []string{"CLIENT", "PAUSE", c.word("1", "5", "20", "2000", "0", "-1", "x")}
	if c.oneIn(2) {
		request = append(request, c.word("WRITE", "write", "ALL", "NONE"))
	}
	requests := append([][]string{request}, c.requests(c.below(6))...)
	if c.oneIn(2) {
		requests = append(requests, []string{"CLIENT", "UNPAUSE"})
	}
	c.ask(append(requests, c.requests(c.below(6))...)...)
}

// pauseWriters makes all wait who write, longer than anybody may wait after the
// end, and ends that itself: so nothing may come in between.
func (c *client) pauseWriters() {
	w := &c.run.weather
	mayBeClosed := w.breaks() || w.memory.clients > 0 || c.run.model.settings.outputLimit
	if w.clockJumps() || mayBeClosed || c.session.transaction != nil {
		return
	}
	key := c.key()
	c.left = max(0, c.left-6)
	// What is past its time then stays until the end.
	if !c.ask([]string{"PSETEX", key, "1", "v"}, []string{"CLIENT", "PAUSE", "12000", "WRITE"}) {
		return
	}
	c.machine.Sleep(5 * time.Millisecond)
	if !c.ask([]string{"DBSIZE"}, []string{c.word("GET", "TOUCH", "TTL", "STRLEN"), key}, []string{"DBSIZE"}) {
		return
	}
	c.machine.Sleep(c.duration(0, 20*time.Millisecond, 300*time.Millisecond))
	c.ask([]string{"CLIENT", "UNPAUSE"}, []string{"SET", key, "v"})
}

// dribble sends one pipeline in pieces, so that requests come split: of a few
// bytes each, but not too many pieces.
func (c *client) dribble() {
	const pieces = 200
	bytes := c.encode(pipeline{requests: c.requests(c.between(1, 4))})
	least := 1 + len(bytes)/pieces
	for len(bytes) > 0 {
		n := min(len(bytes), least+c.below(c.pick(4, 30, 3000)))
		if _, errno := c.conn.Write(bytes[:n]); errno != sys.OK {
			c.readToEnd()
			return
		}
		bytes = bytes[n:]
		c.machine.Sleep(c.duration(0, 20*time.Microsecond, time.Millisecond))
	}
	c.settle()
}

// transact runs a transaction, at once or step by step, with what it watches
// exposed to the others meanwhile.
func (c *client) transact() {
	steps := [][]string{}
	if !c.oneIn(3) {
		steps = append(steps, append([]string{"WATCH"}, c.keyList(3)...), []string{"GET", c.key()})
	}
	steps = append(steps, []string{"MULTI"})
	steps = append(steps, c.requests(c.between(1, 6))...)
	steps = append(steps, []string{c.word("EXEC", "EXEC", "EXEC", "EXEC", "DISCARD")})
	c.left = max(0, c.left-3)
	if c.oneIn(2) {
		c.ask(steps...)
		return
	}
	for _, step := range steps {
		if !c.ask(step) {
			return
		}
		c.machine.Sleep(c.duration(0, 50*time.Microsecond, 2*time.Millisecond))
	}
}

// pause lets time pass, and keys expire. Where the server ends idle clients, it
// may be too long.
func (c *client) pause() {
	if limit := c.run.weather.timeout; limit > 0 && c.oneIn(4) {
		c.machine.Sleep(time.Duration(limit+2) * time.Second) // the cron comes round once a second
		return
	}
	if c.oneIn(8) {
		c.silence()
		return
	}
	c.machine.Sleep(c.duration(time.Millisecond, 10*time.Millisecond, 100*time.Millisecond, 700*time.Millisecond))
}

// silence is so long that the server gives back what it kept for this client.
// What comes next is the end, at times, and in the middle of a request.
func (c *client) silence() {
	if c.oneIn(2) {
		c.machine.Sleep(c.duration(2500*time.Millisecond, 3*time.Second, 3001*time.Millisecond))
		return
	}
	c.session.parting = true
	if c.oneIn(2) {
		c.conn.Write([]byte("*2\r\n$3\r\nGET\r\n$1000\r\nkey")) // an error is as good as the end
	}
	c.machine.Sleep(c.duration(2500*time.Millisecond, 3*time.Second, 3001*time.Millisecond))
	c.awaitDoze()
	c.hangUp()
}

// awaitDoze waits for a moment, not for long, in which the server is busy. What
// this client does then comes to it together with all that became due
// meanwhile.
func (c *client) awaitDoze() {
	const looks, pause = 100, 10 * time.Millisecond
	c.run.leaving++
	for range looks {
		c.machine.Sleep(pause)
		if c.run.dozing > 0 {
			c.machine.Sleep(5 * pause) // until the server has got to it
			break
		}
	}
	c.run.leaving--
}

// mayDoze tells whether the server will sleep soon, and once: a transaction would
// gather one sleep after the other, and nobody be served during all of them.
func (c *client) mayDoze() bool {
	return c.run.weather.debug && c.run.dozing == 0 && c.session.transaction == nil
}

// doze makes the server sleep longer than its cron does.
func (c *client) doze() {
	c.left = max(0, c.left-1)
	c.run.dozing++
	c.ask([]string{"DEBUG", "SLEEP", "0.2"})
	c.run.dozing--
}

// scanAll goes through a database with SCAN. The model holds the replies
// against the guarantee.
func (c *client) scanAll() {
	options := [][]string{nil, {"COUNT", "1"}, {"COUNT", "100"}, {"MATCH", "key:*"}, {"TYPE", "string", "COUNT", "3"}}[c.below(5)]
	cursor := "0"
	for c.left > 0 {
		c.left--
		if !c.ask(append([]string{"SCAN", cursor}, options...)) {
			return
		}
		if c.session.iteration == nil {
			return
		}
		cursor = c.session.iteration.cursor
		if c.oneIn(4) && !c.ask(c.requests(1)...) {
			return
		}
	}
}

// fill sets many keys at once, so that tables grow.
func (c *client) fill() {
	const perRequest = 50
	requests := [][]string{}
	first := c.below(c.run.weather.bulk)
	for range min(c.left, c.between(1, c.run.weather.bulk/perRequest)) {
		request := []string{"MSET"}
		for range perRequest {
			request = append(request, bulkKey(first%c.run.weather.bulk), c.shortValue())
			first++
		}
		requests = append(requests, request)
		c.left--
	}
	c.ask(requests...)
}

// drain deletes many keys at once, so that tables shrink.
func (c *client) drain() {
	const perRequest = 100
	requests := [][]string{}
	for first := 0; first < c.run.weather.bulk && c.left > 0; first += perRequest {
		request := []string{c.word("DEL", "UNLINK")}
		for i := range perRequest {
			request = append(request, bulkKey(first+i))
		}
		requests = append(requests, request)
		c.left--
	}
	if c.ask(requests...) && c.oneIn(2) {
		c.machine.Sleep(300 * time.Millisecond) // for the cron to see it
	}
}

// quit says goodbye, and perhaps goes on talking.
func (c *client) quit() {
	requests := append(c.requests(c.between(1, 5)), []string{c.word("QUIT", "quit")})
	if !c.send(pipeline{requests: append(requests, c.requests(c.below(4))...), aside: true}) {
		return
	}
	c.settle()
}

// breaches are ways to break the protocol, and the errors they bring.
var breaches = []struct{ bytes, text string }{
	{"*x\r\n", "invalid multibulk length"},
	{"*2147483648\r\n$1\r\n", "invalid multibulk length"},
	{"*1\r\n$x\r\n", "invalid bulk length"},
	{"*2\r\n$3\r\nGET\r\n$-5\r\n", "invalid bulk length"},
	{"*2\r\n$3\r\nGET\r\nkey\r\n", "expected '$', got 'k'"},
	{"SET key \"value\r\n", "unbalanced quotes in request"},
	{"GET 'key'x\r\n", "unbalanced quotes in request"},
}

// tooLong is a line that is not allowed to go on, by what it begins with.
var tooLong = []struct{ bytes, text string }{
	{"GET ", "too big inline request"},
	{"*", "too big mbulk count string"},
	{"*1\r\n$", "too big bulk count string"},
}

// breakProtocol sends what is no request. The server answers, and closes.
func (c *client) breakProtocol() {
	const lineMax = 64 << 10 // bytes that a line may have
	breach := breaches[c.below(len(breaches))]
	if c.run.weather.valueMax > lineMax && c.oneIn(3) {
		breach = tooLong[c.below(len(tooLong))]
		breach.bytes += strings.Repeat("1", lineMax+1)
	}
	if c.oneIn(3) {
		breach.bytes += "GET key\r\n" // nobody reads this
	}
	p := pipeline{requests: c.requests(c.below(5)), tail: breach.bytes, breach: "ERR Protocol error: " + breach.text, aside: true}
	if c.send(p) {
		c.settle()
	}
}

// breakOff resets the connection in the middle of a pipeline.
func (c *client) breakOff() {
	p := pipeline{requests: c.requests(c.between(1, 20))}
	bytes := c.encode(p)
	c.session.parting = true
	c.conn.Write(bytes[:c.below(len(bytes)+1)]) // an error is as good as the reset
	if c.oneIn(2) {
		c.machine.Sleep(c.duration(time.Microsecond, 100*time.Microsecond))
	}
	c.reset()
}

// halfClose ends the stream behind a pipeline, and takes what still comes.
func (c *client) halfClose() {
	c.session.parting = true
	c.lossy = true
	if !c.send(pipeline{requests: c.requests(c.between(1, 30))}) {
		return
	}
	c.conn.CloseWrite()
	c.machine.Sleep(c.duration(0, time.Millisecond, 20*time.Millisecond))
	c.readToEnd()
}

// kill ends another client, or this one.
func (c *client) kill() {
	victim := c.run.clients[c.below(len(c.run.clients))]
	if victim.session == nil {
		return
	}
	c.left = max(0, c.left-1) // a replay may do more
	request := []string{"CLIENT", "KILL", "ID", strconv.FormatUint(victim.session.id, 10)}
	switch {
	case victim == c:
		request = append(request, "SKIPME", "no")
	case c.oneIn(4):
		request = []string{"CLIENT", "KILL", victim.session.peer}
	case c.oneIn(4):
		request = []string{"CLIENT", "KILL", "ADDR", victim.session.peer, "TYPE", "normal"}
	case c.oneIn(8):
		request = []string{"CLIENT", "KILL", "SKIPME", "yes"}
	}
	requests := append(c.requests(c.below(3)), request)
	c.send(pipeline{requests: append(requests, c.requests(c.below(3))...), aside: true})
	if c.conn != nil {
		c.settle()
	}
}

// unheard draw requests that change no more than keys.
var unheard = []func(*client) []string{
	(*client).stringRequest, (*client).counterRequest, (*client).rangeRequest, (*client).bitRequest,
	(*client).expiryRequest, (*client).wrongRequest, (*client).waitingRequest,
}
