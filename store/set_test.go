package store

import (
	"maps"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// setScenario is a set beside its model, driven by rapid.
type setScenario struct {
	fixture
	members map[string]bool
	large   bool // since it was not integers alone, or too many
}

func (s *setScenario) set() Set {
	key := s.key("set")
	return s.Set(key, s.Find(key))
}

func (s *setScenario) member(t *rapid.T) string {
	if rapid.IntRange(0, 3).Draw(t, "any") == 0 {
		return elementText(t, "member")
	}
	width := rapid.SampledFrom([]int64{3, 100, 1 << 15, 1 << 31, 1 << 62}).Draw(t, "width")
	return strconv.FormatInt(rapid.Int64Range(-width, width).Draw(t, "integer"), 10)
}

func (s *setScenario) add(t *rapid.T) {
	for range rapid.SampledFrom([]int{1, 1, 1, 3, 40}).Draw(t, "times") {
		s.addOne(t, s.member(t))
	}
}

func (s *setScenario) addOne(t *rapid.T, member string) {
	set := s.set()
	if added := set.Add([]byte(member)); added == s.members[member] {
		t.Fatalf("Add of %q tells %v", member, added)
	}
	s.members[member] = true
	n, err := strconv.ParseInt(member, 10, 64)
	isInteger := err == nil && strconv.FormatInt(n, 10) == member
	s.large = s.large || !isInteger || len(s.members) > s.limits.SetIntsetEntries
}

func (s *setScenario) delete(t *rapid.T) {
	member := s.member(t)
	if len(s.members) > 0 && rapid.Bool().Draw(t, "that exists") {
		member = rapid.SampledFrom(slices.Sorted(maps.Keys(s.members))).Draw(t, "member")
	}
	set := s.set()
	if deleted := set.Delete([]byte(member)); deleted != s.members[member] {
		t.Fatalf("Delete of %q tells %v", member, deleted)
	}
	delete(s.members, member)
	if set.Exists() && set.Len() == 0 {
		set.Remove()
	}
	s.large = s.large && len(s.members) > 0
}

// draft makes the set anew beside itself and enters it, or drops it.
func (s *setScenario) draft(t *rapid.T) {
	set := s.set()
	made := s.DraftSet(s.key("set"))
	set.Each(new(Scratch), func(member []byte) { made.Add(member) })
	switch {
	case !made.Exists():
	case rapid.Bool().Draw(t, "drop"):
		made.Remove()
	default:
		made.Enter(set.Entry())
		s.large = made.Entry().Encoding() == Hashtable
	}
}

func (s *setScenario) limit(t *rapid.T) {
	if len(s.members) == 0 {
		s.keyspace.SetLimits(Limits{SetIntsetEntries: rapid.SampledFrom([]int{0, 1, 5, 60, 1 << 40}).Draw(t, "entries")})
	}
}

func (s *setScenario) sample(t *rapid.T) {
	set := s.set()
	if !set.Exists() {
		return
	}
	count := rapid.IntRange(0, set.Len()).Draw(t, "count")
	seen := map[string]bool{}
	set.Choose(count, new(Scratch), func(member []byte) { seen[string(member)] = true })
	if len(seen) != count {
		t.Fatalf("chose %d of %d", len(seen), count)
	}
	var digits [Digits]byte
	seen[string(set.Sample(&digits))] = true
	for member := range seen {
		if !s.members[member] {
			t.Fatalf("drew %q", member)
		}
	}
}

// check compares all that can be read.
func (s *setScenario) check(t *rapid.T) {
	set := s.set()
	if set.Exists() != (len(s.members) > 0) || set.Len() != len(s.members) {
		t.Fatalf("exists %v, has %d; want %d", set.Exists(), set.Len(), len(s.members))
	}
	if set.Exists() && (set.Entry().Encoding() == Hashtable) != s.large {
		t.Fatalf("the encoding is %v", set.Entry().Encoding())
	}
	var order []string
	set.Each(new(Scratch), func(member []byte) { order = append(order, string(member)) })
	if !s.large && !slices.IsSortedFunc(order, compareIntegers) {
		t.Fatalf("Each visits %q", order)
	}
	slices.Sort(order)
	if !slices.Equal(order, slices.Sorted(maps.Keys(s.members))) {
		t.Fatalf("Each visits %.200q", order)
	}
	scanned := map[string]bool{}
	collect := func(member []byte) { scanned[string(member)] = true }
	for cursor := set.Scan(0, new(Scratch), collect); cursor != 0; {
		cursor = set.Scan(cursor, new(Scratch), collect)
	}
	member := s.member(t)
	if !maps.Equal(scanned, s.members) || set.Has([]byte(member)) != s.members[member] {
		t.Fatalf("Scan visits %.200q; has %q: %v", order, member, set.Has([]byte(member)))
	}
	s.audit(t)
}

func compareIntegers(a, b string) int {
	m, _ := strconv.ParseInt(a, 10, 64)
	n, _ := strconv.ParseInt(b, 10, 64)
	return int(min(1, max(-1, m/2-n/2)))
}

func TestSetModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := setScenario{fixture: open(t, true), members: map[string]bool{}}
		s.limit(t)
		t.Repeat(map[string]func(*rapid.T){
			"": s.check, "add": s.add, "add more": s.add, "delete": s.delete, "draft": s.draft,
			"limit": s.limit, "sample": s.sample,
		})
		s.close(t)
	})
}

// A sample that is drawn by lot, member by member, and one that is drawn in a
// pass are both without bias: each of 60 members is in a third of the samples,
// give or take five standard deviations.
func TestChosenMembersAreAsLikelyAsAnyOther(t *testing.T) {
	for _, count := range []int{19, 40} {
		f := newFixture(t)
		set := f.Set(f.key("set"), Entry{})
		for i := range 60 {
			set.Add([]byte("member " + strconv.Itoa(i)))
		}
		const rounds = 20_000
		times := map[string]int{}
		for range rounds {
			set.Choose(count, new(Scratch), func(member []byte) { times[string(member)]++ })
		}
		want := rounds * count / 60
		for member, n := range times {
			if n < want-360 || n > want+360 {
				t.Errorf("of %d samples of %d, %q is in %d, want about %d", rounds, count, member, n, want)
			}
		}
	}
}
