package conformance

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"seedis/commands"
)

// vocabulary is what a command table gives a generator to draw from.
type vocabulary struct {
	rows     *rapid.Generator[*commands.Command] // by weight
	keyRows  *rapid.Generator[*commands.Command] // those that take a key
	chances  *rapid.Generator[*commands.Command] // those of @chance, nil without any
	walks    *rapid.Generator[*commands.Command] // the SCAN family
	groups   *rapid.Generator[string]            // those of homes that have commands
	names    *rapid.Generator[string]            // of commands, and words that are none
	fillings []filling                           // how collections can be made
}

func newVocabulary(table []*commands.Command) *vocabulary {
	var weighted, keyRows, chances, walks []*commands.Command
	groups, names, known := []string{"string"}, []string{"get", "bogus", "", "config|get", "CONFIG|bogus"}, map[string]bool{}
	for _, row := range table {
		names = append(names, row.FullName)
		known[row.FullName] = true
		if homes[row.Doc.Group] != nil && !slices.Contains(groups, row.Doc.Group) {
			groups = append(groups, row.Doc.Group)
		}
		if isGenerated(row) {
			weighted = append(weighted, slices.Repeat([]*commands.Command{row}, weightOf(row))...)
		}
		if isGenerated(row) && !isBlocking(row) && takesKey(row.Doc.Arguments) {
			keyRows = append(keyRows, row)
		}
		if isChance(row.FullName) {
			chances = append(chances, row)
		}
		if isWalk(row.FullName) {
			walks = append(walks, row)
		}
	}
	v := &vocabulary{
		rows: evenly(weighted), keyRows: evenly(keyRows), walks: evenly(walks), groups: evenly(groups), names: evenly(names),
		fillings: slices.DeleteFunc(slices.Clone(fillings), func(f filling) bool { return !known[strings.ToLower(f.command)] }),
	}
	if len(chances) > 0 {
		v.chances = evenly(chances)
	}
	return v
}

func takesKey(arguments []commands.Argument) bool {
	return slices.ContainsFunc(arguments, func(a commands.Argument) bool {
		return a.Type == commands.TypeKey || takesKey(a.Arguments)
	})
}

// ownVocabulary is that of the table that Seedis has.
var ownVocabulary = newVocabulary(slices.Collect(ownTable.All()))
