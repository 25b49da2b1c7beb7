package store

import (
	"encoding/binary"

	"seedis/mem"
	"seedis/store/listpack"
)

// rawString is the kind of a string that is Raw.
const rawString = uint8(String) | uint8(Raw)<<4

// text is a string value on its way into an entry: head followed by tail, and
// by bytes of 0. Any other value in one piece travels as head.
type text struct {
	head, tail []byte
	zeros      int
	kind       uint8 // as in the header
	room       int   // bytes to set aside, at least the length
}

func (t *text) length() int { return len(t.head) + len(t.tail) + t.zeros }

// copyTo fills b, which is as long as the text.
func (t *text) copyTo(b []byte) { clear(t.copyGiven(b)) }

// copyGiven is copyTo without the zeros, whose place it returns.
func (t *text) copyGiven(b []byte) []byte {
	b = b[copy(b, t.head):]
	return b[copy(b, t.tail):]
}

// isMostlyZeros tells whether it pays to ask for memory that holds zeros: pages
// of it that nobody uses cost nothing, while those that were used before need
// not be brought in again.
func (t *text) isMostlyZeros() bool { return t.zeros > len(t.head)+len(t.tail) }

// SetString gives the key a string value in place of whatever it had. The
// encoding is the one that Redis's SET chooses: Int for the digits of a 64-bit
// integer, Embstr up to 44 bytes, else Raw. expireAt is in milliseconds since
// the Unix epoch, or NoExpiry.
//
// e must be what Find returned for the key, and is the past afterwards; the
// result is the entry as it is now. value must not be a view of e.
func (db *DB) SetString(key Key, e Entry, value []byte, expireAt int64) Entry {
	if n, ok := listpack.ParseInteger(value); ok {
		return db.SetInt(key, e, n, expireAt)
	}
	return db.set(key, e, &text{head: value, kind: textKind(value), room: len(value)}, expireAt)
}

// SetText gives the key a string value that is never Int, though it may have the
// digits of one (INCRBYFLOAT); else it is SetString.
func (db *DB) SetText(key Key, e Entry, value []byte, expireAt int64) Entry {
	return db.set(key, e, &text{head: value, kind: textKind(value), room: len(value)}, expireAt)
}

// textKind is the kind of a value that is not Int.
func textKind(value []byte) uint8 {
	if len(value) > embstrMax {
		return rawString
	}
	return kindOf(String, Embstr)
}

// SetInt gives the key an integer, as INCR does; else it is SetString.
func (db *DB) SetInt(key Key, e Entry, value int64, expireAt int64) Entry {
	var digits [intSize]byte
	binary.LittleEndian.PutUint64(digits[:], uint64(value))
	return db.set(key, e, &text{head: digits[:], kind: kindOf(String, Int), room: intSize}, expireAt)
}

// Append adds suffix to the key's string and returns the new length in bytes
// (APPEND). It sets a key that does not exist like SetString; otherwise the
// expiry stays and the encoding becomes Raw. e must be what Find returned for
// the key, and is the past afterwards. suffix must not be a view of e.
func (db *DB) Append(key Key, e Entry, suffix []byte) int {
	if !e.Exists() {
		db.SetString(key, e, suffix, NoExpiry)
		return len(suffix)
	}
	if fresh, ok := db.extend(e, len(suffix)); ok {
		copy(fresh, suffix)
		return len(e.value(e.header()))
	}
	var scratch [Digits]byte
	t := text{head: e.Text(&scratch), tail: suffix, kind: rawString}
	t.room = roomFor(t.length())
	db.reshape(key, e, &t)
	return t.length()
}

// SetZeros gives the key a string of length bytes of 0 without an expiry, in
// place of whatever it had, and returns them, to be written in place as long as
// the command runs (BITOP). The encoding is Raw. e must be what Find returned
// for the key, and is the past afterwards; the Entry is as it is now.
func (db *DB) SetZeros(key Key, e Entry, length int) (Entry, []byte) {
	e = db.set(key, e, &text{zeros: length, kind: rawString, room: length}, NoExpiry)
	return e, e.value(e.header())
}

// Writable makes the key's string at least length bytes long, with bytes of 0
// behind its end, and returns all of it, to be written in place as long as the
// command runs (SETRANGE, SETBIT). The encoding becomes Raw, the expiry stays.
// A key that does not exist gets length bytes of 0. e must be what Find
// returned for the key, and is the past afterwards; the Entry is as it is now.
func (db *DB) Writable(key Key, e Entry, length int) (Entry, []byte) {
	if !e.Exists() {
		return db.SetZeros(key, e, length)
	}
	var scratch [Digits]byte
	t := text{head: e.Text(&scratch), kind: rawString}
	t.zeros = max(0, length-len(t.head))
	if fresh, ok := db.extend(e, t.zeros); ok {
		clear(fresh)
		return e, e.value(e.header())
	}
	t.room = t.length()
	if t.zeros > 0 {
		t.room = roomFor(t.length())
	}
	e = db.reshape(key, e, &t)
	return e, e.value(e.header())
}

// reshape gives the key a longer value, made from what it has, and keeps its
// expiry.
func (db *DB) reshape(key Key, e Entry, t *text) Entry {
	if h := e.header(); h.flags&isExternal != 0 {
		if before := db.setExternal(e.external(h), t); before != mem.Nil {
			db.heap.Free(before)
		}
		return e
	}
	return db.rebuild(key, e, t, e.ExpireAt())
}

// roomFor is how much to set aside for a string that was appended to, since it
// may well be again: twice the length up to 1 MiB, as Redis's sds does, then
// 1 MiB more. From 4 MiB on it is a quarter more. Redis leaves it at 1 MiB, as
// its allocator moves the pages of a large block without copying them; here the
// block is copied, and growth in small steps must copy each byte a few times
// only. Pages of the room that nobody has written cost no memory.
func roomFor(length int) int { return length + max(min(length, 1<<20), length/4) }

// extend lengthens a Raw value within the room that its block has over, if that
// will do, and returns the new bytes, to be filled.
func (db *DB) extend(e Entry, more int) (fresh []byte, ok bool) {
	h := e.header()
	if h.encoding() != Raw {
		return nil, false
	}
	if h.flags&isExternal != 0 {
		x := e.external(h)
		if int(x.length)+more > db.heap.Size(x.block) {
			return nil, false
		}
		fresh = db.heap.Slice(x.block, int(x.length), more)
		x.length += uint64(more)
		return fresh, true
	}
	size := e.size(h)
	if size+more > min(db.heap.Size(e.ref), embeddedMax) {
		return nil, false
	}
	h.valueLength += uint16(more)
	return db.heap.Slice(e.ref, size, more), true
}

// set lets the key have the value t: in the entry it has if that fits, else in
// a new one.
func (db *DB) set(key Key, e Entry, t *text, expireAt int64) Entry {
	if e.Exists() && db.overwrite(e, t, expireAt) {
		return e
	}
	return db.rebuild(key, e, t, expireAt)
}

// overwrite writes the value into an entry that has the right parts and, unless
// the value has a block of its own, the right size. What had a root has not.
func (db *DB) overwrite(e Entry, t *text, expireAt int64) bool {
	h := e.header()
	l := layoutOf(e.keyLength(h), t.length(), t.room, expireAt)
	if l.flags != h.flags || h.encoding().rooted() {
		return false
	}
	if h.flags&isExternal != 0 {
		if before := db.setExternal(e.external(h), t); before != mem.Nil {
			db.freeValue(String, deadValue{block: before, encoding: Raw}, db.overwritesLazily)
		}
	} else if t.length() == int(h.valueLength) || db.suits(e.ref, l.size()) {
		h.valueLength = uint16(t.length())
		t.copyTo(e.value(h))
	} else {
		return false
	}
	h.kind = t.kind
	if expireAt != NoExpiry {
		*e.expiry() = expireAt
	}
	return true
}

// suits tells whether a block holds size bytes and wastes at most a quarter of
// itself on them: twice what a size class wastes, so that values whose length
// changes a little stay where they are.
func (s *space) suits(block mem.Ref, size int) bool {
	has := s.heap.Size(block)
	return size <= has && has-size <= has/4
}

// setExternal writes the value into its own block, or a new one if that does not
// suit. Then it returns the old one, which t may be a view of, for the caller to free.
func (db *DB) setExternal(x *external, t *text) (before mem.Ref) {
	if db.suits(x.block, t.room) {
		t.copyTo(db.heap.Bytes(x.block, t.length()))
	} else {
		before = x.block
		x.block = db.blockOf(t)
	}
	x.length = uint64(t.length())
	return before
}

// blockOf makes a block that holds the value.
func (db *DB) blockOf(t *text) mem.Ref {
	if t.isMostlyZeros() {
		block := db.heap.AllocZeroed(t.room)
		t.copyGiven(db.heap.Bytes(block, t.length()))
		return block
	}
	block := db.heap.Alloc(t.room)
	t.copyTo(db.heap.Bytes(block, t.length()))
	return block
}

// rebuild makes a new entry for the key, in place of e if that exists. It has
// been accessed when e was.
func (db *DB) rebuild(key Key, e Entry, t *text, expireAt int64) Entry {
	built := db.build(key.Bytes, t, expireAt)
	if e.Exists() {
		built.header().setClock(e.header().clock())
	}
	db.put(key, e, built)
	return built
}

// build makes an entry that is in no table yet. It counts its expiry.
func (db *DB) build(key []byte, t *text, expireAt int64) Entry {
	l := layoutOf(len(key), t.length(), t.room, expireAt)
	e := db.newEntry(key, l, t.kind, expireAt)
	h := e.header()
	if l.flags&isExternal != 0 {
		*e.external(h) = external{block: db.blockOf(t), length: uint64(t.length())}
		return e
	}
	h.valueLength = uint16(t.length())
	t.copyTo(e.value(h))
	return e
}
