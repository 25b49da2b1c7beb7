package commands

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// bitString spells bytes as their bits: the plainest model of a bitmap.
func bitString(text []byte) string {
	var bits strings.Builder
	for _, b := range text {
		fmt.Fprintf(&bits, "%08b", b)
	}
	return bits.String()
}

// bitTexts are strings with long runs of equal bytes, so that whole words are
// passed over, and of lengths about those of words.
var bitTexts = rapid.Custom(func(t *rapid.T) []byte {
	var text []byte
	for range rapid.IntRange(0, 4).Draw(t, "runs") {
		b := rapid.SampledFrom([]byte{0, 0xff, 0x80, 0x01, 0x55}).Draw(t, "byte")
		text = append(text, slices.Repeat([]byte{b}, rapid.IntRange(0, 40).Draw(t, "length"))...)
	}
	return text
})

// The words of bitmap commands, with numbers at the ends of what is allowed.
var (
	bitKeys    = rapid.SampledFrom([]string{"a", "b", "c"})
	bitOffsets = rapid.SampledFrom([]string{
		"0", "1", "7", "8", "9", "15", "63", "64", "100", "319", "320", "1000",
		"4294967295x", "4294967296", "34359738368", "9223372036854775807", "9223372036854775808",
		"-1", "-9223372036854775808", "01", "", "#1", "ten",
	})
	bitPlaces = rapid.OneOf(bitOffsets, rapid.SampledFrom([]string{
		"#0", "#1", "#2", "#7", "#-1", "#", "##1", "#4294967296", "#288230376151711744", "#1152921504606846976",
		"#2305843009213693952", "#2305843009213693953", "#9223372036854775807", "#9223372036854775808",
	}))
	bitIndexes = rapid.SampledFrom([]string{
		"0", "0", "1", "2", "5", "6", "7", "8", "63", "64", "65", "1000", "-1", "-1", "-2", "-3", "-8", "-40", "-64", "-1000",
		"9223372036854775807", "-9223372036854775808", "9223372036854775808", "one",
	})
	bitTypes = rapid.SampledFrom([]string{
		"u1", "u2", "u5", "u7", "u8", "u9", "u31", "u32", "u63", "i1", "i2", "i7", "i8", "i33", "i63", "i64",
		"u64", "i65", "u0", "i-1", "u08", "U8", "i", "", "8", "i8\x00x", "i8x",
	})
	bitNumbers = rapid.SampledFrom([]string{
		"0", "1", "-1", "2", "-2", "3", "127", "128", "-128", "-129", "255", "256", "511", "512", "4294967295", "-4294967296",
		"4611686018427387904", "-4611686018427387904", "-4611686018427387905",
		"9223372036854775807", "9223372036854775806", "-9223372036854775808", "-9223372036854775807", "9223372036854775808", "one",
	})
	bitUnits = rapid.SampledFrom([]string{"BIT", "bit", "BYTE", "Byte", "bits", ""})
)

// bitmapCalls are calls of the bitmap commands and of SET, mostly well formed.
var bitmapCalls = rapid.Custom(func(t *rapid.T) []string {
	key := bitKeys.Draw(t, "key")
	draw := func(words ...*rapid.Generator[string]) (drawn []string) {
		for _, word := range words {
			drawn = append(drawn, word.Draw(t, "word"))
		}
		return drawn
	}
	switch rapid.SampledFrom([]string{"set", "expire", "setbit", "getbit", "bitcount", "bitpos", "bitop", "bitfield", "bitfield", "bitfield_ro"}).Draw(t, "command") {
	case "set":
		return []string{"SET", key, rapid.OneOf(rapid.Map(bitTexts, func(b []byte) string { return string(b) }), bitNumbers).Draw(t, "value")}
	case "expire":
		return []string{"EXPIRE", key, rapid.SampledFrom([]string{"100000", "0"}).Draw(t, "seconds")}
	case "setbit":
		return append([]string{"SETBIT", key}, draw(bitOffsets, rapid.SampledFrom([]string{"0", "1", "1", "2", "-1"}))...)
	case "getbit":
		return append([]string{"GETBIT", key}, draw(bitOffsets)...)
	case "bitcount":
		most := rapid.IntRange(0, 4).Draw(t, "arguments")
		return append([]string{"BITCOUNT", key}, draw(bitIndexes, bitIndexes, bitUnits, bitUnits)[:most]...)
	case "bitpos":
		most := rapid.IntRange(1, 5).Draw(t, "arguments")
		bit := rapid.SampledFrom([]string{"0", "0", "1", "1", "2", "bit"})
		return append([]string{"BITPOS", key}, draw(bit, bitIndexes, bitIndexes, bitUnits, bitUnits)[:most]...)
	case "bitop":
		operation := rapid.SampledFrom([]string{"AND", "or", "Xor", "NOT", "NOT", "nand"}).Draw(t, "operation")
		return append([]string{"BITOP", operation, key}, rapid.SliceOfN(bitKeys, 1, 3).Draw(t, "sources")...)
	case "bitfield_ro":
		return append([]string{"BITFIELD_RO", key}, bitfieldSteps(t)...)
	}
	return append([]string{"BITFIELD", key}, bitfieldSteps(t)...)
})

func bitfieldSteps(t *rapid.T) (words []string) {
	for range rapid.IntRange(0, 4).Draw(t, "steps") {
		switch rapid.IntRange(0, 9).Draw(t, "step") {
		case 0:
			words = append(words, rapid.SampledFrom([]string{"OVERFLOW", "GET", "SET", "bogus"}).Draw(t, "stray"))
		case 1, 2:
			words = append(words, "GET", bitTypes.Draw(t, "type"), bitPlaces.Draw(t, "offset"))
		default:
			if rapid.Bool().Draw(t, "overflow") {
				words = append(words, "OVERFLOW", rapid.SampledFrom([]string{"WRAP", "sat", "Sat", "FAIL", "fail", "saturate"}).Draw(t, "mode"))
			}
			verb := rapid.SampledFrom([]string{"SET", "incrby", "INCRBY"}).Draw(t, "verb")
			words = append(words, verb, bitTypes.Draw(t, "type"), bitPlaces.Draw(t, "offset"), bitNumbers.Draw(t, "number"))
		}
	}
	return words
}

// TestBitmapsAgainstRedis runs the same calls here and on redis-server, and
// looks at what each leaves behind.
func TestBitmapsAgainstRedis(t *testing.T) {
	o := dialOracle(t)
	rapid.Check(t, func(r *rapid.T) {
		m := openMachine(r, true)
		defer m.close()
		o.do(t, "FLUSHALL")
		compare := func(words ...string) {
			if got, want := m.do(words...), o.do(t, words...); got != want {
				r.Fatalf("%q\nreplies %q\nwant    %q", words, got, want)
			}
		}
		for range rapid.IntRange(1, 30).Draw(r, "calls") {
			words := bitmapCalls.Draw(r, "call")
			compare(words...)
			compare("MGET", "a", "b", "c")
			compare("EXISTS", words[1])
		}
		for _, key := range []string{"a", "b", "c"} {
			compare("PERSIST", key) // which tells if there was an expiry
		}
	})
}

func TestBitmapsAllocateNothing(t *testing.T) {
	m := openMachine(t, false)
	t.Cleanup(m.close)
	m.call.Sink = silence{}
	room := make([]byte, 1<<16)
	m.writer.Attach(room, 0, &m.reply)
	m.run(requestOf("SET", "a", strings.Repeat("abcdefg", 10_000)))
	m.run(requestOf("SET", "n", "-12345"))
	for _, request := range []string{
		"SETBIT a 77 1", "SETBIT n 77 1", "GETBIT a 77", "GETBIT x 7", "BITCOUNT a", "BITCOUNT a 1 -2 BIT", "BITPOS a 0 5", "BITPOS n 1",
		"BITOP AND d a n", "BITOP XOR a a a n", "BITOP NOT n n", "BITOP OR x y", "BITFIELD a GET i5 7 SET u63 #5 1 INCRBY i64 0 77",
		"BITFIELD a OVERFLOW FAIL SET u8 0 256", "BITFIELD_RO a GET u8 0 GET u8 1", "BITFIELD a GET u64 0",
	} {
		args := requestOf(strings.Fields(request)...)
		m.writer.Attach(room, 0, &m.reply)
		if allocations := testing.AllocsPerRun(100, func() { m.run(args) }); allocations != 0 {
			t.Errorf("%s allocates %v times", request, allocations)
		}
	}
}

func BenchmarkBitmaps(b *testing.B) {
	m := openMachine(b, false)
	defer m.close()
	m.call.Sink = silence{}
	const length = 16 << 20
	m.run(requestOf("SETBIT", "small", "799", "1"))
	for _, key := range []string{"a", "b", "c"} {
		m.run(requestOf("SETBIT", key, fmt.Sprint(length*8-1), "1"))
	}
	room := make([]byte, 1<<10)
	measure := func(request string, bytes int64) {
		args := requestOf(strings.Fields(request)...)
		b.Run(strings.ReplaceAll(request, " ", "_"), func(b *testing.B) {
			b.SetBytes(bytes)
			for b.Loop() {
				m.writer.Attach(room, 0, &m.reply)
				m.run(args)
			}
		})
	}
	measure("SETBIT small 77 1", 0)
	measure("GETBIT small 77", 0)
	measure("BITFIELD small INCRBY u8 #5 1", 0)
	measure("BITOP OR d small small", 0)
	measure("BITCOUNT a", length)
	measure("BITPOS a 1", length)
	measure("BITOP AND a b c", 3*length)
	measure("BITOP NOT d a", length)
}
