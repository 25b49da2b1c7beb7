package server

import (
	"time"

	"seedis/loop"
)

// shape is what a connection has, as CLIENT LIST tells it: of one that an I/O thread
// has, what main knew when it handed it over. All sizes are in bytes.
type shape struct {
	unread     int // in the query buffer
	unused     int // free there
	arguments  int // of the request that runs, waits or is half received
	firstSize  int32
	firstPeak  int32
	first      int // of replies in the first block
	blocks     int // further ones
	listed     int // in these
	queryPeak  int
	owed       int // replies that are not sent
	protocol   int
	closing    bool   // it is closed when all is sent
	events     string // that are waited for: r, w, or both
	lastActive time.Duration
}

// shape is what is known of the connection. What a thread has got to send is as good
// as sent if it does not take much.
func (c *client) shape() shape {
	if !c.away {
		return c.look()
	}
	known := *c.last
	if c.home.taken.Load() == 0 {
		known.first, known.blocks, known.listed, known.owed = 0, 0, 0, 0
	}
	return known
}

// buffers are the bytes of the connection's blocks, and of those that its thread has.
func (c *client) buffers() int {
	bytes := 0
	if !c.away {
		bytes = c.query.size + c.output.memory()
	}
	if c.home != nil {
		bytes += int(c.home.taken.Load())
	}
	return bytes
}

// look looks at a connection that main has.
func (c *client) look() shape {
	unread, arguments := c.inputShape()
	first, blocks := c.outputShape()
	known := shape{
		unread: unread, arguments: arguments, first: first, blocks: blocks,
		unused: c.query.size - c.query.length, queryPeak: c.query.peak,
		firstSize: c.output.firstSize, firstPeak: c.output.firstPeak, listed: c.output.listed,
		owed: c.owedBytes(), protocol: c.reply.Protocol(),
		closing: c.state&closeAfterReply != 0, events: c.events(), lastActive: c.lastActive,
	}
	if c.home != nil && c.parser.Start() == c.query.length {
		known.unused = 0 // the thread gives the buffer back
	}
	return known
}

// inputShape is what the client sent as Redis counts it, in bytes: what is in
// the query buffer, and the arguments of the request that runs, waits or is
// half received. The latter have left the buffer, but for those of a request
// that runs.
func (c *client) inputShape() (unread, arguments int) {
	s := c.server
	switch {
	case c == s.current:
		return c.query.length, argumentBytes(s.args(s.running()))
	case c.flags&blocked != 0:
		return c.query.length - c.parser.Start() - c.query.aside, c.blocked.arguments
	}
	return c.query.length - c.parser.Position(), c.parser.PartialSize()
}

// outputShape is what is owed as Redis counts it: the bytes in the first block
// and the number of further ones.
func (c *client) outputShape() (first, blocks int) {
	c.settle()
	waiting := c.output.waiting()
	if !c.output.hasFirst {
		return 0, len(waiting)
	}
	return waiting[0].used, len(waiting) - 1
}

// events tell what the client's loop waits for.
func (c *client) events() string {
	if c.home != nil {
		return "r"
	}
	switch c.server.main.loop.Mask(c.fd) & (loop.Readable | loop.Writable) {
	case loop.Readable:
		return "r"
	case loop.Writable:
		return "w"
	case loop.Readable | loop.Writable:
		return "rw"
	}
	return ""
}
