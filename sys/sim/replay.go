package sim

// replay is where the choices of one stream come from in a replay. It follows the
// spans: what stands in one is never taken in another, so that an edit of a span
// leaves those behind it as they are.
type replay struct {
	values []uint32
	at     int    // the next value
	limit  int    // where the values end that may be taken now
	spans  []Span // that have not begun
	open   []int  // where the open spans end; absent for one that the list does not have
}

// absent is the end of a span in which there is nothing to take.
const absent = -1

func replayOf(choices *StreamChoices) replay {
	r := replay{values: choices.Values, spans: choices.Spans}
	r.findLimit()
	return r
}

// take returns the next value; 0, the plainest, where the list has none.
func (r *replay) take() uint32 {
	if r.at >= r.limit {
		return 0
	}
	value := r.values[r.at]
	r.at++
	return value
}

// begin enters the next span that lies in the present one. Values before it that
// nobody took are left out.
func (r *replay) begin() {
	if !r.hasChild() {
		r.open = append(r.open, absent)
	} else {
		child := r.spans[0]
		r.spans = r.spans[1:]
		r.at = child.Begin
		r.open = append(r.open, child.End)
	}
	r.findLimit()
}

// end leaves the present span, and what is left of it.
func (r *replay) end() {
	end := r.open[len(r.open)-1]
	r.open = r.open[:len(r.open)-1]
	if end != absent {
		r.at = end
	}
	for len(r.spans) > 0 && r.spans[0].Depth > len(r.open) {
		r.spans = r.spans[1:]
	}
	r.findLimit()
}

func (r *replay) hasChild() bool { return len(r.spans) > 0 && r.spans[0].Depth == len(r.open) }

func (r *replay) findLimit() {
	r.limit = len(r.values)
	if n := len(r.open); n > 0 {
		r.limit = r.open[n-1]
	}
	if r.hasChild() {
		r.limit = min(r.limit, r.spans[0].Begin)
	}
}
