package simtest

import "strconv"

// collectionScanRequest carries on the walk that the client is on, or begins
// one; at times it just looks in.
func (c *client) collectionScanRequest() []string {
	if current := c.session.iteration; current != nil && current.of != nil && !c.oneIn(10) {
		return current.carryOn()
	}
	request := []string{c.word("HSCAN", "hscan"), "hash:" + strconv.Itoa(c.below(4)), "0"}
	switch c.below(3) {
	case 0:
		request[0], request[1] = c.word("SSCAN", "sscan"), "set:"+strconv.Itoa(c.below(4))
	case 1:
		request[0], request[1] = c.word("ZSCAN", "zscan"), c.sortedSetKey()
	}
	if c.oneIn(10) {
		request[1] = c.operandKey()
	}
	if c.oneIn(10) {
		request[2] = c.word("", "17", "-1", "x", "18446744073709551615", "18446744073709551616")
	}
	return append(request, [][]string{
		nil, {"COUNT", "1"}, {"COUNT", "5"}, {"MATCH", "m1*"}, {"count", "2", "match", "*[05]"}, {"COUNT", "100"},
		{"COUNT", "9223372036854775807"}, {"MATCH", "?", "MATCH", "*"}, nil, {"COUNT", "50"}, {"COUNT", "20", "MATCH", "m*"},
		{"COUNT", "0"}, {"COUNT", "x"}, {"MATCH"}, {"TYPE", "hash"}, {"SORT", "up"},
	}[c.below(16)]...)
}

// walkAll goes through a large collection, as scanAll does through a database.
func (c *client) walkAll() {
	request := c.collectionScanRequest()
	for c.left > 0 {
		c.left--
		if !c.ask(request) {
			return
		}
		current := c.session.iteration
		if current == nil || current.of == nil {
			return
		}
		request = current.carryOn()
		if c.oneIn(4) && !c.ask(c.requests(1)...) {
			return
		}
	}
}
