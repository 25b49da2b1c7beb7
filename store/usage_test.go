package store

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// usage is what all keys take with the tables of their databases.
func (f fixture) usage() int {
	sum := 0
	for i := range f.keyspace.Databases() {
		db := f.keyspace.DB(i)
		sum += db.TableUsage()
		add := func(e Entry) { sum += e.Usage(0) }
		for cursor := db.Scan(0, add); cursor != 0; {
			cursor = db.Scan(cursor, add)
		}
	}
	return sum
}

// put adds an element to the collection of a type under the name, or makes it.
func (f fixture) put(kind Type, name, element string) {
	key, text := f.key(name), []byte(element)
	e := f.Find(key)
	switch kind {
	case String:
		f.Append(key, e, text)
	case ListType:
		l := f.List(key, e)
		l.Push(Tail, text)
	case SetType:
		set := f.Set(key, e)
		set.Add(text)
	case HashType:
		h := f.Hash(key, e)
		h.Set(text, text)
	case ZSetType:
		z := f.ZSet(key, e)
		z.Add(text, float64(len(element)), 0)
	}
}

// Every block that is in use belongs to a key or to a table.
func TestUsageIsAllThatIsInUse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		defer f.close(t)
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			kind := rapid.SampledFrom([]Type{String, ListType, SetType, ZSetType, HashType}).Draw(t, "type")
			name := kind.String() + strconv.Itoa(rapid.IntRange(0, 30).Draw(t, "key"))
			length := rapid.SampledFrom([]int{0, 1, 30, 70, 300, 10_000}).Draw(t, "length")
			for i := range rapid.SampledFrom([]int{1, 2, 10, 600}).Draw(t, "elements") {
				f.put(kind, name, strings.Repeat("x", length)+strconv.Itoa(i))
			}
			if rapid.IntRange(0, 3).Draw(t, "end") == 0 {
				f.SetExpire(f.find(name), 1)
			}
			if rapid.IntRange(0, 5).Draw(t, "delete") == 0 {
				f.Delete(f.find(name))
			}
			bytes, _ := f.heap.Live()
			if got := f.usage(); got != int(bytes) {
				t.Fatalf("keys and tables take %d bytes, in use are %d", got, bytes)
			}
		}
	})
}

// Buckets behind others count, of the database and of a collection.
func TestUsageOfChains(t *testing.T) {
	f := newFixture(t)
	for i := range 20 {
		f.put(SetType, f.colliding(i), "member")
		f.put(SetType, "set", f.colliding(i))
	}
	if bytes, _ := f.heap.Live(); f.usage() != int(bytes) {
		t.Errorf("keys and tables take %d bytes, in use are %d", f.usage(), bytes)
	}
}

// What counts the marks of regions counts.
func TestUsageOfRegions(t *testing.T) {
	f := newFastFixture(t)
	f.fillTwoRegions(t)
	f.SetExpire(f.find(name16(0)), 1)
	if bytes, _ := f.heap.Live(); f.usage() != int(bytes) {
		t.Errorf("keys and tables take %d bytes, in use are %d", f.usage(), bytes)
	}
}

// Of equal elements a few tell as much as all.
func TestUsageBySamples(t *testing.T) {
	f := newFixture(t)
	for _, kind := range []Type{ListType, SetType, ZSetType, HashType} {
		name := kind.String()
		for i := range 5000 {
			f.put(kind, name, strconv.Itoa(100_000+i)+"-element")
		}
		e := f.find(name)
		all := e.Usage(0)
		for _, samples := range []int{1, 5, 1000, 1 << 40} {
			if got := e.Usage(samples); got < all*9/10 || got > all*11/10 {
				t.Errorf("%s: %d bytes by %d samples, %d by all", name, got, samples, all)
			}
		}
	}
}
