package commands

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBitCount(t *testing.T) {
	transcript(t, `
		BITCOUNT nope                -> 0
		BITCOUNT nope a b c d        -> 0
		SET a foobar                 -> OK
		BITCOUNT a                   -> 26
		BITCOUNT a 0 0               -> 4
		BITCOUNT a 1 1 byte          -> 6
		BITCOUNT a 5 30 BIT          -> 17
		BITCOUNT a 0 -1              -> 26
		BITCOUNT a -2 -1             -> 7
		BITCOUNT a -1 -2             -> 0
		BITCOUNT a 2 1               -> 0
		BITCOUNT a 0 -100            -> 4
		BITCOUNT a -200 -100         -> 4
		BITCOUNT a 6 100             -> 0
		BITCOUNT a 0 -100 BIT        -> 0
		BITCOUNT a 1 1 BIT           -> 1
		BITCOUNT a -9223372036854775808 9223372036854775807 BIT -> 26
		SET n -12                    -> OK
		BITCOUNT n                   -> 10
		SET "" ""                    -> OK
		BITCOUNT ""                  -> 0
		BITCOUNT "" 0 -1             -> 0
	`)
}

func TestBitCountArguments(t *testing.T) {
	transcript(t, `
		SET a foobar                 -> OK
		BITCOUNT a 1                 -> -ERR syntax error
		BITCOUNT a one               -> -ERR syntax error
		BITCOUNT a one two three     -> -ERR value is not an integer or out of range
		BITCOUNT a 1 two three       -> -ERR value is not an integer or out of range
		BITCOUNT a 1 2 three         -> -ERR syntax error
		BITCOUNT a -1 -2 three       -> 0
		BITCOUNT a 1 2 BIT BIT       -> -ERR syntax error
		BITCOUNT a 1 9223372036854775808 -> -ERR value is not an integer or out of range
		BITCOUNT                     -> -ERR wrong number of arguments for 'bitcount' command
	`)
}

func TestCountBitsIsTheModels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := bitTexts.Draw(t, "text")
		bits := bitString(text)
		first := rapid.IntRange(0, len(bits)).Draw(t, "first")
		end := rapid.IntRange(first, len(bits)).Draw(t, "end")
		want := strings.Count(bits[first:end], "1")
		if got := countBits(text, bitRange{int64(first), int64(end)}); got != want {
			t.Fatalf("bits %d to %d of %s have %d, want %d", first, end, bits, got, want)
		}
	})
}
