package sim

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// List is the choices of a run, by stream. It belongs to whoever asked for it and
// can be edited and played again.
type List struct {
	Streams []StreamChoices
}

// StreamChoices are the choices of one stream, in order.
type StreamChoices struct {
	Name   string
	Values []uint32
	Spans  []Span // in the order in which they began
}

// Span is a part of a stream that was drawn for one purpose, Values[Begin:End]:
// an action of a client, a setting. Spans may hold others.
type Span struct {
	Begin, End int
	Depth      int // how many spans this one lies in
}

// List returns the choices made so far. Spans that have not ended end here.
func (m *Machine) List() List {
	list := List{Streams: make([]StreamChoices, len(m.streams))}
	counts := make([]int, len(m.streams))
	for _, choice := range m.choices {
		counts[choice.Stream]++
	}
	for i := range list.Streams {
		list.Streams[i] = StreamChoices{Name: m.streams[i].name, Values: make([]uint32, 0, counts[i])}
	}
	for _, choice := range m.choices {
		s := &list.Streams[choice.Stream]
		s.Values = append(s.Values, choice.Value)
	}
	for i := range list.Streams {
		list.Streams[i].Spans = m.spansOf(Stream(i))
	}
	return list
}

// spansOf returns the spans of a stream by places in that stream. While they are
// recorded they are places among all choices, so that a draw has nothing to count.
func (m *Machine) spansOf(s Stream) []Span {
	spans := slices.Clone(m.streams[s].spans)
	if len(spans) == 0 {
		return nil
	}
	var places []int
	for i, choice := range m.choices {
		if choice.Stream == s {
			places = append(places, i)
		}
	}
	for i := range spans {
		spans[i].Begin, _ = slices.BinarySearch(places, spans[i].Begin)
		if spans[i].End == unended {
			spans[i].End = len(places)
			continue
		}
		spans[i].End, _ = slices.BinarySearch(places, spans[i].End)
	}
	return spans
}

// scheduled is a list of choices between threads and no other.
func scheduled(choices []Choice) *List {
	values := make([]uint32, len(choices))
	for i, choice := range choices {
		values[i] = choice.Value
	}
	return &List{Streams: []StreamChoices{{Name: streamNames[streamSchedule], Values: values}}}
}

// Of returns the stream of a name, or nil.
func (l *List) Of(name string) *StreamChoices {
	for i := range l.Streams {
		if l.Streams[i].Name == name {
			return &l.Streams[i]
		}
	}
	return nil
}

// Clone is a copy that shares nothing with l.
func (l *List) Clone() List {
	streams := slices.Clone(l.Streams)
	for i := range streams {
		streams[i].Values = slices.Clone(streams[i].Values)
		streams[i].Spans = slices.Clone(streams[i].Spans)
	}
	return List{Streams: streams}
}

// Own tells whether the stream of this name is one of the machine's own, and not
// one of the program that runs on it.
func Own(name string) bool { return slices.Contains(streamNames[:], name) }

// AppendText appends a line for each stream that has choices: its name and its
// values, of which equal ones are folded and spans are in parentheses, as in
//
//	client 1: (1 0*3 (1 17) (0)) (0)
//
// The error is that of a name that would not be read again.
func (l List) AppendText(text []byte) ([]byte, error) {
	for _, s := range l.Streams {
		if s.Name == "" || strings.ContainsAny(s.Name, ":\n") {
			return text, fmt.Errorf("a stream cannot be called %q", s.Name)
		}
		if len(s.Values)+len(s.Spans) > 0 {
			text = s.appendText(text)
		}
	}
	return text, nil
}

func (s *StreamChoices) appendText(text []byte) []byte {
	text = append(append(text, s.Name...), ':')
	spans, open, at := s.Spans, []int{}, 0
	for {
		for len(open) > 0 && open[len(open)-1] == at && !beginsInside(spans, len(open), at) {
			text, open = append(text, ')'), open[:len(open)-1]
		}
		if beginsInside(spans, len(open), at) {
			text = append(text, " ("...)
			open, spans = append(open, spans[0].End), spans[1:]
			continue
		}
		if at == len(s.Values) {
			return append(text, '\n')
		}
		end := len(s.Values)
		if len(spans) > 0 {
			end = min(end, spans[0].Begin)
		}
		if len(open) > 0 {
			end = min(end, open[len(open)-1])
		}
		text = appendRuns(text, s.Values[at:end])
		at = end
	}
}

// beginsInside tells whether the next span begins at a place and lies in as many
// as are open.
func beginsInside(spans []Span, open, at int) bool {
	return len(spans) > 0 && spans[0].Begin == at && spans[0].Depth == open
}

// appendRuns writes values; equal ones that follow each other are one word.
func appendRuns(text []byte, values []uint32) []byte {
	for len(values) > 0 {
		n := 1
		for n < len(values) && values[n] == values[0] {
			n++
		}
		if text[len(text)-1] != '(' {
			text = append(text, ' ')
		}
		text = strconv.AppendUint(text, uint64(values[0]), 10)
		if n > 1 {
			text = strconv.AppendInt(append(text, '*'), int64(n), 10)
		}
		values = values[n:]
	}
	return text
}

// ParseList reads what AppendText writes.
func ParseList(text []byte) (List, error) {
	var list List
	for line := range bytes.Lines(text) {
		name, values, found := bytes.Cut(bytes.TrimRight(line, "\n"), []byte(":"))
		if !found || len(name) == 0 {
			return List{}, fmt.Errorf("%.40q is no stream of choices", line)
		}
		s := StreamChoices{Name: string(name)}
		if list.Of(s.Name) != nil {
			return List{}, fmt.Errorf("stream %q is there twice", s.Name)
		}
		if err := s.parse(string(values)); err != nil {
			return List{}, fmt.Errorf("stream %q: %w", s.Name, err)
		}
		list.Streams = append(list.Streams, s)
	}
	return list, nil
}

// mostValues bounds what a line may unfold to: twice the steps of a run, of which
// each has hardly more than a choice.
const mostValues = 2 * defaultStepLimit

func (s *StreamChoices) parse(text string) error {
	var open []int
	text = strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text)
	for word := range strings.FieldsSeq(text) {
		switch {
		case word == "(":
			open = append(open, len(s.Spans))
			s.Spans = append(s.Spans, Span{Begin: len(s.Values), Depth: len(open) - 1})
		case word != ")":
			if err := s.parseRun(word); err != nil {
				return err
			}
		case len(open) == 0:
			return errors.New("a span ends that has not begun")
		default:
			s.Spans[open[len(open)-1]].End = len(s.Values)
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return errors.New("a span does not end")
	}
	return nil
}

func (s *StreamChoices) parseRun(word string) error {
	value, times, _ := strings.Cut(word, "*")
	number, err := strconv.ParseUint(value, 10, 32)
	count, countErr := strconv.ParseUint(cmp.Or(times, "1"), 10, 32)
	switch {
	case err != nil || countErr != nil || count == 0:
		return fmt.Errorf("%q is no choice", word)
	case uint64(len(s.Values))+count > mostValues:
		return fmt.Errorf("there are more than %d choices", mostValues)
	}
	s.Values = append(s.Values, slices.Repeat([]uint32{uint32(number)}, int(count))...)
	return nil
}
