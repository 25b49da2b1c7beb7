package commands

import (
	"math"

	"seedis/mem"
	"seedis/resp"
	"seedis/store"
	"seedis/sys"
)

// Call is one execution of a command: everything it may touch. The server keeps
// one Call and sets its fields anew for each command, so nothing of it may be
// kept.
type Call struct {
	Command  *Command
	Args     resp.Args
	Reply    *resp.Writer
	Keyspace *store.Keyspace
	DB       *store.DB
	// Heap is for what a command needs a lot of for its work, and has freed
	// when it ends.
	Heap *mem.Heap
	// Now is the wall clock of the turn, in milliseconds since 1970. It stands
	// still for as long as a command, a transaction or a script runs.
	Now int64
	// FirstKey is the command's first key with its hash, if the pipeline has
	// hashed it; its Bytes are nil otherwise.
	FirstKey store.Key
	// MaxBulk is proto-max-bulk-len, and at most 4 GiB: no string may grow
	// beyond it, in bytes, and no command take more for its work.
	MaxBulk int64
	// SharedIntegers tells that Redis, as it is configured, would keep one
	// object for all equal integers that are small (OBJECT REFCOUNT).
	SharedIntegers bool
	// Frozen tells that the dataset is to stand still, see CLIENT PAUSE: a key
	// past its time does not exist for those who read, and stays.
	Frozen bool
	// Lazy tells what is freed lazily, as configured: keys past their time
	// (lazyfree-lazy-expire), those of DEL and GETDEL (lazyfree-lazy-user-del), and
	// what FLUSHALL and FLUSHDB delete that are not told how
	// (lazyfree-lazy-user-flush).
	Lazy struct{ Expire, UserDel, UserFlush bool }
	// TimeExpiry calls del, which deletes a key past its time, and takes note of how
	// long that took; nil while nobody wants to know.
	TimeExpiry func(del func())
	// AtOnce tells that the command must not wait: it runs inside a transaction.
	AtOnce bool
	// Ready is not 0 if the command runs again for a client that has waited: it
	// is the argument that is a key which has what the command takes. None of
	// the other keys counts.
	Ready int
	// Wait is what the command may set instead of an answer. Whoever ran it
	// takes it back.
	Wait  Wait
	Sink  Sink
	Stats *Stats
	Marks sys.Marks

	// What follows is scratch, kept from call to call so that nothing is
	// allocated, and empty between calls: the arguments of an Effect, the key of an
	// entry that goes away, the entries that a scan found, sets to be combined and
	// marks on what they share, scores, sorted sets to be combined; and a number in
	// digits.
	argv     [][]byte
	gone     []byte
	entries  []store.Entry
	sources  []store.Members
	marked   []uint64
	scores   []float64
	operands []operand
	sorter   sorter
	digits   [store.Digits]byte
	scratch  store.Scratch
}

// Stats are the counters of INFO that the data families move.
type Stats struct {
	KeyspaceHits   uint64
	KeyspaceMisses uint64
	ExpiredKeys    uint64
	EvictedKeys    uint64
}

// Key is argument i as a key, hashed at most once per command.
func (c *Call) Key(i int) store.Key {
	if c.FirstKey.Bytes != nil && i == c.Command.FirstKey() {
		return c.FirstKey
	}
	return c.Keyspace.Key(c.Args.At(i))
}

// integerIn is argument i as a number of the range. If it is none, the error is
// the reply.
func (c *Call) integerIn(i int, least, most int64) (int64, bool) {
	n, ok := c.integer(i)
	if ok && (n < least || n > most) {
		c.Reply.Error(resp.ErrOutOfRange, least, most)
		return 0, false
	}
	return n, ok
}

// Database is argument i as the number of a database. If there is none, the
// error is the reply.
func (c *Call) Database(i int) (*store.DB, bool) {
	index, ok := c.integerIn(i, math.MinInt32, math.MaxInt32)
	if !ok {
		return nil, false
	}
	if index < 0 || index >= int64(c.Keyspace.Databases()) {
		c.Reply.Error(resp.ErrDBIndexOutOfRange)
		return nil, false
	}
	return c.Keyspace.DB(int(index)), true
}

// isWord tells whether argument i is an option's word, in any case.
func (c *Call) isWord(i int, lower string) bool { return isWord(c.Args.At(i), lower) }

// integer is argument i as a number. If it is none, the error is the reply.
func (c *Call) integer(i int) (n int64, ok bool) {
	if n, ok = resp.ParseInt(c.Args.At(i)); !ok {
		c.Reply.Error(resp.ErrNotInteger)
	}
	return n, ok
}

// keptScratch is how many elements a scratch may keep from one call to the
// next: enough for usual commands. A huge one must not hold its memory for ever.
const keptScratch = 1024

// kept is scratch for the next call, emptied.
func kept[T any](scratch []T) []T {
	if cap(scratch) > keptScratch {
		return nil
	}
	return scratch[:0]
}
