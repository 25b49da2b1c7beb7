package conformance

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/commands"
	"seedis/resp"
)

// A command that comes into the table is generated, or somebody has said why
// not; never both.
func TestEveryCommandIsGeneratedOrExempt(t *testing.T) {
	table := commands.NewTable()
	for row := range table.All() {
		_, isExempt := exempt[row.FullName]
		container := row.Subcommands != nil && !row.ArityOK(1)
		if !isExempt && !container && !slices.ContainsFunc(examples(row), row.ArityOK) {
			t.Errorf("%s: no drawn request could be carried out: it needs a row of domain, a form, or a reason in exempt", row.FullName)
		}
	}
	for name, reason := range exempt {
		if row := rowNamed(table, name); row == nil || reason == "" {
			t.Errorf("%s is exempt, but is no command, or without a reason", name)
		}
	}
	for name := range weights {
		if row := rowNamed(table, name); row == nil || !isGenerated(row) {
			t.Errorf("%s has a weight, but is never drawn", name)
		}
	}
}

// examples are the lengths of some requests of a command that are not spoiled.
func examples(row *commands.Command) []int {
	var lengths []int
	for seed := range 20 {
		request := rapid.Custom(func(t *rapid.T) []string { return newGenerator().call(t, row) }).Example(seed)
		lengths = append(lengths, len(request))
	}
	return lengths
}

func rowNamed(table *commands.Table, fullName string) *commands.Command {
	for row := range table.All() {
		if row.FullName == fullName {
			return row
		}
	}
	return nil
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
	for row := range commands.NewTable().All() {
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

// Whatever is drawn for a time, no key ends while its case runs.
func TestSpansAreLongAndDistinct(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawing{newGenerator(), t, nil}
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
