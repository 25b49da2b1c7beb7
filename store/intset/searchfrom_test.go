package intset

import (
	"testing"

	"pgregory.net/rapid"
)

// SearchFrom finds what Search does, from wherever it begins below.
func TestSearchFromFindsWhatSearchDoes(t *testing.T) {
	integer := rapid.OneOf(rapid.Int64Range(-50, 50), rapid.Int64Range(-70_000, 70_000), rapid.Int64())
	rapid.Check(t, func(t *rapid.T) {
		p := make([]byte, HeaderSize)
		Init(p)
		for _, n := range rapid.SliceOf(integer).Draw(t, "integers") {
			if index, found := Search(p, n); !found {
				p = append(p, make([]byte, SizeWith(p, n)-len(p))...)
				Insert(p, index, n)
			}
		}
		n := integer.Draw(t, "n")
		index, found := Search(p, n)
		from := rapid.IntRange(0, index).Draw(t, "from")
		if gotIndex, gotFound := SearchFrom(p, from, n); gotIndex != index || gotFound != found {
			t.Fatalf("SearchFrom(%d, %d) is %d, %v, want %d, %v", from, n, gotIndex, gotFound, index, found)
		}
	})
}
