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
// The words are one slice of the Go heap, or of the stack if they are few. They
// are garbage when the command ends and count for no one's used memory.
type lcsTable struct {
	a, b   []byte
	length int      // of the subsequence
	stride int      // words of a row
	rows   []uint64 // row 0 to row len(a); or only the last
}

// lcsStride is how many words a row over n bytes has.
func lcsStride(n int) int { return (n + 63) / 64 }

// newLCSTable compares two strings. It keeps all rows, by which the subsequence
// can be found, or only the last, which has its length. The words are in room,
// which holds zeros, if they find place there.
func newLCSTable(a, b []byte, keepRows bool, room []uint64) lcsTable {
	t := lcsTable{a: a, b: b, stride: lcsStride(len(b))}
	step := 0 // from row to row, in words
	if keepRows {
		step = t.stride
	}
	numbers, distinct := numberBytes(a)
	masks, rows := distinct*t.stride, t.stride+len(a)*step
	words := room
	if masks+rows > len(words) {
		words = make([]uint64, masks+rows)
	}
	t.rows = words[masks : masks+rows]
	t.markPlaces(words[:masks], &numbers)
	t.fill(words[:masks], &numbers, step)
	return t
}

// numberBytes numbers the bytes that occur in text from 1 on, and counts them.
func numberBytes(text []byte) (numbers [256]uint16, count int) {
	for _, c := range text {
		if numbers[c] == 0 {
			count++
			numbers[c] = uint16(count)
		}
	}
	return numbers, count
}

// markPlaces makes the mask of each byte that occurs in a: 1 where it is in b.
func (t *lcsTable) markPlaces(masks []uint64, numbers *[256]uint16) {
	for j, c := range t.b {
		if n := int(numbers[c]); n != 0 {
			masks[(n-1)*t.stride+j/64] |= 1 << (j % 64)
		}
	}
}

// fill computes row after row. Bits behind the end of b are 1 and stay so.
func (t *lcsTable) fill(masks []uint64, numbers *[256]uint16, step int) {
	row := t.rows[:t.stride]
	for w := range row {
		row[w] = ^uint64(0)
	}
	for i, c := range t.a {
		next := t.rows[(i+1)*step:][:t.stride]
		mask := masks[int(numbers[c]-1)*t.stride:][:t.stride]
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

// grows tells whether column j of row i is longer than the column before.
func (t *lcsTable) grows(i, j int) bool {
	return t.rows[i*t.stride+(j-1)/64]>>((j-1)%64)&1 == 0
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
