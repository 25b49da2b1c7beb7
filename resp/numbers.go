package resp

import (
	"math"
	"strconv"
)

// maxDigits is the number of digits of math.MaxInt64.
const maxDigits = 19

// ParseInt reads a decimal integer as strictly as Redis does (string2ll): the
// text must be the one that AppendInt would write. So no plus sign, no leading
// zero, no "-0", no space, and nothing outside the range of int64.
func ParseInt(text []byte) (n int64, ok bool) {
	if len(text) == 1 && text[0] == '0' {
		return 0, true
	}
	digits := text
	negative := len(text) > 0 && text[0] == '-'
	if negative {
		digits = text[1:]
	}
	if len(digits) == 0 || len(digits) > maxDigits || digits[0] == '0' {
		return 0, false
	}
	var magnitude uint64 // 19 digits cannot overflow it
	for _, c := range digits {
		digit := c - '0'
		if digit > 9 {
			return 0, false
		}
		magnitude = magnitude*10 + uint64(digit)
	}
	if negative {
		return -int64(magnitude), magnitude <= 1<<63
	}
	return int64(magnitude), magnitude < 1<<63
}

// AppendInt appends n in decimal.
func AppendInt(dst []byte, n int64) []byte { return strconv.AppendInt(dst, n, 10) }

// AppendDouble appends d as C's "%.17g" does, the form of Redis 7.0: 17
// digits tell every double from its neighbours.
func AppendDouble(dst []byte, d float64) []byte {
	const digits = 17
	if n := int64(d); d > -integerMax && d < integerMax && float64(n) == d && (n != 0 || !math.Signbit(d)) {
		return AppendInt(dst, n) // takes a quarter of the time
	}
	switch {
	case d != d:
		return append(dst, "nan"...)
	case d > maxFinite:
		return append(dst, "inf"...)
	case d < -maxFinite:
		return append(dst, "-inf"...)
	}
	return strconv.AppendFloat(dst, d, 'g', digits, 64)
}

// integerMax is up to where an integer has 17 digits: more would have an exponent.
const integerMax = 1e17

const maxFinite = 0x1p1023 * (1 + (1 - 0x1p-52)) // math.MaxFloat64
