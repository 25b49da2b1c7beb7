package store

import "math/bits"

// random is a source of random numbers that one seed decides: SplitMix64
// (Steele, Lea and Flood, 2014). It is no source of secrets.
type random struct {
	state uint64
}

// newRandom makes a source whose numbers follow from the seed.
func newRandom(seed uint64) random { return random{state: seed} }

// next is any number of 64 bits.
func (r *random) next() uint64 {
	r.state += goldenRatio
	return scramble(r.state)
}

// below is a number from 0 to n-1; n is at least 1. One is more likely than
// another by n in 2^64 at most.
func (r *random) below(n uint64) uint64 {
	number, _ := bits.Mul64(r.next(), n)
	return number
}
