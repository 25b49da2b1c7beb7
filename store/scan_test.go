package store

import (
	"testing"

	"pgregory.net/rapid"

	"seedis/sys"
)

// scanAll runs a scan from end to end, with between called before each step,
// and counts the visits to each key.
func (f fixture) scanAll(t fataler, between func()) map[string]int {
	t.Helper()
	visits := map[string]int{}
	cursor := uint64(0)
	for range 1 << 20 {
		between()
		cursor = f.Scan(cursor, func(e Entry) { visits[string(e.Key())]++ })
		if cursor == 0 {
			return visits
		}
	}
	t.Fatalf("a scan does not end")
	return nil
}

// While nothing changes every key is visited once, in the middle of a rehash
// too, and in chains.
func TestScanOfStillDatabase(t *testing.T) {
	f := newFixture(t)
	for i := range 50 {
		f.set(f.colliding(i), "v")
	}
	for i := range 3000 {
		f.set(name16(i), "v")
		if i%37 != 0 {
			continue
		}
		visits := f.scanAll(t, func() {})
		if len(visits) != f.Len() {
			t.Fatalf("%d of %d keys visited", len(visits), f.Len())
		}
		for name, n := range visits {
			if n != 1 {
				t.Fatalf("%q visited %d times", name, n)
			}
		}
	}
	if f.marks[sys.MarkRehashUnderScan] == 0 {
		t.Error("no scan ran while the table was rehashed")
	}
}

// churn is what happens to a database between the steps of a scan: keys that
// come and go beside those that stay.
type churn struct {
	fixture
	stable, first, next int
}

func (c *churn) step(t *rapid.T) {
	count := rapid.IntRange(0, c.stable).Draw(t, "count")
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		if c.next < 20*c.stable { // or the scan might never catch up
			c.fill(c.next, count)
			c.next += count
		}
	case 1:
		count = min(count*4, c.next-c.first)
		c.delete(c.first, count)
		c.first += count
	case 2:
		c.Rehash(count)
	case 3:
		c.ResizeIfSparse()
	case 4:
		c.find(name16(0))
	}
}

// SCAN's guarantee: what is there from the first step to the last is visited,
// while the table grows and shrinks.
func TestScanVisitsWhatStays(t *testing.T) {
	var seen marks
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		stable := rapid.IntRange(1, 150).Draw(t, "stable")
		c := churn{fixture: f, stable: stable, first: stable, next: stable}
		f.fill(0, stable)
		if many := rapid.IntRange(0, 3000).Draw(t, "others"); many > 0 {
			f.fill(stable, many)
			c.next += many
		}
		visits := f.scanAll(t, func() { c.step(t) })
		for i := range stable {
			if visits[name16(i)] == 0 {
				t.Fatalf("key %d of %d was not visited", i, stable)
			}
		}
		seen.add(f.marks)
		f.close(t)
	})
	seen.demand(t, sys.MarkRehashUnderScan, sys.MarkTableGrew, sys.MarkTableShrank, sys.MarkBucketChained)
}
