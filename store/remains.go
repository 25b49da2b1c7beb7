package store

import "seedis/mem"

// Freer takes blocks back that nobody uses any more: the heap itself on the thread
// that owns it, a mem.Remote on any other.
type Freer interface {
	Free(mem.Ref)
}

// Remains is what is left of a value, or of all that a database had, once no key
// leads to it. Whoever was handed it frees it bit by bit, on any thread: it reads
// and writes blocks that are dead, which are its own, and nothing that is shared.
//
// How far that has come stands here and in the roots of what is being taken apart.
// So there is one of each: who hands it on keeps no copy.
type Remains struct {
	heap    *mem.Heap // to read with
	objects int
	bytes   uint64
	keys    dict       // of a database; without a table if this is one value
	walk    bucketWalk // over the keys
	value   deadValue  // the one that is being taken apart
}

// Objects is what INFO counts it as: 1 for a value, the keys of a database.
func (r *Remains) Objects() int { return r.objects }

// Bytes is about how much memory there is to be freed, in bytes, as it was when it
// died. Of a large collection a few elements are taken for all, and of a database
// its share of all keys.
func (r *Remains) Bytes() uint64 { return r.bytes }

// Free frees about so many blocks, and tells whether nothing is left. Until then it
// is to be called again.
func (r *Remains) Free(to Freer, limit int) (done bool) {
	f := freeing{heap: r.heap, to: to, left: limit}
	for r.value.free(&f) {
		entry := r.walk.next(&f, &r.keys)
		if entry == mem.Nil {
			return !r.keys.active.exists()
		}
		r.value = valueOf(r.heap, entry)
		f.free(entry)
	}
	return false
}

// freeing is one call of Remains.Free.
type freeing struct {
	heap *mem.Heap
	to   Freer
	left int // blocks that may be freed; the last step may free a few more
}

func (f *freeing) free(ref mem.Ref) {
	f.to.Free(ref)
	f.left--
}

// deadValue is a value with a block of its own that is being taken apart. The zero
// one is gone.
type deadValue struct {
	block    mem.Ref // its root, or all of it: freed last
	encoding Encoding
	walk     bucketWalk // over its elements
}

// valueOf is the value of a dead entry: none if it is in the entry itself.
func valueOf(heap *mem.Heap, entry mem.Ref) deadValue {
	h := mem.At[header](heap, entry)
	if h.flags&isExternal == 0 {
		return deadValue{}
	}
	x := mem.AtOffset[external](heap, entry, externalOffset(h.flags))
	return deadValue{block: x.block, encoding: h.encoding()}
}

// free tells whether the value is gone, after a part of the work.
func (v *deadValue) free(f *freeing) bool {
	if v.block == mem.Nil {
		return true
	}
	if !v.freeParts(f) || f.left <= 0 {
		return false
	}
	f.free(v.block)
	*v = deadValue{}
	return true
}

// freeParts is free of all but the root.
func (v *deadValue) freeParts(f *freeing) bool {
	switch v.encoding {
	case Hashtable:
		return v.freeElements(f, mem.At[dict](f.heap, v.block))
	case Skiplist:
		r := mem.At[ranking](f.heap, v.block)
		return r.order.freeNodes(f) && v.freeElements(f, &r.members)
	case Chunked:
		return mem.At[chain](f.heap, v.block).freeNodes(f)
	}
	return true
}

func (v *deadValue) freeElements(f *freeing, d *dict) bool {
	for ref := v.walk.next(f, d); ref != mem.Nil; ref = v.walk.next(f, d) {
		f.free(ref)
	}
	return !d.active.exists()
}
