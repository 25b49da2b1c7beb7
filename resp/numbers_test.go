package resp

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestParseInt(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "1": 1, "9": 9, "10": 10, "-1": -1, "-10": -10, "1234567890": 1234567890,
		"9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64,
		"9223372036854775806": math.MaxInt64 - 1, "-9223372036854775807": math.MinInt64 + 1,
	} {
		if got, ok := ParseInt([]byte(text)); !ok || got != want {
			t.Errorf("%q: got %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{
		"", "-", "+1", " 1", "1 ", "01", "00", "-0", "-01", "1a", "a", "0x1", "1.0", "1\x00", "--1", "1-",
		"/", ":", "1/", "1:", "9223372036854775808", "-9223372036854775809", "9999999999999999999",
		"-9999999999999999999", "18446744073709551616", "92233720368547758070", "-92233720368547758080",
	} {
		if got, ok := ParseInt([]byte(text)); ok {
			t.Errorf("%q: got %d", text, got)
		}
	}
}

// A text is an integer if and only if it is the one that is written for it.
func TestParseIntReadsWhatAppendIntWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		if got, ok := ParseInt(AppendInt(nil, n)); !ok || got != n {
			t.Fatalf("got %d, %v", got, ok)
		}
		text := rapid.StringMatching(`[-+ ]?0?[0-9]{0,21}`).Draw(t, "text")
		want, err := strconv.ParseInt(text, 10, 64)
		canonical := err == nil && strconv.FormatInt(want, 10) == text
		if got, ok := ParseInt([]byte(text)); ok != canonical || ok && got != want {
			t.Fatalf("%q: got %d, %v", text, got, ok)
		}
	})
}

// doubles are what redis-server 7.0.15 answers to ZSCORE.
var doubles = []struct {
	value float64
	text  string
}{
	{0, "0"},
	{math.Copysign(0, -1), "-0"},
	{-99999999999999984, "-99999999999999984"},
	{-1e17, "-1e+17"},
	{1, "1"},
	{-1, "-1"},
	{100, "100"},
	{123456, "123456"},
	{0.1, "0.10000000000000001"},
	{3.14, "3.1400000000000001"},
	{0.30000000000000004, "0.30000000000000004"},
	{1e-4, "0.0001"},
	{1e-5, "1.0000000000000001e-05"},
	{0.00012345, "0.00012344999999999999"},
	{1e16, "10000000000000000"},
	{1e17, "1e+17"},
	{1.5e17, "1.5e+17"},
	{123456789012345678, "1.2345678901234568e+17"},
	{1e22, "1e+22"},
	{1e100, "1e+100"},
	{1e-100, "1e-100"},
	{5e-324, "4.9406564584124654e-324"},
	{math.MaxFloat64, "1.7976931348623157e+308"},
	{-math.MaxFloat64, "-1.7976931348623157e+308"},
	{math.Inf(1), "inf"},
	{math.Inf(-1), "-inf"},
}

func TestDoublesAreWrittenInSeventeenDigits(t *testing.T) {
	for _, test := range doubles {
		if got := string(AppendDouble(nil, test.value)); got != test.text {
			t.Errorf("%v: got %q, want %q", test.value, got, test.text)
		}
	}
	if got := string(AppendDouble(nil, math.NaN())); got != "nan" {
		t.Errorf("NaN: got %q", got)
	}
}
