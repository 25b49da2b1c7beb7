//go:build linux

package main

import (
	"math"
	"math/rand/v2"
	"slices"
)

// zipf is Zipf's law over ranks: the n-th is asked for 1/n^exponent times as
// often as the first.
type zipf struct {
	cumulative []float64 // shares of the ranks up to each, the last is 1
}

func newZipf(ranks int, exponent float64) zipf {
	z := zipf{cumulative: make([]float64, ranks)}
	sum := 0.0
	for rank := range z.cumulative {
		sum += math.Pow(float64(rank+1), -exponent)
		z.cumulative[rank] = sum
	}
	for rank := range z.cumulative {
		z.cumulative[rank] /= sum
	}
	return z
}

// draw draws a rank, from 0.
func (z zipf) draw(random *rand.Rand) int {
	rank, _ := slices.BinarySearch(z.cumulative, random.Float64())
	return rank
}
