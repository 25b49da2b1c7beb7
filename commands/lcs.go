package commands

import (
	"seedis/resp"
	"seedis/store"
)

// lcsOptions are the words behind LCS's keys.
type lcsOptions struct {
	length   bool  // LEN: how long it is
	indexes  bool  // IDX: where it is, and how long
	shortest int64 // MINMATCHLEN: runs of IDX below that are left out
	lengths  bool  // WITHMATCHLEN: runs of IDX tell their length
}

// lcs is LCS key1 key2 [LEN] [IDX] [MINMATCHLEN length] [WITHMATCHLEN]. A key
// that does not exist is an empty string.
func lcs(c *Call) {
	first, second := c.read(c.Key(1)), c.read(c.Key(2))
	if !isString(first) || !isString(second) {
		c.Reply.Error(resp.ErrLCSNoStrings)
		return
	}
	var options lcsOptions
	if !options.parse(c) {
		return
	}
	var a, b []byte
	var digits [store.Digits]byte
	if first.Exists() {
		a = first.Text(&c.digits)
	}
	if second.Exists() {
		b = second.Text(&digits)
	}
	if !c.mayCompare(len(a), len(b)) {
		return
	}
	c.compare(a, b, &options)
}

// isString tells whether an entry is a string, or does not exist.
func isString(e store.Entry) bool { return !e.Exists() || e.Type() == store.String }

// lcsRoom is how many words of a table find place on the stack: enough for two
// strings of some 100 bytes.
const lcsRoom = 512

// compare replies with what two strings have in common. A table that is too
// large for the stack is a block of the heap, which ends with the command.
func (c *Call) compare(a, b []byte, options *lcsOptions) {
	table := newLCSTable(a, b, !options.length)
	var room [lcsRoom]uint64
	if needed := table.words(); needed <= lcsRoom {
		table = table.filled(room[:needed])
	} else {
		block := c.Heap.AllocZeroed(8 * needed)
		defer c.Heap.Free(block)
		table = table.filled(c.Heap.Words(block, needed))
	}
	switch {
	case options.length:
		c.Reply.Int(int64(table.length))
	case options.indexes:
		c.replyRuns(&table, options)
	default:
		c.replyCommon(&table)
	}
}

// parse reads the options; an error is the reply.
func (o *lcsOptions) parse(c *Call) bool {
	for i := 3; i < c.Args.Len(); i++ {
		switch {
		case c.isWord(i, "idx"):
			o.indexes = true
		case c.isWord(i, "len"):
			o.length = true
		case c.isWord(i, "withmatchlen"):
			o.lengths = true
		case c.isWord(i, "minmatchlen") && i+1 < c.Args.Len():
			i++
			var ok bool
			if o.shortest, ok = c.integer(i); !ok {
				return false
			}
		default:
			c.Reply.Error(resp.ErrSyntax)
			return false
		}
	}
	if o.indexes && o.length {
		c.Reply.Error(resp.ErrLCSLengthAndIndexes)
		return false
	}
	return true
}

// mayCompare tells whether strings of these lengths may be compared. The limit
// is Redis's, whose table has four bytes for each pair of bytes and one row and
// column more. Ours stays below that: it takes an eighth at most, or finds place
// on the stack. Otherwise the error is the reply.
func (c *Call) mayCompare(a, b int) bool {
	if int64(a+1) > c.MaxBulk/4/int64(b+1) {
		c.Reply.Error(resp.ErrLCSOverMaxBulk)
		return false
	}
	return true
}

// replyCommon replies with the subsequence itself. It is made on the Go heap:
// what may be compared has some 30,000 bytes in common at most.
func (c *Call) replyCommon(t *lcsTable) {
	common, left := make([]byte, t.length), t.length
	for w := t.walk(); w.next(); {
		left -= w.length
		copy(common[left:], t.a[w.a:w.a+w.length])
	}
	c.Reply.Bulk(common)
}

// replyRuns replies with the runs of equal bytes that make the subsequence, the
// last one first, and its length.
func (c *Call) replyRuns(t *lcsTable, o *lcsOptions) {
	runs := 0
	for w := t.walk(); w.next(); {
		if int64(w.length) >= o.shortest {
			runs++
		}
	}
	c.Reply.Map(2)
	c.Reply.BulkString("matches")
	c.Reply.Array(runs)
	for w := t.walk(); w.next(); {
		if int64(w.length) >= o.shortest {
			c.replyRun(&w, o.lengths)
		}
	}
	c.Reply.BulkString("len")
	c.Reply.Int(int64(t.length))
}

// replyRun replies with where a run is in both strings, its ends included.
func (c *Call) replyRun(w *lcsWalk, withLength bool) {
	if withLength {
		c.Reply.Array(3)
	} else {
		c.Reply.Array(2)
	}
	for _, begin := range [...]int{w.a, w.b} {
		c.Reply.Array(2)
		c.Reply.Int(int64(begin))
		c.Reply.Int(int64(begin + w.length - 1))
	}
	if withLength {
		c.Reply.Int(int64(w.length))
	}
}
