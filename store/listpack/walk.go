package listpack

// A walk forward begins at First and ends at End; a walk backward begins at Last
// and ends at None:
//
//	for at := listpack.First(p); at != listpack.End(p); at = listpack.Next(p, at)
//	for at := listpack.Last(p); at != listpack.None; at = listpack.Previous(p, at)
//
// One that reads each entry takes the next offset from Decode or Text.

// First is the offset of the first entry, or End.
func First(p []byte) int { return HeaderSize }

// End is the offset behind the last entry.
func End(p []byte) int { return len(p) - 1 }

// Last is the offset of the last entry, or None.
func Last(p []byte) int { return Previous(p, End(p)) }

// Next is the offset of the entry behind the one at the offset, or End.
func Next(p []byte, at int) int { return at + EntrySize(p, at) }

// Previous is the offset of the entry before the one at the offset, or before
// End, or None.
func Previous(p []byte, at int) int {
	if at == HeaderSize {
		return None
	}
	n := backlen(p, at)
	return at - n - backlenSize(n)
}

// Seek is the offset of the entry with this index, or None. A negative index
// counts from the end: -1 is the last entry. The walk begins at the nearer end;
// if nobody knows how many entries there are, at that from which index counts.
func Seek(p []byte, index int) int {
	n := count(p)
	if n == uncounted {
		if index < 0 {
			return back(p, -index-1)
		}
		return forward(p, index)
	}
	if index < 0 {
		index += n
	}
	switch {
	case index < 0 || index >= n:
		return None
	case index > n/2:
		return back(p, n-1-index)
	}
	return forward(p, index)
}

// forward is the offset of the entry that so many others stand before, or None.
func forward(p []byte, entries int) int {
	at := HeaderSize
	for p[at] != endByte {
		if entries == 0 {
			return at
		}
		entries--
		at += EntrySize(p, at)
	}
	return None
}

// back is the offset of the entry that so many others stand behind, or None.
func back(p []byte, entries int) int {
	at := Last(p)
	for at != None && entries > 0 {
		entries--
		at = Previous(p, at)
	}
	return at
}
