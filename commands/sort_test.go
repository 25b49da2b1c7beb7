package commands

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/store"
)

// sorting is a SORT beside its model: what is sorted, and what the keys have that
// patterns name.
type sorting struct {
	kind     string // list, set or zset
	elements []string
	strings  map[string]string // w_17: the weight of 17
	fields   map[string]string // h_17: the field f of its hash
	words    []string          // the request
	by       string            // "", nosort, w_* or h_*->f
	gets     []string
	text     bool
	down     bool
	offset   int
	limit    int // none if negative
	stored   bool
}

var (
	sortNumbers = []string{"0", "1", "-1", "7", "10", "2.5", "-0", "1e2", "inf", "12345678901234567890"}
	sortTexts   = []string{"", "a", "b", "ab", "a\x00b", "a\x00a", "abcdefgh", "abcdefghi", "abcdefgi", "\xff"}
)

func drawSorting(t *rapid.T) *sorting {
	s := &sorting{
		kind: rapid.SampledFrom([]string{"list", "set", "zset"}).Draw(t, "kind"),
		by:   rapid.SampledFrom([]string{"", "nosort", "w_*", "h_*->f"}).Draw(t, "by"),
		gets: rapid.SliceOfN(rapid.SampledFrom([]string{"#", "w_*", "h_*->f", "none"}), 0, 3).Draw(t, "gets"),
		text: rapid.Bool().Draw(t, "alpha"), down: rapid.Bool().Draw(t, "desc"), stored: rapid.Bool().Draw(t, "store"),
		offset: rapid.IntRange(-2, 12).Draw(t, "offset"), limit: rapid.IntRange(-2, 12).Draw(t, "limit"),
		strings: map[string]string{}, fields: map[string]string{},
	}
	pool := sortNumbers
	if s.text || s.by != "" {
		pool = slices.Concat(sortNumbers, sortTexts)
	}
	weights := sortNumbers
	if s.text {
		weights = sortTexts
	}
	draw := rapid.SliceOfN(rapid.SampledFrom(pool), 0, 12)
	if s.kind != "list" {
		draw = rapid.SliceOfNDistinct(rapid.SampledFrom(pool), 0, 12, rapid.ID[string])
	}
	s.elements = draw.Draw(t, "elements")
	for _, element := range pool {
		if rapid.Bool().Draw(t, "has a weight") {
			s.strings[element] = rapid.SampledFrom(weights).Draw(t, "weight")
		}
		if rapid.Bool().Draw(t, "has a field") {
			s.fields[element] = rapid.SampledFrom(weights).Draw(t, "field")
		}
	}
	s.words = s.request()
	return s
}

func (s *sorting) request() []string {
	words := []string{"SORT", "k", "LIMIT", strconv.Itoa(s.offset), strconv.Itoa(s.limit)}
	if s.by != "" {
		words = append(words, "BY", s.by)
	}
	for _, get := range s.gets {
		words = append(words, "GET", get)
	}
	if s.text {
		words = append(words, "ALPHA")
	}
	if s.down {
		words = append(words, "DESC")
	}
	if s.stored {
		words = append(words, "STORE", "d")
	}
	return words
}

// fill makes the keys.
func (s *sorting) fill(m *machine) {
	for i, element := range s.elements {
		switch s.kind {
		case "list":
			m.do("RPUSH", "k", element)
		case "set":
			m.do("SADD", "k", element)
		case "zset":
			m.do("ZADD", "k", strconv.Itoa(i), element)
		}
	}
	for element, weight := range s.strings {
		m.do("SET", "w_"+element, weight)
	}
	for element, field := range s.fields {
		m.do("HSET", "h_"+element, "f", field)
	}
}

// look is what a pattern names for an element.
func (s *sorting) look(pattern, element string) (value string, ok bool) {
	switch pattern {
	case "#", "":
		return element, true
	case "w_*":
		value, ok = s.strings[element]
	case "h_*->f":
		value, ok = s.fields[element]
	}
	return value, ok
}

// sorted is the elements in the order of the reply.
func (s *sorting) sorted() []string {
	by, text := s.by, s.text
	sorted := slices.Clone(s.elements)
	if s.kind == "set" {
		slices.Sort(sorted)
		if by == "nosort" {
			by, text = "", true
		}
	}
	if by == "nosort" {
		if s.down {
			slices.Reverse(sorted)
		}
		return sorted
	}
	slices.SortStableFunc(sorted, func(a, b string) int {
		order := s.compare(by, text, a, b)
		if s.down {
			return -order
		}
		return order
	})
	return sorted
}

func (s *sorting) compare(by string, text bool, a, b string) int {
	x, hasX := s.look(by, a)
	y, hasY := s.look(by, b)
	if !text {
		n, _ := strconv.ParseFloat(cmp.Or(x, "0"), 64)
		m, _ := strconv.ParseFloat(cmp.Or(y, "0"), 64)
		return cmp.Or(cmp.Compare(n, m), strings.Compare(a, b))
	}
	if !hasX || !hasY {
		x, y = "", ""
		if hasX {
			x = "something"
		}
		if hasY {
			y = "something"
		}
	}
	if !s.stored {
		x, _, _ = strings.Cut(x, "\x00")
		y, _, _ = strings.Cut(y, "\x00")
	}
	if order := strings.Compare(x, y); order != 0 || s.kind != "set" {
		return order
	}
	return strings.Compare(a, b)
}

// values are what is replied or stored; nil is none.
func (s *sorting) values() []*string {
	sorted := s.sorted()
	offset := min(max(s.offset, 0), len(sorted))
	sorted = sorted[offset:]
	if s.limit >= 0 {
		sorted = sorted[:min(s.limit, len(sorted))]
	}
	gets := s.gets
	if len(gets) == 0 {
		gets = []string{"#"}
	}
	var values []*string
	for _, element := range sorted {
		for _, get := range gets {
			value, ok := s.look(get, element)
			switch {
			case ok || s.stored:
				values = append(values, &value)
			default:
				values = append(values, nil)
			}
		}
	}
	return values
}

func arrayOf(values []*string) string {
	var reply bytes.Buffer
	fmt.Fprintf(&reply, "*%d\r\n", len(values))
	for _, value := range values {
		if value == nil {
			reply.WriteString("$-1\r\n")
		} else {
			fmt.Fprintf(&reply, "$%d\r\n%s\r\n", len(*value), *value)
		}
	}
	return reply.String()
}

// A set that is not stored and not sorted comes in any order, so that it is not
// asked for.
func TestSortIsWhatTheModelSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSorting(t)
		if s.kind == "set" && s.by == "nosort" {
			s.stored = true
			s.words = s.request()
		}
		m := openMachine(t, true)
		defer m.close()
		s.fill(m)
		m.do("SET", "d", "something else")
		want, got := arrayOf(s.values()), m.do(s.words...)
		if s.stored {
			if n := fmt.Sprintf(":%d\r\n", len(s.values())); got != n {
				t.Fatalf("%q of %q replies %q, want %q", s.words, s.elements, got, n)
			}
			got = m.do("LRANGE", "d", "0", "-1")
		}
		if got != want {
			t.Fatalf("%q of %q gives\n%q, want\n%q", s.words, s.elements, got, want)
		}
	})
}

func TestSortsAreTold(t *testing.T) {
	holdTold(t, []told{
		{"RPUSH l 2 1", "SORT l", "", ""},
		{"RPUSH l 2 1", "sort l store d", "l sortstore*2 0 d", "0 sort l store d"},
		{"RPUSH l 2 1; SET d x", "SORT l LIMIT 9 1 STORE d", "g del 0 d", "0 SORT l LIMIT 9 1 STORE d"},
		{"RPUSH l 2 1", "SORT l LIMIT 9 1 STORE d", "", ""},
		{"SET d x", "SORT none STORE d", "g del 0 d", "0 SORT none STORE d"},
		{"RPUSH l 2 1", "SORT l GET w_* GET # STORE l", "l sortstore*4 0 l", "0 SORT l GET w_* GET # STORE l"},
		{"RPUSH l 2 x; SET d x", "SORT l STORE d", "", ""},
		{"ZADD z 1 a", "SORT z BY nosort", "", ""},
		{"RPUSH l 1 2; SET w_2 5 PXAT 1", "SORT l BY w_* STORE d", "x expired*0 0 w_2; l sortstore*2 0 d", "0 DEL w_2; 0 SORT l BY w_* STORE d"},
		{"RPUSH l 1 2; SET w_2 5 PXAT 1", "SORT l GET w_* STORE w_2", "x expired*0 0 w_2; l sortstore*2 0 w_2", "0 DEL w_2; 0 SORT l GET w_* STORE w_2"},
		{"RPUSH l 1; SET d x PXAT 1", "SORT l STORE d", "x expired*0 0 d; l sortstore 0 d", "0 DEL d; 0 SORT l STORE d"},
	})
}

// fillToSort makes a list, a set and a sorted set of so many numbers, and their
// weights.
func fillToSort(m *machine, count int) {
	for i := range count {
		n := strconv.Itoa(i * 7919 % 10_000)
		m.do("RPUSH", "l", n)
		m.do("SADD", "s", n)
		m.do("SADD", "t", "member"+n)
		m.do("ZADD", "z", n, n)
		m.do("SET", "w_"+n, strconv.Itoa(i))
		m.do("HSET", "h_"+n, "f", n)
	}
}

func TestSortAllocatesNothing(t *testing.T) {
	m := openMachine(t, false)
	t.Cleanup(m.close)
	m.call.Sink = silence{}
	fillToSort(m, 100)
	room := make([]byte, 1<<16)
	for _, request := range []string{
		"SORT l", "SORT l DESC LIMIT 0 10", "SORT l ALPHA", "SORT s", "SORT t ALPHA", "SORT z", "SORT z BY nosort DESC LIMIT 0 10",
		"SORT l BY w_*", "SORT l BY h_*->f ALPHA", "SORT s BY w_* GET # GET w_* GET h_*->f", "SORT l BY nosort GET w_*",
		"SORT l STORE d", "SORT t ALPHA STORE d", "SORT none STORE d", "SORT_RO z", "MEMORY USAGE z", "MEMORY USAGE t SAMPLES 0",
	} {
		args := requestOf(strings.Fields(request)...)
		allocations := testing.AllocsPerRun(100, func() {
			m.writer.Attach(room, 0, &m.reply)
			m.run(args)
		})
		if allocations != 0 {
			t.Errorf("%s allocates %v times", request, allocations)
		}
	}
}

func TestALargeSortKeepsNoMemory(t *testing.T) {
	m := newMachine(t)
	for i := range 3 * keptScratch {
		m.do("RPUSH", "l", strconv.Itoa(1_000_000_000+i))
	}
	m.do("SORT", "l", "BY", "w_*", "ALPHA", "GET", "#")
	if s := &m.call.sorter; s.elements != nil || s.weights != nil || s.ranks != nil || cap(s.text) > keptScratch*store.Digits {
		t.Errorf("kept are %d elements, %d weights, %d ranks and %d bytes", cap(s.elements), cap(s.weights), cap(s.ranks), cap(s.text))
	}
}

func BenchmarkSort(b *testing.B) {
	m := openMachine(b, false)
	defer m.close()
	fillToSort(m, 100)
	room := make([]byte, 1<<16)
	for _, request := range []string{"SORT l", "SORT l ALPHA", "SORT l BY w_* GET w_*", "SORT z BY nosort LIMIT 0 10"} {
		args := requestOf(strings.Fields(request)...)
		b.Run(strings.ReplaceAll(request, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				m.writer.Attach(room, 0, &m.reply)
				m.run(args)
			}
		})
	}
}
