//go:build linux

package main

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSpread(t *testing.T) {
	tests := []struct {
		figures []float64
		want    spread
	}{
		{[]float64{3}, spread{3, 3, 3}},
		{[]float64{4, 1, 9}, spread{4, 1, 9}},
		{[]float64{8, 2, 4, 6}, spread{5, 2, 8}},
	}
	for _, test := range tests {
		before := slices.Clone(test.figures)
		if got := spreadOf(test.figures); got != test.want {
			t.Errorf("spread of %v is %+v, want %+v", test.figures, got, test.want)
		}
		if !slices.Equal(before, test.figures) {
			t.Errorf("the rounds %v were sorted: ratios pair them by index", before)
		}
	}
}

func TestMedianHasHalfOnEitherSide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		figures := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 30).Draw(t, "figures")
		s := spreadOf(figures)
		below, above := 0, 0
		for _, figure := range figures {
			if figure < s.min || figure > s.max {
				t.Fatalf("%v is outside of %+v", figure, s)
			}
			if figure <= s.median {
				below++
			}
			if figure >= s.median {
				above++
			}
		}
		if 2*below < len(figures) || 2*above < len(figures) {
			t.Fatalf("%d of %d are at most the median, %d at least", below, len(figures), above)
		}
	})
}

// second is a round of one second in which the server was busy for a share.
func second(requests uint64, busy float64) sample {
	share := func(of float64) time.Duration { return time.Duration(of * float64(time.Second)) }
	return sample{requests: requests, wall: time.Second, server: share(busy), load: share(0.5)}
}

func TestRatiosPairTheRounds(t *testing.T) {
	// The machine is half as fast in the second round, for both alike.
	c := comparison{
		name:        "GET",
		subject:     []sample{second(400_000, 1), second(200_000, 1)},
		competition: []sample{second(200_000, 1), second(100_000, 1)},
	}
	if got, want := c.ratios(sample.cost), (spread{0.5, 0.5, 0.5}); got != want {
		t.Errorf("ratios of cost %+v, want %+v", got, want)
	}
	if got, want := c.ratios(sample.throughput), (spread{2, 2, 2}); got != want {
		t.Errorf("ratios of throughput %+v, want %+v", got, want)
	}
}

func TestRowMarksAnIdleServer(t *testing.T) {
	c := comparison{
		name:        "SET, pipeline 16, 100k keys",
		subject:     []sample{second(1_000_000, 0.899), second(1_000_000, 0.85), second(1_000_000, 0.99)},
		competition: []sample{second(100_000, 0.9), second(100_000, 0.9), second(100_000, 0.9)},
	}
	want := []string{
		"SET, pipeline 16, 100k keys", "0.899", "9.00", "0.10 (0.09..0.11)", "", "10.00 (10.00..10.00)",
		"1000k", "100k", "**89%**, 90%", "50%, 50%",
	}
	if diff := cmp.Diff(want, c.row()); diff != "" {
		t.Error(diff)
	}
	if len(c.row()) != len(comparisonHeader) {
		t.Errorf("%d cells under %d headings", len(c.row()), len(comparisonHeader))
	}
}

func TestRowOfAServerThatLacksTheCommand(t *testing.T) {
	c := comparison{name: "LPUSH", limit: 0.5, competition: []sample{second(1_000_000, 1)}}
	want := []string{"LPUSH", "absent", "1.00", "absent", "", "absent", "absent", "1000k", "absent, 100%", "absent, 50%"}
	if diff := cmp.Diff(want, c.row()); diff != "" {
		t.Error(diff)
	}
}

// ratioColumn and mostColumn are those of comparisonHeader.
const (
	ratioColumn = 3
	mostColumn  = 4
)

func TestACostIsJudgedWhereBothServersWereBusy(t *testing.T) {
	// A server that is less busy is cheaper: the rates are the same.
	at := func(busy float64) []sample { return one(second(1_000_000, busy)) }
	for _, c := range []struct {
		a, b  float64
		limit float64
		ratio string
		most  string
	}{
		{0.9, 1, 0.9, "0.90 (0.90..0.90)", "0.90"},
		{0.91, 1, 0.9, "**0.91 (0.91..0.91)**", "0.90"},
		{0.89, 1, 0.5, "0.89 (0.89..0.89), not judged", "0.50"},
		{1, 0.89, 0.5, "1.12 (1.12..1.12), not judged", "0.50"},
		{0.5, 1, 0.6, "0.50 (0.50..0.50), not judged", "0.60"},
		{1, 1, 0, "1.00 (1.00..1.00)", ""},
	} {
		row := comparison{limit: c.limit, subject: at(c.a), competition: at(c.b)}.row()
		if row[ratioColumn] != c.ratio || row[mostColumn] != c.most {
			t.Errorf("busy %v and %v: %q", c.a, c.b, row)
		}
	}
	if comparisonHeader[mostColumn] != "at most" {
		t.Errorf("columns %q", comparisonHeader)
	}
}

func TestMemoryRow(t *testing.T) {
	m := memoryCase{
		name: "a set of 1M", limit: 0.7,
		subject:     &growth{bytes: 72, load: 620 * time.Nanosecond},
		competition: &growth{bytes: 144, load: 1310 * time.Nanosecond},
	}
	if diff := cmp.Diff([]string{"a set of 1M", "72.0", "144.0", "0.50", "0.7", "0.620", "1.31"}, m.row()); diff != "" {
		t.Error(diff)
	}
	m.subject.bytes = 108
	if got := m.row()[3]; got != "**0.75**" {
		t.Errorf("0.75 where 0.7 is the limit stands as %s", got)
	}
	m.subject = nil
	if diff := cmp.Diff([]string{"a set of 1M", "absent", "144.0", "absent", "0.7", "absent", "1.31"}, m.row()); diff != "" {
		t.Error(diff)
	}
	if len(m.row()) != len(memoryHeader) {
		t.Errorf("%d cells under %d headings", len(m.row()), len(memoryHeader))
	}
}

func TestMarkdownTable(t *testing.T) {
	got := markdown([]string{"case", "A us"}, [][]string{{"GET", "6.60"}, {"SET, pipeline 1", "12.1"}})
	want := "" +
		"| case            | A us |\n" +
		"|-----------------|-----:|\n" +
		"| GET             | 6.60 |\n" +
		"| SET, pipeline 1 | 12.1 |\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCountsOfKeys(t *testing.T) {
	tests := []struct {
		n    int
		want string
	}{
		{7, "7"}, {1000, "1k"}, {1500, "1500"}, {100_000, "100k"}, {1_000_000, "1M"}, {1_500_000, "1500k"},
	}
	for _, test := range tests {
		if got := count(test.n); got != test.want {
			t.Errorf("count(%d) = %s, want %s", test.n, got, test.want)
		}
	}
}
