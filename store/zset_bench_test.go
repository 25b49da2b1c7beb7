package store

import (
	"fmt"
	"testing"
)

// rankedMembers is a sorted set of members of 14 bytes.
type rankedMembers struct {
	fixture
	key     Key
	members [][]byte
	state   uint64
}

func newRankedMembers(b *testing.B, size int, fraction float64) *rankedMembers {
	r := &rankedMembers{fixture: newFastFixture(b)}
	r.key = r.fixture.key(zsetName)
	for i := range size {
		r.members = append(r.members, fmt.Appendf(nil, "member:%07d", i))
	}
	z := r.zset()
	for i := range size {
		n := scramble(uint64(i)) % uint64(size)
		z.Add(r.members[i], float64(n)+fraction, 0)
	}
	return r
}

func (r *rankedMembers) zset() ZSet { return r.ZSet(r.key, r.Find(r.key)) }

func (r *rankedMembers) draw() int {
	r.state++
	return int(scramble(r.state) % uint64(len(r.members)))
}

// BenchmarkZSet does one thing at a time to random members of a small sorted set
// and of a large one. Scores with a fraction are texts in a small one.
func BenchmarkZSet(b *testing.B) {
	for _, operation := range []struct {
		name string
		run  func(z *ZSet, r *rankedMembers, i int)
	}{
		{"rescore", func(z *ZSet, r *rankedMembers, i int) { z.Add(r.members[i], float64(r.draw()), 0) }},
		{"increment", func(z *ZSet, r *rankedMembers, i int) { z.Add(r.members[i], 1, Increment) }},
		{"replace", func(z *ZSet, r *rankedMembers, i int) {
			z.Delete(r.members[i])
			z.Add(r.members[i], float64(i), 0)
		}},
		{"score", func(z *ZSet, r *rankedMembers, i int) { score, _ := z.Score(r.members[i]); benchSink += int(score) }},
		{"rank", func(z *ZSet, r *rankedMembers, i int) { rank, _ := z.Rank(r.members[i]); benchSink += rank }},
		{"count", func(z *ZSet, _ *rankedMembers, i int) {
			_, count := z.RangeByScore(ScoreRange{Min: ScoreBound{Score: float64(i)}, Max: ScoreBound{Score: float64(i + 100)}})
			benchSink += count
		}},
		{"range100", func(z *ZSet, _ *rankedMembers, i int) {
			var scratch [Digits]byte
			for w := z.Forward(i, min(100, z.Len()-i)); w.Left() > 0; w.Next() {
				benchSink += len(w.Member(&scratch)) + int(w.Score())
			}
		}},
	} {
		for _, size := range []int{10, 128, 1_000_000} {
			for _, fraction := range []float64{0, 0.5} {
				b.Run(fmt.Sprintf("%s/members=%d/fraction=%v", operation.name, size, fraction), func(b *testing.B) {
					r := newRankedMembers(b, size, fraction)
					z := r.zset()
					for b.Loop() {
						operation.run(&z, r, r.draw())
					}
				})
			}
		}
	}
}
