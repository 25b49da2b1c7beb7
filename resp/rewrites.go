package resp

import (
	"bytes"
	"cmp"
	"slices"
)

// rewrites are the lines of inline commands as they came, ordered by offset,
// where unescaping changed them: Rewind may have them read again. Only quotes
// cause an entry, so only a person at a terminal costs an allocation.
type rewrites []rewrite

type rewrite struct {
	offset   uint32
	original []byte
}

// keep notes the line at offset before it is changed.
func (r *rewrites) keep(offset uint32, line []byte) {
	if i, found := r.find(offset); !found {
		*r = slices.Insert(*r, i, rewrite{offset, bytes.Clone(line)})
	}
}

// restore gives the line at offset its original bytes back, if it was changed.
func (r *rewrites) restore(buffer []byte, offset uint32) {
	if i, found := r.find(offset); found {
		copy(buffer[offset:], (*r)[i].original)
	}
}

// discard forgets the lines in the first n bytes and moves the others.
func (r *rewrites) discard(n uint32) {
	gone, _ := r.find(n)
	*r = slices.Delete(*r, 0, gone)
	for i := range *r {
		(*r)[i].offset -= n
	}
}

func (r *rewrites) find(offset uint32) (i int, found bool) {
	return slices.BinarySearchFunc(*r, offset, func(line rewrite, offset uint32) int {
		return cmp.Compare(line.offset, offset)
	})
}
