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
// in a side table on the Go heap: its size class, free blocks and live ones.
// Beside it is the page's inbox, for blocks that other threads freed. Size
// classes step by 8 bytes up to 128, then 8 to a doubling up to 32 KiB; larger
// blocks are runs of whole pages.
//
// Free pages form runs, too, which join when they meet and are listed by their
// length. A page is fresh (committed, never used), used, or discarded (given
// back to the machine); only a free page that was used need ever be cleared.
//
// # Free blocks
//
// The freed blocks of a page form a list through their first bytes, and those
// never used follow the last one used. But where a page has at most 16 blocks,
// each of 4 KiB or more, its descriptor has a map of them, a bit for each, and
// the blocks are left alone: to free what is long out of the cache touches no
// more than the descriptor.
//
//	descriptor           page of 1 KiB blocks
//	+----------------+   +--------+--------+--------+--------+------------+
//	| free: 2, a link|-->| freed: | in use | freed: | in use | never used |
//	| bump: 4        |   | last   |        | then 0 |        | ...        |
//	+----------------+   +--------+--------+--------+--------+------------+
//
//	descriptor           page of 8 KiB blocks
//	+----------------+   +--------+--------+--------+--------+-----
//	| free: 11110101 |   | free   | in use | free   | in use | free ...
//	+----------------+   +--------+--------+--------+--------+-----
//
// # Ownership
//
// A heap belongs to one thread, which allocates, frees and reads. A heap whose
// blocks are gone holds no page of a size class for long: empty pages return to
// the heap, all but one of a class at once, and Scavenge takes that one, too,
// and gives the memory of free pages back to the machine, a bounded number a
// call: 16 pages are some 50 us (3 us each; 9 us if taken one at a time).
//
// # Blocks that come home
//
// Another thread that was handed a block may read it and end it by its Remote.
// That gathers the blocks of a page in a chain, built in the dead blocks
// themselves, and puts the chain into the page's inbox: one word, an atomic on
// the Go heap where -race sees it, which tells both ends of the list and how
// many blocks it has. So lists are joined, and become a page's free list, in
// constant time, and nobody walks them, unless to set the 16 bits of a map.
//
// The inbox is announced to the owner when it gets its first blocks. The owner
// looks at it in Collect. If the page is wholly dead it goes back at once.
// Otherwise it waits, and the owner leaves word in the inbox how many blocks
// make it wholly dead: the thread that brings the last of them announces the
// page again. A page stops waiting before that when its class needs room and it
// is an eighth dead, before the class takes a new page; when memory runs out;
// and when all Remotes are flushed, so that no more follows. So the blocks of a
// large value, freed in whatever order, cost the owner two looks a page: 1 ns
// for each of 5,000,000 blocks of 56 bytes freed in the order in which they were
// allocated, 4 to 6 ns in a random order (a crowded two-core machine).
//
// A Remote counts what it sends before it sends it. What is counted and not
// collected is PendingFree: exact whenever all Remotes are flushed, and never
// less than nothing.
//
// # Debug mode
//
// Options.Debug, on in tests, finds misuse: freed blocks are poisoned and kept
// in a quarantine whose size is drawn from the seed; a double free, a Ref that
// is not the start of a live block, a write to a freed block, an access by way
// of a stale Ref and a leak all end in a panic or a report that names the Ref.
//
// With Options.Current it also knows the owner from other threads: a method of
// the owner's that another thread calls, a Remote that two threads use and a
// Remote that the owner uses panic with the numbers of both. Which blocks a
// thread was handed it does not know: a value is handed over as a whole, and
// marking each of its blocks would cost what handing over saves. But a block
// that one thread freed is dead to all at once: no other may free, view or
// measure it.
package mem
