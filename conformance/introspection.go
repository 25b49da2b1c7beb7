package conformance

import (
	"fmt"
	"maps"
	"slices"

	"github.com/google/go-cmp/cmp"

	"seedis/commands"
	"seedis/resp"
)

// What follows compares what the servers tell of their commands. Seedis has a
// part of redis-server's: what its own table has it must tell, whatever it
// answers.

// ownTable is the table that a server of Seedis has.
var ownTable = commands.NewTable()

// ownCommands are the full names of its rows.
var ownCommands = func() map[string]bool {
	names := map[string]bool{}
	for row := range ownTable.All() {
		names[row.FullName] = true
	}
	return names
}()

// ownCount compares with the number of rows that are no subcommands.
func ownCount(_, other resp.Reply) string {
	if n, ok := resp.ParseInt(other.Text); !ok || n != int64(len(ownTable.Commands())) {
		return fmt.Sprintf("%s is not the number of commands, %d", other.Text, len(ownTable.Commands()))
	}
	return ""
}

// ownNames compares names in any order.
func ownNames(oracle, other resp.Reply) string {
	isForeign := func(name string) bool { return !ownCommands[name] }
	return cmp.Diff(slices.DeleteFunc(sortedTexts(oracle.Elements), isForeign), sortedTexts(other.Elements))
}

// documents compares what COMMAND DOCS tells of each command, but for texts.
func documents(oracle, other resp.Reply) string {
	return cmp.Diff(own(documentFacts(oracle)), documentFacts(other))
}

// own leaves what is about commands of the table.
func own[T any](byName map[string]T) map[string]T {
	maps.DeleteFunc(byName, func(name string, _ T) bool { return !ownCommands[name] })
	return byName
}

func documentFacts(reply resp.Reply) map[string]map[string]any {
	commands := map[string]map[string]any{}
	for i := 0; i+1 < len(reply.Elements); i += 2 {
		facts, fields := map[string]any{}, reply.Elements[i+1].Elements
		for n := 0; n+1 < len(fields); n += 2 {
			value := fields[n+1]
			switch field := string(fields[n].Text); field {
			case "summary", "complexity":
				facts[field] = string(value.Kind)
			case "history":
				facts[field] = versions(value)
			case "subcommands":
				facts[field] = own(documentFacts(value))
			default:
				facts[field] = printable(value)
			}
		}
		commands[string(reply.Elements[i].Text)] = facts
	}
	return commands
}

// versions are those of a history, of which each element is a version and a text.
func versions(history resp.Reply) []any {
	list := []any{string(history.Kind)}
	for _, change := range history.Elements {
		if len(change.Elements) != 2 {
			list = append(list, printable(change))
			continue
		}
		list = append(list, printable(change.Elements[0]), string(change.Elements[1].Kind))
	}
	return list
}

// commandRows compares the rows of commands in any order.
func commandRows(oracle, other resp.Reply) string {
	want, err := rowsByName(oracle)
	if err != nil {
		return "redis-server: " + err.Error()
	}
	got, err := rowsByName(other)
	if err != nil {
		return err.Error()
	}
	return cmp.Diff(ownRows(want), got)
}

// commandRowsInOrder compares rows, of which some may be null.
func commandRowsInOrder(oracle, other resp.Reply) string {
	if len(oracle.Elements) != len(other.Elements) {
		return cmp.Diff(printable(oracle), printable(other))
	}
	for i := range oracle.Elements {
		want, got := oracle.Elements[i], other.Elements[i]
		if equal(want, got) {
			continue
		}
		want, got = resp.Reply{Elements: []resp.Reply{want}}, resp.Reply{Elements: []resp.Reply{got}}
		if difference := commandRows(want, got); difference != "" {
			return difference
		}
	}
	return ""
}

// commandRow is a row as it can be compared: subcommands come in any order.
type commandRow struct {
	Columns     any
	Subcommands map[string]commandRow
}

const subcommandsColumn = 9

// rowsByName reads rows; none may be null.
func rowsByName(reply resp.Reply) (map[string]commandRow, error) {
	rows := map[string]commandRow{}
	for _, row := range reply.Elements {
		if len(row.Elements) != subcommandsColumn+1 {
			return nil, fmt.Errorf("this is no row: %v", printable(row))
		}
		subcommands, err := rowsByName(row.Elements[subcommandsColumn])
		if err != nil {
			return nil, err
		}
		row.Elements = row.Elements[:subcommandsColumn]
		rows[string(row.Elements[0].Text)] = commandRow{printable(row), subcommands}
	}
	if len(rows) != len(reply.Elements) {
		return nil, fmt.Errorf("a row comes twice: %.1000v", printable(reply))
	}
	return rows, nil
}

// ownRows are the rows of the table, and so their subcommands.
func ownRows(rows map[string]commandRow) map[string]commandRow {
	for _, row := range rows {
		own(row.Subcommands)
	}
	return own(rows)
}
