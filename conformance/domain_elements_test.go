package conformance

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// This file knows what goes into collections, and what asks for parts of them.

var (
	// commonElements are few, so that they are met again; they are among those
	// that fill draws, and some with a colon before them end names of keys.
	commonElements = []string{"1", "2", "a", "b", "m1", "m2", "3", "0", "m0", "5", "-1", "m5", "10", "-3", "c", "last"}
	// oddElements end at the widths of integers in listpacks and intsets, at
	// lengths of their headers and at those where encodings change, or look
	// like integers and are none. One does not fit into a list's node.
	oddElements = []string{
		"", "127", "128", "-128", "-129", "4095", "4096", "-4096", "-4097", "32767", "32768", "-32768", "-32769",
		"8388607", "8388608", "-8388608", "-8388609", "2147483647", "2147483648", "-2147483648", "-2147483649",
		"9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809", "18446744073709551615",
		"01", "+1", " 1", "1 ", "-0", "-", "1.0", "1.5", "1e3", "0x1", "inf", "nan", "1\x00", "\x00", "\xff\xfe", "a b", "\r\n", "M1",
		strings.Repeat("x", 63), strings.Repeat("x", 64), strings.Repeat("x", 65), strings.Repeat("y", 32), strings.Repeat("z", 44),
		strings.Repeat("7", 19), strings.Repeat("7", 20), strings.Repeat("7", 21), strings.Repeat("w", 254), strings.Repeat("w", 4095),
		strings.Repeat("w", 4096), strings.Repeat("v", 8192),
	}
	elements = rapid.OneOf(listed(commonElements, commonElements, oddElements), evenly(commonElements), binary)

	// indexes are places within collections, and behind their ends.
	indexes = mostly(
		[]string{"0", "-1", "1", "2", "-2", "3", "5", "-3", "10", "-10"}, []string{"100", "127", "128", "-128", "-129", "512", "-512", "10000", "-10000"},
		farCounts, noIntegers)

	// takes are how many are taken.
	takes = mostly([]string{"1", "2", "0", "3", "5", "10"}, []string{"-1", "100", "128", "1000", "10000", "-2", "-100"}, farCounts, noIntegers)

	// draws are how many are drawn. As many as below zero are replied, so those
	// are few; the least integer is refused.
	draws = listed([]string{"1", "2", "3", "5", "-1", "-2", "-5", "0", "10"}, []string{"100", "127", "1000", "-30", "-100"}, []string{
		"9223372036854775807", "-9223372036854775808", "4611686018427387904", "2147483648", "9223372036854775808", "ten", "", "1.0", "+1",
	})

	elementPatterns = mostly([]string{"*", "m*", "*1*", "1*", "m1*", "?", "x*", "[a-m]*"}, []string{"", "a", "-*", "[^m]*", "last", "**", "[", "\\m*", "*\x00*"})

	walkCounts = evenly([]string{"10", "1", "100", "3", "0", "-1", "9223372036854775807", "9223372036854775808", "ten"})

	farCounts = []string{
		"9223372036854775807", "-9223372036854775808", "-9223372036854775807", "4611686018427387903", "4611686018427387904",
		"-4611686018427387904", "-4611686018427387905", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967296",
	}
)

var (
	commonScores = []string{"1", "2", "0", "3", "-1", "1.5", "5", "10", "-2.5", "0.1", "100"}
	farScores    = []string{
		"inf", "-inf", "+inf", "-0", "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993", "1e308", "-1e308", "1e17",
		"1e-300", "0.30000000000000004", "3.14159265358979312", "1e21", "9223372036854775807", "-9223372036854775808", "123456789.123456789",
		strconv.FormatFloat(math.MaxFloat64, 'g', -1, 64), "0x10", "Infinity",
	}
	noScores    = []string{"nan", "-nan", "", "one", "1,5", "1.5 ", " 1.5", "1e400", "-1e400", "--1", "(1", "1\x00"}
	scores      = rapid.OneOf(listed(commonScores, farScores), evenly(commonScores), listed(commonScores, slices.Concat(farScores, noScores)), anyFloat)
	scoreBounds = mostly(
		[]string{"-inf", "+inf", "0", "1", "(1", "2", "(2", "5", "(5", "-1", "100"},
		[]string{"(-inf", "(+inf", "inf", "(1.5", "1.5", "9007199254740993", "(9007199254740992", "1e308", "(-0", "-0", "(0.1"},
		[]string{"nan", "(nan", "(", "((1", "[1", "( 1", "(one", "-", "+"}, noScores)
	lexBounds = mostly(
		[]string{"-", "+", "[a", "(a", "[m1", "(m1", "[m5", "(m3", "[1", "[m"}, []string{"[", "(", "[b", "(c", "[\xff", "(\x00", "[M1", "[m10", "[last"},
		[]string{"", "a", "-a", "+1", "--", "[-", "(+", "inf", "1", "{a"})
)

// mostly draws from the first of some lists about as often as from all others,
// from the second half as often as that, and so on.
func mostly(lists ...[]string) *rapid.Generator[string] {
	last := evenly(lists[len(lists)-1])
	if len(lists) == 1 {
		return last
	}
	rest := mostly(lists[1:]...)
	first := evenly(lists[0])
	return rapid.Custom(func(t *rapid.T) string {
		if percent.Draw(t, "list") < 50 {
			return first.Draw(t, "word")
		}
		return rest.Draw(t, "word")
	})
}

// end draws an end of a range by score or, where a command's name says so, by
// name.
func (d drawing) end() string {
	if strings.Contains(d.row.FullName, "lex") {
		return lexBounds.Draw(d.t, "bound")
	}
	return scoreBounds.Draw(d.t, "bound")
}

// weightPatterns are for SORT: where weights are, and what to get. Some name
// the keys of generated cases by their elements.
var weightPatterns = evenly([]string{
	"a:*", "*", "nosort", "#", "hash:*->m1", "hash:1->*", "hash:*->*", "hash:*->1", "*:1", "list:*", "log:*", "none:*", "**",
	"hash:*->", "->*", "*->1", "", "a:1", "hash:1->m1", "#*",
})

// timeouts are in seconds; of those that do not end at once most are as long as
// a case must not wait.
var timeouts = listed([]string{"0", "0.001", "1", "1.5", "100"}, []string{
	"-1", "ten", "", "inf", "-inf", "nan", "1e308", "-0.001", "9223372036854775807", "9223372036854775", "9223372036854776", "1e-10", "0x1", " 1", "1e3",
})

const briefTimeout = "0.001"

func (d drawing) timeout() string {
	if d.isBrief {
		return briefTimeout
	}
	return timeouts.Draw(d.t, "timeout")
}
