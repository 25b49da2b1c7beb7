package store

import "math/bits"

// Random is a source of random numbers that one seed decides: SplitMix64
// (Steele, Lea and Flood, 2014). It is no source of secrets. It belongs to one
// thread.
type Random struct {
	state uint64
}

// NewRandom makes a source whose numbers follow from the seed.
func NewRandom(seed uint64) Random { return Random{state: seed} }

// Next is any number of 64 bits.
func (r *Random) Next() uint64 {
	r.state += goldenRatio
	return scramble(r.state)
}

// Below is a number from 0 to n-1; n is at least 1. One is more likely than
// another by n in 2^64 at most.
func (r *Random) Below(n uint64) uint64 {
	number, _ := bits.Mul64(r.Next(), n)
	return number
}
