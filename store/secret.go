package store

import (
	"encoding/binary"
	"math/bits"
)

// secret is what makes the hash of one server differ from that of another.
// Both words are unknown to clients: the multiplication below maps everything
// to one value when an operand is 0, so with a public constant in place of
// either word anyone could write keys that collide under every seed.
type secret struct {
	first, second uint64
}

func newSecret(seed uint64) secret {
	first := scramble(seed + goldenRatio)
	return secret{first: first, second: scramble(first + goldenRatio)}
}

// Odd words with as many ones as zeros, from the fractions of the golden ratio
// and of the square roots of 2 and 3: numbers with no structure of their own.
const (
	goldenRatio = 0x9e3779b97f4a7c15
	sqrtTwo     = 0x6a09e667f3bcc909
	sqrtThree   = 0xbb67ae8584caa73b
)

// scramble is a bijection in which every bit of x reaches every bit of the
// result: SplitMix64's finaliser (Steele, Lea and Flood, 2014).
func scramble(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// hash of b. It reads 16 bytes at a time and folds them by one 64 by 64
// multiplication into 128 bits, as wyhash does; a key of up to 16 bytes takes
// two multiplications in all. The length keeps keys apart that read alike.
func (s secret) hash(b []byte) uint64 {
	length := len(b)
	state := s.second
	for len(b) > 16 {
		state = fold(load64(b)^s.first, load64(b[8:])^state)
		b = b[16:]
	}
	first, last := ends(b)
	high, low := bits.Mul64(first^s.first, last^state)
	return fold(high^sqrtTwo^uint64(length), low^sqrtThree)
}

// ends reads all of at most 16 bytes into two words, which overlap when there
// are fewer.
func ends(b []byte) (first, last uint64) {
	n := len(b)
	switch {
	case n >= 8:
		return load64(b), load64(b[n-8:])
	case n >= 4:
		return load32(b), load32(b[n-4:])
	case n > 0:
		return uint64(b[0])<<16 | uint64(b[n/2])<<8 | uint64(b[n-1]), 0
	}
	return 0, 0
}

func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}

func load64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

func load32(b []byte) uint64 { return uint64(binary.LittleEndian.Uint32(b)) }
