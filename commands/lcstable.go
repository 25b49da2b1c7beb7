package commands

import "math/bits"

// lcsTable is the table by which a longest common subsequence is found: row i
// and column j stand for the first i bytes of a and the first j of b, and have
// the length of the longest subsequence that both have in common.
//
// From one column to the next that length grows by 1 or stays, so that a bit is
// enough: 0 where it grows. A row is a vector of such bits, 64 to a word, which
// follows from the row above by a few operations on whole words (Hyyrö, "Bit-
// Parallel LCS-length Computation Revisited", 2004). The work is that of a
// plain table, divided by 64.
//
// A row of up to 64 bits is padded to a power of two, so that none lies across
// two words; a longer one is padded to whole words.
type lcsTable struct {
	a, b     []byte
	numbers  [256]uint16 // of the bytes that occur in a, from 1 on
	distinct int         // how many these are
	keepRows bool        // keep all rows, by which the subsequence is found
	rowBits  int         // bits of a row with its padding
	stride   int         // words of a row
	masks    []uint64    // of each byte in a, by its number: 1 where it is in b
	rows     []uint64    // row 0 to row len(a); or only the last
	length   int         // of the subsequence
}

// newLCSTable makes a table for two strings, to be filled. It keeps all rows,
// or only the last, which has the length of the subsequence. As that is the same
// both ways, its row is one over the shorter string.
func newLCSTable(a, b []byte, keepRows bool) lcsTable {
	if !keepRows && len(a) < len(b) {
		a, b = b, a
	}
	t := lcsTable{a: a, b: b, keepRows: keepRows, stride: max(1, (len(b)+63)/64)}
	t.rowBits = 64 * t.stride
	if len(b) <= 64 {
		t.rowBits = 1 << bits.Len(uint(max(1, len(b))-1))
	}
	for _, c := range a {
		if t.numbers[c] == 0 {
			t.distinct++
			t.numbers[c] = uint16(t.distinct)
		}
	}
	return t
}

// words is what the masks and the rows need.
func (t *lcsTable) words() int { return t.distinct*t.stride + t.rowWords() }

func (t *lcsTable) rowWords() int {
	if !t.keepRows {
		return t.stride
	}
	return ((len(t.a)+1)*t.rowBits + 63) / 64
}

// filled is the table after the strings were compared. The words, as many as it
// needs, hold zeros. It is a value all the way, as words may be on the stack.
func (t lcsTable) filled(words []uint64) lcsTable {
	t.masks, t.rows = words[:t.distinct*t.stride], words[t.distinct*t.stride:]
	t.markPlaces()
	if t.stride > 1 {
		t.fillWide()
	} else {
		t.fillNarrow()
	}
	return t
}

// markPlaces makes the masks.
func (t *lcsTable) markPlaces() {
	for j, c := range t.b {
		if n := int(t.numbers[c]); n != 0 {
			t.masks[(n-1)*t.stride+j/64] |= 1 << (j % 64)
		}
	}
}

// fillWide computes row after row. The padding is 1 and stays so.
func (t *lcsTable) fillWide() {
	step := 0 // from row to row, in words
	if t.keepRows {
		step = t.stride
	}
	row := t.rows[:t.stride]
	for w := range row {
		row[w] = ^uint64(0)
	}
	for i, c := range t.a {
		next := t.rows[(i+1)*step:][:t.stride]
		mask := t.masks[int(t.numbers[c]-1)*t.stride:][:t.stride]
		carry := uint64(0)
		for w, bit := range row {
			matches := bit & mask[w]
			var sum uint64
			sum, carry = bits.Add64(bit, matches, carry)
			next[w] = sum | bit&^matches
		}
		row = next
	}
	for _, bit := range row {
		t.length += bits.OnesCount64(^bit)
	}
}

// fillNarrow is fillWide where a row is one word, or less of it.
func (t *lcsTable) fillNarrow() {
	row := ^uint64(0)
	padding := row << (t.rowBits - 1) << 1
	for i, c := range t.a {
		matches := row & t.masks[t.numbers[c]-1]
		row = row + matches | row&^matches
		if t.keepRows {
			at := (i + 1) * t.rowBits
			t.rows[at/64] |= row &^ padding << (at % 64)
		}
	}
	t.length = bits.OnesCount64(^row)
}

// grows tells whether column j of row i, which is not 0, is longer than the
// column before.
func (t *lcsTable) grows(i, j int) bool {
	at := i*t.rowBits + j - 1
	return t.rows[at/64]>>(at%64)&1 == 0
}

// lcsWalk goes through a table from its end, in the one way that Redis does:
// where several subsequences are longest, it decides which is found. It stands
// at row a and column b, the beginning of the last run of equal bytes.
type lcsWalk struct {
	table  *lcsTable
	a, b   int
	length int
}

func (t *lcsTable) walk() lcsWalk { return lcsWalk{table: t, a: len(t.a), b: len(t.b)} }

// next finds the run before, of equal bytes that follow upon each other in both
// strings, and tells whether there is one.
func (w *lcsWalk) next() bool {
	for w.length = 0; w.a > 0 && w.b > 0; {
		switch {
		case w.table.a[w.a-1] == w.table.b[w.b-1]:
			w.a, w.b, w.length = w.a-1, w.b-1, w.length+1
		case w.length > 0:
			return true
		case w.table.grows(w.a, w.b):
			w.a--
		default:
			w.b--
		}
	}
	return w.length > 0
}
