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

// infoAdditions are the fields of INFO that only Seedis has.
var infoAdditions = []string{"seedis_version", "mem_blocks", "mem_mapped"}

// infoLater are the sections that Seedis does not have yet.
var infoLater = []string{"# Latencystats"}

// infoFields compares the names of fields, in order, and what is counted of
// commands and errors; other fields that Seedis lacks are passed over.
func infoFields(oracle, other resp.Reply) string {
	want, got := infoNames(string(oracle.Text)), infoNames(string(other.Text))
	var missing []string
	for _, name := range got {
		if slices.Contains(infoAdditions, name) {
			continue
		}
		at := slices.Index(want, name)
		if at < 0 {
			return "redis-server has no field " + name + " there"
		}
		missing = append(missing, want[:at]...)
		want = want[at+1:]
	}
	for _, name := range append(missing, want...) {
		section := strings.HasPrefix(name, "# ") && !slices.Contains(infoLater, name)
		if section || strings.Contains(name, "stat_") {
			return name + " is missing"
		}
	}
	return ""
}

// infoNames are the lines of INFO, without the values of fields. Those about
// commands and errors, whose order is a hash table's, come last and with all
// that does not speak of time.
func infoNames(text string) []string {
	var names, statistics []string
	for _, line := range strings.Split(text, "\r\n") {
		if strings.HasPrefix(line, "cmdstat_") || strings.HasPrefix(line, "errorstat_") {
			statistics = append(statistics, ownTimes.ReplaceAllString(line, ""))
			continue
		}
		name, _, _ := strings.Cut(line, ":")
		names = append(names, name)
	}
	slices.Sort(statistics)
	return append(names, statistics...)
}

// ownTimes are the parts of a command's line that are each server's own.
var ownTimes = regexp.MustCompile(`usec=\d+,usec_per_call=[0-9.]+,`)

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

// commandRows compares the rows of commands, but for the last column, which has
// the subcommands.
func commandRows(oracle, other resp.Reply) string {
	want, got := rowsByName(oracle), rowsByName(other)
	for name := range want {
		if _, there := got[name]; !there {
			delete(want, name) // compared is what Seedis has
		}
	}
	return cmp.Diff(want, got)
}

const subcommandsColumn = 9

func rowsByName(reply resp.Reply) map[string]any {
	rows := map[string]any{}
	for _, row := range reply.Elements {
		if len(row.Elements) > subcommandsColumn {
			row.Elements = row.Elements[:subcommandsColumn]
			rows[string(row.Elements[0].Text)] = printable(row)
		}
	}
	return rows
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
