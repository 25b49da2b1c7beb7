package store

import "seedis/store/listpack"

// ZSetWalk reads members of ranks that follow one another, in either direction.
// While any are left it stands on one:
//
//	for w := z.Forward(first, count); w.Left() > 0; w.Next() {
//		use(w.Member(&scratch), w.Score())
//	}
//
// It is good until the set changes.
type ZSetWalk struct {
	left  int
	small []byte // nil while a large set is walked over
	at    int    // of the member's entry
	back  bool
	large treeCursor
}

// Forward reads count members from the rank first on; there are so many.
func (z *ZSet) Forward(first, count int) ZSetWalk { return z.walk(first, count, false) }

// Backward reads count members from the rank last on, towards lower ranks; there
// are so many.
func (z *ZSet) Backward(last, count int) ZSetWalk { return z.walk(last, count, true) }

func (z *ZSet) walk(first, count int, back bool) (w ZSetWalk) {
	w.left, w.back = count, back
	switch {
	case count == 0:
	case !z.isLarge():
		w.small = z.bytes()
		w.at = listpack.Seek(w.small, 2*first)
	default:
		heap, order := z.db.heap, &z.ranking().order
		if back {
			w.large = order.backward(heap, order.at(heap, first+1), count)
		} else {
			w.large = order.forward(heap, order.at(heap, first), count)
		}
	}
	return w
}

// Left is how many members are to come, with the one that it stands on.
func (w *ZSetWalk) Left() int { return w.left }

// Next steps to the next member, if one is left.
func (w *ZSetWalk) Next() {
	w.left--
	switch {
	case w.small == nil:
		w.large.next()
	case w.left == 0:
	case w.back:
		w.at = previousPair(w.small, w.at)
	default:
		w.at = nextPair(w.small, w.at)
	}
}

// Member is the member, a view. The digits of an integer are written to scratch.
func (w *ZSetWalk) Member(scratch *[Digits]byte) []byte {
	if w.small == nil {
		return elementKey(w.large.heap, w.large.ref())
	}
	member, _ := listpack.Text(w.small, w.at, scratch)
	return member
}

// Score is the member's score.
func (w *ZSetWalk) Score() float64 {
	if w.small == nil {
		return w.large.score()
	}
	return scoreAt(w.small, listpack.Next(w.small, w.at))
}
