package sim

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The ring against a plain slice.
func TestRingIsAQueueOfBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 5000).Draw(t, "limit")
		var r ring
		r.clear(limit)
		var model []byte
		next := byte(0)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "write") {
				p := make([]byte, rapid.IntRange(0, r.free()).Draw(t, "size"))
				for i := range p {
					p[i] = next
					next += 7
				}
				r.write(p)
				model = append(model, p...)
			} else {
				p := make([]byte, rapid.IntRange(0, len(model)).Draw(t, "size"))
				r.read(p)
				if !bytes.Equal(p, model[:len(p)]) {
					t.Fatalf("read %v, and not %v", p, model[:len(p)])
				}
				model = model[len(p):]
			}
			if r.size != len(model) || r.free() != limit-len(model) {
				t.Fatalf("size %d, free %d with %d bytes of %d", r.size, r.free(), len(model), limit)
			}
		}
	})
}

// The heap of timers against a sorted list, with threads that take theirs back.
func TestTimersComeInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q timers
		threads := make([]*thread, 20)
		for i := range threads {
			threads[i] = &thread{id: i, timer: noTimer}
		}
		var model []timer
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			sleeper := threads[rapid.IntRange(0, len(threads)-1).Draw(t, "thread")]
			switch rapid.IntRange(0, 3).Draw(t, "do") {
			case 0:
				if sleeper.timer == noTimer {
					q.add(timer{at: time.Duration(rapid.IntRange(0, 9).Draw(t, "at")), thread: sleeper})
					model = append(model, q.heap[sleeper.timer])
				}
			case 1:
				q.add(timer{at: time.Duration(rapid.IntRange(0, 9).Draw(t, "at"))})
				i := slices.IndexFunc(q.heap, func(x timer) bool { return x.order == q.order })
				model = append(model, q.heap[i])
			case 2:
				if sleeper.timer != noTimer {
					taken := q.remove(sleeper.timer)
					model = slices.DeleteFunc(model, func(x timer) bool { return x.order == taken.order })
				}
			case 3:
				if len(model) > 0 {
					slices.SortFunc(model, func(a, b timer) int {
						return int(a.at-b.at)*1000 + int(a.order) - int(b.order)
					})
					if got := q.remove(0); got.order != model[0].order {
						t.Fatalf("timer %d came before %d", got.order, model[0].order)
					}
					model = model[1:]
				}
			}
			for i, x := range q.heap {
				if x.thread != nil && x.thread.timer != i {
					t.Fatalf("thread %d does not know its timer's place", x.thread.id)
				}
			}
			if len(q.heap) != len(model) {
				t.Fatalf("%d timers, and not %d", len(q.heap), len(model))
			}
		}
	})
}

func TestExtentsMergeLikeASetOfUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a addressRange
		var model [32]bool
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			start := rapid.IntRange(0, 31).Draw(t, "start")
			end := rapid.IntRange(start+1, 32).Draw(t, "end")
			all := !slices.Contains(model[start:end], false)
			if a.holds(extent{uintptr(start), uintptr(end)}) != all {
				t.Fatalf("holds [%d, %d) is not %v in %v", start, end, all, a.committed)
			}
			a.add(extent{uintptr(start), uintptr(end)})
			for i := start; i < end; i++ {
				model[i] = true
			}
			var union [32]bool
			for _, e := range a.committed {
				for i := e.start; i < e.end; i++ {
					if union[i] {
						t.Fatalf("extents overlap: %v", a.committed)
					}
					union[i] = true
				}
			}
			if union != model {
				t.Fatalf("extents %v are not %v", a.committed, model)
			}
		}
	})
}

// The generator is SplitMix64: the first numbers of the sequence that starts at
// 1234567, as published with its reference implementation.
func TestGeneratorIsSplitMix64(t *testing.T) {
	g := generator{state: 1234567}
	for _, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423} {
		if got := g.next(); got != want {
			t.Errorf("%d, and not %d", got, want)
		}
	}
}

func TestChancesAreWhatTheySay(t *testing.T) {
	m := New(Options{Seed: 1})
	s := m.Stream("dice")
	const draws = 200_000
	happened, faces := 0, [6]int{}
	for range draws {
		if m.Chance(s, 250_000) {
			happened++
		}
		faces[m.Choose(s, 6)]++
	}
	if happened < draws*24/100 || happened > draws*26/100 {
		t.Errorf("a chance of a quarter came %d times in %d", happened, draws)
	}
	for face, count := range faces {
		if count < draws/6*95/100 || count > draws/6*105/100 {
			t.Errorf("face %d came %d times in %d", face, count, draws)
		}
	}
	if m.Chance(s, 0) || m.Choose(s, 1) != 0 || len(m.Choices()) != 2*draws {
		t.Error("what is no choice was recorded")
	}
}
