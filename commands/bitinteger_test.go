package commands

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// bitIntegers are all types, the widest, which may lie on 9 bytes, more often.
var bitIntegers = rapid.Custom(func(t *rapid.T) bitInteger {
	signed := rapid.Bool().Draw(t, "signed")
	widest := uint(63)
	if signed {
		widest = 64
	}
	width := rapid.OneOf(rapid.UintRange(1, widest), rapid.UintRange(57, widest)).Draw(t, "width")
	return bitInteger{width: width, signed: signed}
})

// ends are the ends of a type's range, as numbers of any size.
func (t bitInteger) ends() (least, greatest *big.Int) {
	one := big.NewInt(1)
	if !t.signed {
		return new(big.Int), new(big.Int).Sub(new(big.Int).Lsh(one, t.width), one)
	}
	half := new(big.Int).Lsh(one, t.width-1)
	return new(big.Int).Neg(half), new(big.Int).Sub(half, one)
}

// fitted is what becomes of a number of any size.
func (t bitInteger) fitted(n *big.Int, mode overflowMode) (value int64, ok bool) {
	least, greatest := t.ends()
	low, high := n.Cmp(least) < 0, n.Cmp(greatest) > 0
	switch {
	case !low && !high:
		return n.Int64(), true
	case mode == overflowFail:
		return 0, false
	case mode == overflowSat && low:
		return least.Int64(), true
	case mode == overflowSat:
		return greatest.Int64(), true
	}
	size := new(big.Int).Lsh(big.NewInt(1), t.width)
	n = new(big.Int).Mod(n, size)
	if n.Cmp(greatest) > 0 {
		n.Sub(n, size)
	}
	return n.Int64(), true
}

// numbersNear draws any number of 64 bits, mostly about the ends of the type's
// range and of what 64 bits hold.
func numbersNear(t *rapid.T, kind bitInteger, name string) int64 {
	least, greatest := kind.minimum(), kind.maximum()
	anchor := rapid.SampledFrom([]int64{0, least, greatest, -greatest, 1 << 62, -1 << 63, 1<<63 - 1}).Draw(t, name+" anchor")
	if rapid.IntRange(0, 4).Draw(t, "anywhere") == 0 {
		return rapid.Int64().Draw(t, name)
	}
	return anchor + rapid.Int64Range(-2, 2).Draw(t, name) // may wrap around
}

var overflowModes = rapid.SampledFrom([]overflowMode{overflowWrap, overflowSat, overflowFail})

func TestEndsOfTypes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := bitIntegers.Draw(t, "type")
		least, greatest := kind.ends()
		if kind.minimum() != least.Int64() || kind.maximum() != greatest.Int64() {
			t.Fatalf("%+v reaches from %d to %d, want %v to %v", kind, kind.minimum(), kind.maximum(), least, greatest)
		}
	})
}

func TestAddIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind, mode := bitIntegers.Draw(t, "type"), overflowModes.Draw(t, "mode")
		value := kind.wrap(numbersNear(t, kind, "value"))
		increment := numbersNear(t, kind, "increment")
		want, wantOK := kind.fitted(new(big.Int).Add(big.NewInt(value), big.NewInt(increment)), mode)
		if got, ok := kind.add(value, increment, mode); got != want || ok != wantOK {
			t.Fatalf("%+v: %d and %d make %d %t, want %d %t", kind, value, increment, got, ok, want, wantOK)
		}
	})
}

func TestConvertIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind, mode := bitIntegers.Draw(t, "type"), overflowModes.Draw(t, "mode")
		n := numbersNear(t, kind, "number")
		number := big.NewInt(n)
		least, greatest := kind.ends()
		tooFar := !new(big.Int).Sub(greatest, number).IsInt64()
		if number.Cmp(least) < 0 && (tooFar || !kind.signed) {
			number.SetUint64(uint64(n))
		}
		want, wantOK := kind.fitted(number, mode)
		if got, ok := kind.convert(n, mode); got != want || ok != wantOK {
			t.Fatalf("%+v: %d becomes %d %t, want %d %t", kind, n, got, ok, want, wantOK)
		}
	})
}

// TestReadAndWriteAreTheModels: an integer is its digits in the text's bits,
// and writing changes no other bit.
func TestReadAndWriteAreTheModels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := bitIntegers.Draw(t, "type")
		text := rapid.SliceOfN(rapid.Byte(), 10, 30).Draw(t, "text")
		width := int(kind.width)
		offset := rapid.IntRange(0, len(text)*8-width).Draw(t, "offset")
		value := kind.wrap(numbersNear(t, kind, "value"))
		before := bitString(text)
		if got, want := kind.read(text, int64(offset)), kind.valueOf(before[offset:offset+width]); got != want {
			t.Fatalf("%+v at %d of %s is %d, want %d", kind, offset, before, got, want)
		}
		kind.write(text, int64(offset), value)
		after := bitString(text)
		if got := kind.valueOf(after[offset : offset+width]); got != value {
			t.Fatalf("%+v at %d: wrote %d, and there is %d", kind, offset, value, got)
		}
		if after[:offset] != before[:offset] || after[offset+width:] != before[offset+width:] {
			t.Fatalf("%+v at %d changes other bits:\n%s\n%s", kind, offset, before, after)
		}
	})
}

// TestReadBehindTheEnd: there all bits are 0.
func TestReadBehindTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := bitIntegers.Draw(t, "type")
		text := rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "text")
		bits := bitString(text) + strings.Repeat("0", 200)
		offset := rapid.IntRange(0, len(text)*8+100).Draw(t, "offset")
		if got, want := kind.read(text, int64(offset)), kind.valueOf(bits[offset:offset+int(kind.width)]); got != want {
			t.Fatalf("%+v at %d of %s is %d, want %d", kind, offset, bits, got, want)
		}
	})
}

// valueOf reads digits of base 2.
func (t bitInteger) valueOf(digits string) int64 {
	n, ok := new(big.Int).SetString(digits, 2)
	if !ok {
		panic("these are no digits: " + digits)
	}
	value, _ := t.fitted(n, overflowWrap)
	return value
}

func TestNamesOfTypes(t *testing.T) {
	for name, want := range map[string]bitInteger{
		"i1": {1, true}, "i64": {64, true}, "u1": {1, false}, "u63": {63, false}, "i8\x00x": {8, true},
	} {
		if got, ok := parseBitInteger([]byte(name)); !ok || got != want {
			t.Errorf("%q is %+v %t", name, got, ok)
		}
	}
	for _, name := range []string{"", "i", "u", "8", "i0", "u0", "i65", "u64", "i-1", "i08", "I8", "U8", "i8x", "x8", "\x00", "i\x008"} {
		if got, ok := parseBitInteger([]byte(name)); ok {
			t.Errorf("%q is taken for %+v", name, got)
		}
	}
}
