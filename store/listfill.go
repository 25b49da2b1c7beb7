package store

import "seedis/store/listpack"

// Fill adds elements to a draft that has none yet, as so many times Push at the
// tail, but makes the first node in one piece. None is a view of the list.
func (l *List) Fill(elements [][]byte) {
	if l.Exists() {
		panic("store: a list that has elements is filled")
	}
	count, size := l.fitting(elements)
	if count > 0 {
		p := l.create(ListType, Quicklist, size)
		end := listpack.EmptySize
		listpack.Init(p[:end])
		for _, element := range elements[:count] {
			var v listpack.Value
			v.Encode(element)
			end += v.Size()
			listpack.Append(p[:end], &v)
		}
	}
	for _, element := range elements[count:] {
		l.Push(Tail, element)
	}
}

// fitting is how many of the elements one node may have, and the size of its
// listpack then.
func (l *List) fitting(elements [][]byte) (count, size int) {
	bytes, most := l.db.limits.listNode()
	size = listpack.EmptySize
	for count < min(len(elements), most) {
		var v listpack.Value
		v.Encode(elements[count])
		if size+v.Size() > bytes {
			break
		}
		size += v.Size()
		count++
	}
	return count, size
}
