//go:build linux

package main

import "math/bits"

// keyDigits is the number of decimal digits of a key's or an element's number:
// with "key:" in front a key has 16 bytes, the same as redis-benchmark's.
const keyDigits = 12

// pattern says how a sequence goes through its numbers.
type pattern int

const (
	// drawn is pseudo-random, with repetitions.
	drawn pattern = iota
	// ordered is one after the other, and around again.
	ordered
	// shuffled is every number once, far from the one before, and around again.
	shuffled
)

// sequence yields first + spacing*n for n below count. The same sequence comes
// in every run.
type sequence struct {
	count          uint64
	first, spacing uint64
	pattern        pattern
	state          uint64
	stride         uint64 // of a shuffled one
}

// draw, inOrder and shuffle make sequences of the numbers below count.
func draw(count int) sequence { return sequence{count: uint64(count), spacing: 1} }

func inOrder(count int) sequence {
	return sequence{count: uint64(count), spacing: 1, pattern: ordered}
}

func shuffle(count int) sequence {
	s := sequence{count: uint64(count), spacing: 1, pattern: shuffled}
	s.stride = farStride(s.count)
	return s
}

// spaced turns n into first + spacing*n.
func (s sequence) spaced(first, spacing int) sequence {
	s.first, s.spacing = uint64(first), uint64(spacing)
	return s
}

// seeded draws other numbers than a sequence with another seed.
func (s sequence) seeded(seed int) sequence {
	s.state = uint64(seed)
	return s
}

// farStride is the number near count times the golden ratio that has no divisor
// in common with it: steps of this width, around the end, meet every number
// once and keep those of one moment apart.
func farStride(count uint64) uint64 {
	const goldenRatio = 0.6180339887498949
	stride := max(1, uint64(float64(count)*goldenRatio))
	for ; divisor(stride, count) != 1; stride-- {
	}
	return stride
}

// divisor is the greatest common one, by Euclid.
func divisor(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// restart begins again, so that a step undoes what another did to the same
// numbers; what is drawn goes on.
func (s *sequence) restart() {
	if s.pattern != drawn {
		s.state = 0
	}
}

// next yields a number. What is drawn comes from SplitMix64 (Steele, Lea and
// Flood, "Fast splittable pseudorandom number generators", 2014), scaled to the
// range by a multiplication because a division costs ten times as much.
func (s *sequence) next() uint64 {
	n := s.state
	switch s.pattern {
	case ordered:
		if s.state++; s.state == s.count {
			s.state = 0
		}
	case shuffled:
		if s.state += s.stride; s.state >= s.count {
			s.state -= s.count
		}
	default:
		s.state += 0x9e3779b97f4a7c15
		z := s.state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		n, _ = bits.Mul64(z, s.count)
	}
	return s.first + n*s.spacing
}

// fourDigits holds "0000" to "9999": three copies write a number's digits.
var fourDigits = makeFourDigits()

func makeFourDigits() (table [10000][4]byte) {
	for n := range table {
		table[n] = [4]byte{
			byte('0' + n/1000), byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10),
		}
	}
	return table
}

// putDigits writes n, below 10^12, as keyDigits decimal digits. It runs for
// every request, while fmt would cost more than the server does.
func putDigits(p []byte, n uint64) {
	p = p[:keyDigits:keyDigits]
	copy(p[0:4], fourDigits[n/1e8][:])
	copy(p[4:8], fourDigits[n/1e4%1e4][:])
	copy(p[8:12], fourDigits[n%1e4][:])
}
