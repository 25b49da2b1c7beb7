package iothreads

import (
	"testing"

	"pgregory.net/rapid"
)

// A ring and a plain slice do the same, whatever is done to them on one thread.
func TestRingIsAQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := 1 << rapid.IntRange(0, 4).Draw(t, "capacity")
		r := NewRing[int](nil, capacity)
		var queue []int // put and not taken
		put, published, held := 0, 0, 0
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				ok := r.Put(put)
				if room := len(queue)+held < capacity; ok != room {
					t.Fatalf("put: %v, with %d values and %d slots not released", ok, len(queue), held)
				}
				if ok {
					queue = append(queue, put)
					put++
				}
			},
			"publish": func(t *rapid.T) {
				if news := r.Publish(); news != (published < len(queue)) {
					t.Fatalf("publish: %v, with %d of %d published", news, published, len(queue))
				}
				published = len(queue)
			},
			"take": func(t *rapid.T) {
				v, ok := r.Take()
				if ok != (published > 0) || ok && v != queue[0] {
					t.Fatalf("took %d, %v, with %v published", v, ok, queue[:published])
				}
				if ok {
					queue, published, held = queue[1:], published-1, held+1
				}
			},
			"release": func(*rapid.T) { r.Release(); held = 0 },
			"": func(t *rapid.T) {
				if r.Empty() != (published == 0) {
					t.Fatalf("empty: %v, with %d published", r.Empty(), published)
				}
				if room, free := r.Room(), capacity-len(queue)-held; room > free || room <= 1 && room < free {
					t.Fatalf("room for %d values, with %d free slots", room, free)
				}
			},
		})
	})
}

func TestRingKeepsNothingThatWasTaken(t *testing.T) {
	r := NewRing[*int](nil, 4)
	for i := range 3 {
		r.Put(&i)
	}
	r.Publish()
	for range 3 {
		r.Take()
	}
	for i, slot := range r.slots {
		if slot != nil {
			t.Errorf("slot %d still holds a value that was taken", i)
		}
	}
}

func TestRingsHaveAPowerOfTwoSlots(t *testing.T) {
	for _, capacity := range []int{-1, 0, 3, 6, 1<<31 + 1} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a ring of %d slots was made", capacity)
				}
			}()
			NewRing[struct{}](nil, capacity)
		}()
	}
}
