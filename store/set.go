package store

import (
	"strconv"

	"seedis/mem"
	"seedis/store/intset"
	"seedis/store/listpack"
)

// Set is the set of a key. See collection for what a command may do with it. A
// small one of integers alone is an intset,
//
//	+-------+-------+-----------+-- ... --+-----------+
//	| width | count | integer 0 |         | integer n |
//	+-------+-------+-----------+-- ... --+-----------+
//
// in ascending order; any other a dict of elements without a payload.
type Set struct {
	collection
	expected int // members, see Reserve
}

// Set is the set of the key, whose entry is a set or does not exist.
func (db *DB) Set(key Key, e Entry) Set {
	return Set{collection: collection{db: db, key: key, entry: e}}
}

// DraftSet is a draft of a set for the key.
func (db *DB) DraftSet(key Key) Set {
	return Set{collection: collection{db: db, key: key, draft: true}}
}

// Reserve tells how many members are going to be added to a draft that has none,
// whose table then need not grow on the way. It is a hint: the result is the same
// without. The members are there already, in a set that is walked over, and no
// fewer are added: what the table takes is so in proportion to what there is. It is
// made when the first member comes that needs it.
func (t *Set) Reserve(members int) {
	if t.Exists() {
		panic("store: what has members already is no draft to reserve for")
	}
	t.expected = members
}

// intsetMax bounds an intset whatever the limit is, as in Redis: 8 GiB.
const intsetMax = 1 << 30

func (t *Set) dict() *dict { return mem.At[dict](t.db.heap, t.root()) }

func (t *Set) isLarge() bool { return t.encoding() == Hashtable }

// Len is the number of members.
func (t *Set) Len() int {
	switch {
	case !t.Exists():
		return 0
	case t.isLarge():
		return t.dict().length
	}
	return intset.Len(t.bytes())
}

// Has tells whether the set has the member.
func (t *Set) Has(member []byte) bool {
	if !t.Exists() || !t.isLarge() {
		return t.hasInteger(member)
	}
	return t.HasKey(t.db.space.element(member))
}

// HasKey is Has of a member that Keyspace.Key hashed, for who looks for it in
// several sets.
func (t *Set) HasKey(member Key) bool {
	if !t.Exists() || !t.isLarge() {
		return t.hasInteger(member.Bytes)
	}
	return t.dict().find(t.db.space, member) != mem.Nil
}

// hasInteger is Has of a set that is small, or does not exist.
func (t *Set) hasInteger(member []byte) bool {
	if !t.Exists() {
		return false
	}
	n, ok := listpack.ParseInteger(member)
	if !ok {
		return false
	}
	_, found := intset.Search(t.bytes(), n)
	return found
}

// Add adds a member, which is no view of the set, and tells whether it is new.
func (t *Set) Add(member []byte) bool {
	if t.Exists() && t.isLarge() {
		return t.addElement(member)
	}
	n, ok := listpack.ParseInteger(member)
	if !ok {
		t.convert()
		return t.addElement(member)
	}
	if !t.addInteger(n) {
		return false
	}
	if t.Len() > min(t.db.limits.SetIntsetEntries, intsetMax) {
		t.convert()
	}
	return true
}

// addInteger is Add of a set of integers, or one that is not yet.
func (t *Set) addInteger(n int64) bool {
	if !t.Exists() {
		intset.Init(t.create(SetType, Intset, intset.HeaderSize))
	}
	p := t.bytes()
	index, found := intset.Search(p, n)
	if !found {
		intset.Insert(t.resize(intset.SizeWith(p, n)), index, n)
	}
	return !found
}

func (t *Set) addElement(member []byte) bool {
	s, d := t.db.space, t.dict()
	key := s.element(member)
	if d.find(s, key) != mem.Nil {
		return false
	}
	ref, _ := s.newElement(member, 0)
	d.insert(s, key.Hash, ref)
	return true
}

// Delete removes a member, and tells whether the set had it. A set that has lost
// its last one is to be removed itself.
func (t *Set) Delete(member []byte) bool {
	switch {
	case !t.Exists():
		return false
	case t.isLarge():
		s, d := t.db.space, t.dict()
		return d.deleteElement(s, s.element(member))
	}
	n, ok := listpack.ParseInteger(member)
	if !ok {
		return false
	}
	p := t.bytes()
	index, found := intset.Search(p, n)
	if found {
		t.resize(len(p) - intset.Delete(p, index))
	}
	return found
}

// Each visits all members: integers that are in one piece in ascending order.
// Each is a view, good for the one visit; the digits of integers are written to
// scratch. visit must not change the set.
func (t *Set) Each(scratch *Scratch, visit func(member []byte)) {
	switch {
	case !t.Exists():
	case t.isLarge():
		t.dict().each(t.db.space, func(ref mem.Ref) { visit(elementKey(t.db.heap, ref)) })
	default:
		eachInteger(t.bytes(), scratch, visit)
	}
}

func eachInteger(p []byte, scratch *Scratch, visit func(member []byte)) {
	for i := range intset.Len(p) {
		visit(strconv.AppendInt(scratch.first[:0], intset.At(p, i), 10))
	}
}

// Integer is the member with an index of 0 to Len less one in a set of integers in
// one piece, which are in ascending order.
func (t *Set) Integer(index int) int64 { return intset.At(t.bytes(), index) }

// Scan visits a part of the members, and returns the cursor of the next part: see
// DB.Scan. A set in one piece is visited at once.
func (t *Set) Scan(cursor uint64, scratch *Scratch, visit func(member []byte)) uint64 {
	if !t.Exists() || !t.isLarge() {
		t.Each(scratch, visit)
		return 0
	}
	return t.dict().scan(t.db.space, cursor, func(ref mem.Ref) { visit(elementKey(t.db.heap, ref)) })
}

// Sample is one member, a view, any as likely as every other; there is one. The
// digits of an integer are written to scratch.
func (t *Set) Sample(scratch *[Digits]byte) []byte {
	if t.isLarge() {
		return elementKey(t.db.heap, t.dict().sample(t.db.space))
	}
	p := t.bytes()
	n := int(t.db.random.below(uint64(intset.Len(p))))
	return strconv.AppendInt(scratch[:0], intset.At(p, n), 10)
}

// Choose visits count different members, any as likely as every other; there are
// at least so many.
func (t *Set) Choose(count int, scratch *Scratch, visit func(member []byte)) {
	s := t.db.space
	if t.isLarge() {
		t.dict().choose(s, count, func(ref mem.Ref) { visit(elementKey(s.heap, ref)) })
		return
	}
	draw := chance{&s.random, t.Len(), count}
	eachInteger(t.bytes(), scratch, func(member []byte) {
		if draw.take() {
			visit(member)
		}
	})
}

// convert makes a set of integers, or one that is not yet, a dict.
func (t *Set) convert() {
	s := t.db.space
	root, d := s.newDict()
	d.expect(s, max(t.expected, t.Len()))
	var digits [Digits]byte
	for i := range t.Len() {
		member := strconv.AppendInt(digits[:0], t.Integer(i), 10)
		ref, _ := s.newElement(member, 0)
		d.insert(s, s.secret.hash(member), ref)
	}
	t.adopt(SetType, Hashtable, root)
}
