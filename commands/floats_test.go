package commands

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestIncrByFloat(t *testing.T) {
	transcript(t, `
		INCRBYFLOAT n 0.1            -> "0.1"
		INCRBYFLOAT n 0.2            -> "0.3"
		INCRBYFLOAT n -0.3           -> "0"
		INCRBYFLOAT n 1e3            -> "1000"
		INCR n                       -> 1001
		INCRBYFLOAT n 0x1p-2         -> "1001.25"
		INCR n                       -> -ERR value is not an integer or out of range
		SET n 3.0e3 EX 100           -> OK
		INCRBYFLOAT n 200            -> "3200"
		TTL n                        -> 100
		SET n 9223372036854775807    -> OK
		INCRBYFLOAT n 1              -> "9223372036854775808"
		SET n 18446744073709551615   -> OK
		INCRBYFLOAT n 1              -> "18446744073709551616"
		INCRBYFLOAT n 1              -> "18446744073709551616"
		SET n 19223372036854775807   -> OK
		INCRBYFLOAT n -1             -> "19223372036854775808"
		SET n -0                     -> OK
		INCRBYFLOAT n -0             -> "0"
		INCRBYFLOAT n -1e-18         -> "0"
		INCRBYFLOAT n 1e-17          -> "0.00000000000000001"
		SET n 0                      -> OK
		INCRBYFLOAT n 0x1p-58        -> "0"
		INCRBYFLOAT n -1e-4940       -> "0"
		SET n 0                      -> OK
		INCRBYFLOAT n 0x1.7p-58      -> "0"
		INCRBYFLOAT n 0x1.8p-58      -> "0.00000000000000001"
		SET n 0                      -> OK
		INCRBYFLOAT n -0x1.8p-58     -> "-0.00000000000000001"
		SET n word                   -> OK
		INCRBYFLOAT n 1              -> -ERR value is not a valid float
		INCRBYFLOAT n x              -> -ERR value is not a valid float
		SET n 1                      -> OK
		INCRBYFLOAT n x              -> -ERR value is not a valid float
		INCRBYFLOAT n ""             -> -ERR value is not a valid float
		INCRBYFLOAT n nan            -> -ERR value is not a valid float
		INCRBYFLOAT n inf            -> -ERR increment would produce NaN or Infinity
		SET n inf                    -> OK
		INCRBYFLOAT n 1              -> -ERR increment would produce NaN or Infinity
		INCRBYFLOAT n -inf           -> -ERR increment would produce NaN or Infinity
		SET n 1e4932                 -> OK
		INCRBYFLOAT n 1e4932         -> -ERR increment would produce NaN or Infinity
		GET n                        -> "1e4932"
		INCRBYFLOAT n                -> -ERR wrong number of arguments for 'incrbyfloat' command
	`)
}

// TestNumbersAreReadAsByStrtold adds nothing to a number, here and on
// redis-server. "" stands for what is no number.
func TestNumbersAreReadAsByStrtold(t *testing.T) {
	const infinite = "infinite"
	m, o := newMachine(t), dialOracle(t)
	for _, test := range []struct{ text, want string }{
		{"1", "1"}, {"+1", "1"}, {"-1", "-1"}, {"--1", ""}, {"+-1", ""}, {"1.", "1"}, {".5", "0.5"}, {".", ""}, {"-", ""}, {"", ""},
		{" 1", ""}, {"1 ", ""}, {"\t1", ""}, {"1\x00", ""}, {"\x00", ""}, {"1,5", ""}, {"1_000", ""}, {"1.5.5", ""}, {"007", "7"},
		{"1e3", "1000"}, {"1E+3", "1000"}, {"1e-3", "0.001"}, {"1e", ""}, {"1e+", ""}, {"e3", ""}, {".e3", ""}, {"1e1.5", ""}, {"5e-1x", ""}, {"1p3", ""},
		{"0x10", "16"}, {"0X1P3", "8"}, {"0x.8", "0.5"}, {"0x8.", "8"}, {"-0xfF", "-255"}, {"0x1e5", "485"}, {"0x", ""}, {"0x.", ""}, {"0xp1", ""}, {"0x1p", ""}, {"0xg", ""}, {"0x1p0x1", ""},
		{"0b1", ""}, {"0o7", ""}, {"1f", ""}, {"1L", ""}, {"inf", infinite}, {"-Infinity", infinite}, {"infinit", ""}, {"nan", ""}, {"NAN(1)", ""},
		// More digits than a mantissa of 64 bits has.
		{"0.1", "0.1"}, {"0.12345678901234567890", "0.12345678901234568"}, {"123456789.123456789", "123456789.12345678899873747"},
		{"36893488147419103233", "36893488147419103232"}, {"36893488147419103235", "36893488147419103236"}, {"36893488147419103234.99", "36893488147419103236"},
		{"1e30", "1000000000000000000024696061952"}, {"0.000000000000000006", "0.00000000000000001"}, {"0.000000000000000005", "0"},
		{"0." + strings.Repeat("0", 5000) + "1e5001", "1"}, {strings.Repeat("0", 5118) + "7", "7"}, {strings.Repeat("0", 5119) + "7", ""},
		// The ends of the range, and beyond.
		{"1e4933", ""}, {"-1e99999999999999999999", ""}, {"0x1p16384", ""}, {"0x1.ffffffffffffffffp16383", ""}, {"0e99999999999999999999", "0"},
		{"1e-4950", "0"}, {"1e-4951", ""}, {"0x1p-16445", "0"}, {"0x1p-16446", ""}, {"0x1.00000000000000000001p-16446", "0"}, {"1e-99999999999999999999", ""}, {"0e-9", "0"},
	} {
		m.do("SET", "n", test.text)
		o.do(t, "SET", "n", test.text)
		want := "-ERR value is not a valid float\r\n"
		switch test.want {
		case infinite:
			want = "-ERR increment would produce NaN or Infinity\r\n"
		case "":
		default:
			want = "$" + strconv.Itoa(len(test.want)) + "\r\n" + test.want + "\r\n"
		}
		if got := m.do("INCRBYFLOAT", "n", "0"); got != want {
			t.Errorf("%.60q is read as %q, want %q", test.text, got, want)
		}
		if got := o.do(t, "INCRBYFLOAT", "n", "0"); got != want {
			t.Errorf("redis-server reads %.60q as %q, want %q", test.text, got, want)
		}
	}
}

// TestLargestNumbers are too long to be written down.
func TestLargestNumbers(t *testing.T) {
	m, o := newMachine(t), dialOracle(t)
	const largest = "0x1.fffffffffffffffep16383"
	for _, test := range []struct{ value, increment string }{
		{largest, "0"}, {"-" + largest, "0"}, {largest, "0x1p16318"}, {largest, "0x1p16319"}, {largest, "-" + largest}, {"-" + largest, "-0x1p16319"},
	} {
		for _, words := range [][]string{{"SET", "n", test.value}, {"INCRBYFLOAT", "n", test.increment}} {
			if got, want := m.do(words...), o.do(t, words...); got != want {
				t.Errorf("%q replies %.60q, want %.60q", words, got, want)
			}
		}
	}
}

// numbers are texts that are numbers, or nearly.
var numbers = rapid.Custom(func(t *rapid.T) string {
	digits := func(class string) string { return rapid.StringMatching(class).Draw(t, "digits") }
	exponent := func(most int) string { return strconv.Itoa(rapid.IntRange(-most, most).Draw(t, "exponent")) }
	sign := rapid.SampledFrom([]string{"", "-", "+"}).Draw(t, "sign")
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		return sign + digits(`[0-9]{1,25}`)
	case 1:
		return sign + digits(`[0-9]{0,25}`) + "." + digits(`[0-9]{0,25}`) + "e" + exponent(30)
	case 2:
		return sign + digits(`[0-9]{1,40}`) + "e" + exponent(5000)
	case 3:
		return sign + "0x" + digits(`[0-9a-f]{1,20}`) + "p" + exponent(17000)
	case 4: // halfway between two numbers, or next to that
		halfway := new(big.Int).SetUint64(rapid.Uint64().Draw(t, "mantissa"))
		halfway.SetBit(halfway, 63, 1)
		halfway.Lsh(halfway, 1).SetBit(halfway, 0, 1).Lsh(halfway, rapid.UintRange(0, 100).Draw(t, "shift"))
		return sign + halfway.Add(halfway, big.NewInt(rapid.Int64Range(-1, 1).Draw(t, "next"))).String()
	case 5:
		return digits(`[-+0-9.ex p\x00]{0,8}`)
	}
	return sign + digits(`[0-9]{0,5}`) + "." + digits(`[0-9]{0,18}`)
})

func TestSumsAreThoseOfRedis(t *testing.T) {
	m, o := newMachine(t), dialOracle(t)
	rapid.Check(t, func(t2 *rapid.T) {
		m.do("SET", "n", "0")
		o.do(t, "SET", "n", "0")
		for _, words := range [][]string{
			{"SET", "n", numbers.Draw(t2, "value")},
			{"INCRBYFLOAT", "n", numbers.Draw(t2, "increment")},
			{"INCRBYFLOAT", "n", numbers.Draw(t2, "increment")},
		} {
			if got, want := m.do(words...), o.do(t, words...); got != want {
				t2.Fatalf("%q replies %q, want %q", words, got, want)
			}
		}
	})
}

// BenchmarkIncrByFloat adds numbers of usual and of extreme size to 0.
func BenchmarkIncrByFloat(b *testing.B) {
	for _, increment := range []string{"0.1", "1e-100", "1e-4940", "1e4900"} {
		b.Run(increment, func(b *testing.B) {
			m := openMachine(b, false)
			defer m.close()
			m.call.Sink = silence{}
			set, add := requestOf("SET", "n", "0"), requestOf("INCRBYFLOAT", "n", increment)
			room := make([]byte, 1<<14)
			for b.Loop() {
				m.writer.Attach(room, 0, &m.reply)
				m.run(set)
				m.run(add)
			}
		})
	}
}
