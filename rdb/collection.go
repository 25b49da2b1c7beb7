package rdb

// Collection adds up the length of a collection in a file, in bytes, without the
// byte of its type. A nil Compressor leaves its strings as they are.
//
// What is in one piece is written as one string; any other collection as the
// number of its elements, and then each. A list is always written as its nodes.
type Collection struct {
	Compressor *Compressor
	Length     int
}

// scoreLength is the length of a score of a large sorted set: its bits.
const scoreLength = 8

// nodeKindLength is the length of what says whether a node is a listpack.
const nodeKindLength = 1

// Count adds the number of elements or nodes.
func (c *Collection) Count(n int) { c.Length += countLength(n) }

// String adds a member, a field, a value, or a collection in one piece.
func (c *Collection) String(text []byte) { c.Length += StringLength(text, c.Compressor) }

// Pair adds a field and its value.
func (c *Collection) Pair(field, value []byte) {
	c.String(field)
	c.String(value)
}

// Scored adds a member and its score.
func (c *Collection) Scored(member []byte) {
	c.String(member)
	c.Length += scoreLength
}

// Node adds a node of a list.
func (c *Collection) Node(node []byte) {
	c.Length += nodeKindLength
	c.String(node)
}
