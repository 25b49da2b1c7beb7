package store

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTallyModel reckons scores up beside a map, and lets the result take the
// place of a sorted set.
func TestTallyModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := zsetScenario{fixture: open(t, true), scores: map[string]float64{}}
		s.limit(t)
		for range rapid.IntRange(1, 3).Draw(t, "results") {
			s.takeTally(t)
		}
		s.check(t)
		s.close(t)
	})
}

func (s *zsetScenario) takeTally(t *rapid.T) {
	key := s.key(zsetName)
	tally, want := s.Tally(key), map[string]float64{}
	for i := range rapid.SampledFrom([]int{0, 1, 10, 100, 500}).Draw(t, "members") {
		member := elementText(t, "member")
		if i%4 > 0 {
			member = name16(i % 150)
		}
		if rapid.IntRange(0, 9).Draw(t, "take back") == 0 {
			tally.Delete([]byte(member))
			delete(want, member)
			continue
		}
		by, score := Aggregate(rapid.IntRange(0, 2).Draw(t, "aggregate")), s.drawScore(t)
		tally.Add([]byte(member), score, by)
		if before, has := want[member]; has {
			score = aggregated(before, score, by)
		}
		want[member] = score
		if got, has := tally.Score([]byte(member)); !has || got != score {
			t.Fatalf("%.20q has %v, %v; want %v", member, got, has, score)
		}
	}
	if rapid.IntRange(0, 5).Draw(t, "discard") == 0 {
		tally.Discard()
		return
	}
	result := tally.Draft()
	if result.Exists() != (len(want) > 0) {
		t.Fatalf("of %d members a draft exists: %v", len(want), result.Exists())
	}
	if result.Exists() {
		result.Enter(s.Find(key))
		s.scores, s.large = want, s.outgrows(want)
	}
	s.check(t)
}

// aggregated is one of two scores, or both.
func aggregated(a, b float64, by Aggregate) float64 {
	sum := a + b
	if math.IsNaN(sum) {
		sum = 0
	}
	return []float64{sum, min(a, b), max(a, b)}[by]
}

// outgrows tells whether a set that is made of these at once is large.
func (s *zsetScenario) outgrows(scores map[string]float64) bool {
	tooLong := func(member string) bool { return len(member) > s.limits.ZSetListpackValue }
	return len(scores) > s.limits.ZSetListpackEntries || slices.ContainsFunc(slices.Sorted(maps.Keys(scores)), tooLong)
}

// TestRankedTallyKeepsNegativeZero: a listpack has none.
func TestRankedTallyKeepsNegativeZero(t *testing.T) {
	f := newFixture(t)
	for _, small := range []bool{false, true} {
		tally := f.Tally(f.key("zset"))
		tally.Add([]byte("member"), math.Copysign(0, -1), Sum)
		result := tally.Ranked()
		if small {
			result.pack(mustFit(t, &result))
		}
		score, has := result.Score([]byte("member"))
		if !has || score != 0 || math.Signbit(score) == small {
			t.Errorf("small %v: the score is %v, %v", small, score, has)
		}
		result.Remove()
	}
}

func mustFit(t *testing.T, z *ZSet) int {
	t.Helper()
	size, fits := z.packedSize()
	if !fits {
		t.Fatal("the set does not fit")
	}
	return size
}

// TestTallyThatIsTakenBack has no draft, and leaves nothing.
func TestTallyThatIsTakenBack(t *testing.T) {
	f := newFixture(t)
	tally := f.Tally(f.key("zset"))
	tally.Delete([]byte("none"))
	for _, member := range []string{"a", strings.Repeat("b", 300)} {
		tally.Add([]byte(member), 1, Sum)
		tally.Delete([]byte(member))
	}
	if result := tally.Draft(); result.Exists() || result.Len() != 0 {
		t.Errorf("the draft has %d members", result.Len())
	}
}
