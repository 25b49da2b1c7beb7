package listpack

// The edits that make a listpack longer take a slice that is longer already; the
// header still has the length that it had before.

// Insert puts a value before the entry at the offset, or before End. p is
// v.Size() bytes longer than the listpack in it.
func Insert(p []byte, at int, v *Value) {
	open(p, at, v.Size(), 1)
	v.put(p[at:])
}

// InsertPair puts two values, the second behind the first, before the entry at
// the offset, or before End: a field and its value, a member and its score. p
// is as much longer than the listpack in it as both are.
func InsertPair(p []byte, at int, v, w *Value) {
	open(p, at, v.Size()+w.Size(), 2)
	w.put(v.put(p[at:]))
}

// InsertEntries puts entries, so many, before the one at the offset, or before
// End. They are bytes of another listpack, as they stand there; p is as much
// longer than the listpack in it as they are.
func InsertEntries(p []byte, at int, entries []byte, count int) {
	open(p, at, len(entries), count)
	copy(p[at:], entries)
}

// Append is Insert at the end.
func Append(p []byte, v *Value) { Insert(p, total(p)-1, v) }

// AppendPair is InsertPair at the end.
func AppendPair(p []byte, v, w *Value) { InsertPair(p, total(p)-1, v, w) }

// open makes room for so many bytes of so many entries.
func open(p []byte, at, more, entries int) {
	before := total(p)
	if before+more != len(p) || at < HeaderSize || at >= before {
		panic("listpack: the slice is not as long as the edit needs")
	}
	copy(p[at+more:], p[at:before])
	setTotal(p, len(p))
	addCount(p, entries)
}

// Growth is how many bytes longer Replace makes a listpack, or shorter, if it is
// negative.
func Growth(p []byte, at int, v *Value) int { return v.Size() - EntrySize(p, at) }

// Replace gives the entry at the offset another value. If Growth is positive, p
// is so much longer than the listpack in it; if it is negative, p is exactly
// the listpack, and has so many bytes too many afterwards.
func Replace(p []byte, at int, v *Value) {
	before, growth := total(p), Growth(p, at, v)
	if before+max(growth, 0) != len(p) {
		panic("listpack: the slice is not as long as the edit needs")
	}
	if growth != 0 {
		behind := at + EntrySize(p, at)
		copy(p[behind+growth:], p[behind:before])
		setTotal(p, before+growth)
	}
	v.put(p[at:])
}

// Delete removes so many entries, all of which exist, from the offset on, and
// returns how many bytes p has too many afterwards.
func Delete(p []byte, at, entries int) (bytes int) {
	behind := at
	for range entries {
		behind += EntrySize(p, behind)
	}
	copy(p[at:], p[behind:])
	setTotal(p, len(p)-(behind-at))
	addCount(p, -entries)
	return behind - at
}

// Curtail is Delete of the last entries, so many, which are all from the offset on:
// nothing has to be looked at or moved. It returns what is left, the beginning of p.
func Curtail(p []byte, at, entries int) (rest []byte) {
	rest = p[:at+1]
	rest[at] = endByte
	setTotal(rest, len(rest))
	addCount(rest, -entries)
	return rest
}
