package conformance

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/commands"
	"seedis/resp"
)

// A command that comes into the table is generated, or somebody has said why
// not; never both. What redis-server has beyond the table is held to that too.
func TestEveryCommandIsGeneratedOrExempt(t *testing.T) {
	table := wholeTable(t)
	v := newVocabulary(slices.Collect(maps.Values(table)))
	for name, row := range table {
		_, isExempt := exempt[name]
		container := row.Subcommands != nil && !row.ArityOK(1)
		if !isExempt && !container && !slices.ContainsFunc(examples(v, row), row.ArityOK) {
			t.Errorf("%s: no drawn request could be carried out: it needs a row of domain, a form, or a reason in exempt", name)
		}
	}
	for name, reason := range exempt {
		if table[name] == nil || reason == "" {
			t.Errorf("%s is exempt, but is no command, or without a reason", name)
		}
	}
	for name := range weights {
		if row := table[name]; row == nil || !isGenerated(row) {
			t.Errorf("%s has a weight, but is never drawn", name)
		}
	}
}

// wholeTable are the rows of Seedis' table, and those for data of redis-server's,
// by their full names.
func wholeTable(t *testing.T) map[string]*commands.Command {
	t.Helper()
	table := startOracles(t).table
	for row := range ownTable.All() {
		table[row.FullName] = row
	}
	return table
}

// examples are the lengths of some requests of a command that are not spoiled.
func examples(v *vocabulary, row *commands.Command) []int {
	var lengths []int
	for seed := range 20 {
		request := rapid.Custom(func(t *rapid.T) []string { return newGenerator(v).call(t, row) }).Example(seed)
		lengths = append(lengths, len(request))
	}
	return lengths
}

// What domain knows is about arguments that there are.
func TestEveryRowOfDomainIsDrawn(t *testing.T) {
	there := map[string]bool{}
	var note func(row *commands.Command, arguments []commands.Argument)
	note = func(row *commands.Command, arguments []commands.Argument) {
		for _, a := range arguments {
			there[a.Name], there[row.FullName+" "+a.Name], there[string(a.Type)] = true, true, true
			note(row, a.Arguments)
		}
	}
	for _, row := range wholeTable(t) {
		note(row, row.Doc.Arguments)
	}
	for name := range domain {
		if !there[name] {
			t.Errorf("no argument is drawn by %q", name)
		}
	}
}

// A look at a state that sees nothing proves nothing.
func TestStatesThatDifferAreSeen(t *testing.T) {
	row := func(key, kind, encoding, instant, content string) string {
		return array(bulk(key), "+"+kind+"\r\n", bulk(encoding), ":"+instant+"\r\n", bulk(content))
	}
	state := func(rows ...string) string {
		return array(append(append([]string{":1\r\n"}, rows...), "+digest\r\n")...)
	}
	oracle := state(row("a", "string", "int", "4200000000000", "1"), row("b", "string", "raw", "1795261755785", "x"))
	for name, other := range map[string]string{
		"a key":              state(row("a", "string", "int", "4200000000000", "1")),
		"a name":             state(row("c", "string", "int", "4200000000000", "1"), row("b", "string", "raw", "1795261755785", "x")),
		"a type":             state(row("a", "list", "int", "4200000000000", "1"), row("b", "string", "raw", "1795261755785", "x")),
		"an encoding":        state(row("a", "string", "raw", "4200000000000", "1"), row("b", "string", "raw", "1795261755785", "x")),
		"a fixed time":       state(row("a", "string", "int", "4200000000001", "1"), row("b", "string", "raw", "1795261755785", "x")),
		"a time far off":     state(row("a", "string", "int", "4200000000000", "1"), row("b", "string", "raw", "1795261765785", "x")),
		"a time that is not": state(row("a", "string", "int", "4200000000000", "1"), row("b", "string", "raw", "-1", "x")),
		"a content":          state(row("a", "string", "int", "4200000000000", "1"), row("b", "string", "raw", "1795261755785", "y")),
		"a digest":           strings.Replace(oracle, "+digest", "+d1gest", 1),
	} {
		if difference := states(parsed(oracle), parsed(other)); difference == "" {
			t.Errorf("%s: not seen", name)
		}
	}
	moments := state(row("a", "string", "int", "4200000000000", "1"), row("b", "string", "raw", "1795261754785", "x"))
	if difference := states(parsed(oracle), parsed(moments)); difference != "" {
		t.Errorf("lives that began a second apart: %s", difference)
	}
}

// The order of a hash table is a server's own; that of other encodings is not,
// and a value belongs to its field.
func TestOrdersInStatesAreSeen(t *testing.T) {
	state := func(kind, encoding string, elements ...string) resp.Reply {
		for i, element := range elements {
			elements[i] = bulk(element)
		}
		return parsed(array(":1\r\n", array(bulk("k"), "+"+kind+"\r\n", bulk(encoding), ":-1\r\n", array(elements...)), "+digest\r\n"))
	}
	for name, c := range map[string]struct {
		oracle, other resp.Reply
		isSeen        bool
	}{
		"the order of a table":         {state("set", "hashtable", "a", "b", "c"), state("set", "hashtable", "c", "a", "b"), false},
		"the order of a table's pairs": {state("hash", "hashtable", "f", "1", "g", "2"), state("hash", "hashtable", "g", "2", "f", "1"), false},
		"the order of an intset":       {state("set", "intset", "1", "2"), state("set", "intset", "2", "1"), true},
		"the order of a listpack":      {state("hash", "listpack", "f", "1", "g", "2"), state("hash", "listpack", "g", "2", "f", "1"), true},
		"the order of a list":          {state("list", "quicklist", "a", "b"), state("list", "quicklist", "b", "a"), true},
		"the order of a sorted set":    {state("zset", "skiplist", "a", "1", "b", "1"), state("zset", "skiplist", "b", "1", "a", "1"), true},
		"an encoding":                  {state("set", "intset", "1", "2"), state("set", "hashtable", "1", "2"), true},
		"a member":                     {state("set", "hashtable", "a", "b"), state("set", "hashtable", "a", "c"), true},
		"a member too many":            {state("set", "hashtable", "a", "b"), state("set", "hashtable", "a", "b", "c"), true},
		"another field's value":        {state("hash", "hashtable", "f", "1", "g", "2"), state("hash", "hashtable", "f", "2", "g", "1"), true},
		"a value for its field":        {state("hash", "hashtable", "f", "1", "g", "2"), state("hash", "hashtable", "1", "f", "g", "2"), true},
	} {
		if difference := states(c.oracle, c.other); (difference != "") != c.isSeen {
			t.Errorf("%s: %q", name, difference)
		}
	}
}

// Whatever is drawn for a time, no key ends while its case runs.
func TestSpansAreLongAndDistinct(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawing{newGenerator(ownVocabulary), t, nil}
		drawn := map[int64]bool{}
		for range rapid.IntRange(1, 50).Draw(t, "spans") {
			unit, text := int64(1000), ""
			if rapid.Bool().Draw(t, "milliseconds") {
				unit, text = 1, d.milliseconds()
			} else {
				text = d.seconds()
			}
			n, ok := resp.ParseInt([]byte(text))
			if !ok || n <= 0 || n > spanMax*2000 {
				continue // over, or refused
			}
			if n*unit < spanMin*1000 || drawn[n*unit] {
				t.Fatalf("%s of %d ms is too short, or drawn twice", text, unit)
			}
			drawn[n*unit] = true
		}
	})
}
