package store

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/mem"
)

// pile is a Reclaimer that keeps what it takes until a test frees it, a bit of any
// of it at a time.
type pile struct {
	fixture
	waiting []*Remains
	blocks  int // of all that waits, as the heap counts them
	objects int // of all that ever came
}

func (p *pile) Reclaim(r Remains) {
	p.waiting = append(p.waiting, &r)
	p.objects += r.Objects()
}

// Free counts a block (Freer).
func (p *pile) Free(ref mem.Ref) {
	p.heap.Free(ref)
	p.blocks--
}

// weigh counts the blocks that have come since it was called last: those in use that
// neither the databases have, nor what was there before.
func (p *pile) weigh(t fataler, before int) {
	t.Helper()
	_, live := p.heap.Live()
	known := p.known(t)
	p.blocks = int(live) - known
	if p.blocks < before || p.blocks > before && len(p.waiting) == 0 {
		t.Fatalf("%d blocks are in use, %d are known and %d are dead", live, known, before)
	}
}

// freeOne frees about so many blocks of one that waits, and demands that it says
// exactly when all are gone.
func (p *pile) freeOne(t fataler, which, limit int) {
	t.Helper()
	before := p.blocks
	done := p.waiting[which].Free(p, limit)
	if freed := before - p.blocks; freed > limit+2 { // a node is two blocks, and its segment
		t.Fatalf("%d blocks were freed, the limit was %d", freed, limit)
	}
	if done {
		p.waiting = append(p.waiting[:which], p.waiting[which+1:]...)
	}
	if (len(p.waiting) == 0) != (p.blocks == 0) {
		t.Fatalf("%d blocks are left of %d that wait", p.blocks, len(p.waiting))
	}
}

// funeral is two databases of values of all types beside a model, driven by rapid.
type funeral struct {
	pile
	lengths [2]map[string]int // elements, or 1
	next    int               // number of the next element
}

// funeralNames are few, and collide, so that values meet and buckets are chained.
func funeralNames(f fixture) []string {
	names := make([]string, 40)
	for i := range names {
		names[i] = "key:" + strconv.Itoa(i)
		if i%2 == 0 {
			names[i] = f.colliding(i)
		}
	}
	return names
}

func (s *funeral) model() map[string]int { return s.lengths[s.Index()] }

func (s *funeral) drawName(t *rapid.T, label string) string {
	return rapid.SampledFrom(funeralNames(s.fixture)).Draw(t, label)
}

// grow adds elements to a value, often so many that it gets a root, and sometimes
// several levels of nodes.
func (s *funeral) grow(t *rapid.T) {
	name := s.drawName(t, "key")
	kind := rapid.SampledFrom([]Type{ListType, SetType, ZSetType, HashType}).Draw(t, "type")
	if e := s.find(name); e.Exists() && e.Type() != kind {
		kind = e.Type()
	}
	collide := rapid.Bool().Draw(t, "collide")
	for range rapid.SampledFrom([]int{1, 5, 70, 70, 300, 2500}).Draw(t, "elements") {
		element := "element:" + strconv.Itoa(s.next)
		if collide && s.next%4 == 0 {
			element = s.colliding(s.next)
		}
		s.next++
		if kind == String {
			element = "x"
		}
		s.put(kind, name, element)
		if kind != String || s.model()[name] == 0 {
			s.model()[name]++
		}
	}
}

// insert sets many keys, so that the table grows.
func (s *funeral) insert(t *rapid.T) {
	for range rapid.IntRange(1, 200).Draw(t, "keys") {
		s.next++
		s.setString("plain:"+strconv.Itoa(s.next), "v")
	}
}

func (s *funeral) setString(name, value string) {
	s.set(name, value)
	s.model()[name] = 1
}

// overwrite sets a string over whatever the key has.
func (s *funeral) overwrite(t *rapid.T) {
	length := rapid.SampledFrom([]int{1, 100, 2000, 65_000, 65_536, 200_000}).Draw(t, "length")
	s.setString(s.drawName(t, "key"), strings.Repeat("s", length))
}

func (s *funeral) remove(t *rapid.T) {
	name := s.drawName(t, "key")
	e := s.find(name)
	if !e.Exists() {
		return
	}
	rapid.SampledFrom([]func(Entry){s.Unlink, s.Unlink, s.Drop, s.Delete}).Draw(t, "how")(e)
	delete(s.model(), name)
}

// over lets a key have another one's value, or a copy of it.
func (s *funeral) over(t *rapid.T) {
	name, target := s.drawName(t, "key"), s.drawName(t, "target")
	e := s.find(name)
	if !e.Exists() || name == target {
		return
	}
	from, to := s.key(name), s.key(target)
	s.model()[target] = s.model()[name]
	if rapid.Bool().Draw(t, "copy") {
		s.Copy(to, s.Find(to), e)
		return
	}
	s.Rename(from, e, to, s.Find(to))
	delete(s.model(), name)
}

// expire gives a key an expiry, which its database counts.
func (s *funeral) expire(t *rapid.T) {
	if e := s.find(s.drawName(t, "key")); e.Exists() {
		s.SetExpire(e, 1)
	}
}

// flush empties a database, or both.
func (s *funeral) flush(t *rapid.T) {
	switch rapid.IntRange(0, 5).Draw(t, "how") {
	case 0:
		s.Clear()
	case 1:
		s.keyspace.Abandon()
		clear(s.lengths[1-s.Index()])
	case 2, 3:
		s.Abandon()
	default:
		return
	}
	clear(s.model())
}

// free frees slices of what waits.
func (s *funeral) free(t *rapid.T) {
	for range rapid.IntRange(1, 20).Draw(t, "slices") {
		if len(s.waiting) == 0 {
			return
		}
		which := rapid.IntRange(0, len(s.waiting)-1).Draw(t, "which")
		s.freeOne(t, which, rapid.SampledFrom([]int{1, 2, 7, 64, 1000}).Draw(t, "limit"))
	}
}

func (s *funeral) cron(t *rapid.T) {
	s.ResizeIfSparse()
	s.Rehash(rapid.IntRange(0, 8).Draw(t, "buckets"))
}

func (s *funeral) check(t *rapid.T) {
	s.weigh(t, s.blocks)
	for i, lengths := range s.lengths {
		if got := s.keyspace.DB(i).Len(); got != len(lengths) {
			t.Fatalf("database %d has %d keys, want %d", i, got, len(lengths))
		}
	}
	name := s.drawName(t, "looked at")
	if got := s.elementsOf(s.find(name)); got != s.model()[name] {
		t.Fatalf("%q has %d elements, want %d", name, got, s.model()[name])
	}
}

// elementsOf is how many elements an entry has, if it exists; a string is one.
func (f fixture) elementsOf(e Entry) int {
	if !e.Exists() {
		return 0
	}
	switch key := (Key{}); e.Type() {
	case ListType:
		l := f.List(key, e)
		return l.Len()
	case SetType:
		set := f.Set(key, e)
		return set.Len()
	case ZSetType:
		z := f.ZSet(key, e)
		return z.Len()
	case HashType:
		h := f.Hash(key, e)
		return h.Len()
	}
	return 1
}

// TestRemainsModel: whatever dies, in whatever state it is, is freed bit by bit, once
// and wholly, while the databases live on.
func TestRemainsModel(t *testing.T) {
	var died int
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		f.keyspace.SetLimits(Limits{ListNode: rapid.SampledFrom([]int{1, 3, -1}).Draw(t, "node")})
		s := &funeral{pile: pile{fixture: f}, lengths: [2]map[string]int{{}, {}}}
		f.keyspace.ReclaimBy(s)
		f.keyspace.OverwriteLazily(rapid.Bool().Draw(t, "overwrite lazily"))
		t.Repeat(map[string]func(*rapid.T){
			"grow": s.grow, "grow more": s.grow, "insert": s.insert, "overwrite": s.overwrite, "remove": s.remove,
			"over": s.over, "expire": s.expire, "flush": s.flush, "free": s.free, "free more": s.free, "cron": s.cron,
			"select": func(*rapid.T) { s.fixture = s.in(1 - s.Index()) },
			"":       s.check,
		})
		for len(s.waiting) > 0 {
			s.freeOne(t, len(s.waiting)-1, 50)
		}
		died += s.objects
		f.close(t)
	})
	if died == 0 && !testing.Short() {
		t.Error("nothing was ever handed over")
	}
}

// TestWhatIsWorthHandingOver tells when a value goes to the Reclaimer, and when it is
// freed by the one who removes it.
func TestWhatIsWorthHandingOver(t *testing.T) {
	for _, test := range []struct {
		kind     Type
		elements int
		length   int // of each
		limits   Limits
		handed   bool
	}{
		{SetType, 64, 5, Limits{}, false},
		{SetType, 65, 5, Limits{}, true},
		{HashType, 64, 5, Limits{}, false},
		{HashType, 65, 5, Limits{}, true},
		{HashType, 512, 5, defaultLimits, false}, // in one piece
		{HashType, 513, 5, defaultLimits, true},
		{ZSetType, 64, 5, Limits{}, false},
		{ZSetType, 65, 5, Limits{}, true},
		{ZSetType, 128, 5, defaultLimits, false},
		{ListType, 64, 5, Limits{ListNode: 1}, false},
		{ListType, 65, 5, Limits{ListNode: 1}, true},
		{ListType, 128, 5, Limits{ListNode: 2}, false}, // 64 nodes
		{ListType, 129, 5, Limits{ListNode: 2}, true},
		{ListType, 1, 1 << 20, defaultLimits, false},
		{String, 1, 44, defaultLimits, false},
		{String, 1, 32 << 10, defaultLimits, false},
		{String, 1, 1<<15 + 1, defaultLimits, true}, // a page, which is 64 KiB
		{String, 1, 1 << 20, defaultLimits, true},
	} {
		t.Run(fmt.Sprintf("%v of %d elements of %d bytes", test.kind, test.elements, test.length), func(t *testing.T) {
			p := pile{fixture: newFixture(t)}
			p.keyspace.ReclaimBy(&p)
			p.keyspace.SetLimits(test.limits)
			for i := range test.elements {
				p.put(test.kind, "key", strings.Repeat("x", test.length-3)+strconv.Itoa(100+i))
			}
			p.Unlink(p.find("key"))
			if handed := len(p.waiting) > 0; handed != test.handed {
				t.Errorf("handed over: %v", handed)
			}
			p.weigh(t, 0)
			for len(p.waiting) > 0 {
				p.freeOne(t, 0, 10)
			}
		})
	}
}

// TestOverwrites: what goes by the way is handed over exactly if that is configured.
func TestOverwrites(t *testing.T) {
	big := func(f fixture, name string) {
		for i := range 200 {
			f.put(SetType, name, strconv.Itoa(i)+"-member")
		}
	}
	ways := []struct {
		name string
		take func(f fixture)
	}{
		{"set", func(f fixture) { f.set("key", "v") }},
		{"set integer", func(f fixture) { f.set("key", "1") }},
		{"set long", func(f fixture) { f.set("key", strings.Repeat("v", 5000)) }},
		{"drop", func(f fixture) { f.Drop(f.find("key")) }},
		{"zeros", func(f fixture) { f.SetZeros(f.key("key"), f.find("key"), 100) }},
		{"rename", func(f fixture) { f.Rename(f.key("other"), f.find("other"), f.key("key"), f.find("key")) }},
		{"copy", func(f fixture) { f.Copy(f.key("key"), f.find("key"), f.find("other")) }},
		{"enter", func(f fixture) {
			draft := f.DraftSet(f.key("key"))
			draft.Add([]byte("1"))
			draft.Enter(f.find("key"))
		}},
		{"string over string", func(f fixture) {
			f.Delete(f.find("key"))
			f.set("key", strings.Repeat("v", 100_000))
			f.set("key", strings.Repeat("w", 5000))
		}},
	}
	for _, way := range ways {
		for _, lazily := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, lazily %v", way.name, lazily), func(t *testing.T) {
				p := pile{fixture: newFixture(t)}
				p.keyspace.ReclaimBy(&p)
				p.keyspace.OverwriteLazily(lazily)
				big(p.fixture, "key")
				p.set("other", "value")
				way.take(p.fixture)
				if got := len(p.waiting); got != map[bool]int{true: 1}[lazily] {
					t.Errorf("%d values were handed over", got)
				}
				p.weigh(t, 0)
				for len(p.waiting) > 0 {
					p.freeOne(t, 0, 10)
				}
			})
		}
	}
}

// TestRemainsTellWhatTheyAre: how many keys and about how many bytes there are.
func TestRemainsTellWhatTheyAre(t *testing.T) {
	for _, kind := range []Type{ListType, SetType, ZSetType, HashType} {
		t.Run(kind.String(), func(t *testing.T) {
			p := pile{fixture: newFixture(t)}
			p.keyspace.ReclaimBy(&p)
			limits := defaultLimits
			limits.ListNode = 50
			p.keyspace.SetLimits(limits)
			for i := range 10_000 {
				p.put(kind, "key", name16(i))
			}
			p.tells(t, 1, func() { p.Unlink(p.find("key")) })
		})
	}
	p := pile{fixture: newFixture(t)}
	p.keyspace.ReclaimBy(&p)
	p.fill(0, 10_000)
	p.put(ListType, "list", "element")
	other := p.in(1)
	other.fill(0, 5_000)
	t.Run("database", func(t *testing.T) { p.tells(t, 10_001, p.Abandon) })
	p.fill(0, 10_000)
	t.Run("all databases", func(t *testing.T) { p.tells(t, 15_000, p.keyspace.Abandon) })
}

// tells compares what remains tell with what freeing them gives back.
func (p *pile) tells(t *testing.T, objects int, die func()) {
	t.Helper()
	p.objects = 0
	die()
	if p.objects != objects {
		t.Errorf("%d objects, want %d", p.objects, objects)
	}
	p.weigh(t, 0)
	told := uint64(0)
	before, _ := p.heap.Live()
	for len(p.waiting) > 0 {
		told += p.waiting[0].Bytes()
		for remains := p.waiting[0]; len(p.waiting) > 0 && p.waiting[0] == remains; {
			p.freeOne(t, 0, 1000)
		}
	}
	after, _ := p.heap.Live()
	if freed := before - after; told < freed*9/10 || told > freed*11/10 {
		t.Errorf("%d bytes were told, %d are free", told, freed)
	}
}

// A table with hardly an element in it takes its time, too: no call passes by more
// buckets than it may.
func TestASparseTableIsFreedInSlices(t *testing.T) {
	f := newFixture(t)
	p := &pile{fixture: f}
	f.keyspace.ReclaimBy(p)
	set := f.DraftSet(f.key("set"))
	set.Reserve(100_000)
	for i := range 100 {
		set.Add([]byte(name16(i)))
	}
	set.Enter(Entry{})
	buckets := int(set.dict().active.mask + 1)
	if buckets < 10_000 {
		t.Fatalf("the table has %d buckets", buckets)
	}
	f.Unlink(set.Entry())
	calls := 1
	for !p.waiting[0].Free(f.heap, 10) {
		calls++
	}
	if calls < buckets/10 {
		t.Errorf("%d calls freed a table of %d buckets, 10 steps each", calls, buckets)
	}
}
