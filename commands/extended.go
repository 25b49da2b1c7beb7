package commands

import (
	"bytes"
	"math/big"
)

// Numbers of extended precision: mantissas of 64 bits, rounded to the nearest
// and to even between two; magnitudes below 2 to the power 16384, and, where
// big.Float has no bound, above half of the least denormal number.
const (
	extendedPrecision   = 64
	extendedExponentMax = 16384
	extendedVanishing   = -16446 // this power of 2 is rounded to 0
)

// extendedLengthMax is the longest text that Redis reads as a number, in bytes
// (MAX_LONG_DOUBLE_CHARS, with a NUL).
const extendedLengthMax = 5*1024 - 1

// parseExtended reads what Redis's string2ld reads: all that C's strtold does,
// except space before the number, NaN, and numbers too large or so small that
// they become 0. Infinity is a number.
func parseExtended(z *big.Float, text []byte) bool {
	if len(text) > extendedLengthMax {
		return false
	}
	negative := false
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		negative = text[0] == '-'
		text = text[1:]
	}
	if equalFold(text, "inf") || equalFold(text, "infinity") {
		z.SetInf(negative)
		return true
	}
	ok := parseMagnitude(z, text)
	if negative {
		z.Neg(z)
	}
	return ok
}

// parseMagnitude reads a number without its sign, in decimal or hexadecimal.
func parseMagnitude(z *big.Float, text []byte) bool {
	n := numeral{base: 10, power: 10, mark: 'e'}
	if len(text) > 2 && text[0] == '0' && lowerByte(text[1]) == 'x' {
		n = numeral{base: 16, power: 2, mark: 'p'}
		text = text[2:]
	}
	return n.parse(text) && n.setTo(z)
}

// numeral is a number as it is written: digits of a base, times a power whose
// exponent is written behind a mark.
type numeral struct {
	base     int
	power    int64
	mark     byte
	digits   []byte
	exponent int
}

// parse reads digits, of which some may be behind a point, and the exponent.
func (n *numeral) parse(text []byte) bool {
	whole := n.countDigits(text)
	n.digits, text = text[:whole:whole], text[whole:]
	if len(text) > 0 && text[0] == '.' {
		fraction := n.countDigits(text[1:])
		n.digits = append(n.digits, text[1:1+fraction]...)
		text = text[1+fraction:]
		n.exponent = -fraction
		if n.base == 16 {
			n.exponent *= 4
		}
	}
	if len(n.digits) == 0 {
		return false
	}
	n.digits = bytes.TrimLeft(n.digits, "0")
	return len(text) == 0 || lowerByte(text[0]) == n.mark && n.parseExponent(text[1:])
}

func (n *numeral) countDigits(text []byte) int {
	for i, c := range text {
		isLetter := n.base == 16 && 'a' <= lowerByte(c) && lowerByte(c) <= 'f'
		if c-'0' > 9 && !isLetter {
			return i
		}
	}
	return len(text)
}

// exponentMax is more than any digits make up for, which are at most 5119.
const exponentMax = 1_000_000

// parseExponent reads a decimal exponent to the end of the text.
func (n *numeral) parseExponent(text []byte) bool {
	sign := 1
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		if text[0] == '-' {
			sign = -1
		}
		text = text[1:]
	}
	exponent := 0
	for _, c := range text {
		if c-'0' > 9 {
			return false
		}
		exponent = min(exponent*10+int(c-'0'), exponentMax)
	}
	n.exponent += sign * exponent
	return len(text) > 0
}

// setTo rounds the number to extended precision, once, from all of its digits.
// It tells whether it has a place there.
func (n *numeral) setTo(z *big.Float) bool {
	z.SetPrec(extendedPrecision)
	if len(n.digits) == 0 {
		return true
	}
	// What is far out of the range, in either base, is not worth its powers.
	if n.exponent > extendedExponentMax || n.exponent+4*len(n.digits) < extendedVanishing {
		return false
	}
	var digits, power big.Int
	digits.SetString(string(n.digits), n.base)
	power.Exp(big.NewInt(n.power), big.NewInt(int64(max(n.exponent, -n.exponent))), nil)
	if n.exponent >= 0 {
		z.SetInt(digits.Mul(&digits, &power))
	} else {
		var dividend, divisor big.Float
		z.Quo(dividend.SetInt(&digits), divisor.SetInt(&power))
	}
	return z.MantExp(nil) <= extendedExponentMax && !vanishes(z)
}

// vanishes tells whether a number, which z is or was rounded to, becomes 0.
func vanishes(z *big.Float) bool {
	// MantExp gives mantissas of at least a half: it is one power up.
	if exponent := z.MantExp(nil) - 1; exponent != extendedVanishing {
		return exponent < extendedVanishing
	}
	isPower := z.MinPrec() == 1
	return isPower && z.Acc() != big.Below
}
