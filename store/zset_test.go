package store

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/mem"
	"seedis/store/listpack"
)

// scored is a member with its score.
type scored struct {
	member string
	score  float64
}

func compareScored(a, b scored) int {
	return cmp.Or(cmp.Compare(a.score, b.score), strings.Compare(a.member, b.member))
}

// zsetScenario is a sorted set beside its model, driven by rapid.
type zsetScenario struct {
	fixture
	scores map[string]float64
	large  bool // since it outgrew its one piece
	tied   bool // all scores are 0, so that ranges of members mean something
}

const zsetName = "zset"

func (s *zsetScenario) zset() ZSet {
	key := s.key(zsetName)
	return s.ZSet(key, s.Find(key))
}

// ranked is what the set should hold, in order.
func (s *zsetScenario) ranked() []scored {
	var members []scored
	for _, member := range slices.Sorted(maps.Keys(s.scores)) {
		members = append(members, scored{member, s.scores[member]})
	}
	slices.SortFunc(members, compareScored)
	return members
}

// drawScore is often one of few, sometimes any number or one at an edge of what
// a listpack writes as an integer.
func (s *zsetScenario) drawScore(t *rapid.T) float64 {
	if s.tied {
		return 0
	}
	switch rapid.IntRange(0, 9).Draw(t, "score kind") {
	case 0:
		return rapid.Float64().Draw(t, "score")
	case 1:
		return rapid.SampledFrom([]float64{
			math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64,
			1 << 53, 1<<53 + 2, 1 << 62, 1<<62 + 1024, -1 << 62, -1<<62 - 1024, 1 << 63, 1e17, 0.1, 127, 128, 4096,
		}).Draw(t, "score")
	}
	return float64(rapid.IntRange(-3, 3).Draw(t, "score"))
}

func (s *zsetScenario) add(t *rapid.T) {
	times := rapid.SampledFrom([]int{1, 1, 1, 3, 40, 200}).Draw(t, "times")
	rule := Rule(0)
	if rapid.Bool().Draw(t, "ruled") {
		rule = Rule(rapid.Uint8Range(0, uint8(Increment)*2-1).Draw(t, "rule"))
	}
	for i := range times {
		member := elementText(t, "member")
		if times > 3 {
			member += name16(i)
		}
		s.addOne(t, member, s.drawScore(t), rule)
	}
}

// addOne adds a member, and checks what came of it against what is documented of
// ZADD.
func (s *zsetScenario) addOne(t *rapid.T, member string, given float64, rule Rule) {
	score, want := s.expected(member, given, rule)
	z := s.zset()
	got, outcome := z.Add([]byte(member), given, rule)
	if outcome != want || want != Refused && want != NotANumber && got != score {
		t.Fatalf("Add of %.20q, %v by rule %b: %v, outcome %d; want %v, %d", member, given, rule, got, outcome, score, want)
	}
	if want == Added || want == Rescored {
		s.scores[member] = score
	}
	s.large = s.large || want == Added &&
		(len(s.scores) > s.limits.ZSetListpackEntries || len(member) > s.limits.ZSetListpackValue)
}

func (s *zsetScenario) expected(member string, score float64, rule Rule) (float64, Outcome) {
	present, had := s.scores[member]
	switch {
	case !had && rule&OnlyExisting != 0, had && rule&OnlyNew != 0:
		return 0, Refused
	case !had:
		return score, Added
	}
	if rule&Increment != 0 {
		score += present
	}
	switch {
	case math.IsNaN(score):
		return 0, NotANumber
	case rule&OnlyGreater != 0 && score <= present, rule&OnlyLess != 0 && score >= present:
		return 0, Refused
	case score == present:
		return score, Unchanged
	}
	return score, Rescored
}

// anyMember is often one that the set has.
func (s *zsetScenario) anyMember(t *rapid.T) string {
	if members := slices.Sorted(maps.Keys(s.scores)); len(members) > 0 && rapid.IntRange(0, 3).Draw(t, "that exists") > 0 {
		return rapid.SampledFrom(members).Draw(t, "member")
	}
	return elementText(t, "member")
}

func (s *zsetScenario) rescore(t *rapid.T) {
	for range rapid.IntRange(1, 10).Draw(t, "times") {
		rule := rapid.SampledFrom([]Rule{0, Increment, OnlyExisting}).Draw(t, "rule")
		s.addOne(t, s.anyMember(t), s.drawScore(t), rule)
	}
}

func (s *zsetScenario) delete(t *rapid.T) {
	for range rapid.SampledFrom([]int{1, 1, 20}).Draw(t, "times") {
		member := s.anyMember(t)
		z := s.zset()
		_, had := s.scores[member]
		if deleted := z.Delete([]byte(member)); deleted != had {
			t.Fatalf("Delete of %q tells %v", member, deleted)
		}
		delete(s.scores, member)
		s.removeEmpty()
	}
}

func (s *zsetScenario) deleteRange(t *rapid.T) {
	z, members := s.zset(), s.ranked()
	if !z.Exists() {
		return
	}
	first := rapid.IntRange(0, len(members)).Draw(t, "first")
	count := rapid.IntRange(0, len(members)-first).Draw(t, "count")
	z.DeleteRange(first, count)
	for _, m := range members[first : first+count] {
		delete(s.scores, m.member)
	}
	s.removeEmpty()
}

// removeEmpty does what is to be done when the last member is gone.
func (s *zsetScenario) removeEmpty() {
	if z := s.zset(); len(s.scores) == 0 && z.Exists() {
		z.Remove()
	}
	s.large = s.large && len(s.scores) > 0
}

func (s *zsetScenario) remove(t *rapid.T) {
	if rapid.IntRange(0, 5).Draw(t, "really") == 0 {
		clear(s.scores)
		s.removeEmpty()
	}
}

// handOver lets a copy take the place of the set.
func (s *zsetScenario) handOver(t *rapid.T) {
	z := s.zset()
	if !z.Exists() {
		return
	}
	other := s.key(strings.Repeat("n", rapid.SampledFrom([]int{1, 100, 300, 2000}).Draw(t, "name")))
	s.Copy(other, s.Find(other), z.Entry())
	z.Remove()
	key := s.key(zsetName)
	s.Rename(other, s.Find(other), key, s.Find(key))
}

// redraft lets a draft of the same members take the place of the set: it is small
// again if that is enough.
func (s *zsetScenario) redraft(t *rapid.T) {
	members := s.ranked()
	key := s.key(zsetName)
	draft := s.DraftZSet(key)
	s.large = false
	for i := range rapid.Permutation(members).Draw(t, "order") {
		m := members[i]
		draft.Add([]byte(m.member), m.score, 0)
		s.large = s.large || i >= s.limits.ZSetListpackEntries || len(m.member) > s.limits.ZSetListpackValue
	}
	if draft.Exists() {
		draft.Enter(s.Find(key))
	}
}

func (s *zsetScenario) limit(t *rapid.T) {
	if len(s.scores) > 0 {
		return
	}
	s.keyspace.SetLimits(Limits{
		ZSetListpackEntries: rapid.SampledFrom([]int{0, 1, 5, 30, 128, 1 << 40}).Draw(t, "entries"),
		ZSetListpackValue:   rapid.SampledFrom([]int{0, 64, 64, 1 << 40}).Draw(t, "bytes"),
	})
	s.tied = rapid.Bool().Draw(t, "tied")
}

// check compares all that can be read.
func (s *zsetScenario) check(t *rapid.T) {
	z, want := s.zset(), s.ranked()
	if z.Exists() != (len(want) > 0) || z.Len() != len(want) {
		t.Fatalf("exists %v, has %d; want %d", z.Exists(), z.Len(), len(want))
	}
	if z.Exists() && (z.Entry().Encoding() == Skiplist) != s.large {
		t.Fatalf("the encoding is %v", z.Entry().Encoding())
	}
	if got := walkedMembers(z.Forward(0, z.Len())); !slices.Equal(got, want) {
		t.Fatalf("the set is %.300v, want %.300v", got, want)
	}
	s.checkWindow(t, &z, want)
	s.checkMember(t, &z, want)
	s.checkScores(t, &z, want)
	if s.tied {
		s.checkLex(t, &z, want)
	}
	s.audit(t)
}

func walkedMembers(w ZSetWalk) (members []scored) {
	var scratch [Digits]byte
	for ; w.Left() > 0; w.Next() {
		members = append(members, scored{string(w.Member(&scratch)), w.Score()})
	}
	return members
}

// checkWindow reads some members in either direction.
func (s *zsetScenario) checkWindow(t *rapid.T, z *ZSet, want []scored) {
	first := rapid.IntRange(0, len(want)).Draw(t, "first")
	count := rapid.IntRange(0, len(want)-first).Draw(t, "count")
	window := slices.Clone(want[first : first+count])
	if got := walkedMembers(z.Forward(first, count)); !slices.Equal(got, window) {
		t.Fatalf("forward from %d are %v, want %v", first, got, window)
	}
	slices.Reverse(window)
	if got := walkedMembers(z.Backward(first+count-1, count)); !slices.Equal(got, window) {
		t.Fatalf("backward from %d are %v, want %v", first+count-1, got, window)
	}
}

func (s *zsetScenario) checkMember(t *rapid.T, z *ZSet, want []scored) {
	member := s.anyMember(t)
	score, ok := z.Score([]byte(member))
	rank, ranked := z.Rank([]byte(member))
	index := slices.IndexFunc(want, func(m scored) bool { return m.member == member })
	if ok != (index >= 0) || ranked != ok || ok && (rank != index || score != want[index].score) {
		t.Fatalf("%q has score %v, %v and rank %d, %v; want rank %d", member, score, ok, rank, ranked, index)
	}
}

func (s *zsetScenario) checkScores(t *rapid.T, z *ZSet, want []scored) {
	r := ScoreRange{
		Min: ScoreBound{s.drawScore(t), rapid.Bool().Draw(t, "exclusive")},
		Max: ScoreBound{s.drawScore(t), rapid.Bool().Draw(t, "exclusive")},
	}
	inside := func(m scored) bool {
		return (m.score > r.Min.Score || m.score == r.Min.Score && !r.Min.Exclusive) &&
			(m.score < r.Max.Score || m.score == r.Max.Score && !r.Max.Exclusive)
	}
	first, count := z.RangeByScore(r)
	demandWindow(t, want, inside, first, count)
}

func (s *zsetScenario) checkLex(t *rapid.T, z *ZSet, want []scored) {
	bound := func() LexBound {
		return LexBound{Kind: LexKind(rapid.IntRange(0, 3).Draw(t, "kind")), Member: []byte(s.anyMember(t))}
	}
	r := LexRange{Min: bound(), Max: bound(), Skip: rapid.SampledFrom([]int{0, 0, 1, 2, 50}).Draw(t, "skip")}
	inside := func(m scored) bool {
		low := r.Min.Kind == Lowest || r.Min.Kind == Inclusive && m.member >= string(r.Min.Member) ||
			r.Min.Kind == Exclusive && m.member > string(r.Min.Member)
		high := r.Max.Kind == Highest || r.Max.Kind == Inclusive && m.member <= string(r.Max.Member) ||
			r.Max.Kind == Exclusive && m.member < string(r.Max.Member)
		return low && high
	}
	for _, backward := range []bool{false, true} {
		first, count := z.RangeByLex(r, backward)
		var window []scored // of members that stand together
		for _, m := range want {
			if inside(m) {
				window = append(window, m)
			}
		}
		n := max(0, len(window)-r.Skip)
		if backward {
			window = window[:n]
		} else {
			window = window[len(window)-n:]
		}
		if got := walkedMembers(z.Forward(first, count)); !slices.Equal(got, window) {
			t.Fatalf("backward %v, past %d: %.300v, want %.300v", backward, r.Skip, got, window)
		}
	}
}

// demandWindow demands that a range is where the members are that belong to it.
func demandWindow(t *rapid.T, want []scored, inside func(scored) bool, first, count int) {
	t.Helper()
	from := slices.IndexFunc(want, inside)
	n := 0
	for _, m := range want {
		if inside(m) {
			n++
		}
	}
	if count != n || n > 0 && first != from {
		t.Fatalf("the range has %d members from rank %d on, want %d from %d of %.300v", count, first, n, from, want)
	}
}

// sample draws members by lot: none is unknown, and of many none comes twice.
func (s *zsetScenario) sample(t *rapid.T) {
	z := s.zset()
	if !z.Exists() {
		return
	}
	count := rapid.IntRange(0, z.Len()).Draw(t, "count")
	seen := map[string]bool{}
	var digits [Digits]byte
	z.Choose(count, &digits, func(member []byte, score float64) {
		if want, ok := s.scores[string(member)]; !ok || want != score {
			t.Fatalf("drew %q with %v", member, score)
		}
		seen[string(member)] = true
	})
	if rank := z.Sample(); len(seen) != count || rank < 0 || rank >= z.Len() {
		t.Fatalf("chose %d of %d, and rank %d", len(seen), count, rank)
	}
}

func (s *zsetScenario) scan(t *rapid.T) {
	z := s.zset()
	read := map[string]float64{}
	visit := func(member, score []byte) { read[string(member)] = parsedScore(t, score) }
	for cursor := z.Scan(0, new(Scratch), visit); cursor != 0; {
		cursor = z.Scan(cursor, new(Scratch), visit)
	}
	if !maps.Equal(read, s.scores) {
		t.Fatalf("Scan visits %.200v", read)
	}
}

func TestZSetModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := zsetScenario{fixture: open(t, true), scores: map[string]float64{}}
		s.limit(t)
		t.Repeat(map[string]func(*rapid.T){
			"": s.check, "add": s.add, "add more": s.add, "rescore": s.rescore, "delete": s.delete,
			"delete range": s.deleteRange, "remove": s.remove, "hand over": s.handOver, "redraft": s.redraft,
			"limit": s.limit, "sample": s.sample, "scan": s.scan,
		})
		s.close(t)
	})
}

// auditRanking checks a large sorted set: the dict and the tree have the same
// elements, each with the same score. It returns how many blocks there are behind
// the root.
func auditRanking(t fataler, f fixture, r *ranking) (blocks int) {
	t.Helper()
	inDict := map[mem.Ref]bool{}
	members := auditor{fixture: f, dict: &r.members, block: func(_ fataler, _ *auditor, ref mem.Ref) { inDict[ref] = true }}
	members.audit(t)
	inOrder := auditTree(t, f.heap, &r.order)
	if len(inOrder) != len(inDict) {
		t.Fatalf("the dict has %d elements, the tree %d", len(inDict), len(inOrder))
	}
	for _, p := range inOrder {
		if score := f.space.score(p.ref); !inDict[p.ref] || score != p.score {
			t.Fatalf("an element of score %v has %v in the tree; in the dict: %v", score, p.score, inDict[p.ref])
		}
	}
	return members.blocks + int(r.order.nodes)
}

func parsedScore(t fataler, text []byte) float64 {
	score, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		t.Fatalf("%q is no score", text)
	}
	return score
}

// TestScoresStandInListpacksAsInRedis: the bytes are those of redis-server
// 7.0.15's DUMP. A score without a fraction is an integer up to 2^62, any other
// the text of "%.17g".
func TestScoresStandInListpacksAsInRedis(t *testing.T) {
	for _, test := range []struct {
		score float64
		bytes string
	}{
		{1, "\x01\x01"},
		{math.Copysign(0, -1), "\x00\x01"},
		{-3, "\xdf\xfd\x02"},
		{1e5, "\xf2\xa0\x86\x01\x04"},
		{1.5, "\x831.5\x04"},
		{0.1, "\x930.10000000000000001\x14"},
		{1e300, "\x971.0000000000000001e+300\x18"},
		{math.Inf(1), "\x83inf\x04"},
		{math.Inf(-1), "\x84-inf\x05"},
		{1 << 53, "\xf4\x00\x00\x00\x00\x00\x00\x20\x00\x09"},
		{1e17, "\xf4\x00\x00\x8a\x5d\x78\x45\x63\x01\x09"},
		{1 << 62, "\xf4\x00\x00\x00\x00\x00\x00\x00\x40\x09"},
		{1<<62 + 1024, "\x964.6116860184273889e+18\x17"},
		{1e19, "\x851e+19\x06"},
		{math.SmallestNonzeroFloat64, "\x974.9406564584124654e-324\x18"},
	} {
		f := newFixture(t)
		z := f.ZSet(f.key(zsetName), Entry{})
		z.Add([]byte("m"), test.score, 0)
		want := "\x81m\x02" + test.bytes
		p := z.bytes()
		if got := string(p[listpack.HeaderSize:listpack.End(p)]); got != want {
			t.Errorf("%v is %q, want %q", test.score, got, want)
		}
	}
}
