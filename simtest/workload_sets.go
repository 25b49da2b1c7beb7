package simtest

import (
	"slices"
	"strconv"
)

func (c *client) setRequestOf() []string {
	key := c.keyOf(aSet)
	switch c.below(20) {
	case 0, 1, 2, 3:
		return c.membersRequest(key)
	case 4, 5:
		return append([]string{"SREM", key}, c.elements(5)...)
	case 6:
		return []string{"SMOVE", key, c.keyOf(aSet), c.element()}
	case 7:
		return []string{"SCARD", key}
	case 8:
		return []string{"SISMEMBER", key, c.element()}
	case 9:
		return append([]string{"SMISMEMBER", key}, c.elements(4)...)
	case 10, 11:
		return []string{"SMEMBERS", key}
	case 12, 13:
		request := []string{"SRANDMEMBER", key}
		if c.oneIn(2) {
			request = append(request, c.count())
		}
		return request
	case 14, 15:
		return append([]string{"SPOP", key}, [][]string{nil, {c.count()}, {c.word("12", "20", "100", "480", "512")}}[c.below(3)]...)
	case 16, 17:
		return append([]string{c.word("SUNION", "SINTER", "SDIFF")}, c.keysOf(aSet, 4)...)
	case 18:
		request := []string{c.word("SUNIONSTORE", "SINTERSTORE", "SDIFFSTORE"), c.keyOf(aSet)}
		return append(request, c.keysOf(aSet, 3)...)
	}
	request := append([]string{"SINTERCARD"}, c.numbered(c.keysOf(aSet, 3))...)
	return append(request, c.someOptions([]string{"LIMIT", c.count()})...)
}

// membersRequest adds members: numbers alone, for a set that is all numbers, or
// anything; at times so many that a small set becomes large.
func (c *client) membersRequest(key string) []string {
	request := []string{"SADD", key}
	switch {
	case c.oneIn(16):
		return append(request, c.manyElements(c.pick(100, 512, 513))...)
	case c.oneIn(16):
		return slices.Concat([]string{"SREM", key}, c.manyElements(1000))
	case c.oneIn(2):
		for range c.between(1, 5) {
			request = append(request, strconv.Itoa(c.below(c.pick(20, 100_000))-c.pick(0, 10, 50_000)))
		}
		return request
	}
	return append(request, c.elements(6)...)
}
