// Package mem is the allocator of everything that lives off the Go heap: the
// keyspace, and the clients' query and reply buffers.
//
// # Why off the heap
//
// Freed memory can be counted exactly, moved to another thread to be freed,
// and trusted by eviction; the collector has nothing to scan; addresses stay
// put, so the kernel may be handed them.
//
// # References
//
// A reference is a Ref, an integer offset into its heap; 0 refers to nothing.
// No pointer-typed field is ever stored in a block (the collector's write
// barrier would look at what the slot held before), Go structures keep Refs
// too, and only this package turns a Ref into an address. A view (Bytes, At)
// is good until the block is freed and never outlives the command that took it.
//
// # Layout
//
//	reserved range of the heap, addressed by Ref
//	+--------+--------+--------+-----------------+--------+----
//	| unused | page 1 | page 2 | run of 3 pages  | page 6 | ...   64 KiB each
//	+--------+--------+--------+-----------------+--------+----
//	             |                    |
//	         one size class       one large block
//
// Page 0 is never used, so that no block has Ref 0. Each page's descriptor is
// in a side table on the Go heap: its size class, free list, live blocks and
// the list of blocks that other threads freed. Size classes step by 8 bytes up
// to 128, then 8 to a doubling up to 32 KiB; larger blocks are runs of whole
// pages.
//
// Free pages form runs, too, which join when they meet and are listed by their
// length. A page is fresh (committed, never used), used, or discarded (given
// back to the machine); only a free page that was used need ever be cleared.
//
// # Ownership
//
// A heap belongs to one thread, which allocates, frees and reads. Another
// thread that was handed a block may read it and give it back with FreeRemote:
// the block goes to its page's list, an atomic on the Go heap where -race sees
// it; the owner collects these lists while allocating, a bounded number each
// time. A heap whose blocks are gone holds no page of a size class for long:
// empty pages return to the heap, all but one of a class at once, and Scavenge
// takes that one, too, and gives the memory of free pages back to the machine,
// a bounded number a call.
//
// # Debug mode
//
// Options.Debug, on in tests, finds misuse: freed blocks are poisoned and kept
// in a quarantine whose size is drawn from the seed; a double free, a Ref that
// is not the start of a live block, a write to a freed block, an access by way
// of a stale Ref and a leak all end in a panic or a report that names the Ref.
package mem
