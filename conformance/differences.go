package conformance

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"

	"seedis/resp"
)

// What follows compares two replies for the rows of tolerated: it tells what
// differs beyond what the row allows, "" for nothing.

func texts(elements []resp.Reply) []string {
	list := make([]string, len(elements))
	for i, element := range elements {
		list[i] = string(element.Text)
	}
	return list
}

func sortedTexts(elements []resp.Reply) []string {
	list := texts(elements)
	slices.Sort(list)
	return list
}

func unordered(oracle, other resp.Reply) string {
	return cmp.Diff(sortedTexts(oracle.Elements), sortedTexts(other.Elements))
}

// unorderedPairs compares names with what belongs to each.
func unorderedPairs(oracle, other resp.Reply) string {
	return cmp.Diff(printable(sorted(oracle, true)), printable(sorted(other, true)))
}

func scanned(oracle, other resp.Reply) string {
	if difference := cmp.Diff(printable(oracle.Elements[0]), printable(other.Elements[0])); difference != "" {
		return difference
	}
	return unordered(oracle.Elements[1], other.Elements[1])
}

// within tolerates that two numbers of the same sign are that far apart.
func within(most int64) func(oracle, other resp.Reply) string {
	return func(oracle, other resp.Reply) string {
		want, ok := resp.ParseInt(oracle.Text)
		got, alsoOK := resp.ParseInt(other.Text)
		apart := max(want-got, got-want)
		if ok && alsoOK && apart <= most && (want < 0) == (got < 0) {
			return ""
		}
		return fmt.Sprintf("%d and %d are too far apart", want, got)
	}
}

func helpLines(oracle, other resp.Reply) string {
	if len(other.Elements) < 4 {
		return "there are too few lines"
	}
	for i := range other.Elements {
		if other.Elements[i].Kind != oracle.Elements[0].Kind {
			return "a line is of another kind"
		}
	}
	want, _, _ := strings.Cut(string(oracle.Elements[0].Text), " ")
	got, _, _ := strings.Cut(string(other.Elements[0].Text), " ")
	return cmp.Diff(want, got)
}

// ownFigures are the fields of CLIENT LIST whose values are each server's own.
var ownFigures = regexp.MustCompile(`\b(addr|laddr|fd|age|idle|qbuf|qbuf-free|argv-mem|multi-mem|rbs|rbp|obl|oll|omem|tot-mem)=\S*`)

func clientLines(oracle, other resp.Reply) string {
	return cmp.Diff(linesOfClients(oracle), linesOfClients(other))
}

// clientSet compares the lines in any order.
func clientSet(oracle, other resp.Reply) string {
	want, got := linesOfClients(oracle), linesOfClients(other)
	slices.Sort(want)
	slices.Sort(got)
	return cmp.Diff(want, got)
}

// linesOfClients are the lines without what is each server's own. In RESP3 a
// format comes before the first of them.
func linesOfClients(list resp.Reply) []string {
	text := strings.TrimPrefix(string(list.Text), "txt:")
	return strings.Split(ownFigures.ReplaceAllString(text, "$1=*"), "\n")
}

// ownPlaces are the parts of DEBUG OBJECT that are each server's own.
var ownPlaces = regexp.MustCompile(`(at:0x|lru:|lru_seconds_idle:)[0-9a-f]+`)

func objectPlaces(oracle, other resp.Reply) string {
	want := ownPlaces.ReplaceAllString(string(oracle.Text), "$1*")
	got := ownPlaces.ReplaceAllString(string(other.Text), "$1*")
	if partedDifferently(oracle, other) {
		want, got = ownNodes.ReplaceAllString(want, "$1*"), ownNodes.ReplaceAllString(got, "$1*")
	}
	return cmp.Diff(want, got)
}

// momentsApart is, in microseconds, how far apart the answers to TIME can be:
// the simulated clock is a second behind, and the servers are asked in turn.
const momentsApart = 3_000_000

// moments compares seconds and microseconds.
func moments(oracle, other resp.Reply) string {
	want, ok := instantOf(oracle)
	got, alsoOK := instantOf(other)
	switch {
	case !ok || !alsoOK:
		return "it is no time"
	case max(want-got, got-want) > momentsApart:
		return fmt.Sprintf("%d and %d microseconds are too far apart", want, got)
	}
	return ""
}

// instantOf is what TIME tells, in microseconds since 1970.
func instantOf(reply resp.Reply) (instant int64, ok bool) {
	if len(reply.Elements) != 2 {
		return 0, false
	}
	seconds, isNumber := resp.ParseInt(reply.Elements[0].Text)
	rest, alsoNumber := resp.ParseInt(reply.Elements[1].Text)
	return seconds*1e6 + rest, isNumber && alsoNumber && rest >= 0 && rest < 1e6
}

// lastWords compares what ends a text.
func lastWords(oracle, other resp.Reply) string {
	last := func(reply resp.Reply) string {
		text := string(reply.Text)
		return text[max(0, strings.LastIndex(text, "Redis ver. ")):]
	}
	return cmp.Diff(last(oracle), last(other))
}

// ownParameters are those of Seedis alone, and those whose values name a place.
var ownParameters = []string{"io-engine", "io-threads-always", "io-threads-model", "io-threads-spin", "unixsocket", "port", "dir", "bind"}

func parameters(oracle, other resp.Reply) string {
	return cmp.Diff(parameterValues(oracle), parameterValues(other))
}

func parameterValues(reply resp.Reply) map[string]string {
	values := map[string]string{}
	for i := 0; i+1 < len(reply.Elements); i += 2 {
		name := string(reply.Elements[i].Text)
		if !slices.Contains(ownParameters, name) {
			values[name] = strconv.Quote(string(reply.Elements[i+1].Text))
		}
	}
	return values
}
