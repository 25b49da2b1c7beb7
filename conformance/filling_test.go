package conformance

import (
	"fmt"
	"strconv"

	"pgregory.net/rapid"
)

// A filling makes collections of one type, of sizes around those at which
// encodings change and, for lists, nodes are full.
type filling struct {
	command string
	home    string
	sizes   []int
	// words are those for element i, whose name is given.
	words func(i int, name string) []string
}

var fillings = []filling{
	{"RPUSH", "list", []int{3, 1, 7, 128, 1500}, func(_ int, name string) []string { return []string{name} }},
	{"HSET", "hash", []int{3, 1, 7, 511, 512, 513}, func(i int, name string) []string {
		return []string{name, smallIntegers[i%len(smallIntegers)]}
	}},
	{"SADD", "set", []int{3, 1, 7, 511, 512, 513}, func(_ int, name string) []string { return []string{name} }},
	{"ZADD", "sorted-set", []int{3, 1, 7, 127, 128, 129, 400}, func(i int, name string) []string {
		return []string{finite[i%len(finite)], name}
	}},
}

// elementNames are the names of a collection's elements, by their number.
var elementNames = []func(i, size int) string{
	func(i, _ int) string { return fmt.Sprint("m", i) },
	func(i, _ int) string { return strconv.Itoa(i) },
	func(i, _ int) string { // integers of all widths, in no order
		n := 1<<(i%48)*10_000 + i
		if i%2 == 1 {
			n = -n
		}
		return strconv.Itoa(n)
	},
	func(i, size int) string { // the last one is no integer
		if i == size-1 {
			return "last"
		}
		return strconv.Itoa(i - size/2)
	},
	func(i, size int) string { // as long as a listpack takes them by default, the last one longer
		if i == size-1 {
			return fmt.Sprintf("x%064d", i)
		}
		return fmt.Sprintf("x%063d", i)
	},
}

// fillMax bounds a request that fills, in bytes of its elements: a report shows
// lines whole that are not longer than lineMax.
const fillMax = 3000

// fill draws the requests that make a collection.
func (g *generator) fill(t *rapid.T) [][]string {
	filling := evenly(g.fillings).Draw(t, "filling")
	size := evenly(filling.sizes).Draw(t, "size")
	name := evenly(elementNames).Draw(t, "names")
	key := homes[filling.home].Draw(t, "key")
	var requests [][]string
	length := fillMax
	for i := range size {
		if length >= fillMax {
			requests, length = append(requests, []string{filling.command, key}), 0
		}
		last := &requests[len(requests)-1]
		for _, word := range filling.words(i, name(i, size)) {
			*last = append(*last, word)
			length += len(word) + len(" ")
		}
	}
	return requests
}

// limits draws a request that moves the sizes at which encodings change.
func limits(t *rapid.T) []string {
	return []string{"CONFIG", "SET", evenly(limitNames).Draw(t, "parameter"), evenly(limitValues).Draw(t, "value")}
}

// limitNames are those sizes, by their old names too.
var limitNames = []string{
	"list-max-listpack-size", "set-max-intset-entries",
	"hash-max-listpack-entries", "hash-max-listpack-value", "zset-max-listpack-entries", "zset-max-listpack-value",
	"list-max-ziplist-size", "hash-max-ziplist-entries", "hash-max-ziplist-value", "zset-max-ziplist-entries", "zset-max-ziplist-value",
}

// limitValues are small, as cases are, or bound nothing; below 0 they are sizes
// of nodes, for lists alone.
var limitValues = []string{"3", "1", "0", "2", "7", "64", "128", "-1", "-2", "-3", "-4", "-5", "-6", "600", "2147483647", "9223372036854775807"}
