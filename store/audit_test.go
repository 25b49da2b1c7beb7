package store

import (
	"math/bits"

	"seedis/mem"
)

// audit checks everything that the databases promise themselves between two
// calls.
func (f fixture) audit(t fataler) {
	t.Helper()
	known := f.known(t)
	if _, live := f.heap.Live(); int(live) != known {
		t.Fatalf("%d blocks are in use, the tables know of %d", live, known)
	}
}

// known is audit without the heap's own count: it returns the databases' blocks.
func (f fixture) known(t fataler) (blocks int) {
	t.Helper()
	for i := range f.keyspace.Databases() {
		in := f.in(i)
		a := auditor{fixture: in, dict: &in.dict, block: auditEntry}
		a.audit(t)
		if a.expires != in.Expires() {
			t.Fatalf("Expires %d; in the tables are %d", in.Expires(), a.expires)
		}
		blocks += a.blocks
	}
	return blocks
}

// auditor counts what it finds in a dict, and in what hangs on its blocks.
type auditor struct {
	fixture
	dict                           *dict
	block                          func(t fataler, a *auditor, ref mem.Ref)
	length, links, blocks, expires int
	marks                          int // of the slots
}

// audit checks the whole dict.
func (a *auditor) audit(t fataler) {
	t.Helper()
	a.tables(t)
	a.totals(t)
	a.settled(t)
}

func (a *auditor) tables(t fataler) {
	t.Helper()
	for _, table := range []*table{&a.dict.active, &a.dict.target} {
		if !table.exists() {
			continue
		}
		a.blocks++
		marks := make([]uint32, table.regions())
		for index := range table.mask + 1 {
			if a.dict.holds(table, index) {
				before := a.marks
				a.chain(t, table, index)
				marks[index/regionBuckets] += uint32(a.marks - before)
			}
		}
		a.regions(t, table, marks)
	}
}

// regions checks what a table counts of its marks.
func (a *auditor) regions(t fataler, table *table, marks []uint32) {
	t.Helper()
	if table.marked != mem.Nil {
		a.blocks++
	}
	for region, want := range marks {
		got := uint32(0)
		if table.marked != mem.Nil {
			got = *table.marksIn(a.heap, uint64(region)*regionBuckets)
		}
		if len(marks) > 1 && got != want {
			t.Fatalf("region %d of %d has %d marks, and counts %d", region, len(marks), want, got)
		}
	}
}

// chain checks one home bucket and those behind it.
func (a *auditor) chain(t fataler, table *table, index uint64) {
	t.Helper()
	b := table.bucket(a.heap, index)
	home := b
	for chained := 0; ; chained++ {
		n := b.count()
		if chained > table.chained {
			t.Fatalf("bucket %d has a chain of more than %d", index, table.chained)
		}
		if n != bits.OnesCount64(b.meta&tagHighs) {
			t.Fatalf("bucket %d has a hole: %016x", index, b.meta)
		}
		if b.chained() && n != linkSlot {
			t.Fatalf("bucket %d is chained with %d entries", index, n)
		}
		if b != home && n < 2 {
			t.Fatalf("bucket %d is chained to one with %d entries", index, n)
		}
		for i := range n {
			a.slot(t, table, index, b, i)
		}
		if stray := b.marks() &^ b.used(); stray != 0 {
			t.Fatalf("bucket %d has marks without entries: %016x", index, b.meta)
		}
		if !b.chained() {
			return
		}
		b = a.bucketAt(b.next())
		a.blocks++
		a.links++
	}
}

// slot checks that a block is where its hash says.
func (a *auditor) slot(t fataler, table *table, index uint64, b *bucket, i int) {
	t.Helper()
	ref := refIn(b.slots[i])
	key := a.dict.key(a.space, ref)
	hash := a.secret.hash(key)
	if b.tag(i) != tagOf(hash) || b.slots[i] != slotOf(hash, ref) {
		t.Fatalf("%q: tag %x and slot %x do not go with hash %x", key, b.tag(i), b.slots[i], hash)
	}
	if marked := b.occupant(i).mark == 1; marked != a.isVolatile(ref) {
		t.Fatalf("%q: it is marked as one with an expiry: %v", key, marked)
	}
	if where, at := a.dict.home(hash); where != table || at != index {
		t.Fatalf("%q is in bucket %d, belongs to %d", key, index, at)
	}
	a.length++
	a.blocks++
	a.marks += int(b.occupant(i).mark)
	a.block(t, a, ref)
}

// isVolatile tells whether a block is an entry with an expiry.
func (a *auditor) isVolatile(ref mem.Ref) bool {
	return !a.dict.elements && mem.At[header](a.heap, ref).flags&hasExpiry != 0
}

// auditEntry checks an entry, and its value if that has blocks of its own.
func auditEntry(t fataler, a *auditor, ref mem.Ref) {
	t.Helper()
	e := Entry{a.DB, ref}
	h := e.header()
	if h.flags&isExternal != 0 {
		a.blocks++
		if e.Type() == String && e.Encoding() != Raw || e.external(h).block == mem.Nil {
			t.Fatalf("%q: a value of encoding %v has a block of its own", e.Key(), e.Encoding())
		}
	}
	if h.flags&isExternal == 0 && h.valueLength > embstrMax && e.size(h) > embeddedMax+int(h.flags&hasExpiry)*expirySize {
		t.Fatalf("%.20q: a value of %d bytes has no block of its own", e.Key(), h.valueLength)
	}
	if h.flags&hasExpiry != 0 {
		a.expires++
	}
	if e.Encoding() == Hashtable {
		root := e.external(h).block
		elements := auditor{fixture: a.fixture, dict: mem.At[dict](a.heap, root), block: func(fataler, *auditor, mem.Ref) {}}
		elements.audit(t)
		a.blocks += elements.blocks
	}
	if e.Encoding() == Skiplist {
		a.blocks += auditRanking(t, a.fixture, mem.At[ranking](a.heap, e.external(h).block))
	}
	if e.Type() == ListType {
		l := a.List(Key{}, e)
		a.blocks += auditList(t, &l)
	}
}

func (a *auditor) totals(t fataler) {
	t.Helper()
	d := a.dict
	if a.length != d.length {
		t.Fatalf("%d are counted, in the tables are %d", d.length, a.length)
	}
	if a.links != d.links {
		t.Fatalf("%d links are counted, in the tables are %d", d.links, a.links)
	}
	if d.length > max(d.active.capacity(), d.target.capacity()) {
		t.Fatalf("%d entries in %d buckets", d.length, d.active.mask+1)
	}
	if d.rehashing() && d.length > d.target.capacity() {
		t.Fatalf("a rehash is late: %d entries, to a table for %d", d.length, d.target.capacity())
	}
}

// settled checks that a dict of elements that rests is in no larger a table than
// it may be.
func (a *auditor) settled(t fataler) {
	t.Helper()
	if d := a.dict; d.elements && !d.rehashing() && d.isSparse() {
		t.Fatalf("%d elements rest in %d buckets", d.length, d.active.mask+1)
	}
}
