package simtest

import "strconv"

// sortRequest sorts a list, a set or a sorted set, or makes one of those. What is equal for SORT, which texts of other
// keys can be, is not stored: nobody could tell in which order.
func (c *client) sortRequest() []string {
	if c.oneIn(8) {
		return []string{"ZADD", c.keyOf(aSortedSet), strconv.Itoa(c.below(5)), c.element(), strconv.Itoa(c.below(5)), strconv.Itoa(c.below(50))}
	}
	request := []string{c.word("SORT", "SORT", "SORT_RO"), c.keyOf(c.kind())}
	options := [][]string{
		{c.word("ASC", "DESC", "asc", "desc")},
		{"LIMIT", c.count(), c.count()},
		{"GET", c.pattern()},
		{"get", "#"},
	}
	by, alpha, store := []string{"BY", c.pattern()}, []string{"ALPHA"}, []string{"STORE", c.keyOf(aList)}
	switch c.below(4) {
	case 0:
		options = append(options, by, alpha)
	case 1:
		options = append(options, by, store)
	default:
		options = append(options, alpha, alpha, store)
	}
	return append(request, c.someOptions(options...)...)
}

// pattern draws what names a key, or a field of a hash, by an element.
func (c *client) pattern() string {
	return c.word("key:*", "key:*", "hash:*->a", "hash:*->n", "hash:*->", "*", "*->a", "nosort", "#", "", "key:*\x00", "k\x00*")
}
