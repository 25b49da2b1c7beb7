package commands

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSetBitAndGetBit(t *testing.T) {
	transcript(t, `
		SETBIT a 7 1                 -> 0
		GET a                        -> "\x01"
		SETBIT a 0 1                 -> 0
		SETBIT a 0 1                 -> 1
		SETBIT a 16 0                -> 0
		GET a                        -> "\x81\x00\x00"
		GETBIT a 7                   -> 1
		GETBIT a 6                   -> 0
		GETBIT a 24                  -> 0
		GETBIT nope 0                -> 0
		EXISTS nope                  -> 0
		SET n 123                    -> OK
		GETBIT n 2                   -> 1
		SETBIT n 6 1                 -> 0
		GET n                        -> "323"
		INCR n                       -> 324
		SET a x EX 100               -> OK
		SETBIT a 40 1                -> 0
		TTL a                        -> 100
		STRLEN a                     -> 6
		SETBIT a 1                   -> -ERR wrong number of arguments for 'setbit' command
	`)
}

func TestBitOffsetsAndValues(t *testing.T) {
	transcript(t, `
		SETBIT a -1 1                -> -ERR bit offset is not an integer or out of range
		SETBIT a 4294967296 2        -> -ERR bit offset is not an integer or out of range
		SETBIT a 9223372036854775807 1 -> -ERR bit offset is not an integer or out of range
		SETBIT a 9223372036854775808 1 -> -ERR bit offset is not an integer or out of range
		SETBIT a #1 1                -> -ERR bit offset is not an integer or out of range
		SETBIT a "" 1                -> -ERR bit offset is not an integer or out of range
		SETBIT a 1 2                 -> -ERR bit is not an integer or out of range
		SETBIT a 1 -1                -> -ERR bit is not an integer or out of range
		SETBIT a 1 9223372036854775808 -> -ERR bit is not an integer or out of range
		GETBIT a 4294967296          -> -ERR bit offset is not an integer or out of range
		GETBIT a 4294967295          -> 0
		EXISTS a                     -> 0
	`)
}

// TestLastBitOfAll is the largest string that SETBIT makes.
func TestLastBitOfAll(t *testing.T) {
	m := openMachine(t, false)
	t.Cleanup(m.close)
	for _, step := range []struct{ request, reply string }{
		{"SETBIT a 4294967295 1", ":0\r\n"}, {"STRLEN a", ":536870912\r\n"}, {"GETBIT a 4294967295", ":1\r\n"},
		{"BITCOUNT a", ":1\r\n"}, {"BITPOS a 1", ":4294967295\r\n"},
	} {
		if got := m.do(strings.Fields(step.request)...); got != step.reply {
			t.Errorf("%s replies %q, want %q", step.request, got, step.reply)
		}
	}
}

// TestOffsetsEndAtMaxBulk: a setting moves the limit.
func TestOffsetsEndAtMaxBulk(t *testing.T) {
	m := newMachine(t)
	m.call.MaxBulk = 1 << 20
	const tooFar = "-ERR bit offset is not an integer or out of range\r\n"
	for request, want := range map[string]string{
		"SETBIT a 8388607 1": ":0\r\n", "SETBIT a 8388608 1": tooFar, "GETBIT a 8388608": tooFar,
		"BITFIELD b SET u8 #1048575 1": "*1\r\n:0\r\n", "BITFIELD b SET u8 #1048576 1": tooFar,
	} {
		if got := m.do(strings.Fields(request)...); got != want {
			t.Errorf("%s replies %q, want %q", request, got, want)
		}
	}
}

func TestBitAtReadsTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := bitTexts.Draw(t, "text")
		bits := bitString(text) + strings.Repeat("0", 20)
		offset := rapid.IntRange(0, len(bits)-1).Draw(t, "offset")
		if got := '0' + bitAt(text, int64(offset)); got != bits[offset] {
			t.Fatalf("bit %d of %s is %c", offset, bits, got)
		}
	})
}
