package simtest

func (c *client) listRequest() []string {
	key := c.keyOf(aList)
	switch c.below(20) {
	case 0, 1, 2:
		return append([]string{c.word("LPUSH", "RPUSH", "rpush"), key}, c.elements(6)...)
	case 3:
		return append([]string{c.word("LPUSHX", "RPUSHX"), key}, c.elements(3)...)
	case 4, 5:
		request := []string{c.word("LPOP", "RPOP"), key}
		if c.oneIn(2) {
			request = append(request, c.count())
		}
		return request
	case 6:
		return []string{"LLEN", key}
	case 7:
		return []string{"LINDEX", key, c.position()}
	case 8:
		return []string{"LRANGE", key, c.position(), c.position()}
	case 9:
		return []string{"LRANGE", key, "0", "-1"}
	case 10, 11:
		return append([]string{"LPOS", key, c.element()}, c.someOptions(
			[]string{"RANK", c.matchRank()}, []string{"count", c.count()}, []string{"MAXLEN", c.count()})...)
	case 12, 13:
		return []string{"LINSERT", key, c.word("BEFORE", "AFTER", "before", "after", "BESIDE"), c.element(), c.element()}
	case 14:
		return []string{"LSET", key, c.word(c.position(), c.position(), c.count()), c.element()}
	case 15:
		return []string{"LREM", key, c.count(), c.element()}
	case 16:
		return c.trimRequest(key)
	case 17:
		return []string{"LMOVE", key, c.keyOf(aList), c.side(), c.side()}
	case 18:
		return []string{"RPOPLPUSH", key, c.keyOf(aList)}
	}
	request := append([]string{"LMPOP"}, c.numbered(c.keysOf(aList, 4))...)
	return append(append(request, c.side()), c.someOptions([]string{"COUNT", c.count()})...)
}

// insertMany puts elements into the midst of a list whose pieces are small, so that
// they part and meet.
func (c *client) insertMany() {
	const most = 12
	if c.run.weather.nodeMax == 0 {
		c.askSome()
		return
	}
	key := c.keyOf(aList)
	requests := [][]string{append([]string{"RPUSH", key}, c.elements(most)...)}
	for range c.between(1, most) {
		requests = append(requests, []string{"LINSERT", key, c.word("BEFORE", "AFTER"), c.element(), c.element()})
	}
	c.left = max(0, c.left-len(requests))
	c.ask(requests...)
}

// matchRank draws which match LPOS begins with. The least number is not drawn: Redis
// overflows on it.
func (c *client) matchRank() string {
	if number := c.count(); number != "-9223372036854775808" {
		return number
	}
	return "-9223372036854775807"
}

// trimRequest trims a list, or makes it so long that it has several nodes.
func (c *client) trimRequest(key string) []string {
	if c.oneIn(3) {
		return append([]string{c.word("LPUSH", "RPUSH"), key}, c.manyElements(c.pick(50, 300, 1200))...)
	}
	return []string{"LTRIM", key, c.position(), c.position()}
}
