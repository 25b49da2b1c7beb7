package mem

import "testing"

func TestEveryClassFitsItsSizes(t *testing.T) {
	for size := 1; size <= MaxClass; size++ {
		c := classOf(size)
		if int(c) >= classCount {
			t.Fatalf("size %d: class %d of %d", size, c, classCount)
		}
		if c.size() < size {
			t.Fatalf("size %d: class of %d bytes is too small", size, c.size())
		}
		if c > 0 && (c-1).size() >= size {
			t.Fatalf("size %d: class of %d bytes though %d would do", size, c.size(), (c - 1).size())
		}
		if loss := c.size() - size; loss >= 8 && loss*8 >= size {
			t.Fatalf("size %d: class of %d bytes loses an eighth", size, c.size())
		}
	}
}

func TestClassSizes(t *testing.T) {
	for _, test := range []struct{ size, usable int }{
		{1, 8}, {8, 8}, {9, 16}, {64, 64}, {65, 72}, {128, 128}, {129, 144}, {256, 256}, {257, 288},
		{1025, 1152}, {28673, 30720}, {MaxClass, MaxClass}, {MaxClass + 1, PageSize},
		{PageSize, PageSize}, {PageSize + 1, 2 * PageSize}, {64 << 20, 64 << 20},
	} {
		if usable := UsableSize(test.size); usable != test.usable {
			t.Errorf("UsableSize(%d) = %d, want %d", test.size, usable, test.usable)
		}
	}
}

func TestBlocksOfWholeCacheLinesAreAligned(t *testing.T) {
	h := newHeap(t, Options{})
	for c := class(0); c < classCount; c++ {
		for range c.capacity() + 1 {
			r := h.Alloc(c.size())
			if r%8 != 0 {
				t.Fatalf("block of %d bytes at %#x", c.size(), r)
			}
			if c.size()%64 == 0 && r%64 != 0 {
				t.Fatalf("block of %d bytes at %#x straddles cache lines", c.size(), r)
			}
			if r/PageSize != (r+Ref(c.size())-1)/PageSize {
				t.Fatalf("block of %d bytes at %#x leaves its page", c.size(), r)
			}
		}
	}
	if r := h.Alloc(MaxClass + 1); r%PageSize != 0 {
		t.Fatalf("run at %#x", r)
	}
	mustCheck(t, h)
}
