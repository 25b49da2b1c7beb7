package commands

import (
	"fmt"
	"iter"
	"slices"

	"seedis/resp"
)

// Table is the command table of one server: every row, and an index of their
// names.
type Table struct {
	commands []*Command
	index    nameIndex
	length   int // rows, subcommands included
}

// NewTable returns the table with the data families bound. The rows about the
// server itself wait for Bind.
func NewTable() *Table {
	t := &Table{commands: slices.Concat(
		bitmapCommands(),
		connectionCommands(),
		setTypeCommands(),
		stringCommands(),
		genericCommands(),
		hashCommands(),
		sortedSetCommands(),
		sortedSetWaits(),
		listCommands(),
		blockingListCommands(),
		sortCommands(),
		transactionCommands(),
		serverCommands(),
		slowlogCommands(),
	)}
	for _, command := range t.commands {
		command.place(nil)
	}
	for command := range t.All() {
		command.index = t.length
		t.length++
	}
	t.index = newNameIndex(t.commands)
	t.bindIntrospection()
	return t
}

// Commands are the rows, in the order of the table. Subcommands are in their
// containers.
func (t *Table) Commands() []*Command { return t.commands }

// Find finds a row by its name in any case, nil if there is none.
func (t *Table) Find(name []byte) *Command { return t.index.find(name) }

// Lookup finds the row that a request calls: a container's subcommand if it
// has any argument, else what the first one names. It returns nil if the
// command or the subcommand does not exist.
func (t *Table) Lookup(args resp.Args) *Command {
	command := t.Find(args.At(0))
	if command == nil || command.Subcommands == nil || args.Len() == 1 {
		return command
	}
	return command.Sub(args.At(1))
}

// Bind gives the row of that full name ("config|get") the function that runs
// it. A name that is unknown or bound already is a mistake in the program.
func (t *Table) Bind(fullName string, run func(*Call)) {
	command := t.named([]byte(fullName))
	if command == nil {
		panic(fmt.Sprintf("commands: no command %q to bind", fullName))
	}
	if command.Run != nil {
		panic(fmt.Sprintf("commands: command %q is bound twice", fullName))
	}
	command.Run = run
}

// Unbound lists the full names of the rows that nothing runs: a table is ready
// to serve when there are none. A container needs no function of its own.
func (t *Table) Unbound() []string {
	var names []string
	for command := range t.All() {
		if command.Run == nil && command.Subcommands == nil {
			names = append(names, command.FullName)
		}
	}
	return names
}

// Len is the number of rows, subcommands included.
func (t *Table) Len() int { return t.length }

// All yields every row, the subcommands after their container.
func (t *Table) All() iter.Seq[*Command] {
	return func(yield func(*Command) bool) {
		for _, command := range t.commands {
			if !yield(command) {
				return
			}
			for _, sub := range command.Subcommands {
				if !yield(sub) {
					return
				}
			}
		}
	}
}

// named finds a row by its full name in any case, nil if there is none.
func (t *Table) named(fullName []byte) *Command {
	bar := slices.Index(fullName, '|')
	if bar < 0 {
		return t.Find(fullName)
	}
	container := t.Find(fullName[:bar])
	if container == nil {
		return nil
	}
	return container.Sub(fullName[bar+1:])
}
