package store

import (
	"math/bits"

	"seedis/mem"
)

// audit checks everything that the databases promise themselves between two
// calls.
func (f fixture) audit(t fataler) {
	t.Helper()
	blocks := 0
	for i := range f.keyspace.Databases() {
		a := auditor{fixture: f.in(i)}
		a.tables(t)
		a.totals(t)
		blocks += a.blocks
	}
	if _, live := f.heap.Live(); int(live) != blocks {
		t.Fatalf("%d blocks are in use, the tables know of %d", live, blocks)
	}
}

// auditor counts what it finds in the tables of a database.
type auditor struct {
	fixture
	entries, expires, links, blocks int
}

func (a *auditor) tables(t fataler) {
	t.Helper()
	for _, table := range []*table{&a.active, &a.target} {
		if !table.exists() {
			continue
		}
		a.blocks++
		for index := range table.mask + 1 {
			a.chain(t, table, index)
		}
	}
}

// chain checks one home bucket and those behind it.
func (a *auditor) chain(t fataler, table *table, index uint64) {
	t.Helper()
	b := table.bucket(a.heap, index)
	if table == &a.active && index < a.moved && *b != (bucket{}) {
		t.Fatalf("bucket %d was moved but is not empty", index)
	}
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
		if !b.chained() {
			return
		}
		b = a.bucketAt(b.next())
		a.blocks++
		a.links++
	}
}

// slot checks that an entry is where its hash says.
func (a *auditor) slot(t fataler, table *table, index uint64, b *bucket, i int) {
	t.Helper()
	e := Entry{a.DB, refIn(b.slots[i])}
	hash := a.secret.hash(e.Key())
	if b.tag(i) != tagOf(hash) || b.slots[i] != slotOf(hash, e.ref) {
		t.Fatalf("%q: tag %x and slot %x do not go with hash %x", e.Key(), b.tag(i), b.slots[i], hash)
	}
	if where, at := a.home(hash); where != table || at != index {
		t.Fatalf("%q is in bucket %d, belongs to %d", e.Key(), index, at)
	}
	a.entries++
	a.blocks++
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
}

func (a *auditor) totals(t fataler) {
	t.Helper()
	if a.entries != a.Len() || a.expires != a.Expires() {
		t.Fatalf("Len %d, Expires %d; in the tables are %d, %d", a.Len(), a.Expires(), a.entries, a.expires)
	}
	if a.links != a.DB.links {
		t.Fatalf("%d links are counted, in the tables are %d", a.DB.links, a.links)
	}
	if a.Len() > max(a.active.capacity(), a.target.capacity()) {
		t.Fatalf("%d entries in %d buckets", a.Len(), a.active.mask+1)
	}
	if a.rehashing() && a.Len() > a.target.capacity() {
		t.Fatalf("a rehash is late: %d entries, to a table for %d", a.Len(), a.target.capacity())
	}
}
