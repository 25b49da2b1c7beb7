package store

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
	"testing"
)

// Sequential names fill buckets as chance would: the sum of the squared
// deviations from the mean stays near what it is for random placement.
func TestHashSpreadsSequentialKeys(t *testing.T) {
	const buckets, mean = 1 << 14, 16
	patterns := map[string]func(i int) string{
		"padded":  name16,
		"plain":   func(i int) string { return fmt.Sprint(i) },
		"user":    func(i int) string { return fmt.Sprintf("user:%d:session", i) },
		"long":    func(i int) string { return fmt.Sprintf("%s:%d", strings.Repeat("namespace/", 10), i) },
		"leading": func(i int) string { return fmt.Sprintf("%d:%s", i, strings.Repeat("tail", 20)) },
	}
	parts := map[string]func(hash uint64) uint64{
		"index": func(hash uint64) uint64 { return hash % buckets },
		"slot":  func(hash uint64) uint64 { return hash >> slotHashFrom % buckets },
		"tag":   func(hash uint64) uint64 { return hash >> 50 },
	}
	secret := newSecret(testSeed)
	for pattern, name := range patterns {
		for part, of := range parts {
			var counts [buckets]int
			for i := range buckets * mean {
				counts[of(secret.hash([]byte(name(i))))]++
			}
			chi := 0.0
			for _, count := range counts {
				chi += float64((count-mean)*(count-mean)) / mean
			}
			// Six standard deviations of chi-squared with so many degrees of freedom.
			if limit := 6 * math.Sqrt(2*buckets); math.Abs(chi-buckets) > limit {
				t.Errorf("%s keys, %s: chi-squared %.0f, want %d ± %.0f", pattern, part, chi, buckets, limit)
			}
		}
	}
}

// Each bit of a key changes about half of the bits of its hash.
func TestHashAvalanche(t *testing.T) {
	secret := newSecret(testSeed)
	for _, length := range []int{1, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 100} {
		key := make([]byte, length)
		changed, flips := 0, 0
		for round := range 200 {
			for i := range key {
				key[i] = byte(scramble(uint64(round*length + i)))
			}
			hash := secret.hash(key)
			for bit := range 8 * length {
				key[bit/8] ^= 1 << (bit % 8)
				changed += bits.OnesCount64(hash ^ secret.hash(key))
				flips++
				key[bit/8] ^= 1 << (bit % 8)
			}
		}
		if mean := float64(changed) / float64(flips); mean < 30.5 || mean > 33.5 {
			t.Errorf("%d bytes: a bit changes %.2f bits of the hash", length, mean)
		}
	}
}

// No two of some 260,000 keys have the same hash: strings that differ in their
// length alone, in two bytes, in where these are, in the order of their halves.
func TestHashTellsApart(t *testing.T) {
	secret := newSecret(testSeed)
	seen := map[uint64]string{}
	try := func(key string) {
		hash := secret.hash([]byte(key))
		if other, ok := seen[hash]; ok && other != key {
			t.Fatalf("%q and %q have the same hash", key, other)
		}
		seen[hash] = key
	}
	for length := range 1000 {
		try(strings.Repeat("\x00", length))
		try(strings.Repeat("a", length))
	}
	for i := range 1 << 16 {
		try(string([]byte{byte(i), byte(i >> 8)}))
		try(string([]byte{byte(i), 0, byte(i >> 8)}))
		try(fmt.Sprintf("%08d%08d", i, 0))
		try(fmt.Sprintf("%08d%08d", 0, i))
	}
}

func TestSeedsDecideTheHash(t *testing.T) {
	seen := map[uint64]bool{}
	for seed := range uint64(1000) {
		seen[newSecret(seed).hash([]byte("key"))] = true
	}
	if len(seen) != 1000 {
		t.Errorf("1000 seeds make %d hashes of a key", len(seen))
	}
}
