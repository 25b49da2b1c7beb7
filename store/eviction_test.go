package store

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// modelCandidate is a candidate by the name of its key.
type modelCandidate struct {
	database int
	name     string
	score    uint64
}

// evictionModel is the pool as a list: whoever is considered stands before all
// that score as high or higher, and the first of more than 16 goes.
type evictionModel struct {
	*rapid.T
	keyspace *Keyspace
	eviction *Eviction
	policy   EvictionPolicy
	pool     []modelCandidate
	now      int64
}

func (m *evictionModel) draw() (*DB, Key) {
	db := m.keyspace.DB(rapid.IntRange(0, 1).Draw(m.T, "database"))
	return db, m.keyspace.Key([]byte(fmt.Sprintf("key:%d", rapid.IntRange(0, 30).Draw(m.T, "key"))))
}

// set makes a key, with an expiry or without.
func (m *evictionModel) set(*rapid.T) {
	db, key := m.draw()
	expireAt := rapid.SampledFrom([]int64{NoExpiry, 1, 1000, 1001, math.MaxInt64}).Draw(m.T, "expiry")
	db.SetString(key, db.Find(key), []byte("value"), expireAt)
}

func (m *evictionModel) remove(*rapid.T) {
	db, key := m.draw()
	if e := db.Find(key); e.Exists() {
		db.Delete(e)
	}
}

func (m *evictionModel) touch(*rapid.T) {
	db, key := m.draw()
	if e := db.Find(key); e.Exists() {
		e.Touch()
	}
}

func (m *evictionModel) wait(*rapid.T) {
	m.now += rapid.Int64Range(0, 300).Draw(m.T, "seconds")
	m.keyspace.Tick(m.now)
}

func (m *evictionModel) swap(*rapid.T) { m.keyspace.Swap(0, 1) }

func (m *evictionModel) consider(*rapid.T) {
	db, key := m.draw()
	e := db.Find(key)
	if !e.Exists() || m.policy.Volatile && e.ExpireAt() == NoExpiry {
		return
	}
	score := map[EvictionOrder]uint64{
		ByIdleTime:  uint64(e.IdleSeconds()),
		ByFrequency: uint64(255 - e.Frequency()),
		ByExpiry:    math.MaxUint64 - uint64(e.ExpireAt()),
	}[m.policy.Order]
	m.eviction.consider(e)
	place := slices.IndexFunc(m.pool, func(c modelCandidate) bool { return c.score >= score })
	if place < 0 {
		place = len(m.pool)
	}
	m.pool = slices.Insert(m.pool, place, modelCandidate{db.index, string(key.Bytes), score})
	if len(m.pool) > 16 {
		m.pool = m.pool[1:]
	}
}

// evict takes the best candidate, which is the last that still may go.
func (m *evictionModel) evict(*rapid.T) {
	want := Entry{}
	for len(m.pool) > 0 && !want.Exists() {
		last := m.pool[len(m.pool)-1]
		m.pool = m.pool[:len(m.pool)-1]
		e := m.keyspace.DB(last.database).Find(m.keyspace.Key([]byte(last.name)))
		if e.Exists() && !(m.policy.Volatile && e.ExpireAt() == NoExpiry) {
			want = e
		}
	}
	if got := m.eviction.best(); got != want {
		m.Fatalf("%v goes, want %v", got, want)
	}
	if want.Exists() {
		want.db.Delete(want)
	}
}

// Which candidates are remembered, which goes, and that none goes which is gone
// already or must stay, is as a plain list has it.
func TestThePoolIsAsTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		defer f.close(t)
		policy := EvictionPolicy{
			Order:    rapid.SampledFrom([]EvictionOrder{ByIdleTime, ByFrequency, ByExpiry}).Draw(t, "order"),
			Volatile: rapid.Bool().Draw(t, "volatile"),
		}
		f.keyspace.Track(Tracking{Frequency: policy.Order == ByFrequency, DecayMinutes: 1})
		m := &evictionModel{T: t, keyspace: f.keyspace, eviction: f.keyspace.NewEviction(), policy: policy}
		m.eviction.Configure(policy, 5)
		t.Repeat(map[string]func(*rapid.T){
			"set": m.set, "set more": m.set, "delete": m.remove, "touch": m.touch, "wait": m.wait, "swap": m.swap,
			"consider": m.consider, "consider more": m.consider, "consider still more": m.consider, "evict": m.evict,
		})
	})
}

// victims evicts all that goes, and returns the names in the order of their end.
func victims(v *Eviction) []string {
	var names []string
	for e := v.Next(); e.Exists(); e = v.Next() {
		names = append(names, fmt.Sprintf("%d:%s", e.db.index, e.Key()))
		e.db.Delete(e)
	}
	return names
}

// Where all entries are looked at for each choice, they go in the order that the
// policy says, from whichever database.
func TestWhoGoesFirst(t *testing.T) {
	byUse := Tracking{Frequency: true}
	for _, test := range []struct {
		name     string
		policy   EvictionPolicy
		tracking Tracking
		want     []string
	}{
		{"lru", EvictionPolicy{Order: ByIdleTime}, Tracking{}, []string{"0:b", "1:d", "1:c", "0:a"}},
		{"volatile lru", EvictionPolicy{ByIdleTime, true}, Tracking{}, []string{"1:d", "0:a"}},
		{"lfu", EvictionPolicy{Order: ByFrequency}, byUse, []string{"1:c", "1:d", "0:b", "0:a"}},
		{"volatile lfu", EvictionPolicy{ByFrequency, true}, byUse, []string{"1:d", "0:a"}},
		{"ttl", EvictionPolicy{ByExpiry, true}, Tracking{}, []string{"0:a", "1:d"}},
	} {
		f := newFixture(t)
		f.keyspace.Track(test.tracking)
		at := func(second int64, db int, name string, expireAt int64, uses int) {
			f.keyspace.Tick(second)
			key := f.keyspace.Key([]byte(name))
			e := f.keyspace.DB(db).SetString(key, f.keyspace.DB(db).Find(key), []byte("v"), expireAt)
			for range uses {
				e.Touch()
			}
		}
		at(100, 0, "b", NoExpiry, 3)
		at(110, 1, "d", 9000, 2)
		at(120, 1, "c", NoExpiry, 1)
		at(130, 0, "a", 8000, 4)
		v := f.keyspace.NewEviction()
		v.Configure(test.policy, 100)
		if got := victims(v); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// What was used often goes before what was used less, if that was long ago.
func TestOldUsesCountNoMore(t *testing.T) {
	f := newFixture(t)
	f.keyspace.Track(Tracking{Frequency: true, DecayMinutes: 1})
	f.keyspace.Tick(0)
	once := f.set("once dear", "v")
	for range 20 {
		once.Touch()
	}
	f.keyspace.Tick(30 * 60)
	f.set("new", "v")
	v := f.keyspace.NewEviction()
	v.Configure(EvictionPolicy{Order: ByFrequency}, 10)
	if got := victims(v); !slices.Equal(got, []string{"0:once dear", "0:new"}) {
		t.Errorf("%v go", got)
	}
}

// By chance the databases have their turns, and of the entries that may go each
// does in the end.
func TestByChance(t *testing.T) {
	for _, volatile := range []bool{false, true} {
		f := newFixture(t)
		for i := range 300 {
			db, expireAt := f.keyspace.DB(i%2), int64(NoExpiry)
			if i%10 < 4 {
				expireAt = 1 << 40
			}
			key := f.keyspace.Key([]byte(fmt.Sprint(i)))
			db.SetString(key, Entry{}, []byte("v"), expireAt)
		}
		v := f.keyspace.NewEviction()
		v.Configure(EvictionPolicy{ByChance, volatile}, 5)
		names := victims(v)
		if want := map[bool]int{false: 300, true: 120}[volatile]; len(names) != want {
			t.Errorf("volatile %v: %d go, want %d", volatile, len(names), want)
		}
		for i, name := range names[:60] {
			if (name[0] == names[0][0]) != (i%2 == 0) {
				t.Fatalf("volatile %v: the databases are not in turn: %v", volatile, names[:i+1])
			}
		}
	}
}

// Scores of one policy say nothing under another.
func TestAnotherPolicyForgetsTheCandidates(t *testing.T) {
	f := newFixture(t)
	v := f.keyspace.NewEviction()
	v.Configure(EvictionPolicy{Order: ByIdleTime}, 5)
	f.set("a", "v")
	f.set("b", "v")
	v.consider(f.find("a"))
	v.Configure(EvictionPolicy{Order: ByIdleTime}, 50)
	if v.length != 1 {
		t.Error("the same policy has forgotten its candidate")
	}
	v.Configure(EvictionPolicy{Order: ByFrequency}, 50)
	if v.length != 0 {
		t.Error("another policy has kept a candidate")
	}
}

// One entry of many has an expiry: it is found at once.
func TestOneVolatileEntryAmongManyIsFound(t *testing.T) {
	f := newFastFixture(t)
	for i := range 100_000 {
		f.set(name16(i), "v")
	}
	key := f.keyspace.Key([]byte("mortal"))
	for _, order := range []EvictionOrder{ByIdleTime, ByFrequency, ByExpiry, ByChance} {
		f.SetString(key, Entry{}, []byte("v"), 1)
		v := f.keyspace.NewEviction()
		v.Configure(EvictionPolicy{order, true}, 5)
		if got := victims(v); !slices.Equal(got, []string{"0:mortal"}) {
			t.Errorf("order %d: %v go", order, got)
		}
	}
}

// Who is remembered may be gone, all of them, and score higher than whoever is there:
// those that are there are chosen nevertheless.
func TestCandidatesThatAreGoneKeepNobody(t *testing.T) {
	f := newFastFixture(t)
	v := f.keyspace.NewEviction()
	v.Configure(EvictionPolicy{Order: ByExpiry, Volatile: true}, 5)
	for i := range poolSize {
		e := f.SetString(f.key(name16(i)), Entry{}, []byte("v"), int64(i))
		v.consider(e)
		f.Delete(e)
	}
	f.SetString(f.key("late"), Entry{}, []byte("v"), 1<<40)
	if got := victims(v); !slices.Equal(got, []string{"0:late"}) {
		t.Errorf("%v go", got)
	}
}

// A key is found by all bits of its hash, of which a table knows but some.
func TestFindingByHash(t *testing.T) {
	f := newFixture(t)
	f.set("key", "v")
	hash := f.key("key").Hash
	if e := f.withHash(hash); e != f.find("key") {
		t.Errorf("found %v", e)
	}
	for bit := range 64 {
		if f.withHash(hash ^ 1<<bit).Exists() {
			t.Errorf("a hash that differs in bit %d finds the key", bit)
		}
	}
	if f.in(1).withHash(hash).Exists() {
		t.Error("an empty database has the key")
	}
}

func TestChoosingAllocatesNothing(t *testing.T) {
	f := newFastFixture(t)
	for i := range 10_000 {
		f.SetString(f.keyspace.Key([]byte(name16(i))), Entry{}, []byte("v"), int64(i+1))
	}
	for _, policy := range []EvictionPolicy{{ByIdleTime, false}, {ByFrequency, true}, {ByExpiry, true}, {ByChance, true}} {
		v := f.keyspace.NewEviction()
		v.Configure(policy, 5)
		if n := testing.AllocsPerRun(100, func() {
			e := v.Next()
			e.db.Delete(e)
		}); n != 0 {
			t.Errorf("%v: %v allocations", policy, n)
		}
	}
}

// A database's table stays as it is while no larger one is allowed, however many
// entries it holds. With twice as many as it should a larger one is pressing.
func TestTablesGrowIfTheyMay(t *testing.T) {
	f := newFastFixture(t)
	allowed, asked, urged := false, 0, false
	f.keyspace.AskToGrow(func(bytes int, pressing bool) bool {
		asked, urged = bytes, pressing
		return allowed
	})
	for f.length < f.active.capacity() || f.length == 0 {
		f.set(name16(f.length), "v")
	}
	size, capacity := f.active.mask+1, f.active.capacity()
	for f.length < 5*capacity {
		pressing := f.length >= 2*capacity
		f.set(name16(f.length), "v")
		if f.rehashing() || asked != int(2*size*bucketSize) || urged != pressing {
			t.Fatalf("at %d of %d it is rehashing: %v; %d bytes were asked for, pressing: %v",
				f.length, capacity, f.rehashing(), asked, urged)
		}
	}
	allowed = true
	for f.length < 20*capacity {
		f.set(name16(f.length), "v")
	}
	if f.active.mask+1 < 4*size {
		t.Errorf("%d entries are in %d buckets", f.length, f.active.mask+1)
	}
	for i := range f.length {
		if !f.find(name16(i)).Exists() {
			t.Fatalf("%d is lost", i)
		}
	}
}
