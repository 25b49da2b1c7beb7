package store

import (
	"encoding/binary"
	"testing"

	"golang.org/x/sys/unix"

	"seedis/mem"
)

// orderedSet is a large sorted set without its hash table: members of 14 bytes,
// and the scores that they have in the order.
type orderedSet struct {
	heap    *mem.Heap
	order   tree
	members []mem.Ref
	scores  []float64
	state   uint64
}

const benchMembers = 1_000_000

func newOrderedSet(b *testing.B, score func(i int) float64) *orderedSet {
	s := &orderedSet{heap: newFastFixture(b).heap}
	b.Cleanup(s.free)
	var key [14]byte
	for i := range benchMembers {
		binary.BigEndian.PutUint64(key[:], scramble(uint64(i)))
		s.members = append(s.members, newMember(s.heap, key[:]))
		s.scores = append(s.scores, score(i))
	}
	return s
}

func (s *orderedSet) fill() {
	for i, ref := range s.members {
		s.order.insert(s.heap, s.scores[i], ref)
	}
}

func (s *orderedSet) free() {
	s.order.free(s.heap)
	for _, ref := range s.members {
		s.heap.Free(ref)
	}
}

// draw is a member's number.
func (s *orderedSet) draw() int {
	s.state++
	return int(scramble(s.state) % uint64(len(s.members)))
}

func (s *orderedSet) update(i int, score float64) {
	s.order.update(s.heap, s.scores[i], s.members[i], score)
	s.scores[i] = score
}

func randomScore(i int) float64 { return float64(scramble(uint64(i)+7) % benchMembers) }

func tiedScore(int) float64 { return 0 }

// BenchmarkTreeFill inserts a million members, and reports what the nodes take.
func BenchmarkTreeFill(b *testing.B) {
	for _, fill := range []struct {
		name  string
		score func(int) float64
	}{
		{"random", randomScore},
		{"ascending", func(i int) float64 { return float64(i) }},
		{"descending", func(i int) float64 { return float64(-i) }},
		{"tied", tiedScore},
	} {
		b.Run(fill.name, func(b *testing.B) {
			s := newOrderedSet(b, fill.score)
			b.ResetTimer()
			start := cpuTime()
			for range b.N {
				s.order.free(s.heap)
				s.fill()
			}
			b.ReportMetric((cpuTime()-start)/float64(b.N*benchMembers), "cpu-ns/insert")
			b.ReportMetric(float64(s.order.bytes())/benchMembers, "bytes/member")
		})
	}
}

// BenchmarkTree does one thing at a time to random members out of a million.
func BenchmarkTree(b *testing.B) {
	for _, operation := range []struct {
		name string
		run  func(s *orderedSet, i int)
	}{
		{"rank", func(s *orderedSet, i int) { benchSink += s.order.rank(s.heap, s.scores[i], s.members[i]) }},
		{"at", func(s *orderedSet, i int) { benchSink += s.order.at(s.heap, i).index }},
		{"count", func(s *orderedSet, i int) { benchSink += s.order.seek(s.heap, beforeScore(s.scores[i])).rank }},
		{"increment", func(s *orderedSet, i int) { s.update(i, s.scores[i]+1) }},
		{"rescore", func(s *orderedSet, i int) { s.update(i, randomScore(i+int(s.state))) }},
		{"replace", func(s *orderedSet, i int) {
			s.order.remove(s.heap, s.scores[i], s.members[i])
			s.scores[i] = randomScore(i + int(s.state))
			s.order.insert(s.heap, s.scores[i], s.members[i])
		}},
		{"range100", func(s *orderedSet, i int) { s.read100(i) }},
	} {
		b.Run(operation.name, func(b *testing.B) {
			s := newOrderedSet(b, randomScore)
			s.fill()
			start := cpuTime()
			for b.Loop() {
				operation.run(s, s.draw())
			}
			b.ReportMetric((cpuTime()-start)/float64(b.N), "cpu-ns/op")
			b.ReportMetric(float64(s.order.bytes())/benchMembers, "bytes/member")
		})
	}
}

// read100 reads a hundred pairs and the first byte of each key.
func (s *orderedSet) read100(rank int) {
	for c := s.order.forward(s.heap, s.order.at(s.heap, rank), 100); c.left > 0; c.next() {
		benchSink += int(c.score()) + int(elementKey(s.heap, c.ref())[0])
	}
}

// cpuTime is what the process has used of its processors so far, in nanoseconds:
// on a machine that others use, it tells more than the clock.
func cpuTime() float64 {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &now); err != nil {
		panic(err)
	}
	return float64(now.Nano())
}
