//go:build linux

package main

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestDigitsAreWhatFmtPrints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(0, 999_999_999_999).Draw(t, "n")
		var digits [keyDigits]byte
		putDigits(digits[:], n)
		if want := fmt.Sprintf("%012d", n); string(digits[:]) != want {
			t.Fatalf("digits %s, want %s", digits, want)
		}
	})
}

func TestOrderedSequenceGoesAround(t *testing.T) {
	keys := sequence{count: 3, ordered: true}
	for i, want := range []uint64{0, 1, 2, 0, 1} {
		if n := keys.next(); n != want {
			t.Errorf("number %d is %d, want %d", i, n, want)
		}
	}
}

func TestRandomSequenceReachesEveryKeyAlike(t *testing.T) {
	const keys, rounds = 100, 1000
	random := sequence{count: keys}
	var hits [keys]int
	for range keys * rounds {
		hits[random.next()]++
	}
	for key, n := range hits {
		// Ten standard deviations (about 32 each) would be no accident.
		if n < rounds-320 || n > rounds+320 {
			t.Errorf("key %d came %d times, want about %d", key, n, rounds)
		}
	}
}

func TestRandomSequenceIsTheSameInEveryRun(t *testing.T) {
	one, other := sequence{count: 1000}, sequence{count: 1000}
	for range 100 {
		if a, b := one.next(), other.next(); a != b {
			t.Fatalf("%d and %d from the same start", a, b)
		}
	}
}
