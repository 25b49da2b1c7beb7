package store

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"seedis/sys"
)

// match agrees with a loop over the tags, whatever they are.
func TestMatchIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b bucket
		tag := rapid.Uint64Range(0x80, 0xff).Draw(t, "tag")
		near := rapid.SampledFrom([]uint64{tag, tag ^ 1 | 0x80, tag - 1 | 0x80, 0x80, 0xff})
		n := rapid.IntRange(0, bucketSlots).Draw(t, "entries")
		var want []int
		for i := range n {
			b.set(i, occupant{near.Draw(t, "other"), uint64(i), rapid.Uint64Range(0, 1).Draw(t, "mark")})
			if b.tag(i) == tag {
				want = append(want, i)
			}
		}
		if n == linkSlot && rapid.Bool().Draw(t, "chained") {
			b.link(64)
		}
		var got []int
		for match := b.match(tag); match != 0; match &= match - 1 {
			got = append(got, slotAt(match))
		}
		if !slices.Equal(got, want) || b.count() != n {
			t.Fatalf("meta %016x, tag %x: slots %v of %d, want %v of %d", b.meta, tag, got, b.count(), want, n)
		}
	})
}

// Keys that all have one hash end up in one long chain, and are still told
// apart. The chain is as short as their number allows, at any time.
func TestCollidingKeys(t *testing.T) {
	f := newFixture(t)
	const count = 200
	for i := range count {
		f.set(f.colliding(i), fmt.Sprint("value ", i))
		f.audit(t)
	}
	if chained := f.marks[sys.MarkBucketChained]; chained < count/linkSlot-1 {
		t.Fatalf("%d keys of one hash made %d chained buckets", count, chained)
	}
	for i := range count {
		if got, want := text16(f.find(f.colliding(i))), fmt.Sprint("value ", i); got != want {
			t.Fatalf("key %d has %q", i, got)
		}
	}
	for _, i := range scrambled(count) {
		f.Delete(f.find(f.colliding(i)))
		if f.find(f.colliding(i)).Exists() {
			t.Fatalf("key %d is still there", i)
		}
		f.audit(t)
	}
}

// scrambled is the numbers below n in an order without order.
func scrambled(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if scramble(uint64(a)) < scramble(uint64(b)) {
			return -1
		}
		return 1
	})
	return order
}

func TestDatabasesAreApart(t *testing.T) {
	f := newFixture(t)
	other := f.keyspace.DB(1)
	key := f.key("key")
	f.SetString(key, f.Find(key), []byte("here"), NoExpiry)
	if other.Find(key).Exists() || other.Len() != 0 || other.Index() != 1 || f.keyspace.Databases() != 2 {
		t.Error("a key of database 0 is in database 1")
	}
	other.SetString(key, other.Find(key), []byte("there"), NoExpiry)
	f.Clear()
	if text16(other.Find(key)) != "there" {
		t.Error("clearing database 0 took a key of database 1")
	}
	other.Clear()
}

// An Entry found before another key's lookup moved buckets is good as ever.
func TestEntriesOutliveLookups(t *testing.T) {
	f := newFixture(t)
	key := f.key("source")
	e := f.SetString(key, f.Find(key), []byte("value"), 5)
	for i := 0; !f.rehashing(); i++ {
		f.set(name16(i), "v")
	}
	for f.rehashing() {
		f.find("another")
	}
	e = f.ClearExpire(f.SetExpire(e, 7))
	if text16(e) != "value" || e != f.Find(key) {
		t.Error("an entry was lost while the table was rehashed")
	}
	f.Delete(e)
	f.audit(t)
}

func TestUnusedDatabaseHasNoBlock(t *testing.T) {
	f := newFixture(t)
	key := f.key("key")
	f.PrefetchBucket(key.Hash)
	f.PrefetchEntry(key.Hash)
	f.ResizeIfSparse()
	f.Clear()
	if e := f.Find(key); e.Exists() || f.Scan(0, func(Entry) {}) != 0 || f.Rehash(10) {
		t.Error("an empty database has something")
	}
	if _, blocks := f.heap.Live(); blocks != 0 {
		t.Errorf("an empty database has %d blocks", blocks)
	}
}
