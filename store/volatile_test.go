package store

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/sys"
)

// walkVolatile walks over the entries with an expiry from end to end, so many
// buckets a call and with between called before each, and counts the visits to each
// key. No call may visit one twice, nor one without an expiry.
func (f fixture) walkVolatile(t fataler, buckets int, between func()) map[string]int {
	t.Helper()
	visits := map[string]int{}
	cursor := uint64(0)
	for range 1 << 20 {
		between()
		call := map[string]bool{}
		cursor = f.Volatile(cursor, buckets, func(e Entry) {
			name := string(e.Key())
			if call[name] || e.ExpireAt() == NoExpiry {
				t.Fatalf("%.20q, which expires at %d, is visited; before: %v", name, e.ExpireAt(), call[name])
			}
			call[name] = true
			visits[name]++
		})
		if cursor == 0 {
			return visits
		}
	}
	t.Fatalf("a walk does not end")
	return nil
}

// expire lets every n-th of so many keys expire.
func (f fixture) expire(first, count, n int) {
	for i := first; i < first+count; i++ {
		if i%n == 0 {
			f.SetExpire(f.find(name16(i)), int64(i))
		}
	}
}

// While nothing changes each entry with an expiry is visited once, in the middle of
// growing and shrinking too, and in chains.
func TestVolatileInAStillDatabase(t *testing.T) {
	f := newFixture(t)
	for i := range 50 {
		f.SetExpire(f.set(f.colliding(i), "v"), 1)
	}
	demand := func() {
		t.Helper()
		visits := f.walkVolatile(t, 10, func() {})
		if len(visits) != f.Expires() {
			t.Fatalf("%d of %d keys visited", len(visits), f.Expires())
		}
		for name, n := range visits {
			if n != 1 {
				t.Fatalf("%q visited %d times", name, n)
			}
		}
	}
	const keys = 3000
	for i := range keys {
		f.fill(i, 1)
		f.expire(i, 1, 3)
		if i%37 == 0 {
			demand()
		}
	}
	for i := range keys {
		f.delete(i, 1)
		if i%37 == 0 {
			demand()
		}
	}
	if f.marks[sys.MarkTableGrew] < 2 || f.marks[sys.MarkTableShrank] < 2 {
		t.Error("the table has hardly grown or shrunk")
	}
}

// What is there from the first call to the last is visited, while the table grows
// and a rehash moves it; only one that begins to shrink may leave some out.
func TestVolatileVisitsWhatStays(t *testing.T) {
	var seen marks
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		stable := rapid.IntRange(1, 150).Draw(t, "stable")
		c := churn{fixture: f, stable: stable, first: stable, next: stable}
		f.fill(0, stable)
		f.expire(0, stable, 1)
		if many := rapid.IntRange(0, 3000).Draw(t, "others"); many > 0 {
			f.fill(stable, many)
			c.next += many
		}
		if rapid.Bool().Draw(t, "sparse") {
			c.delete(c.first, c.next-c.first)
			c.first = c.next
		}
		shrunk := f.marks[sys.MarkTableShrank]
		visits := f.walkVolatile(t, rapid.IntRange(1, 60).Draw(t, "buckets"), func() { c.step(t) })
		for i := range stable {
			if visits[name16(i)] == 0 && f.marks[sys.MarkTableShrank] == shrunk {
				t.Fatalf("key %d of %d was not visited", i, stable)
			}
		}
		seen.add(f.marks)
		f.close(t)
	})
	seen.demand(t, sys.MarkTableGrew, sys.MarkTableShrank, sys.MarkBucketChained)
}

// A table that has shrunk below the cursor ends the walk.
func TestVolatileOfATableThatHasShrunk(t *testing.T) {
	f := newFixture(t)
	f.fill(0, 3000)
	f.expire(0, 3000, 1)
	cursor := f.Volatile(0, 200, func(Entry) {})
	f.delete(10, 2990)
	if next := f.Volatile(cursor, 1, func(Entry) {}); next != 0 {
		t.Errorf("a walk at %d of %d buckets goes on at %d", cursor, f.active.mask+1, next)
	}
}

// Nothing is no work, and no sample.
func TestSampleOfNothing(t *testing.T) {
	f := newFixture(t)
	visit := func(e Entry) { t.Errorf("%q is visited", e.Key()) }
	f.Sample(5, false, visit)
	f.fill(0, 100)
	f.Sample(5, true, visit)
	if f.Volatile(0, 10, visit) != 0 {
		t.Error("nothing expires, and the walk goes on")
	}
}

// Samples are not as fair as RandomEntry, but every key comes about as often as
// others: in chains, behind empty buckets, and in mid-rehash.
func TestSamplesAreUniformEnough(t *testing.T) {
	const keys, each = 2000, 200
	grown := func(f fixture) {
		f.fill(0, keys)
		for f.Rehash(1) {
		}
	}
	states := map[string]func(f fixture){
		"full": grown,
		"chain": func(f fixture) {
			grown(f)
			for i := range 40 {
				f.set(f.colliding(i), "v")
			}
		},
		"growing": func(f fixture) {
			f.fill(0, keys)
			for i := keys; !f.rehashing(); i++ {
				f.set(name16(i), "v")
			}
			f.Rehash(int(f.active.mask+1) / 2)
		},
		"shrinking": func(f fixture) {
			f.fill(0, 10*keys)
			for i := 0; !f.rehashing() || f.moved < f.active.mask/2; i++ {
				f.delete(i, 1)
			}
		},
	}
	for _, name := range []string{"full", "chain", "growing", "shrinking"} {
		f := newFastFixture(t)
		states[name](f)
		met, all := map[string]int{}, 0
		for all < each*f.Len() {
			f.Sample(5, false, func(e Entry) {
				met[string(e.Key())]++
				all++
			})
		}
		if len(met) != f.Len() {
			t.Errorf("%s: %d of %d keys were met", name, len(met), f.Len())
		}
		for key, n := range met {
			if n < each/5 || n > 5*each {
				t.Errorf("%s: %q was met %d times, of %d", name, key, n, each)
			}
		}
	}
}

// A sample takes no more than a few entries more than asked, if buckets are as full
// as they are in a table that is about to grow.
func TestSamplesAreAboutAsLarge(t *testing.T) {
	f := newFastFixture(t)
	f.fill(0, 1000)
	for i := 1000; f.Len() < f.active.capacity(); i++ {
		f.set(name16(i), "v")
	}
	const samples, count = 1000, 5
	met := 0
	for range samples {
		f.Sample(count, false, func(Entry) { met++ })
	}
	if met < samples*count || met > 2*samples*count {
		t.Errorf("%d samples of %d are %d entries", samples, count, met)
	}
}

// An expiry that comes or goes is marked, whether the entry moves for it or has the
// room where it is; so is that of what takes the place of another.
func TestExpiriesAreMarked(t *testing.T) {
	f := newFixture(t)
	moved, stayed := 0, 0
	for length := range 400 {
		e := f.set("key", strings.Repeat("v", length))
		for _, change := range []func(Entry) Entry{
			func(e Entry) Entry { return f.SetExpire(e, 1) },
			func(e Entry) Entry { return f.SetExpire(e, 2) },
			f.ClearExpire,
			func(Entry) Entry {
				return f.SetString(f.key("key"), f.find("key"), []byte(strings.Repeat("w", length)), 3)
			},
		} {
			before := e
			if e = change(e); e == before {
				stayed++
			} else {
				moved++
			}
			f.audit(t)
		}
	}
	if moved == 0 || stayed == 0 {
		t.Errorf("%d entries moved, %d stayed", moved, stayed)
	}
}
