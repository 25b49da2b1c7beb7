package sim

import "math/bits"

// generator is the SplitMix64 sequence (Steele, Lea and Flood, OOPSLA 2014). It
// is ours, and not math/rand, because a seed has to mean the same run for ever.
type generator struct{ state uint64 }

// gamma is 2^64 divided by the golden ratio, the sequence's increment.
const gamma = 0x9e3779b97f4a7c15

// seeded returns the generator of one purpose: seeds that differ in one bit, or
// purposes that differ in one letter, give unrelated sequences.
func seeded(seed uint64, purpose string) generator {
	state := scramble(seed + gamma)
	for i := range len(purpose) {
		state = scramble(state ^ uint64(purpose[i]))
	}
	return generator{state: state}
}

func scramble(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (g *generator) next() uint64 {
	g.state += gamma
	return scramble(g.state)
}

// below returns a number in [0, n). Its bias is n in 2^64.
func (g *generator) below(n uint64) uint64 {
	high, _ := bits.Mul64(g.next(), n)
	return high
}
