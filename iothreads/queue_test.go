package iothreads

import (
	"testing"

	"pgregory.net/rapid"
)

// rings is how many rings a queue has from where the consumer is.
func (q *Queue[T]) rings() int {
	count := 1
	for r := q.out; r != q.in; count++ {
		for i := range r.slots {
			if next := r.slots[i].next; next != nil {
				r = next
				break
			}
		}
	}
	return count
}

// A queue and a plain slice do the same, whatever is done to them on one thread,
// and its memory follows what it holds.
func TestQueueIsAQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := 1 << rapid.IntRange(0, 4).Draw(t, "capacity")
		q := NewQueue[int](nil, capacity)
		var values []int // put and not taken
		put, published := 0, 0
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				for range rapid.IntRange(1, 100).Draw(t, "values") {
					q.Put(put)
					values = append(values, put)
					put++
				}
			},
			"publish": func(t *rapid.T) {
				if news := q.Publish(); news != (published < len(values)) {
					t.Fatalf("publish: %v, with %d of %d published", news, published, len(values))
				}
				published = len(values)
			},
			"take": func(t *rapid.T) {
				for range rapid.IntRange(1, 100).Draw(t, "values") {
					v, ok := q.Take()
					if ok != (published > 0) || ok && v != values[0] {
						t.Fatalf("took %d, %v, with %v published", v, ok, values[:published])
					}
					if !ok {
						break
					}
					values, published = values[1:], published-1
				}
				q.Release()
			},
			"": func(t *rapid.T) {
				if q.Empty() != (published == 0) {
					t.Fatalf("empty: %v, with %d published", q.Empty(), published)
				}
				full := max(1, capacity-1) // values of a ring
				if rings := q.rings(); rings > 2+len(values)/full {
					t.Fatalf("%d rings of %d slots for %d values", rings, q.capacity, len(values))
				}
			},
		})
	})
}

// What is put beyond the first ring is not seen before Publish either.
func TestQueueShowsNothingBeforePublish(t *testing.T) {
	q := NewQueue[int](nil, 4)
	for i := range 100 {
		q.Put(i)
		if !q.Empty() {
			t.Fatalf("seen after %d values", i+1)
		}
	}
	q.Publish()
	for i := range 100 {
		if v, ok := q.Take(); !ok || v != i {
			t.Fatalf("took %d, %v as number %d", v, ok, i)
		}
	}
}

// Values that pass through a queue which is never long stay in its first ring.
func TestQueueReusesItsRing(t *testing.T) {
	q := NewQueue[int](nil, 8)
	first := q.in
	for i := range 10_000 {
		q.Put(i)
		q.Publish()
		if i >= 4 {
			q.Take()
			q.Release()
		}
	}
	if q.in != first || q.out != first {
		t.Error("there was always room, and yet another ring was made")
	}
}
