package conformance

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"pgregory.net/rapid"

	"seedis/commands"
)

// generator draws requests by the rows of a command table: what COMMAND DOCS
// tells of a command's arguments is how they are drawn, and the rows of
// domain_test.go know more about some. A command that comes into the table is
// generated without more ado. Every draw shrinks to the plainer one: absent,
// few, valid, first of a list.
type generator struct {
	*vocabulary
	spans   map[int64]bool // drawn in this case, in milliseconds
	subject *string        // the next key that is drawn, if not by chance
	isBrief bool           // what blocks waits for a moment only
}

func newGenerator(v *vocabulary) *generator {
	return &generator{vocabulary: v, spans: map[int64]bool{}}
}

// isGenerated tells of rows that a request can name and that are not exempt. A
// container without its own arguments is only a word before its subcommands.
func isGenerated(row *commands.Command) bool {
	_, isExempt := exempt[row.FullName]
	return !isExempt && (row.Subcommands == nil || row.ArityOK(1))
}

// request draws a request: mostly one that can be carried out.
func (g *generator) request(t *rapid.T) []string {
	return g.spoiled(t, g.rows.Draw(t, "command"))
}

// spoiled draws a request of one command that need not be right.
func (g *generator) spoiled(t *rapid.T, row *commands.Command) []string {
	return settle(spoil(t, g.call(t, row)))
}

// call draws a request of one command.
func (g *generator) call(t *rapid.T, row *commands.Command) []string {
	var words []string
	for word := range strings.SplitSeq(row.FullName, "|") {
		words = append(words, inAnyCase(t, strings.ToUpper(word)))
	}
	d := drawing{g, t, row}
	if form := d.form(); form != nil {
		return append(words, form...)
	}
	chunks := d.each(row.Doc.Arguments)
	return slices.Concat(words, slices.Concat(disorder(t, row, chunks)...))
}

// drawing is one call as it is drawn.
type drawing struct {
	*generator
	t   *rapid.T
	row *commands.Command
}

// each draws the words of each argument.
func (d drawing) each(arguments []commands.Argument) [][]string {
	chunks := make([][]string, len(arguments))
	for i, argument := range arguments {
		chunks[i] = d.argument(argument)
	}
	d.match(arguments, chunks)
	return chunks
}

// match makes arguments mostly right that depend on each other: a numkeys, the
// weights of as many keys, and what bounds a range.
func (d drawing) match(arguments []commands.Argument, chunks [][]string) {
	keys := 0
	for i, argument := range arguments {
		if percent.Draw(d.t, "mismatch") >= 90 {
			continue
		}
		switch argument.Name {
		case "numkeys":
			keys = len(chunks[i+1])
			chunks[i] = []string{strconv.Itoa(keys)}
		case "weight":
			for n := len(chunks[i]) - 1; n > 0 && n != keys; n = len(chunks[i]) - 1 {
				chunks[i] = append(chunks[i][:1+min(n, keys)], d.several(argument, max(0, keys-n))...)
			}
		case "sortby":
			chunks[i-2], chunks[i-1] = d.bounds(chunks[i]), d.bounds(chunks[i])
			if len(chunks[i]) == 0 {
				chunks[i+2] = nil // LIMIT, which is for the others
			}
		}
	}
}

// several draws so many words for an argument.
func (d drawing) several(a commands.Argument, n int) []string {
	words := make([]string, n)
	for i := range words {
		words[i] = d.value(a)
	}
	return words
}

// bounds draws an end of a range by what it is a range of.
func (d drawing) bounds(by []string) []string {
	draw := indexes
	switch {
	case len(by) > 0 && strings.EqualFold(by[0], "byscore"):
		draw = scoreBounds
	case len(by) > 0:
		draw = lexBounds
	}
	return []string{draw.Draw(d.t, "bound")}
}

// argument draws the words of one argument: none if it is optional and left
// out, several times those of one if it may be repeated.
func (d drawing) argument(a commands.Argument) []string {
	least, most := 1, 1
	if a.Optional {
		least = 0
	}
	if a.Multiple {
		most = 4
	}
	var words []string
	for i := range rapid.IntRange(least, most).Draw(d.t, "times") {
		if a.Token != "" && a.Type != commands.TypePureToken && (i == 0 || a.MultipleToken) {
			words = append(words, inAnyCase(d.t, a.Token))
		}
		words = append(words, d.body(a)...)
	}
	return words
}

func (d drawing) body(a commands.Argument) []string {
	switch a.Type {
	case commands.TypePureToken:
		return []string{inAnyCase(d.t, a.Token)}
	case commands.TypeBlock:
		return slices.Concat(d.each(a.Arguments)...)
	case commands.TypeOneOf:
		return d.argument(rapid.SampledFrom(a.Arguments).Draw(d.t, a.Name))
	}
	return []string{d.value(a)}
}

// value draws one word: by the row of domain for the argument of this command,
// or for arguments of this name, or for its type.
func (d drawing) value(a commands.Argument) string {
	for _, name := range []string{d.row.FullName + " " + a.Name, a.Name, string(a.Type)} {
		if draw := domain[name]; draw != nil {
			return draw(d)
		}
	}
	panic("conformance: no row of domain draws a " + string(a.Type))
}

// disorder now and then puts optional arguments into another order, or draws
// them twice, as Redis takes them or says that it does not.
func disorder(t *rapid.T, row *commands.Command, chunks [][]string) [][]string {
	if percent.Draw(t, "order") < 90 {
		return chunks
	}
	first := slices.IndexFunc(row.Doc.Arguments, func(a commands.Argument) bool { return a.Optional })
	if first < 0 {
		return chunks
	}
	options := rapid.Permutation(chunks[first:]).Draw(t, "options")
	again := rapid.SampledFrom(options).Draw(t, "again")
	return slices.Concat(chunks[:first], options, [][]string{again})
}

// spoil now and then takes a word away, adds one, or puts one in the place of
// another. The first one stays: an argument might be the name of a command that
// is exempt.
func spoil(t *rapid.T, words []string) []string {
	kind := percent.Draw(t, "spoil")
	if kind < 94 {
		return words
	}
	wrong := wrongWords.Draw(t, "wrong")
	at := rapid.IntRange(1, len(words)).Draw(t, "at")
	switch {
	case kind < 96 || at == len(words):
		return slices.Insert(words, at, wrong)
	case kind < 98:
		return slices.Delete(words, at, at+1)
	}
	words[at] = wrong
	return words
}

func inAnyCase(t *rapid.T, word string) string {
	switch kind := percent.Draw(t, "case"); {
	case kind < 80:
		return word
	case kind < 90:
		return strings.ToLower(word)
	}
	return strings.ToLower(word[:len(word)/2]) + word[len(word)/2:]
}

// evenly draws each of a list equally often, where rapid's SampledFrom prefers
// the first ones and the last: tables of characters are what it draws from
// evenly. It shrinks towards the first.
func evenly[T any](list []T) *rapid.Generator[T] {
	tables := make([]*unicode.RangeTable, len(list))
	for i := range tables {
		tables[i] = &unicode.RangeTable{R32: []unicode.Range32{{Lo: uint32(i), Hi: uint32(i), Stride: 1}}}
	}
	return rapid.Map(rapid.RuneFrom(nil, tables...), func(i rune) T { return list[i] })
}

// percent draws a number below 100.
var percent = evenly(func() []int {
	numbers := make([]int, 100)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}())
