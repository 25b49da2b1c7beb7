package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The kinds of numbers work on int64.
type (
	// integer is a decimal number without sign plus or leading zeros.
	integer struct{ min, max int64 }
	// capped moves numbers that are valid between low and high.
	capped struct {
		kind
		low, high int64
	}
	// octal is mode bits.
	octal struct{ max int64 }
	// memory is bytes, with or without a unit.
	memory struct{ min, max int64 }
	// memoryOrPercent is memory, or 0% to 100% of maxmemory, kept as a number
	// below zero.
	memoryOrPercent struct{}
)

func (k integer) parse(words []string, _ any) (any, error) {
	word, err := single(words)
	if err != nil {
		return nil, err
	}
	value, ok := strictInteger(word)
	if !ok {
		return nil, wrong(word, "argument couldn't be parsed into an integer")
	}
	return bounded(word, value, k.min, k.max)
}

func (k integer) format(value any) string { return strconv.FormatInt(value.(int64), 10) }

func (k capped) parse(words []string, current any) (any, error) {
	value, err := k.kind.parse(words, current)
	if err != nil {
		return nil, err
	}
	return min(max(value.(int64), k.low), k.high), nil
}

func (k octal) parse(words []string, _ any) (any, error) {
	word, err := single(words)
	if err != nil {
		return nil, err
	}
	if word == "" {
		return int64(0), nil
	}
	value, err := strconv.ParseInt(word, 8, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return nil, wrong(word, "argument couldn't be parsed as an octal number")
	}
	if value < 0 || value > k.max {
		return nil, wrong(word, fmt.Sprintf("argument must be between 0 and %o inclusive", k.max))
	}
	return value, nil
}

func (k octal) format(value any) string { return strconv.FormatInt(value.(int64), 8) }

func (k memory) parse(words []string, _ any) (any, error) {
	word, err := single(words)
	if err != nil {
		return nil, err
	}
	value, ok := parseMemory(word)
	if !ok {
		return nil, wrong(word, "argument must be a memory value")
	}
	if value > math.MaxInt64 {
		return nil, outOfBounds(word, k.min, k.max)
	}
	return bounded(word, int64(value), k.min, k.max)
}

func (k memory) format(value any) string { return strconv.FormatInt(value.(int64), 10) }

func (k memoryOrPercent) parse(words []string, current any) (any, error) {
	word, err := single(words)
	if err != nil {
		return nil, err
	}
	if digits, isPercent := strings.CutSuffix(word, "%"); isPercent {
		percent, ok := strictInteger(digits)
		if ok && percent > 100 {
			return nil, wrong(word, "percentage argument must be less or equal to 100")
		}
		if ok && percent >= 0 {
			return -percent, nil
		}
	}
	if _, ok := parseMemory(word); !ok {
		return nil, wrong(word, "argument must be a memory or percent value")
	}
	return memory{0, math.MaxInt64}.parse(words, current)
}

func (k memoryOrPercent) format(value any) string {
	if bytes := value.(int64); bytes >= 0 {
		return strconv.FormatInt(bytes, 10)
	}
	return strconv.FormatInt(-value.(int64), 10) + "%"
}

// strictInteger reads a number that is printed as it stands: no plus, no
// leading zeros, no minus zero.
func strictInteger(word string) (int64, bool) {
	value, err := strconv.ParseInt(word, 10, 64)
	return value, err == nil && strconv.FormatInt(value, 10) == word
}

func bounded(word string, value, low, high int64) (any, error) {
	if value < low || value > high {
		return nil, outOfBounds(word, low, high)
	}
	return value, nil
}

func outOfBounds(word string, low, high int64) error {
	return wrong(word, fmt.Sprintf("argument must be between %d and %d inclusive", low, high))
}

// units are the factors of memory sizes: kb is 1024, k is 1000.
var units = map[string]uint64{
	"": 1, "b": 1,
	"k": 1e3, "kb": 1 << 10,
	"m": 1e6, "mb": 1 << 20,
	"g": 1e9, "gb": 1 << 30,
}

// parseMemory reads digits and a unit, in any case. No digits are 0, as they
// are for Redis; what does not fit is the greatest uint64.
func parseMemory(word string) (bytes uint64, ok bool) {
	end := strings.IndexFunc(word, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(word)
	}
	factor, ok := units[strings.ToLower(word[end:])]
	if !ok {
		return 0, false
	}
	if end == 0 {
		return 0, true
	}
	value, _ := strconv.ParseUint(word[:end], 10, 64) // too great: the greatest
	if value > math.MaxUint64/factor {
		return math.MaxUint64, true
	}
	return value * factor, true
}
