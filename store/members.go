package store

import (
	"cmp"
	"strconv"

	"seedis/mem"
	"seedis/store/intset"
)

// Members is what a set has, to be read many times in one command: where it is, is
// found out once. It is good until the set changes, or its entry does.
type Members struct {
	entry    Entry
	integers []byte // of a set in one piece
	dict     *dict  // of any other; neither if there is no set
	size     int
	behind   int // how many integers are below the last that HasNext was asked for
}

// Members is what the set of an entry has, which is a set or does not exist.
func (db *DB) Members(e Entry) Members {
	set, m := db.Set(Key{}, e), Members{entry: e}
	switch {
	case !set.Exists():
	case set.isLarge():
		m.dict = set.dict()
		m.size = m.dict.length
	default:
		m.integers = set.bytes()
		m.size = intset.Len(m.integers)
	}
	return m
}

// Len is the number of members.
func (m *Members) Len() int { return m.size }

// Same tells whether both are of one set.
func (m *Members) Same(other *Members) bool { return m.entry == other.entry }

// Compare orders sets by their size. Those of one size have an order, too, so that
// a set that is there several times is in one place.
func (m *Members) Compare(other *Members) int {
	if m.size != other.size {
		return m.size - other.size
	}
	return cmp.Compare(m.entry.ref, other.entry.ref)
}

// AreIntegers tells whether the set is one of integers in one piece.
func (m *Members) AreIntegers() bool { return m.integers != nil }

// Integer is the member with an index of 0 to Len less one in such a set, which is
// in ascending order.
func (m *Members) Integer(index int) int64 { return intset.At(m.integers, index) }

// HasNext tells whether such a set has an integer, which is above all that it was
// asked for before.
func (m *Members) HasNext(n int64) (found bool) {
	m.behind, found = intset.SearchFrom(m.integers, m.behind, n)
	return found
}

// HasKey tells whether the set has the member that Keyspace.Key hashed. A set that
// is walked over must not be asked: a lookup moves what is being visited.
func (m *Members) HasKey(member Key) bool {
	if m.dict != nil {
		return m.dict.find(m.entry.db.space, member) != mem.Nil
	}
	set := m.entry.db.Set(Key{}, m.entry)
	return set.hasInteger(member.Bytes)
}

// Each visits the members until visit says that it is enough, in the same order as
// long as nothing is looked up in the set. Each is a view, good for the one visit;
// the digits of integers are written to scratch.
func (m *Members) Each(scratch *Scratch, visit func(member []byte) bool) {
	if m.dict != nil {
		m.dict.eachKey(m.entry.db.space, visit)
		return
	}
	for i := range m.size {
		if !visit(strconv.AppendInt(scratch.first[:0], intset.At(m.integers, i), 10)) {
			return
		}
	}
}

// eachKey visits the keys of all elements until visit says that it is enough.
func (d *dict) eachKey(s *space, visit func(key []byte) bool) {
	for n := range d.homeBuckets() {
		for b := d.homeNumber(s, n); ; b = s.bucketAt(b.next()) {
			for i := range b.count() {
				if !visit(elementKey(s.heap, refIn(b.slots[i]))) {
					return
				}
			}
			if !b.chained() {
				break
			}
		}
	}
}
