package rdb

import (
	"math"
	"strconv"
)

// StringLength is the length of a string in a file, in bytes, without the byte
// of its type. A nil compressor leaves the string as it is.
func StringLength(text []byte, compressor *Compressor) int {
	if length := integerLength(text); length > 0 {
		return length
	}
	if compressor != nil && len(text) > compressedMin {
		if length := compressor.length(text); length > 0 {
			return 1 + countLength(length) + countLength(len(text)) + length
		}
	}
	return countLength(len(text)) + len(text)
}

// compressedMin is the longest string that is never compressed: it would not
// get shorter by much.
const compressedMin = 20

// integerLength is the length of a string as an integer, which it must be in its
// one decimal form: a byte for the width and 1, 2 or 4 bytes; 0 if it is none or
// needs more.
func integerLength(text []byte) int {
	if len(text) > len("-2147483648") {
		return 0
	}
	n, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || strconv.FormatInt(n, 10) != string(text) {
		return 0
	}
	switch {
	case n == int64(int8(n)):
		return 2
	case n == int64(int16(n)):
		return 3
	}
	return 5
}

// countLength is the length of a length: 6, 14, 32 or 64 bits with a prefix.
func countLength(n int) int {
	switch {
	case n < 1<<6:
		return 1
	case n < 1<<14:
		return 2
	case n <= math.MaxUint32:
		return 5
	}
	return 9
}
