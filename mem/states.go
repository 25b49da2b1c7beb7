package mem

import (
	"fmt"
	"unsafe"

	"seedis/sys"
)

// linkBytes is how much of a freed block its link takes, in bytes.
const linkBytes = int(unsafe.Sizeof(link(0)))

// blockState is what the debug mode knows of a block.
type blockState uint32

const (
	blockFree        blockState = iota // never used, or available again
	blockLive                          // in use
	blockRemote                        // freed by another thread, not collected
	blockQuarantined                   // freed, not yet available
	blockNone                          // there is no such block; not stored
)

func (s blockState) String() string {
	return [...]string{
		blockFree:        "free",
		blockLive:        "live",
		blockRemote:      "freed by another thread",
		blockQuarantined: "freed (in quarantine)",
		blockNone:        "not the start of a block",
	}[s]
}

// blockStates is the states of a page's blocks, 16 to a word. They are atomic
// as threads that were handed a block check its state while the owner changes
// that of a neighbour. They have no hook: they are not part of the program
// whose schedules are explored.
type blockStates []sys.Uint32

const (
	stateBits     = 2
	statesPerWord = 32 / stateBits
	stateMask     = 1<<stateBits - 1
)

func newBlockStates(blocks int) blockStates {
	return make(blockStates, (blocks+statesPerWord-1)/statesPerWord)
}

func (s blockStates) get(block int) blockState {
	return blockState(s[block/statesPerWord].Load() >> (block % statesPerWord * stateBits) & stateMask)
}

// change moves a block from one state to another, or tells the state it is in.
func (s blockStates) change(block int, from, to blockState) (blockState, bool) {
	word, shift := &s[block/statesPerWord], block%statesPerWord*stateBits
	for {
		old := word.Load()
		if state := blockState(old >> shift & stateMask); state != from {
			return state, false
		}
		if word.CompareAndSwap(old, old^uint32(from^to)<<shift) {
			return to, true
		}
	}
}

// locate finds the states that r's is among, and its place there; false if r
// is not the start of a block.
func (d *debug) locate(r Ref) (blockStates, int, bool) {
	number := uint64(r / PageSize)
	if number/chunkPages >= uint64(len(d.states)) || d.states[number/chunkPages] == nil {
		return nil, 0, false
	}
	states := *d.statesOf(uint32(number))
	if states == nil {
		return nil, 0, false
	}
	p := d.heap.page(r)
	offset, size := int(r%PageSize), d.heap.sizeIn(p)
	block := offset / size
	if offset%size != 0 || block >= int(p.capacity) {
		return nil, 0, false
	}
	return states, block, true
}

func (d *debug) state(r Ref) blockState {
	states, block, found := d.locate(r)
	if !found {
		return blockNone
	}
	return states.get(block)
}

// change moves the block r from one state to another and panics if it is in
// neither the first nor, as r is wrong, in any.
func (d *debug) change(what string, r Ref, from, to blockState) {
	states, block, found := d.locate(r)
	state := blockNone
	if found {
		var changed bool
		if state, changed = states.change(block, from, to); changed {
			return
		}
	}
	panic(fmt.Sprintf("mem: %s of %s, which is %s", what, d.describe(r), state))
}

// leaksReported bounds Leaks: enough to see a pattern.
const leaksReported = 100

// Leaks is the blocks in use, lowest first, at most 100: for the message of a
// failing test. Debug mode only; nil outside. Blocks that another thread has
// freed are not among them.
func (h *Heap) Leaks() []Ref {
	if h.debug == nil {
		return nil
	}
	h.debug.mustOwn("Leaks")
	var leaks []Ref
	for number := 1; number < h.machine.committed; number++ {
		p := h.pageAt(uint32(number))
		states := *h.debug.statesOf(p.number)
		for block := range int(p.capacity) {
			if states == nil || states.get(block) != blockLive {
				continue
			}
			leaks = append(leaks, p.start()+Ref(block*h.sizeIn(p)))
			if len(leaks) == leaksReported {
				return leaks
			}
		}
	}
	return leaks
}
