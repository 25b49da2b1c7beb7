package store

import (
	"encoding/binary"
	"strconv"

	"seedis/mem"
	"seedis/store/listpack"
)

// An entry is one block:
//
//	 0      1       2              4            5       8
//	+------+-------+--------------+------------+-------+
//	| kind | flags | value length | key length | clock |  header, 8 bytes
//	+------+-------+--------------+------------+-------+
//	| expiry, ms since epoch                           |  8 bytes if hasExpiry
//	+--------------------------------------------------+
//	| key length                                       |  8 bytes if wideKey
//	+--------------------------------------------------+
//	| value's block           | value's length         |  16 bytes if external
//	+--------------------------------------------------+
//	| key ...      | value ...              | room ... |
//	+--------------------------------------------------+
//
// so a key of 16 bytes and its value of 32 take 56. The room is what the block
// has over; APPEND grows into it.
type header struct {
	kind        uint8  // Type in the low half, Encoding in the high half
	flags       uint8  // hasExpiry and so on: which optional parts follow
	valueLength uint16 // unless external
	access      uint32 // the accessClock, above 8 bits of key length unless wideKey
}

func (h *header) encoding() Encoding { return Encoding(h.kind >> 4) }

func (h *header) keyLength() int { return int(uint8(h.access)) }

func (h *header) clock() accessClock { return accessClock(h.access >> 8) }

// expiryMark is what the bucket says of the expiry: 1 if there is one, else 0.
func (h *header) expiryMark() uint64 { return uint64(h.flags & hasExpiry / hasExpiry) }

func (h *header) setClock(clock accessClock) { h.access = h.access&0xff | uint32(clock)<<8 }

// external refers to a value that has a block of its own.
type external struct {
	block  mem.Ref
	length uint64
}

const (
	headerSize   = 8
	expirySize   = 8
	wideKeySize  = 8
	externalSize = 16
	intSize      = 8 // of a value whose encoding is Int: little-endian
)

// Each flag stands for an optional part of the entry. keyOffset relies on
// their places.
const (
	hasExpiry  uint8 = 1 << iota // the key has an expiry
	wideKey                      // the key is longer than narrowKeyMax
	isExternal                   // the value has a block of its own
)

// narrowKeyMax is the longest key, in bytes, whose length fits the header.
const narrowKeyMax = 255

// embeddedMax is how large, in bytes and without its expiry, an entry may be
// that has a value longer than embstrMax in it: beyond, the value gets a block
// of its own. Up to there a change of the value may copy the key along, which
// costs less than a second block.
const embeddedMax = 1024

// layout is the shape of an entry: which parts it has and how long they are.
type layout struct {
	flags uint8
	key   int // length in bytes
	value int // bytes for the value, and the room set aside for it to grow
}

// layoutOf decides the shape of an entry from the lengths of its parts. The
// expiry, which comes and goes, has no say in where the value is.
func layoutOf(key, value, room int, expireAt int64) layout {
	l := layout{key: key, value: room}
	if key > narrowKeyMax {
		l.flags |= wideKey
	}
	if value > embstrMax && l.size() > embeddedMax {
		l.flags |= isExternal
	}
	if expireAt != NoExpiry {
		l.flags |= hasExpiry
	}
	return l
}

// size is what the entry's block must hold, in bytes.
func (l layout) size() int {
	size := keyOffset(l.flags) + l.key
	if l.flags&isExternal == 0 {
		size += l.value
	}
	return size
}

// expiryOffset and wideKeyOffset are where these parts are if they are there.
const expiryOffset = headerSize

func wideKeyOffset(flags uint8) int { return headerSize + int(flags&hasExpiry)*expirySize }

func externalOffset(flags uint8) int { return keyOffset(flags) - externalSize }

// keyOffset is where the key begins: behind every part that the flags announce.
// It weighs the flags without a branch, since every lookup comes by here.
func keyOffset(flags uint8) int {
	return headerSize +
		int(flags&hasExpiry)*expirySize +
		int(flags&wideKey)*(wideKeySize/int(wideKey)) +
		int(flags&isExternal)*(externalSize/int(isExternal))
}

// Entry is a key with its value, as the database holds it: a view (see the
// package comment). The zero Entry is that of a key which does not exist.
type Entry struct {
	db  *DB
	ref mem.Ref
}

// Exists tells whether there is an entry; the other methods need one.
func (e Entry) Exists() bool { return e.ref != mem.Nil }

// DB is the database that holds the entry.
func (e Entry) DB() *DB { return e.db }

func (e Entry) header() *header { return mem.At[header](e.db.heap, e.ref) }

// Key is the entry's name, a view.
func (e Entry) Key() []byte { return e.db.entryKey(e.ref) }

func (e Entry) keyLength(h *header) int { return e.db.entryKeyLength(e.ref, h) }

// entryKey is the name of an entry, a view.
func (s *space) entryKey(ref mem.Ref) []byte {
	h := mem.At[header](s.heap, ref)
	length := h.keyLength()
	if h.flags&wideKey != 0 {
		length = s.entryKeyLength(ref, h)
	}
	return s.heap.Slice(ref, keyOffset(h.flags), length)
}

func (s *space) entryKeyLength(ref mem.Ref, h *header) int {
	if h.flags&wideKey == 0 {
		return h.keyLength()
	}
	return int(*mem.AtOffset[uint64](s.heap, ref, wideKeyOffset(h.flags)))
}

// Type is the type of the value.
func (e Entry) Type() Type { return Type(e.header().kind & 0x0f) }

// Encoding is how the value is kept.
func (e Entry) Encoding() Encoding { return e.header().encoding() }

func kindOf(t Type, e Encoding) uint8 { return uint8(t) | uint8(e)<<4 }

// newEntry makes an entry of the layout, without its value, that is in no table
// yet and has just been accessed. It counts its expiry.
func (db *DB) newEntry(key []byte, l layout, kind uint8, expireAt int64) Entry {
	e := Entry{db, db.heap.Alloc(l.size())}
	h := e.header()
	*h = header{kind: kind, flags: l.flags}
	h.setClock(db.tracker.newborn)
	if l.flags&wideKey == 0 {
		h.access |= uint32(len(key))
	} else {
		*mem.AtOffset[uint64](db.heap, e.ref, wideKeyOffset(l.flags)) = uint64(len(key))
	}
	copy(e.Key(), key)
	if l.flags&hasExpiry != 0 {
		*e.expiry() = expireAt
		db.expires++
	}
	return e
}

// ExpireAt is when the key expires, in milliseconds since the Unix epoch, or
// NoExpiry. Whether that time has come is for the caller to say.
func (e Entry) ExpireAt() int64 {
	if e.header().flags&hasExpiry == 0 {
		return NoExpiry
	}
	return *e.expiry()
}

func (e Entry) expiry() *int64 { return mem.AtOffset[int64](e.db.heap, e.ref, expiryOffset) }

func (e Entry) external(h *header) *external {
	return mem.AtOffset[external](e.db.heap, e.ref, externalOffset(h.flags))
}

// value is the bytes in which the value is kept, wherever they are.
func (e Entry) value(h *header) []byte {
	if h.flags&isExternal != 0 {
		x := e.external(h)
		return e.db.heap.Bytes(x.block, int(x.length))
	}
	return e.db.heap.Slice(e.ref, keyOffset(h.flags)+e.keyLength(h), int(h.valueLength))
}

// size is the part of the entry's block that is in use, in bytes.
func (e Entry) size(h *header) int {
	return keyOffset(h.flags) + e.keyLength(h) + int(h.valueLength)
}

// Digits is the length of the longest decimal integer of 64 bits, in bytes.
const Digits = len("-9223372036854775808")

// Text is the string value's bytes: a view, or the digits of an integer, which
// are written to scratch.
func (e Entry) Text(scratch *[Digits]byte) []byte {
	h := e.header()
	value := e.value(h)
	if h.encoding() == Int {
		return strconv.AppendInt(scratch[:0], integerIn(value), 10)
	}
	return value
}

// StringLen is the length of the string value in bytes (STRLEN).
func (e Entry) StringLen() int {
	var scratch [Digits]byte
	return len(e.Text(&scratch))
}

// Int is the string value as an integer, and whether it is one: decimal digits
// in the one form that Redis takes (see listpack.ParseInteger).
func (e Entry) Int() (int64, bool) {
	h := e.header()
	value := e.value(h)
	if h.encoding() == Int {
		return integerIn(value), true
	}
	return listpack.ParseInteger(value)
}

func integerIn(value []byte) int64 { return int64(binary.LittleEndian.Uint64(value)) }
