package commands

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBitPos(t *testing.T) {
	transcript(t, `
		BITPOS nope 0                -> 0
		BITPOS nope 1                -> -1
		BITPOS nope 0 a b c d        -> 0
		SET a "\xff\xf0\x00"         -> OK
		BITPOS a 0                   -> 12
		BITPOS a 1                   -> 0
		BITPOS a 1 1                 -> 8
		BITPOS a 1 2                 -> -1
		BITPOS a 0 2 -1 BYTE         -> 16
		BITPOS a 1 7 15 bit          -> 7
		BITPOS a 0 7 11 bit          -> -1
		BITPOS a 0 -12 -1 bit        -> 12
		BITPOS a 1 -200 -100         -> 0
		BITPOS a 1 3                 -> -1
		SET n 255                    -> OK
		BITPOS n 1                   -> 2
	`)
}

// TestBitPosBehindTheEnd: zeros go on behind a string, but not behind an end
// that was given.
func TestBitPosBehindTheEnd(t *testing.T) {
	transcript(t, `
		SET a "\xff\xff\xff"         -> OK
		BITPOS a 0                   -> 24
		BITPOS a 0 2                 -> 24
		BITPOS a 0 -1                -> 24
		BITPOS a 0 3                 -> -1
		BITPOS a 0 0 -1              -> -1
		BITPOS a 0 0 5               -> -1
		BITPOS a 0 0 -1 BIT          -> -1
		SET "" ""                    -> OK
		BITPOS "" 0                  -> -1
		BITPOS "" 1                  -> -1
		BITPOS "" 0 0                -> -1
		BITPOS "" 0 0 -1             -> -1
	`)
}

func TestBitPosArguments(t *testing.T) {
	transcript(t, `
		SET a foobar                 -> OK
		BITPOS a                     -> -ERR wrong number of arguments for 'bitpos' command
		BITPOS nope 2                -> -ERR The bit argument must be 1 or 0.
		BITPOS nope bit              -> -ERR value is not an integer or out of range
		BITPOS a 9223372036854775808 -> -ERR value is not an integer or out of range
		BITPOS a 0 one two three     -> -ERR value is not an integer or out of range
		BITPOS a 0 1 two three       -> -ERR syntax error
		BITPOS a 0 1 two             -> -ERR value is not an integer or out of range
		BITPOS a 0 1 two BIT         -> -ERR value is not an integer or out of range
		BITPOS a 0 1 BIT             -> -ERR value is not an integer or out of range
		BITPOS a 0 1 2 BIT 3         -> -ERR syntax error
	`)
}

func TestFindBitIsTheModels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := bitTexts.Draw(t, "text")
		bits := bitString(text)
		first := rapid.IntRange(0, len(bits)).Draw(t, "first")
		end := rapid.IntRange(first, len(bits)).Draw(t, "end")
		bit := rapid.SampledFrom([]byte{0, 1}).Draw(t, "bit")
		want := strings.IndexByte(bits[first:end], '0'+bit)
		if want >= 0 {
			want += first
		}
		if got := findBit(text, bitRange{int64(first), int64(end)}, bit); got != int64(want) {
			t.Fatalf("the first %d in bits %d to %d of %s is at %d, want %d", bit, first, end, bits, got, want)
		}
	})
}
