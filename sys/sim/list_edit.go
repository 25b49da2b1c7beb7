package sim

// Delete returns s without some of its spans, by their places in Spans, and all that
// lies in them. In a replay later spans take their places.
func (s *StreamChoices) Delete(spans []int) StreamChoices { return s.without(spans, 0) }

// Empty returns s with nothing left in some of its spans: in a replay whatever is
// drawn in them is plain, and other spans keep their places.
func (s *StreamChoices) Empty(spans []int) StreamChoices { return s.without(spans, 1) }

// without leaves out the values of spans, and the spans that lie in at least so many
// of them.
func (s *StreamChoices) without(spans []int, keptSpans int) StreamChoices {
	left := make([]bool, len(s.Spans)) // out
	emptied := make([]bool, len(s.Values))
	for _, place := range spans {
		for i := s.Spans[place].Begin; i < s.Spans[place].End; i++ {
			emptied[i] = true
		}
		for i := place + keptSpans; i < s.behind(place); i++ {
			left[i] = true
		}
	}
	edited := StreamChoices{Name: s.Name}
	before := make([]int, len(s.Values)+1) // kept values, by place
	for i, value := range s.Values {
		before[i+1] = before[i]
		if !emptied[i] {
			before[i+1]++
			edited.Values = append(edited.Values, value)
		}
	}
	for i, span := range s.Spans {
		if !left[i] {
			edited.Spans = append(edited.Spans, Span{before[span.Begin], before[span.End], span.Depth})
		}
	}
	return edited
}

// behind is the place behind a span and all that lie in it.
func (s *StreamChoices) behind(place int) int {
	depth := s.Spans[place].Depth
	for place++; place < len(s.Spans) && s.Spans[place].Depth > depth; place++ {
	}
	return place
}
