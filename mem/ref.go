package mem

// Ref is the place of a block: its offset in its heap, in bytes. Blocks are
// aligned to 8 bytes and heaps hold less than 2^47, so a Ref fits 48 bits and
// its lowest three are 0. 0 refers to nothing.
type Ref uint64

// Nil refers to nothing.
const Nil Ref = 0

// PageSize is the unit in which a heap takes memory from the machine, in bytes.
const PageSize = 64 << 10

// MaxClass is the largest block that shares its page with others, in bytes.
const MaxClass = 32 << 10
