package simtest

import "strconv"

func (c *client) hashRequest() []string {
	key := c.keyOf(aHash)
	switch c.below(20) {
	case 0, 1, 2:
		return c.hashSetRequest(key)
	case 3:
		return []string{"HSETNX", key, c.element(), c.element()}
	case 4, 5:
		return []string{"HGET", key, c.element()}
	case 6:
		return append([]string{"HMGET", key}, c.elements(4)...)
	case 7, 8:
		return []string{"HGETALL", key}
	case 9:
		return []string{c.word("HKEYS", "HVALS"), key}
	case 10:
		return []string{"HLEN", key}
	case 11:
		return []string{"HSTRLEN", key, c.element()}
	case 12:
		return []string{"HEXISTS", key, c.element()}
	case 13, 14:
		return append([]string{"HDEL", key}, c.elements(4)...)
	case 15:
		return []string{"HINCRBY", key, c.counter(), c.word(c.anyNumber(), c.anyNumber(), "9223372036854775807", "-9223372036854775808")}
	case 16:
		return []string{"HINCRBYFLOAT", key, c.counter(), c.word("0.5", "-0.5", "1", "-3.125", "1e3", "100000", "x", "")}
	case 17:
		if c.oneIn(4) {
			return c.manyFields(key)
		}
	}
	request := []string{"HRANDFIELD", key}
	if c.oneIn(3) {
		return request
	}
	request = append(request, c.count())
	return append(request, [][]string{nil, {"WITHVALUES"}, {"withvalues"}, {"VALUES"}, {"WITHVALUES", "x"}}[c.below(5)]...)
}

func (c *client) hashSetRequest(key string) []string {
	request := []string{c.word("HSET", "HMSET", "hset"), key}
	for _, field := range c.elements(4) {
		request = append(request, field, c.element())
	}
	if c.oneIn(15) {
		request = append(request, c.element())
	}
	return request
}

// counter draws a field of which HINCRBY may find a number.
func (c *client) counter() string { return c.word("n", "n", "m", c.element()) }

// manyFields sets more fields than a small hash has, or empties it.
func (c *client) manyFields(key string) []string {
	if c.oneIn(3) {
		return append([]string{"HDEL", key}, c.manyElements(600)...)
	}
	request := []string{"HSET", key}
	for i, field := range c.manyElements(c.pick(200, 511, 512, 513)) {
		request = append(request, field, strconv.Itoa(i))
	}
	return request
}
