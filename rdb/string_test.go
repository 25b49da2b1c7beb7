package rdb

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What DEBUG OBJECT of redis-server 7.0.15 tells, with rdbcompression and without.
func TestStringsHaveTheLengthThatRedisGivesThem(t *testing.T) {
	numbers := ""
	for n := range 200 {
		numbers += fmt.Sprint(n)
	}
	const alphabet = "abcdefghijklmnopqrstuvwxyz"
	var compressor Compressor
	for _, c := range []struct {
		text              string
		compressed, plain int
	}{
		{"", 1, 1},
		{"0", 2, 2},
		{"-1", 2, 2},
		{"127", 2, 2},
		{"128", 3, 3},
		{"-128", 2, 2},
		{"-129", 3, 3},
		{"32767", 3, 3},
		{"32768", 5, 5},
		{"2147483647", 5, 5},
		{"2147483648", 11, 11},
		{"-2147483648", 5, 5},
		{"-2147483649", 12, 12},
		{"007", 4, 4},
		{"+1", 3, 3},
		{"-0", 3, 3},
		{"1e3", 4, 4},
		{strings.Repeat("x", 20), 21, 21},
		{strings.Repeat("x", 21), 9, 22},
		{strings.Repeat("x", 63), 12, 64},
		{strings.Repeat("x", 64), 13, 66},
		{strings.Repeat("x", 300), 16, 302},
		{strings.Repeat("x", 16383), 200, 16385},
		{strings.Repeat("x", 16384), 203, 16389},
		{strings.Repeat("x", 100_000), 1151, 100_005},
		{strings.Repeat("abc", 7), 14, 22},
		{alphabet, 27, 27},
		{alphabet + alphabet, 37, 53},
		{"The quick brown fox jumps over the lazy dog, and the lazy dog sleeps on.", 67, 74},
		{numbers, 469, 492},
	} {
		if got := StringLength([]byte(c.text), &compressor); got != c.compressed {
			t.Errorf("%.30q of %d bytes has %d compressed, want %d", c.text, len(c.text), got, c.compressed)
		}
		if got := StringLength([]byte(c.text), nil); got != c.plain {
			t.Errorf("%.30q of %d bytes has %d, want %d", c.text, len(c.text), got, c.plain)
		}
	}
}

// What a compressor has seen before changes nothing, and it keeps no text.
func TestACompressorForgets(t *testing.T) {
	var used Compressor
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SliceOfN(rapid.SampledFrom([]byte("abc")), 21, 400)
		text := few.Draw(t, "text")
		if got, want := StringLength(text, &used), StringLength(text, &Compressor{}); got != want {
			t.Fatalf("%q has %d, and %d for a new compressor", text, got, want)
		}
		if used.text != nil {
			t.Fatal("it keeps the text")
		}
	})
}

func TestACompressorAllocatesNothing(t *testing.T) {
	var compressor Compressor
	text := []byte(strings.Repeat("0123456789", 100))
	if allocations := testing.AllocsPerRun(10, func() { StringLength(text, &compressor) }); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}
