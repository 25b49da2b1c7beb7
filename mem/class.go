package mem

import "math/bits"

// class tells what a page holds: blocks of one size, or its part in a run.
type class uint8

// classCount is the number of size classes: 16 up to 128 bytes, and 8 in each
// of the 8 doublings from there to MaxClass. Eight to a doubling keep the loss
// by rounding up under 1/9 of a block.
const classCount = 16 + 8*8

// What a page holds that has no size class.
const (
	classFree   class = classCount + iota // part of a free run
	classRun                              // the first page of a run in use
	classInside                           // a further page of a run in use
)

// finest is the largest block whose size is rounded up to 8 bytes.
const finest = 128

// classOf is the size class of blocks of 1 to MaxClass bytes.
func classOf(size int) class {
	if size <= finest {
		return class((size - 1) >> 3)
	}
	doubling := bits.Len(uint(size - 1)) // 8 for 129 to 256 bytes
	return class(doubling*8 - 56 + (size-1)>>(doubling-4))
}

// size is the length of the class's blocks, in bytes.
func (c class) size() int {
	if c < 16 {
		return (int(c) + 1) << 3
	}
	doubling, step := c/8+6, c%8
	return int(step+9) << (doubling - 4)
}

// capacity is how many blocks of the class a page holds.
func (c class) capacity() int { return PageSize / c.size() }

// UsableSize is the length of the block that Alloc(size) gives, in bytes: that
// of its size class, or whole pages.
func UsableSize(size int) int {
	if size <= MaxClass {
		return classOf(size).size()
	}
	return pagesOf(size) * PageSize
}

// pagesOf is how many pages hold size bytes. It does not overflow.
func pagesOf(size int) int { return (size-1)/PageSize + 1 }
