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

func subset(oracle, other resp.Reply) string {
	all := texts(oracle.Elements)
	for _, name := range texts(other.Elements) {
		if !slices.Contains(all, name) {
			return "redis-server does not list " + name
		}
	}
	return ""
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
	return cmp.Diff(
		strings.Split(ownFigures.ReplaceAllString(string(oracle.Text), "$1=*"), "\n"),
		strings.Split(ownFigures.ReplaceAllString(string(other.Text), "$1=*"), "\n"))
}

// documents compares what COMMAND DOCS tells of each command, but for texts.
func documents(oracle, other resp.Reply) string {
	want, got := documentFacts(oracle), documentFacts(other)
	for command := range want {
		if _, there := got[command]; !there {
			delete(want, command) // compared is what Seedis has
		}
	}
	return cmp.Diff(want, got)
}

func documentFacts(reply resp.Reply) map[string]map[string]any {
	commands := map[string]map[string]any{}
	for i := 0; i+1 < len(reply.Elements); i += 2 {
		facts, fields := map[string]any{}, reply.Elements[i+1].Elements
		for n := 0; n+1 < len(fields); n += 2 {
			switch field := string(fields[n].Text); field {
			case "summary", "complexity", "history", "subcommands":
				facts[field] = string(fields[n+1].Kind)
			default:
				facts[field] = printable(fields[n+1])
			}
		}
		commands[string(reply.Elements[i].Text)] = facts
	}
	return commands
}

// commandRows compares the rows of commands. Of subcommands it compares those
// that Seedis has.
func commandRows(oracle, other resp.Reply) string {
	return cmp.Diff(shared(rowsByName(oracle), rowsByName(other)), rowsByName(other))
}

// shared are the rows that Seedis has too, and so their subcommands.
func shared(rows, existing map[string]commandRow) map[string]commandRow {
	kept := map[string]commandRow{}
	for name, row := range rows {
		if other, there := existing[name]; there {
			row.Subcommands = shared(row.Subcommands, other.Subcommands)
			kept[name] = row
		}
	}
	return kept
}

// commandRow is a row as it can be compared: subcommands come in any order.
type commandRow struct {
	Columns     any
	Subcommands map[string]commandRow
}

const subcommandsColumn = 9

func rowsByName(reply resp.Reply) map[string]commandRow {
	rows := map[string]commandRow{}
	for _, row := range reply.Elements {
		if len(row.Elements) <= subcommandsColumn {
			continue
		}
		subcommands := rowsByName(row.Elements[subcommandsColumn])
		row.Elements = row.Elements[:subcommandsColumn]
		rows[string(row.Elements[0].Text)] = commandRow{printable(row), subcommands}
	}
	return rows
}

// ownPlaces are the parts of DEBUG OBJECT that are each server's own.
var ownPlaces = regexp.MustCompile(`(at:0x|lru:|lru_seconds_idle:)[0-9a-f]+`)

func objectPlaces(oracle, other resp.Reply) string {
	return cmp.Diff(
		ownPlaces.ReplaceAllString(string(oracle.Text), "$1*"),
		ownPlaces.ReplaceAllString(string(other.Text), "$1*"))
}

// moments compares seconds and microseconds by their form.
func moments(oracle, other resp.Reply) string {
	for _, reply := range []resp.Reply{oracle, other} {
		if len(reply.Elements) != 2 {
			return "there are not two parts"
		}
		seconds, isNumber := resp.ParseInt(reply.Elements[0].Text)
		rest, alsoNumber := resp.ParseInt(reply.Elements[1].Text)
		if !isNumber || !alsoNumber || seconds < 1e9 || rest < 0 || rest >= 1e6 {
			return "it is no time"
		}
	}
	return ""
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
var ownParameters = []string{"io-engine", "io-threads-model", "io-threads-spin", "unixsocket", "port", "dir", "bind"}

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
