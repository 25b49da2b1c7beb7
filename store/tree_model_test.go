package store

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A tree agrees with a sorted slice whatever is done to it, while ties are common
// and scores are such as floating point has trouble with.
func TestTreeAgreesWithSlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		m := orderModel{orderFixture: &orderFixture{heap: f.heap}}
		t.Repeat(map[string]func(*rapid.T){
			"insert":    m.drawInsert,
			"bulk":      m.drawBulk,
			"remove":    m.drawRemove,
			"thin out":  m.drawThinOut,
			"range":     m.drawRemoveRange,
			"update":    m.drawUpdate,
			"increment": m.drawIncrement,
			"score":     m.drawScoreBound,
			"key":       m.drawKeyBound,
			"rank":      m.drawRank,
			"":          func(t *rapid.T) { m.check(t) },
		})
		m.checkRanks(t)
		m.free()
		f.close(t)
	})
}

// orderModel is a tree and a slice that rapid drives.
type orderModel struct {
	*orderFixture
	made int
}

var treeScores = []float64{
	math.Inf(-1), -math.MaxFloat64, -1, -math.SmallestNonzeroFloat64, math.Copysign(0, -1), 0,
	math.SmallestNonzeroFloat64, 2 * math.SmallestNonzeroFloat64, 1, 1<<53 - 1, 1 << 53, 1<<53 + 2, math.Inf(1),
}

func drawScore(t *rapid.T) float64 { return rapid.SampledFrom(treeScores).Draw(t, "score") }

// key is one that no member has. Keys come in no order, are prefixes of one another,
// and some need a wide length.
func (m *orderModel) key() string {
	m.made++
	n := scramble(uint64(m.made))
	var key []byte
	for rest := uint64(m.made); rest > 0; rest /= 5 {
		key = append(key, "\x00aAz\xff"[rest%5])
	}
	if n%97 == 0 {
		key = append(key, strings.Repeat("w", 300)...)
	}
	return string(key)
}

func (m *orderModel) drawInsert(t *rapid.T) { m.insert(drawScore(t), m.key()) }

// drawBulk inserts many, in an order of scores or in none.
func (m *orderModel) drawBulk(t *rapid.T) {
	count := rapid.IntRange(1, 3*leafCapacity).Draw(t, "count")
	first, step := drawScore(t), rapid.SampledFrom([]float64{-1, 0, 1}).Draw(t, "step")
	apart := rapid.Bool().Draw(t, "apart")
	for i := range count {
		score := first + step*float64(i)
		if apart {
			score = treeScores[scramble(uint64(m.made))%uint64(len(treeScores))]
		}
		m.insert(score, m.key())
	}
}

// drawPlace is a rank that the tree has.
func (m *orderModel) drawPlace(t *rapid.T) int {
	if len(m.pairs) == 0 {
		t.Skip("the tree is empty")
	}
	return rapid.IntRange(0, len(m.pairs)-1).Draw(t, "rank")
}

func (m *orderModel) drawRemove(t *rapid.T) { m.removeAt(m.drawPlace(t)) }

// drawThinOut removes every other pair, or two of three, from a rank on.
func (m *orderModel) drawThinOut(t *rapid.T) {
	rank := m.drawPlace(t)
	step := rapid.IntRange(0, 2).Draw(t, "left between")
	for count := rapid.IntRange(1, 4*leafCapacity).Draw(t, "count"); count > 0 && rank < len(m.pairs); count-- {
		m.removeAt(rank)
		rank += step
	}
}

func (m *orderModel) drawRemoveRange(t *rapid.T) {
	first := m.drawPlace(t)
	most := min(len(m.pairs)-first, rapid.SampledFrom([]int{1, leafCapacity, 1 << 30}).Draw(t, "most"))
	m.removeRange(first, rapid.IntRange(0, most).Draw(t, "count"))
}

func (m *orderModel) drawUpdate(t *rapid.T) { m.updateAt(m.drawPlace(t), drawScore(t)) }

// drawIncrement moves a pair by a little, again and again, as ZINCRBY does.
func (m *orderModel) drawIncrement(t *rapid.T) {
	rank := m.drawPlace(t)
	ref := m.pairs[rank].ref
	by := rapid.SampledFrom([]float64{-1, -0.5, 0.5, 1, 30}).Draw(t, "by")
	for range rapid.IntRange(1, 20).Draw(t, "times") {
		m.updateAt(rank, m.pairs[rank].score+by)
		for rank = 0; m.pairs[rank].ref != ref; rank++ {
		}
	}
}

func (m *orderModel) drawScoreBound(t *rapid.T) {
	score := drawScore(t)
	if len(m.pairs) > 0 && rapid.Bool().Draw(t, "present") {
		score = m.pairs[m.drawPlace(t)].score
	}
	m.checkBound(t, beforeScore(score), func(p pair) bool { return p.score < score })
	m.checkBound(t, afterScore(score), func(p pair) bool { return p.score <= score })
}

// drawKeyBound makes all scores equal first: without that, keys are in no order.
func (m *orderModel) drawKeyBound(t *rapid.T) {
	score := drawScore(t)
	for {
		rank := 0
		for rank < len(m.pairs) && m.pairs[rank].score == score {
			rank++
		}
		if rank == len(m.pairs) {
			break
		}
		m.updateAt(rank, score)
	}
	key := rapid.SampledFrom([][]byte{{}, {0}, []byte("A"), []byte("az"), []byte("\xffa"), {0xff, 0xff, 0xff, 0xff}}).Draw(t, "key")
	if len(m.pairs) > 0 && rapid.Bool().Draw(t, "present") {
		key = bytes.Clone(elementKey(m.heap, m.pairs[m.drawPlace(t)].ref))
	}
	less := func(p pair) int { return bytes.Compare(elementKey(m.heap, p.ref), key) }
	m.checkBound(t, beforeKey(key), func(p pair) bool { return less(p) < 0 })
	m.checkBound(t, afterKey(key), func(p pair) bool { return less(p) <= 0 })
}

func (m *orderModel) drawRank(t *rapid.T) {
	rank := rapid.IntRange(0, len(m.pairs)).Draw(t, "rank")
	position := m.order.at(m.heap, rank)
	if position.rank != rank {
		t.Fatalf("rank %d is at %d", rank, position.rank)
	}
	m.checkWalks(t, position)
}
