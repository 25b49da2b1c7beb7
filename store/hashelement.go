package store

import "seedis/mem"

// The payload of a large hash's element is the field's value:
//
//	+--------+-------+--------+-------+
//	| length | field | length | value |
//	+--------+-------+--------+-------+

// newField makes an element. It is in no dict yet.
func (s *space) newField(field, value []byte) mem.Ref {
	ref, room := s.newElement(field, lengthSize(len(value))+len(value))
	copy(putLength(room, len(value)), value)
	return ref
}

// fieldValue is the value in an element, a view.
func (s *space) fieldValue(ref mem.Ref) []byte {
	length, offset := lengthAt(s.heap, ref, payloadOffset(s.heap, ref))
	return s.heap.Slice(ref, offset, length)
}

func (s *space) fieldAndValue(ref mem.Ref) (field, value []byte) {
	return elementKey(s.heap, ref), s.fieldValue(ref)
}

// setElement is Set of a large hash.
func (h *Hash) setElement(field, value []byte) (added bool) {
	s, d := h.db.space, h.dict()
	key := s.element(field)
	ref := d.find(s, key)
	if ref == mem.Nil {
		d.insert(s, key.Hash, s.newField(field, value))
		return true
	}
	from := payloadOffset(s.heap, ref)
	if size := from + lengthSize(len(value)) + len(value); s.suits(ref, size) {
		copy(putLength(s.heap.Slice(ref, from, size-from), len(value)), value)
		return false
	}
	d.relink(s, key.Hash, ref, s.newField(field, value))
	s.heap.Free(ref)
	return false
}

// deleteElement is Delete of a large hash.
func (h *Hash) deleteElement(field []byte) bool {
	s, d := h.db.space, h.dict()
	return d.deleteElement(s, s.element(field))
}
