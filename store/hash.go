package store

import (
	"seedis/mem"
	"seedis/store/listpack"
)

// Hash is the hash of a key: values under fields. See collection for what a
// command may do with it. A small one is a listpack,
//
//	+--------+---------+---------+-- ... --+---------+---------+-----+
//	| header | field 0 | value 0 |         | field n | value n | end |
//	+--------+---------+---------+-- ... --+---------+---------+-----+
//
// in the order in which the fields came; a large one a dict of elements that are
// named by the field and have the value as their payload (hashelement.go).
type Hash struct{ collection }

// Hash is the hash of the key, whose entry is a hash or does not exist.
func (db *DB) Hash(key Key, e Entry) Hash { return Hash{collection{db: db, key: key, entry: e}} }

func (h *Hash) dict() *dict { return mem.At[dict](h.db.heap, h.root()) }

func (h *Hash) isLarge() bool { return h.encoding() == Hashtable }

// Len is the number of fields.
func (h *Hash) Len() int {
	switch {
	case !h.Exists():
		return 0
	case h.isLarge():
		return h.dict().length
	}
	return listpack.Len(h.bytes()) / 2
}

// Get is the value of a field, a view, and whether the field exists. The digits
// of an integer are written to scratch.
func (h *Hash) Get(field []byte, scratch *[Digits]byte) (value []byte, ok bool) {
	switch {
	case !h.Exists():
		return nil, false
	case h.isLarge():
		s := h.db.space
		ref := h.dict().find(s, s.element(field))
		if ref == mem.Nil {
			return nil, false
		}
		return s.fieldValue(ref), true
	}
	p := h.bytes()
	at := findField(p, field)
	if at == listpack.None {
		return nil, false
	}
	value, _ = listpack.Text(p, listpack.Next(p, at), scratch)
	return value, true
}

// Has tells whether the field exists.
func (h *Hash) Has(field []byte) bool {
	switch {
	case !h.Exists():
		return false
	case h.isLarge():
		s := h.db.space
		return h.dict().find(s, s.element(field)) != mem.Nil
	}
	return findField(h.bytes(), field) != listpack.None
}

// findField is the offset of a field in a small hash, or None.
func findField(p, field []byte) int {
	var v listpack.Value
	v.Encode(field)
	return listpack.Find(p, listpack.First(p), &v, 1)
}

// Set gives a field a value, and tells whether the field is new. Neither may be a
// view of the hash.
func (h *Hash) Set(field, value []byte) (added bool) {
	limits := &h.db.limits
	if h.Exists() && h.isLarge() {
		return h.setElement(field, value)
	}
	if longest := max(len(field), len(value)); longest > limits.HashListpackValue || !h.fitsListpack(len(field)+len(value)) {
		h.convert()
		return h.setElement(field, value)
	}
	added = h.setSmall(field, value)
	if h.Len() > limits.HashListpackEntries {
		h.convert()
	}
	return added
}

// setSmall is Set of a hash that is small, or is not yet.
func (h *Hash) setSmall(field, value []byte) (added bool) {
	var f, v listpack.Value
	f.Encode(field)
	v.Encode(value)
	if !h.Exists() {
		p := h.create(HashType, Listpack, listpack.EmptySize+f.Size()+v.Size())
		listpack.Init(p[:listpack.EmptySize])
		listpack.AppendPair(p, &f, &v)
		return true
	}
	p := h.bytes()
	at := listpack.Find(p, listpack.First(p), &f, 1)
	if at == listpack.None {
		listpack.AppendPair(h.resize(len(p)+f.Size()+v.Size()), &f, &v)
		return true
	}
	at = listpack.Next(p, at)
	growth := listpack.Growth(p, at, &v)
	if growth > 0 {
		p = h.resize(len(p) + growth)
	}
	listpack.Replace(p, at, &v)
	if growth < 0 {
		h.resize(len(p) + growth)
	}
	return false
}

// Delete removes a field, and tells whether it existed. A hash that has lost its
// last one is to be removed itself.
func (h *Hash) Delete(field []byte) bool {
	switch {
	case !h.Exists():
		return false
	case h.isLarge():
		return h.deleteElement(field)
	}
	p := h.bytes()
	at := findField(p, field)
	if at == listpack.None {
		return false
	}
	h.resize(len(p) - listpack.Delete(p, at, 2))
	return true
}

// Each visits all fields with their values: of a small hash in the order in which
// they came. Both are views, good for the one visit; the digits of integers are
// written to scratch. visit must not change the hash.
func (h *Hash) Each(scratch *Scratch, visit func(field, value []byte)) {
	switch {
	case !h.Exists():
	case h.isLarge():
		h.dict().each(h.db.space, func(ref mem.Ref) { visit(h.db.fieldAndValue(ref)) })
	default:
		eachPair(h.bytes(), scratch, visit)
	}
}

// Scratch is room for the digits of what a visit is shown as text: integers, and
// scores.
type Scratch struct {
	first, second [Digits]byte
	score         [scoreDigits]byte
}

// eachPair visits the entries of a listpack two by two.
func eachPair(p []byte, scratch *Scratch, visit func(first, second []byte)) {
	for at := listpack.First(p); at != listpack.End(p); {
		var first, second []byte
		first, at = listpack.Text(p, at, &scratch.first)
		second, at = listpack.Text(p, at, &scratch.second)
		visit(first, second)
	}
}

// Scan visits a part of the fields with their values, and returns the cursor of
// the next part: see DB.Scan. A small hash is visited at once.
func (h *Hash) Scan(cursor uint64, scratch *Scratch, visit func(field, value []byte)) uint64 {
	if !h.Exists() || !h.isLarge() {
		h.Each(scratch, visit)
		return 0
	}
	return h.dict().scan(h.db.space, cursor, func(ref mem.Ref) { visit(h.db.fieldAndValue(ref)) })
}

// convert makes a small hash, or one that is not yet, a large one.
func (h *Hash) convert() {
	s := h.db.space
	root, d := s.newDict()
	var scratch Scratch
	h.Each(&scratch, func(field, value []byte) {
		d.insert(s, s.secret.hash(field), s.newField(field, value))
	})
	h.adopt(HashType, Hashtable, root)
}

// Sample visits one field with its value, any as likely as every other; there is
// one.
func (h *Hash) Sample(scratch *Scratch, visit func(field, value []byte)) {
	if h.isLarge() {
		visit(h.db.fieldAndValue(h.dict().sample(h.db.space)))
		return
	}
	p := h.bytes()
	n := int(h.db.random.below(uint64(listpack.Len(p) / 2)))
	field, at := listpack.Text(p, listpack.Seek(p, 2*n), &scratch.first)
	value, _ := listpack.Text(p, at, &scratch.second)
	visit(field, value)
}

// Choose visits count different fields with their values, any as likely as every
// other; there are at least so many.
func (h *Hash) Choose(count int, scratch *Scratch, visit func(field, value []byte)) {
	s := h.db.space
	if h.isLarge() {
		h.dict().choose(s, count, func(ref mem.Ref) { visit(s.fieldAndValue(ref)) })
		return
	}
	draw := chance{&s.random, h.Len(), count}
	eachPair(h.bytes(), scratch, func(field, value []byte) {
		if draw.take() {
			visit(field, value)
		}
	})
}
