package commands

import (
	"math"

	"seedis/resp"
	"seedis/store"
)

// objectEncoding is OBJECT ENCODING key.
func objectEncoding(c *Call) {
	if e, ok := c.object(); ok {
		c.Reply.BulkString(e.Encoding().String())
	}
}

// objectFreq is OBJECT FREQ key: the counter of its uses.
func objectFreq(c *Call) {
	e, ok := c.object()
	switch {
	case !ok:
	case !c.Keyspace.Tracking().Frequency:
		c.Reply.Error(resp.ErrNoFrequency)
	default:
		c.Reply.Int(e.Frequency())
	}
}

// objectIdleTime is OBJECT IDLETIME key: the seconds since it was used.
func objectIdleTime(c *Call) {
	e, ok := c.object()
	switch {
	case !ok:
	case c.Keyspace.Tracking().Frequency:
		c.Reply.Error(resp.ErrNoIdleTime)
	default:
		c.Reply.Int(e.IdleSeconds())
	}
}

// sharedIntegers is how many integers, from 0 on, Redis keeps one object of each
// for (OBJ_SHARED_INTEGERS); such an object tells no true number of references
// (OBJ_SHARED_REFCOUNT).
const (
	sharedIntegers   = 10_000
	sharedReferences = math.MaxInt32
)

// objectRefCount is OBJECT REFCOUNT key.
func objectRefCount(c *Call) {
	if e, ok := c.object(); ok {
		c.Reply.Int(c.References(e))
	}
}

// References is how many references to a value there are. Here every key has a
// value of its own, and a small integer is told as Redis tells one that is
// shared. Redis has one that COPY made for itself, which is told as shared here.
func (c *Call) References(e store.Entry) int64 {
	if c.SharedIntegers && e.Encoding() == store.Int {
		if n, _ := e.Int(); n >= 0 && n < sharedIntegers {
			return sharedReferences
		}
	}
	return 1
}

// object looks up the key that an OBJECT is about. To look at how a value is
// kept is no use of it. If there is none, null is the reply.
func (c *Call) object() (e store.Entry, ok bool) {
	e = c.peek(c.Key(2))
	if !e.Exists() {
		c.Reply.Null()
	}
	return e, e.Exists()
}
