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
	keys := inOrder(3)
	for i, want := range []uint64{0, 1, 2, 0, 1} {
		if n := keys.next(); n != want {
			t.Errorf("number %d is %d, want %d", i, n, want)
		}
	}
}

func TestRandomSequenceReachesEveryKeyAlike(t *testing.T) {
	const keys, rounds = 100, 1000
	random := draw(keys)
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
	one, other := draw(1000), draw(1000)
	for range 100 {
		if a, b := one.next(), other.next(); a != b {
			t.Fatalf("%d and %d from the same start", a, b)
		}
	}
}

func TestShuffledSequenceMeetsEveryNumberOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 5000).Draw(t, "count")
		numbers := shuffle(count).spaced(5, 10)
		var first []uint64
		seen := map[uint64]bool{}
		for range count {
			n := numbers.next()
			if n%10 != 5 || n/10 >= uint64(count) || seen[n] {
				t.Fatalf("%d after %d", n, first)
			}
			seen[n] = true
			first = append(first, n)
		}
		for range rapid.IntRange(0, count-1).Draw(t, "more") {
			numbers.next()
		}
		numbers.restart()
		for i, n := range first {
			if again := numbers.next(); again != n {
				t.Fatalf("number %d was %d, and after a restart it is %d", i, n, again)
			}
		}
	})
}

func TestNeighboursOfAShuffledSequenceAreFarApart(t *testing.T) {
	const count = 100_000
	numbers := shuffle(count)
	for before, i := int(numbers.next()), 1; i < count; i++ {
		n := int(numbers.next())
		// A tenth of the range, around its end too.
		if apart := (n - before + count) % count; apart < count/10 || apart > count*9/10 {
			t.Fatalf("%d comes after %d", n, before)
		}
		before = n
	}
}

func TestDrawnSequenceGoesOnAfterARestart(t *testing.T) {
	numbers := draw(1_000_000)
	first := numbers.next()
	numbers.restart()
	if n := numbers.next(); n == first {
		t.Errorf("%d came again", n)
	}
}
