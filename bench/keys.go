//go:build linux

package main

import "math/bits"

// keyDigits is the number of decimal digits in a key's name: with "key:" in
// front a key has 16 bytes, the same as redis-benchmark's.
const keyDigits = 12

// sequence yields key numbers below count: one after the other and around
// again, or in a pseudo-random order. The same sequence comes in every run.
type sequence struct {
	count   uint64
	ordered bool
	state   uint64
}

// next yields a number. The random order is SplitMix64 (Steele, Lea and Flood,
// "Fast splittable pseudorandom number generators", 2014), scaled to the range
// by a multiplication because a division costs ten times as much.
func (s *sequence) next() uint64 {
	if s.ordered {
		n := s.state
		if s.state++; s.state == s.count {
			s.state = 0
		}
		return n
	}
	s.state += 0x9e3779b97f4a7c15
	z := s.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	n, _ := bits.Mul64(z, s.count)
	return n
}

// fourDigits holds "0000" to "9999": three copies write a key's digits.
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
