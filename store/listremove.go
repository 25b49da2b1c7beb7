package store

import (
	"seedis/mem"
	"seedis/store/listpack"
)

// RemoveEqual removes the elements that equal the given one, so many at the most,
// beginning at an end, and returns how many there were. The element is no view of
// the list. Who has removed the last one calls Remove.
func (l *List) RemoveEqual(element []byte, from End, most int) (removed int) {
	var v listpack.Value
	v.Encode(element)
	if !l.isLong() {
		return l.removeWithin(mem.Nil, element, &v, from, most)
	}
	name := l.outermost(from)
	for name != mem.Nil && removed < most {
		next := l.neighbour(name, from.other())
		removed += l.removeWithin(name, element, &v, from, most-removed)
		if removed > 0 {
			l.mergeTowards(from, l.passed(next, from))
		}
		name = next
	}
	l.mergeTowards(from, name)
	return removed
}

// passed is the node that a walk has just left which began at an end and has come
// to another node, or to the outside.
func (l *List) passed(next mem.Ref, from End) mem.Ref {
	if next == mem.Nil {
		return l.outermost(from.other())
	}
	return l.neighbour(next, from)
}

// removeWithin is RemoveEqual of what a node has.
func (l *List) removeWithin(name mem.Ref, element []byte, v *listpack.Value, from End, most int) (removed int) {
	p, isPlain := l.node(name)
	if isPlain {
		if string(p) != string(element) {
			return 0
		}
		l.removeNode(name)
		return 1
	}
	length := len(p)
	if from == Head {
		p, removed = deleteForth(p, v, most)
	} else {
		p, removed = deleteBack(p, v, most)
	}
	if len(p) == length {
		return 0
	}
	l.countWithin(name, -removed)
	if name != mem.Nil && l.count(name) == 0 {
		l.removeNode(name)
	} else {
		l.resizeNode(name, len(p))
	}
	return removed
}

// deleteForth deletes the first entries with a value from a listpack, so many at
// the most, and returns what it is then. Equal neighbours go at once.
func deleteForth(p []byte, v *listpack.Value, most int) (rest []byte, deleted int) {
	for at := listpack.First(p); deleted < most; {
		if at = listpack.Find(p, at, v, 0); at == listpack.None {
			break
		}
		run := 1
		for next := listpack.Next(p, at); deleted+run < most && listpack.Is(p, next, v); run++ {
			next = listpack.Next(p, next)
		}
		p = p[:len(p)-listpack.Delete(p, at, run)]
		deleted += run
	}
	return p, deleted
}

// deleteBack deletes the last entries with a value.
func deleteBack(p []byte, v *listpack.Value, most int) (rest []byte, deleted int) {
	for at := listpack.Last(p); at != listpack.None && deleted < most; {
		previous := listpack.Previous(p, at)
		if listpack.Is(p, at, v) {
			p = p[:len(p)-listpack.Delete(p, at, 1)]
			deleted++
		}
		at = previous
	}
	return p, deleted
}
