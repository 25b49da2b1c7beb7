package store

import (
	"testing"

	"seedis/sys"
)

// several is about as many keys as fill a table of several regions.
const several = 60_000

// fillTwoRegions makes as many keys as make a table of two regions, and lets it come to
// rest.
func (f fixture) fillTwoRegions(t *testing.T) {
	t.Helper()
	f.fill(0, capacityOf(regionBuckets)+1)
	for f.Rehash(1000) {
	}
	if f.active.regions() != 2 {
		t.Fatalf("the table has %d regions", f.active.regions())
	}
}

// groupRegions is how many regions there are to be passed by.
func (f fixture) groupRegions() int { return int(f.groupMask()/regionBuckets) + 1 }

// wantSamples demands that a call finds keys with an expiry wherever it begins, and
// that it looks at few buckets.
func (f fixture) wantSamples(t *testing.T) {
	t.Helper()
	most := 2*regionBuckets + f.groupRegions() + groupsPerEntry + groupsMore
	for first := uint64(0); first <= f.groupMask(); first += 1 + f.groupMask()/97 {
		met := 0
		looked := f.sampleFrom(first, 1, true, func(e Entry) {
			if met++; e.ExpireAt() == NoExpiry {
				t.Fatalf("%q is a sample", e.Key())
			}
		})
		if met == 0 || looked > most {
			t.Fatalf("from group %d on %d keys are found in %d groups", first, met, looked)
		}
	}
}

// wantShortWalk demands that a walk, so many buckets a call, looks at those of one
// region and passes by the others, and that no call passes by more than it may.
func (f fixture) wantShortWalk(t *testing.T, buckets int) {
	t.Helper()
	most := (len(group{})*regionBuckets + f.groupRegions()) / buckets
	met := 0
	for cursor, calls := uint64(0), 0; calls == 0 || cursor != 0; calls++ {
		next := f.Volatile(cursor, buckets, func(Entry) { met++ })
		end := next
		if next == 0 {
			end = f.groupMask() + 1
		}
		if end > cursor+uint64(buckets)*regionBuckets || calls > most {
			t.Fatalf("call %d of %d buckets leads from group %d to %d", calls, buckets, cursor, end)
		}
		cursor = next
	}
	if met != f.Expires() {
		t.Fatalf("a walk meets %d of %d keys", met, f.Expires())
	}
}

// However few of many keys expire, one is found by a call that looks at two regions at
// the most: wherever they are, and in mid-rehash of a table that grows or shrinks. A
// walk over all of them is as short, and can be taken in steps.
func TestRareExpiriesAreFound(t *testing.T) {
	states := []struct {
		name  string
		reach func(f fixture)
	}{
		{"still", func(f fixture) {
			for f.Rehash(1000) {
			}
		}},
		{"growing", func(f fixture) {
			for i := several; !f.rehashing(); i++ {
				f.set(name16(i), "v")
			}
			f.Rehash(int(f.active.mask / 2))
		}},
		{"shrinking", func(f fixture) {
			for i := several; !f.rehashing(); i-- {
				f.delete(i-1, 1)
			}
			f.Rehash(int(f.active.mask / 2))
		}},
	}
	for _, state := range states {
		f := newFastFixture(t)
		f.fill(0, several)
		state.reach(f)
		for only := range 7 {
			e := f.SetExpire(f.find(name16(only)), 1)
			f.wantSamples(t)
			f.wantShortWalk(t, 1)
			f.wantShortWalk(t, 5)
			f.audit(t)
			if only%2 == 0 {
				f.ClearExpire(e)
			} else {
				f.Delete(e)
			}
		}
		if (state.name == "still") == f.rehashing() {
			t.Errorf("%s: rehashing is %v", state.name, f.rehashing())
		}
	}
}

// The marks of each region are counted whatever comes and goes and wherever a rehash
// moves it, in chains too.
func TestRegionsFollowTheMarks(t *testing.T) {
	f := newFastFixture(t)
	for i := range 50 {
		f.SetExpire(f.set(f.colliding(i), "v"), 1)
	}
	for i := range several {
		f.fill(i, 1)
		f.expire(i, 1, 3)
		if i%4999 == 0 {
			f.audit(t)
		}
	}
	for i := range several {
		switch i % 5 {
		case 0:
			f.delete(i, 1)
		case 1:
			f.ClearExpire(f.find(name16(i)))
		case 2:
			f.SetString(f.key(name16(i)), f.find(name16(i)), []byte("longer than it was"), int64(i%2)*1000-1)
		}
		if i%4999 == 0 {
			f.audit(t)
		}
	}
	for i := range several {
		if f.find(name16(i)).Exists() {
			f.delete(i, 1)
		}
		if i%4999 == 0 {
			f.audit(t)
		}
	}
	if f.marks[sys.MarkTableGrew] < 2 || f.marks[sys.MarkTableShrank] < 2 {
		t.Error("the table has hardly grown or shrunk")
	}
	for i := range 50 {
		f.Delete(f.find(f.colliding(i)))
	}
	f.audit(t)
}
