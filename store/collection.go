package store

import (
	"unsafe"

	"seedis/mem"
	"seedis/store/listpack"
	"seedis/sys"
)

// collection is the list, hash, set or sorted set of a key while a command works
// at it. It follows the entry, which moves when a value that is in one piece with
// it grows. A key that does not exist has an empty one; the first element makes
// the entry. No entry has an empty one: who took the last element out of it
// calls Remove.
//
//	      small                      large
//	+-------+--------------+   +-------+------+    +------+    +----------+
//	| entry | bytes, up to |   | entry | root |--->| root |--->| elements |
//	|       | 1 KiB or so  |   +-------+------+    +------+    +----------+
//	+-------+--------------+
//
// The bytes are a listpack or an intset; more of them have a block of their own,
// as a long string has. A root is what its encoding says: a dict, and so on.
//
// A draft is one that no table has yet: the result of a command, which may still
// need what the key has. Enter puts it in its place. A draft without elements has
// no entry and wants none.
type collection struct {
	db    *DB
	key   Key
	entry Entry
	draft bool
}

// Open makes c, a zero collection, that of the key. It is many words, and the
// processor waits when they are copied just after they were written, as they are on
// their way out of a function: so a command has its collection opened in place.
func (c *collection) Open(db *DB, key Key, e Entry) { c.db, c.key, c.entry = db, key, e }

// Enter lets the key have the draft in place of before, if that exists; before
// must be what Find returned for the key, and is the past afterwards. The draft has
// elements, and takes over what is known of the key's use.
func (c *collection) Enter(before Entry) {
	if before.Exists() {
		c.entry.header().setClock(before.header().clock())
	}
	c.db.put(c.key, before, c.entry)
	c.draft = false
}

// replace lets the collection have another entry.
func (c *collection) replace(made Entry) {
	switch {
	case !c.draft:
		c.db.put(c.key, c.entry, made)
	case c.Exists():
		c.db.free(c.entry)
	}
	c.entry = made
}

// Exists tells whether the key exists.
func (c *collection) Exists() bool { return c.entry.Exists() }

// Entry is the key's entry as it is now.
func (c *collection) Entry() Entry { return c.entry }

// Remove removes the entry, with all that it has.
func (c *collection) Remove() {
	if !c.draft {
		c.db.extract(c.db.space, c.key.Hash, c.entry.ref)
	}
	c.db.freeOverwritten(c.entry)
	c.entry = Entry{}
}

// encoding is how the collection is kept; there must be one.
func (c *collection) encoding() Encoding { return c.entry.Encoding() }

// bytes is a collection that is in one piece, a view that may be written.
func (c *collection) bytes() []byte { return c.entry.value(c.entry.header()) }

// fitsListpack tells whether a listpack, or an empty one if the key does not exist,
// may take texts of so many bytes, however large the limits are. As in Redis it is
// the texts that count, not what they are encoded as.
func (c *collection) fitsListpack(more int) bool {
	var p []byte
	if c.Exists() {
		p = c.bytes()
	}
	return listpack.Fits(p, more)
}

// create makes the entry of a key that does not exist, with so many bytes, which
// are to be filled.
func (c *collection) create(t Type, encoding Encoding, length int) []byte {
	l := layoutOf(len(c.key.Bytes), length, length, NoExpiry)
	e := c.db.newEntry(c.key.Bytes, l, kindOf(t, encoding), NoExpiry)
	c.db.fill(e, length)
	c.replace(e)
	return c.bytes()
}

// fill gives a new entry its value of so many bytes, which are unspecified.
func (db *DB) fill(e Entry, length int) {
	h := e.header()
	if h.flags&isExternal != 0 {
		*e.external(h) = external{block: db.heap.Alloc(length), length: uint64(length)}
	} else {
		h.valueLength = uint16(length)
	}
}

// resize makes a collection in one piece so many bytes long, and returns them.
// What is cut off is lost, what is new is to be filled.
func (c *collection) resize(length int) []byte {
	e := c.entry
	h := e.header()
	switch {
	case h.flags&isExternal != 0:
		c.resizeBlock(e.external(h), length)
	case c.fits(h, length):
		h.valueLength = uint16(length)
	default:
		c.rebuild(h, length)
	}
	return c.bytes()
}

// fits tells whether so many bytes may stay in the entry's block.
func (c *collection) fits(h *header, length int) bool {
	size := c.entry.size(h) - int(h.valueLength) + length
	return c.db.suits(c.entry.ref, size) && (length <= embstrMax || size <= embeddedMax)
}

// rebuild makes a new entry with the first bytes of the present one's value.
func (c *collection) rebuild(h *header, length int) {
	e := c.entry
	l := layoutOf(e.keyLength(h), length, length, e.ExpireAt())
	made := c.db.newEntry(c.key.Bytes, l, h.kind, e.ExpireAt())
	c.db.fill(made, length)
	made.header().setClock(h.clock())
	copy(made.value(made.header()), e.value(h))
	c.replace(made)
}

func (c *collection) resizeBlock(x *external, length int) {
	heap := c.db.heap
	if has := heap.Size(x.block); length > has || has-length > has/4 && mem.UsableSize(length) != has {
		block := heap.Alloc(length)
		kept := min(length, int(x.length))
		copy(heap.Bytes(block, kept), heap.Bytes(x.block, kept))
		heap.Free(x.block)
		x.block = block
	}
	x.length = uint64(length)
}

// adopt lets the collection have a root in place of the bytes that it had, which
// are freed. A key that does not exist gets its entry.
func (c *collection) adopt(t Type, encoding Encoding, root mem.Ref) {
	expireAt, clock := NoExpiry, c.db.tracker.newborn
	if c.Exists() {
		c.db.marks.Mark(sys.MarkOutgrown)
		expireAt, clock = c.entry.ExpireAt(), c.entry.header().clock()
	}
	l := layoutOf(len(c.key.Bytes), 0, 0, expireAt)
	l.flags |= isExternal
	made := c.db.newEntry(c.key.Bytes, l, kindOf(t, encoding), expireAt)
	h := made.header()
	h.setClock(clock)
	*made.external(h) = external{block: root}
	c.replace(made)
}

// root is the block of a large collection's root.
func (c *collection) root() mem.Ref { return c.entry.external(c.entry.header()).block }

// newDict makes a root that is a dict of elements.
func (s *space) newDict() (mem.Ref, *dict) {
	ref := s.heap.AllocZeroed(int(unsafe.Sizeof(dict{})))
	d := mem.At[dict](s.heap, ref)
	d.elements = true
	return ref, d
}

// copyDict makes a copy of a root that is a dict, with all elements.
func (s *space) copyDict(root mem.Ref) mem.Ref {
	made, to := s.newDict()
	mem.At[dict](s.heap, root).each(s, func(ref mem.Ref) {
		size := s.heap.Size(ref)
		element := s.heap.Alloc(size)
		copy(s.heap.Bytes(element, size), s.heap.Bytes(ref, size))
		to.insert(s, s.secret.hash(elementKey(s.heap, element)), element)
	})
	return made
}

// copyRoot makes a copy of a large collection's root, with all that it has.
func (s *space) copyRoot(encoding Encoding, root mem.Ref) mem.Ref {
	switch encoding {
	case Hashtable:
		return s.copyDict(root)
	case Skiplist:
		return s.copyRanking(root)
	case Chunked:
		return s.copyChain(root)
	default:
		panic("store: a root of encoding " + encoding.String())
	}
}
