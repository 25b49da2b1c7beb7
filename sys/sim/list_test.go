package sim

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTheTextOfAList(t *testing.T) {
	values := func(values ...uint32) []uint32 { return values }
	for _, c := range []struct {
		stream StreamChoices
		text   string
	}{
		{StreamChoices{Name: "schedule", Values: values(0, 0, 0, 2, 0)}, "schedule: 0*3 2 0\n"},
		{
			StreamChoices{Name: "client 1", Values: values(1, 0, 0, 17, 17, 3), Spans: []Span{{0, 5, 0}, {2, 4, 1}, {6, 6, 0}}},
			"client 1: (1 0 (0 17) 17) 3 ()\n",
		},
		{StreamChoices{Name: "empty ones", Spans: []Span{{0, 0, 0}, {0, 0, 1}, {0, 0, 1}, {0, 0, 0}}}, "empty ones: ( () ()) ()\n"},
		{StreamChoices{Name: "one ends where one begins", Values: values(5, 5), Spans: []Span{{0, 1, 0}, {1, 2, 0}, {2, 2, 1}}},
			"one ends where one begins: (5) (5 ())\n"},
	} {
		text, err := List{Streams: []StreamChoices{c.stream}}.AppendText(nil)
		if err != nil || string(text) != c.text {
			t.Errorf("the text is %q, error %v; want %q", text, err, c.text)
		}
		list, err := ParseList(text)
		if err != nil || len(list.Streams) != 1 || cmp.Diff(list.Streams[0], c.stream) != "" {
			t.Errorf("%q is read as %v, error %v", text, list, err)
		}
	}
}

func TestWrongListsAreRefused(t *testing.T) {
	for _, text := range []string{
		"schedule 0\n", ": 1\n", "a: 1\na: 2\n", "a: (1\n", "a: 1)\n", "a: x\n", "a: 4294967296\n", "a: 1*0\n", "a: 1*-1\n",
		"a: 1*4000000000\n", "a: -1\n", "a: 1**2\n",
	} {
		if list, err := ParseList([]byte(text)); err == nil {
			t.Errorf("%q is read as %v", text, list)
		}
	}
	for _, name := range []string{"", "a:b", "a\nb"} {
		if text, err := (List{Streams: []StreamChoices{{Name: name, Values: []uint32{1}}}}).AppendText(nil); err == nil {
			t.Errorf("stream %q is written as %q", name, text)
		}
	}
}

// scribble is a program that draws and nests spans at random.
func scribble(t *rapid.T, m *Machine) {
	streams := []Stream{m.Stream("a"), m.Stream("b")}
	open := []int{0, 0}
	for _, what := range rapid.SliceOfN(rapid.IntRange(0, 7), 0, 60).Draw(t, "program") {
		which := what % 2
		switch s := streams[which]; {
		case what < 4:
			m.Choose(s, 3)
		case what < 6:
			m.Begin(s)
			open[which]++
		case open[which] > 0:
			m.End(s)
			open[which]--
		}
	}
}

func TestAListIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(Options{Seed: rapid.Uint64().Draw(t, "seed")})
		scribble(t, m)
		want := m.List()
		want.Streams = slices.DeleteFunc(want.Streams, func(s StreamChoices) bool { return len(s.Values)+len(s.Spans) == 0 })
		text, err := want.AppendText(nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseList(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for i, s := range got.Streams {
			if s.Name != want.Streams[i].Name || !slices.Equal(s.Values, want.Streams[i].Values) || !slices.Equal(s.Spans, want.Streams[i].Spans) {
				t.Fatalf("%v is read as %v from\n%s", want, got, text)
			}
		}
	})
}

// What is in one span is never taken in another.
func TestSpansKeepTheirChoices(t *testing.T) {
	program := func(m *Machine) (drawn [][]int) {
		s := m.Stream("client")
		for m.next(s) {
			var values []int
			for range 1 + m.Choose(s, 3) {
				values = append(values, m.Choose(s, 100))
			}
			m.End(s)
			drawn = append(drawn, values)
		}
		return drawn
	}
	for _, c := range []struct {
		name, list string
		want       [][]int
	}{
		{"as it was", "client: (1 2 7 8 9) (1 0 5) (1 1 6 6) (0)\n", [][]int{{7, 8, 9}, {5}, {6, 6}}},
		{"without one", "client: (1 2 7 8 9) (1 1 6 6) (0)\n", [][]int{{7, 8, 9}, {6, 6}}},
		{"shorter", "client: (1 0 7 8 9) (1 0 5) (0)\n", [][]int{{7}, {5}}},
		{"longer", "client: (1 2 7) (1 0 5) (0)\n", [][]int{{7, 0, 0}, {5}}},
		{"at its end", "client: (1 0 7)\n", [][]int{{7}}},
		{"with one in it", "client: (1 1 (3 3) 7) (1 0 5)\n", [][]int{{0, 0}, {5}}},
		{"with what nobody takes", "client: 4 4 (1 0 7) 3 (1 0 5)\n", [][]int{{7}, {5}}},
	} {
		list, err := ParseList([]byte(c.list))
		if err != nil {
			t.Fatal(err)
		}
		if got := program(New(Options{Replay: &list})); cmp.Diff(got, c.want) != "" {
			t.Errorf("%s: drawn %v, want %v", c.name, got, c.want)
		}
	}
}

// next opens a span if the list has one that goes on.
func (m *Machine) next(s Stream) bool {
	m.Begin(s)
	if m.Record(s, 2, 0) == 1 {
		return true
	}
	m.End(s)
	return false
}

func TestWhatCannotBeRecorded(t *testing.T) {
	for name, wrong := range map[string]func(m *Machine){
		"a value among fewer":  func(m *Machine) { m.Record(streamNetwork, 2, 2) },
		"a negative value":     func(m *Machine) { m.Record(streamNetwork, 2, -1) },
		"an end that is alone": func(m *Machine) { m.End(streamNetwork) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it was")
				}
			}()
			wrong(New(Options{}))
		})
	}
}

func TestSpansAreTakenOut(t *testing.T) {
	const text = "client: 9 (1 (2 3) (4 5) 6) (7 (8)) 9\n"
	for _, c := range []struct {
		spans            []int
		deleted, emptied string
	}{
		{nil, text, text},
		{[]int{0}, "client: 9 (7 (8)) 9\n", "client: 9 () (7 (8)) 9\n"},
		{[]int{1}, "client: 9 (1 (4 5) 6) (7 (8)) 9\n", "client: 9 (1 () (4 5) 6) (7 (8)) 9\n"},
		{[]int{2, 4}, "client: 9 (1 (2 3) 6) (7) 9\n", "client: 9 (1 (2 3) () 6) (7 ()) 9\n"},
		{[]int{0, 3}, "client: 9*2\n", "client: 9 () () 9\n"},
	} {
		list, err := ParseList([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		s := &list.Streams[0]
		for want, edited := range map[string]StreamChoices{c.deleted: s.Delete(c.spans), c.emptied: s.Empty(c.spans)} {
			got, err := List{Streams: []StreamChoices{edited}}.AppendText(nil)
			if err != nil || string(got) != want {
				t.Errorf("without %v it is %q, want %q", c.spans, got, want)
			}
		}
	}
}

// What a span has left is not taken behind it, and what comes behind it not in it.
func TestChoicesBehindASpan(t *testing.T) {
	list, err := ParseList([]byte("client: (1 2 (3) 4) 7 (8) 9\n"))
	if err != nil {
		t.Fatal(err)
	}
	m := New(Options{Replay: &list})
	s := m.Stream("client")
	draw := func() int { return m.Choose(s, 100) }
	m.Begin(s)
	got := []int{draw()}
	m.End(s)
	got = append(got, draw(), draw())
	m.Begin(s)
	got = append(got, draw(), draw())
	m.End(s)
	got = append(got, draw(), draw())
	if want := []int{1, 7, 0, 8, 0, 9, 0}; !slices.Equal(got, want) {
		t.Errorf("drawn %v, want %v", got, want)
	}
}
