package store

import (
	"encoding/binary"

	"seedis/mem"
)

// An element is a block of a large set, hash or sorted set:
//
//	+--------+-----+---------+
//	| length | key | payload |
//	+--------+-----+---------+
//
// The key is a member or the name of a field. The payload is what the type adds
// to it: nothing in a set, the value and its length before it in a hash, the
// score in a sorted set. A length is one byte, or wideLength and 8 more, little
// endian. Nothing in an element is aligned: a member of 7 bytes takes 8.
const (
	wideLength     = 255
	wideLengthSize = 1 + 8
)

// lengthSize is how many bytes it takes to say a length.
func lengthSize(length int) int {
	if length < wideLength {
		return 1
	}
	return wideLengthSize
}

// putLength says a length at the front of b, and returns what follows it.
func putLength(b []byte, length int) []byte {
	if length < wideLength {
		b[0] = byte(length)
		return b[1:]
	}
	b[0] = wideLength
	binary.LittleEndian.PutUint64(b[1:], uint64(length))
	return b[wideLengthSize:]
}

// lengthAt is the length that stands at an offset of a block, and the offset of
// what follows it.
func lengthAt(heap *mem.Heap, ref mem.Ref, offset int) (length, behind int) {
	if n := *mem.AtOffset[uint8](heap, ref, offset); n < wideLength {
		return int(n), offset + 1
	}
	wide := heap.Slice(ref, offset+1, wideLengthSize-1)
	return int(binary.LittleEndian.Uint64(wide)), offset + wideLengthSize
}

// elementKey is the element's key, a view.
func elementKey(heap *mem.Heap, ref mem.Ref) []byte {
	if length := *mem.At[uint8](heap, ref); length < wideLength { // the usual case, without a call
		return heap.Slice(ref, 1, int(length))
	}
	length, offset := lengthAt(heap, ref, 0)
	return heap.Slice(ref, offset, length)
}

// payloadOffset is where the element's payload begins.
func payloadOffset(heap *mem.Heap, ref mem.Ref) int {
	length, offset := lengthAt(heap, ref, 0)
	return offset + length
}

// element hashes the key of an element.
func (s *space) element(key []byte) Key { return Key{Bytes: key, Hash: s.secret.hash(key)} }

// deleteElement removes the element of the key from a dict and frees it, and
// tells whether there was one.
func (d *dict) deleteElement(s *space, key Key) bool {
	ref := d.find(s, key)
	if ref == mem.Nil {
		return false
	}
	d.discard(s, key.Hash, ref)
	return true
}

// discard takes an element out of a dict and frees it.
func (d *dict) discard(s *space, hash uint64, ref mem.Ref) {
	d.extract(s, hash, ref)
	s.heap.Free(ref)
}

// newElement makes an element with room for a payload of so many bytes, which is
// to be filled. It is in no dict yet.
func (s *space) newElement(key []byte, payload int) (ref mem.Ref, room []byte) {
	size := lengthSize(len(key)) + len(key) + payload
	ref = s.heap.Alloc(size)
	b := putLength(s.heap.Bytes(ref, size), len(key))
	return ref, b[copy(b, key):]
}
