package listpack

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
)

// redisBytes are listpacks of redis-server 7.0.15, made so: CONFIG SET
// rdbcompression no, hash-max-listpack-value 100000000 and
// hash-max-listpack-entries 1000000; HSET key and the values; DUMP key, without
// the first byte (16, a hash as listpack), the length of the string behind it,
// and the last 10 bytes (version and checksum). The last is ZADD key 1.5 a -0.25
// -7 300 b inf c 3 12 (17, a sorted set as listpack).
//
// 78*63 stands for 63 bytes of 78.
var redisBytes = []struct {
	values []string
	bytes  string
}{
	{words("0 1 127 128"), "100000000400000101017f01c08002ff"},
	{words("-1 -2 4095 4096"), "140000000400dfff02dffe02cfff02f1001003ff"},
	{words("-4096 -4097 32767 32768"), "170000000400d00002f1ffef03f1ff7f03f200800004ff"},
	{words("-32768 -32769 8388607 8388608"), "1b0000000400f1008003f2ff7fff04f2ffff7f04f30000800005ff"},
	{words("-8388608 -8388609 2147483647 2147483648"), "220000000400f200008004f3ffff7fff05f3ffffff7f05f4000000800000000009ff"},
	{
		words("-2147483648 -2147483649 9223372036854775807 -9223372036854775808"),
		"2b0000000400f30000008005f4ffffff7fffffffff09f4ffffffffffffff7f09f4000000000000008009ff",
	},
	{[]string{"", "-"}, "0c00000002008001812d02ff"},
	{[]string{"-0", "+1"}, "0f0000000200822d3003822b3103ff"},
	{[]string{"01", "1 "}, "0f00000002008230310382312003ff"},
	{
		words("9223372036854775808 -9223372036854775809"),
		"320000000200933932323333373230333638353437373538303814942d3932323333373230333638353437373538303915ff",
	},
	{
		words("18446744073709551615 12345678901234567890123"),
		"3600000002009431383434363734343037333730393535313631351597313233343536373839303132333435363738393031323318ff",
	},
	{[]string{"f", xs(62)}, "4a0000000200816602be 78*62 3fff"},
	{[]string{"f", xs(63)}, "4b0000000200816602bf 78*63 40ff"},
	{[]string{"f", xs(64)}, "4d0000000200816602e040 78*64 42ff"},
	{[]string{"f", xs(125)}, "8a0000000200816602e07d 78*125 7fff"},
	{[]string{"f", xs(126)}, "8c0000000200816602e07e 78*126 0180ff"},
	{[]string{"f", xs(4095)}, "0d1000000200816602efff 78*4095 2081ff"},
	{[]string{"f", xs(4096)}, "111000000200816602f000100000 78*4096 2085ff"},
	{[]string{"f", xs(16377)}, "0a4000000200816602f0f93f0000 78*16377 7ffeff"},
	{[]string{"f", xs(16378)}, "0c4000000200816602f0fa3f0000 78*16378 00ffffff"},
	{[]string{"f", xs(16379)}, "0d4000000200816602f0fb3f0000 78*16379 018080ff"},
	{[]string{"f", xs(2097145)}, "0b0020000200816602f0f9ff1f00 78*2097145 7ffffeff"},
	{[]string{"f", xs(2097146)}, "0d0020000200816602f0faff1f00 78*2097146 00ffffffff"},
	{[]string{"f", xs(2097147)}, "0e0020000200816602f0fbff1f00 78*2097147 01808080ff"},
	{[]string{xs(63), "y"}, "4b0000000200bf 78*63 40817902ff"},
	{[]string{xs(126), "y"}, "8c0000000200e07e 78*126 0180817902ff"},
	{[]string{xs(4096), "y"}, "111000000200f000100000 78*4096 2085817902ff"},
	{[]string{xs(16378), "y"}, "0c4000000200f0fa3f0000 78*16378 00ffff817902ff"},
	{
		words("-7 -0.25 a 1.5 12 3 b 300 c inf"),
		"2b0000000a00dff902852d302e32350681610283312e35040c010301816202c12c0281630283696e6604ff",
	},
}

func words(s string) []string { return strings.Fields(s) }

func xs(n int) string { return strings.Repeat("x", n) }

// unhex reads the form of redisBytes.
func unhex(t *testing.T, text string) (b []byte) {
	t.Helper()
	for _, word := range strings.Fields(text) {
		digits, times, _ := strings.Cut(word, "*")
		chunk, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		n := 1
		if times != "" {
			if n, err = strconv.Atoi(times); err != nil {
				t.Fatal(err)
			}
		}
		b = append(b, bytes.Repeat(chunk, n)...)
	}
	return b
}

func TestTheBytesAreThoseOfRedis(t *testing.T) {
	for _, row := range redisBytes {
		want := unhex(t, row.bytes)
		if got := listOf(row.values...); !bytes.Equal(got, want) {
			t.Errorf("%.40q:\n%.120x\n%.120x is Redis's", row.values, got, want)
		}
		if !Valid(want) {
			t.Errorf("%.40q: not valid", row.values)
		}
		if got := textsOf(want); !equal(got, row.values) {
			t.Errorf("%.40q is read as %.40q", row.values, got)
		}
	}
}

// TestTheCountThatDoesNotFit follows a hash of redis-server 7.0.15: HSET with
// fields 0, 1, 2 ... 32766, then zz, then zzz; HDEL of 0, then of 1, behind which
// HDEL asks for the length. The headers are those of DUMP after each.
func TestTheCountThatDoesNotFit(t *testing.T) {
	p := listOf()
	header := func(want string) {
		t.Helper()
		if got := hex.EncodeToString(p[:HeaderSize]); got != want {
			t.Errorf("the header is %s, Redis's is %s", got, want)
		}
	}
	for i := range 32_767 {
		p = appended(p, strconv.Itoa(i), "0")
	}
	header("81ef0200feff")
	p = appended(p, "zz", "y")
	header("88ef0200ffff")
	p = appended(p, "zzz", "y")
	header("90ef0200ffff")
	if n := Len(p); n != 65_538 {
		t.Errorf("%d entries are counted, not 65,538", n)
	}
	p = p[:len(p)-Delete(p, First(p), 2)]
	if n := Len(p); n != 65_536 {
		t.Errorf("%d entries are counted, not 65,536", n)
	}
	header("8cef0200ffff")
	p = p[:len(p)-Delete(p, First(p), 2)]
	header("88ef0200ffff")
	if n := Len(p); n != 65_534 {
		t.Errorf("%d entries are counted, not 65,534", n)
	}
	header("88ef0200feff")
	if !Valid(p) {
		t.Error("not valid")
	}
}
