package intset

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// set is an intset beside its model, a sorted slice.
type set struct {
	p     []byte
	model []int64
	width int // the widest so far
}

// drawInteger is often one at an edge of a width, or one that was drawn before.
func (s *set) drawInteger(t *rapid.T) int64 {
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		if len(s.model) > 0 {
			return rapid.SampledFrom(s.model).Draw(t, "present")
		}
		return 0
	case 1:
		edges := []int64{0, -1, math.MinInt16, math.MaxInt16, math.MinInt32, math.MaxInt32, math.MinInt64, math.MaxInt64}
		edge := rapid.SampledFrom(edges).Draw(t, "edge")
		return edge + rapid.Int64Range(-1, 1).Draw(t, "near") // which may wrap: another edge
	}
	return rapid.Int64Range(-50, 50).Draw(t, "small")
}

func (s *set) Add(t *rapid.T) {
	n := s.drawInteger(t)
	s.p = with(s.p, n)
	if index, found := slices.BinarySearch(s.model, n); !found {
		s.model = slices.Insert(s.model, index, n)
		s.width = max(s.width, WidthOf(n))
	}
}

func (s *set) Delete(t *rapid.T) {
	if len(s.model) == 0 {
		t.Skip("there is no integer")
	}
	index := rapid.IntRange(0, len(s.model)-1).Draw(t, "index")
	s.p = slices.Clone(s.p[:len(s.p)-Delete(s.p, index)])
	s.model = slices.Delete(s.model, index, index+1)
}

func (s *set) Search(t *rapid.T) {
	n := s.drawInteger(t)
	index, found := Search(s.p, n)
	wantIndex, want := slices.BinarySearch(s.model, n)
	if index != wantIndex || found != want {
		t.Fatalf("%d: %d, %v, not %d, %v", n, index, found, wantIndex, want)
	}
}

func (s *set) Check(t *rapid.T) {
	if got := integersOf(s.p); !slices.Equal(got, s.model) {
		t.Fatalf("%d, not %d", got, s.model)
	}
	if !Valid(s.p) || Width(s.p) != s.width {
		t.Fatalf("not valid, or not of %d bytes each: %x", s.width, s.p)
	}
	if n := len(s.model); n > 0 && (Min(s.p) != s.model[0] || Max(s.p) != s.model[n-1]) {
		t.Fatalf("from %d to %d", Min(s.p), Max(s.p))
	}
}

func TestAnIntsetIsASortedSlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &set{p: make([]byte, HeaderSize), model: []int64{}, width: 2}
		Init(s.p)
		t.Repeat(map[string]func(*rapid.T){
			"":       s.Check,
			"add":    s.Add,
			"delete": s.Delete,
			"search": s.Search,
		})
	})
}

// FuzzValid searches and edits whatever Valid lets pass.
func FuzzValid(f *testing.F) {
	f.Add(setOf(), int64(0))
	f.Add(setOf(1, 2, 300), int64(-70_000))
	f.Add(setOf(1<<40, -1<<20), int64(1<<40))
	f.Fuzz(func(t *testing.T, p []byte, n int64) {
		if !Valid(p) {
			return
		}
		integers := integersOf(p)
		longer := with(p, n)
		if index, found := Search(longer, n); !found || At(longer, index) != n || !Valid(longer) {
			t.Fatalf("%d is not found where it was put", n)
		}
		for i := range integers {
			if index, found := Search(p, integers[i]); !found || index != i {
				t.Fatalf("integer %d is found at %d", i, index)
			}
			shorter := slices.Clone(p)
			shorter = shorter[:len(shorter)-Delete(shorter, i)]
			if !Valid(shorter) || !slices.Equal(integersOf(shorter), slices.Delete(slices.Clone(integers), i, i+1)) {
				t.Fatalf("integer %d is not all that Delete took", i)
			}
		}
	})
}
