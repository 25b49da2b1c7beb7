package mem

import (
	"slices"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

func TestClassesOfFewBlocksHaveMaps(t *testing.T) {
	for c := class(0); c < classCount; c++ {
		few, mapped := c.capacity() <= mapBits, c >= firstMapped
		if few != mapped {
			t.Errorf("class of %d bytes, %d to a page: mapped %t", c.size(), c.capacity(), mapped)
		}
	}
	if largest := (firstMapped - 1).size(); largest != largestListed {
		t.Errorf("blocks of up to %d bytes are listed, not %d", largest, largestListed)
	}
}

// mappedPage allocates all blocks of a page of a class with a map.
func mappedPage(h testHeap, c class) (blocks []Ref) {
	for range c.capacity() {
		blocks = append(blocks, h.Alloc(c.size()))
	}
	return blocks
}

// eachMapped runs a test for each class with a map.
func eachMapped(t *testing.T, test func(t *testing.T, c class)) {
	for c := firstMapped; c < classCount; c++ {
		test(t, c)
	}
}

func TestLowestFreeBlockGoesFirst(t *testing.T) {
	eachMapped(t, func(t *testing.T, c class) {
		h := newHeap(t, Options{})
		blocks := mappedPage(h, c)
		for i, r := range blocks {
			if want := Ref(PageSize + i*c.size()); r != want {
				t.Fatalf("block %d of %d bytes at %#x, not %#x", i, c.size(), r, want)
			}
		}
		for _, r := range slices.Backward(blocks) {
			h.Free(r)
			if got := h.Alloc(c.size()); got != r {
				t.Fatalf("got %#x, freed %#x only", got, r)
			}
		}
		last := len(blocks) - 1
		h.Free(blocks[0])
		h.Free(blocks[last])
		mustCheck(t, h)
		if got := []Ref{h.Alloc(c.size()), h.Alloc(c.size())}; got[0] != blocks[0] || got[1] != blocks[last] {
			t.Fatalf("got %#x, freed %#x and %#x", got, blocks[0], blocks[last])
		}
		mustCheck(t, h)
	})
}

// TestLifeOfAMappedBlockDoesNotTouchIt takes away all access to a page: what
// reads or writes a block faults.
func TestLifeOfAMappedBlockDoesNotTouchIt(t *testing.T) {
	eachMapped(t, func(t *testing.T, c class) {
		h := newHeap(t, Options{})
		blocks := mappedPage(h, c)
		page := unsafe.Slice((*byte)(unsafe.Add(h.base, PageSize)), PageSize)
		protect(t, page, unix.PROT_NONE)
		defer protect(t, page, unix.PROT_READ|unix.PROT_WRITE)
		for range 2 {
			for _, r := range blocks {
				h.Free(r)
			}
			mustBeEmpty(t, h)
			if again := mappedPage(h, c); !slices.Equal(again, blocks) {
				t.Fatalf("got %#x, freed %#x", again, blocks)
			}
		}
	})
}

func protect(t *testing.T, memory []byte, access int) {
	t.Helper()
	if err := unix.Mprotect(memory, access); err != nil {
		t.Fatal(err)
	}
}

// Another thread frees some blocks of a page, in pieces, and the owner some; the
// rest keeps its bytes, and what was freed is available again, each block once.
func TestFreesOfAllThreadsMeetInTheMap(t *testing.T) {
	inBothModes(t, func(t *testing.T, o Options) {
		eachMapped(t, func(t *testing.T, c class) {
			h := newHeap(t, o)
			kept := h.Alloc(c.size())
			h.Bytes(kept, c.size())[0] = 'k'
			var freed []Ref
			for range 3*c.capacity() - 1 {
				freed = append(freed, h.Alloc(c.size()))
			}
			for i, r := range freed {
				switch i % 3 {
				case 0:
					h.Free(r)
				case 1:
					h.remote.Free(r)
				case 2:
					h.freeRemote(r)
				}
			}
			h.remote.Flush()
			h.collectAll(t)
			mustCheck(t, h)
			seen := map[Ref]bool{kept: true}
			for range 3*c.capacity() - 1 {
				r := h.Alloc(c.size())
				if seen[r] {
					t.Fatalf("block %#x of %d bytes was given twice", r, c.size())
				}
				seen[r] = true
				h.Bytes(r, c.size())[0] = 'n'
			}
			mustCheck(t, h)
			if h.Bytes(kept, c.size())[0] != 'k' {
				t.Fatalf("block of %d bytes was overwritten", c.size())
			}
		})
	})
}

// TestCheckFindsDamageOfAMap damages page 1, of 8 blocks of 8 KiB, two in use.
func TestCheckFindsDamageOfAMap(t *testing.T) {
	for _, test := range []struct {
		text   string
		damage func(p *page)
	}{
		{"page 1 has a map, and blocks from offset 8192 on outside it", func(p *page) { p.bump = 8192 }},
		{"page 1 of 8 blocks has the map 111111100", func(p *page) { p.free |= 1 << 8 }},
		{"page 1 began 8 blocks, 2 live, 7 free", func(p *page) { p.free |= 1 }},
		{"page 1 began 8 blocks, 2 live, 5 free", func(p *page) { p.free &^= 4 }},
		{"page 1 has link 8193 in its inbox", func(p *page) { p.free ^= 2 | 4 }},
	} {
		h := newHeap(t, Options{})
		h.Alloc(8192)
		h.freeRemote(h.Alloc(8192))
		mustCheck(t, h)
		test.damage(h.pageAt(1))
		if err := h.Check(); err == nil || !strings.Contains(err.Error(), test.text) {
			t.Errorf("Check found %v, not that %s", err, test.text)
		}
	}
}
