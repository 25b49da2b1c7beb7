//go:build linux

package main

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestZipfDrawsByRank(t *testing.T) {
	const ranks, draws = 1000, 200_000
	law := newZipf(ranks, 1)
	random := rand.New(rand.NewPCG(1, 2))
	counts := make([]int, ranks)
	for range draws {
		counts[law.draw(random)]++
	}
	harmonic := 0.0
	for rank := 1; rank <= ranks; rank++ {
		harmonic += 1 / float64(rank)
	}
	for _, rank := range []int{1, 2, 3, 10, 100} {
		want := draws / harmonic / float64(rank)
		// Five standard deviations of a count.
		if got := float64(counts[rank-1]); math.Abs(got-want) > 5*math.Sqrt(want) {
			t.Errorf("rank %d was drawn %v times, want about %.0f", rank, got, want)
		}
	}
}

func TestZipfOfOneRank(t *testing.T) {
	law := newZipf(1, 1)
	if rank := law.draw(rand.New(rand.NewPCG(1, 2))); rank != 0 {
		t.Errorf("rank %d of one", rank)
	}
}
