package listpack

// The edits at the front move the header and leave all entries but the first where
// they are: for who has memory before a listpack.

// Prepend puts a value before the first entry. p is v.Size() bytes longer than the
// listpack, which is at the end of it.
func Prepend(p []byte, v *Value) {
	before := p[v.Size():]
	if total(before) != len(before) {
		panic("listpack: the slice is not as long as the edit needs")
	}
	setCount(p, count(before))
	setTotal(p, len(p))
	addCount(p, 1)
	v.put(p[HeaderSize:])
}

// Behead removes the first entries, so many, all of which stand before the offset,
// and returns what is left: the end of p.
func Behead(p []byte, at, entries int) (rest []byte) {
	rest = p[at-HeaderSize:]
	copy(rest, p[:HeaderSize])
	setTotal(rest, len(rest))
	addCount(rest, -entries)
	return rest
}
