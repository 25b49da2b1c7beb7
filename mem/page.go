package mem

// chunkPages is how many descriptors are allocated together: those of 64 MiB,
// 56 KiB with the inboxes, so that a small heap costs little.
const chunkPages = 1024

// chunk is the descriptors of neighbouring pages.
type chunk [chunkPages]page

// page is the descriptor of a page. It belongs to the owner of the heap, but
// for nextAnnounced, and holds no pointer, so that the collector passes it by.
type page struct {
	number        uint32 // its place in the heap; the page starts at Ref number * PageSize
	next          uint32 // of its list (partial pages of a class, free runs of a bin); 0 ends it
	previous      uint32 // of its list; 0 for the first
	length        uint32 // of its run, in pages: at the first page, and at the last of a free run
	bump          uint32 // offset of the first block never used since the page got its class; the last one's end if it has a freeMap
	nextAnnounced uint32 // of the pages that have news in their inbox; written by whoever announces this one
	free          uint16 // its free blocks: a link to the first freed one or, from firstMapped on, a freeMap
	live          uint16 // blocks not in free, and used: the caller's, those in inboxes and in quarantine
	capacity      uint16 // blocks it has room for; 1 for a run
	class         class
	memory        memoryState
}

// memoryState is what a page's memory holds.
type memoryState uint8

const (
	fresh     memoryState = iota // committed and never used: zero bytes
	used                         // in use; stale bytes once its run is free
	discarded                    // given back to the machine: zero bytes
)

// link names a block within its page: its offset + 1, in bytes; 0 names none.
// Freed blocks form lists, unless a freeMap tells of them: the first two bytes
// of each hold the link of the next.
type link uint16

func (l link) offset() Ref { return Ref(l) - 1 }

func linkOf(r Ref) link { return link(r%PageSize + 1) }

// start is the Ref of the page's first byte.
func (p *page) start() Ref { return Ref(p.number) * PageSize }

// pageAt is the descriptor of a committed page.
func (h *Heap) pageAt(number uint32) *page {
	return &h.chunks[number/chunkPages][number%chunkPages]
}

// page is the descriptor of the page that r lies in.
func (h *Heap) page(r Ref) *page {
	return &h.chunks[r/(PageSize*chunkPages)][r/PageSize%chunkPages]
}

// push puts p first in the list that starts at head.
func (h *Heap) push(head *uint32, p *page) {
	p.next, p.previous = *head, 0
	if p.next != 0 {
		h.pageAt(p.next).previous = p.number
	}
	*head = p.number
}

// insertAfter puts p behind another page of its list.
func (h *Heap) insertAfter(other, p *page) {
	p.next, p.previous = other.next, other.number
	if p.next != 0 {
		h.pageAt(p.next).previous = p.number
	}
	other.next = p.number
}

// unlink takes p out of the list that starts at head.
func (h *Heap) unlink(head *uint32, p *page) {
	if p.previous != 0 {
		h.pageAt(p.previous).next = p.next
	} else {
		*head = p.next
	}
	if p.next != 0 {
		h.pageAt(p.next).previous = p.previous
	}
	p.next, p.previous = 0, 0
}
