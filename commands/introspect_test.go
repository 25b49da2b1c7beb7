package commands

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"seedis/resp"
)

// speak makes a machine and a redis-server speak one version of the protocol.
func speak(t *testing.T, m *machine, o *oracle, version int) {
	t.Helper()
	m.writer.SetProtocol(version)
	o.do(t, "HELLO", fmt.Sprint(version))
}

// TestInfoEqualsRedis holds COMMAND INFO of every row, byte for byte, against
// redis-server. Only a container's subcommands have to be looked at one by one:
// it has more of them, in an order that is new each time it starts.
func TestInfoEqualsRedis(t *testing.T) {
	m, o := newMachine(t), dialOracle(t)
	for _, version := range []int{2, 3} {
		speak(t, m, o, version)
		for row := range m.table.All() {
			got := m.do("COMMAND", "INFO", row.FullName)
			want := o.do(t, "COMMAND", "INFO", strings.ToUpper(row.FullName))
			if row.Subcommands != nil {
				got, want = withoutSubcommands(got), withoutSubcommands(want)
			}
			if got != want {
				t.Errorf("COMMAND INFO %s in RESP%d\n%q\nwant\n%q", row.FullName, version, got, want)
			}
		}
	}
}

// withoutSubcommands cuts the reply where the first subcommand begins; the
// length of their list stays out too.
func withoutSubcommands(reply string) string {
	first := strings.Index(reply, "|")
	if first < 0 {
		return reply
	}
	head := reply[:first]
	return head[:strings.LastIndex(head[:strings.LastIndex(head, "*10")], "*")]
}

// TestSubcommandsAreListed: a container's own reply has what the test above
// leaves out.
func TestSubcommandsAreListed(t *testing.T) {
	m := newMachine(t)
	for _, row := range m.table.Commands() {
		reply, _, err := resp.ParseReply([]byte(m.do("COMMAND", "INFO", row.Name)))
		if err != nil {
			t.Fatal(err)
		}
		var listed, want []string
		for _, element := range reply.Elements[0].Elements[9].Elements {
			listed = append(listed, string(element.Elements[0].Text))
		}
		for _, sub := range row.Subcommands {
			want = append(want, sub.FullName)
		}
		if !slices.Equal(listed, want) {
			t.Errorf("%s lists %q, want %q", row.Name, listed, want)
		}
	}
}

// TestDocsAreThoseOfRedis holds COMMAND DOCS of every row against redis-server:
// the same fields in the same order, equal but for texts. Of a text that
// explains the complexity its order of growth must be equal, of a history the
// versions.
func TestDocsAreThoseOfRedis(t *testing.T) {
	m, o := newMachine(t), dialOracle(t)
	for _, version := range []int{2, 3} {
		speak(t, m, o, version)
		for row := range m.table.All() {
			got := docFacts(t, m.do("COMMAND", "DOCS", row.FullName))
			want := docFacts(t, o.do(t, "COMMAND", "DOCS", row.FullName))
			if got != want {
				t.Errorf("COMMAND DOCS %s in RESP%d\n%s\nwant\n%s", row.FullName, version, got, want)
			}
		}
	}
}

// docFacts is the documentation of one command without its free texts.
func docFacts(t *testing.T, reply string) string {
	t.Helper()
	tree, _, err := resp.ParseReply([]byte(reply))
	if err != nil || len(tree.Elements) != 2 {
		t.Fatalf("%q: %v", reply, err)
	}
	fields := tree.Elements[1].Elements
	lines := []string{fmt.Sprintf("%c %s %c", tree.Kind, tree.Elements[0].Text, tree.Elements[1].Kind)}
	for i := 0; i < len(fields); i += 2 {
		name, value := string(fields[i].Text), fields[i+1]
		fact := string(value.Kind)
		switch name {
		case "summary":
		case "complexity":
			if text := string(value.Text); strings.HasPrefix(text, "O(") {
				fact += text[:strings.Index(text, ")")+1]
			}
		case "history":
			for _, change := range value.Elements {
				fact += fmt.Sprintf(" %c %s", change.Kind, change.Elements[0].Text)
			}
		case "subcommands":
		default:
			fact += shapeOf(value)
		}
		lines = append(lines, name+" "+fact)
	}
	return strings.Join(lines, "\n")
}

// shapeOf is a reply with the kinds of its parts.
func shapeOf(reply resp.Reply) string {
	parts := []string{string(reply.Kind) + string(reply.Text)}
	for _, element := range reply.Elements {
		parts = append(parts, shapeOf(element))
	}
	return "(" + strings.Join(parts, " ") + ")"
}

// TestTextsAreOurs: what explains is not copied.
func TestTextsAreOurs(t *testing.T) {
	m, o := newMachine(t), dialOracle(t)
	for row := range m.table.All() {
		tree, _, err := resp.ParseReply([]byte(o.do(t, "COMMAND", "DOCS", row.FullName)))
		if err != nil {
			t.Fatal(err)
		}
		if row.Doc.Summary == string(tree.Elements[1].Elements[1].Text) {
			t.Errorf("%s: %q", row.FullName, row.Doc.Summary)
		}
	}
}

// TestNamesKeepTheOrderOfRedis holds the orders of flags, categories and key
// flags against every command of redis-server, those not here yet included.
func TestNamesKeepTheOrderOfRedis(t *testing.T) {
	o := dialOracle(t)
	tree, _, err := resp.ParseReply([]byte(o.do(t, "COMMAND")))
	if err != nil {
		t.Fatal(err)
	}
	var check func(resp.Reply)
	check = func(info resp.Reply) {
		checkOrder(t, info.Elements[2], "", flagNames)
		checkOrder(t, info.Elements[6], "@", categoryNames)
		for _, spec := range info.Elements[8].Elements {
			for i, field := range spec.Elements {
				if string(field.Text) == "flags" {
					checkOrder(t, spec.Elements[i+1], "", keyFlagNames)
				}
			}
		}
		for _, sub := range info.Elements[9].Elements {
			check(sub)
		}
	}
	for _, info := range tree.Elements {
		check(info)
	}
}

func checkOrder(t *testing.T, set resp.Reply, prefix string, names []string) {
	t.Helper()
	next := 0
	for _, element := range set.Elements {
		name := strings.TrimPrefix(string(element.Text), prefix)
		i := slices.Index(names[next:], name)
		if i < 0 {
			t.Errorf("%q of %s is unknown or out of order", name, shapeOf(set))
			return
		}
		next += i + 1
	}
}

// TestKeySpecsOfEveryKind describes commands that are not here yet, whose keys
// are found in the other ways.
func TestKeySpecsOfEveryKind(t *testing.T) {
	at := func(index int) BeginSearch { return BeginSearch{Index: index} }
	single := FindKeys{Last: 0, Step: 1}
	rows := []*Command{
		{
			Name: "xread", Arity: -4, Flags: ReadOnly | Blocking | MovableKeys, Categories: CategoryStream,
			Keys: []KeySpec{{
				Flags: KeyReadOnly | KeyAccess, Begin: BeginSearch{Keyword: "STREAMS", StartFrom: 1},
				Find: FindKeys{Last: -1, Step: 1, Limit: 2},
			}},
		},
		{
			Name: "zunionstore", Arity: -4, Flags: Write | DenyOOM | MovableKeys, Categories: CategorySortedSet,
			Keys: []KeySpec{
				{Flags: KeyOverwrite | KeyUpdate, Begin: at(1), Find: single},
				{Flags: KeyReadOnly | KeyAccess, Begin: at(2), Find: FindKeys{Counted: true, First: 1, Step: 1}},
			},
		},
		{
			Name: "bitop", Arity: -4, Flags: Write | DenyOOM, Categories: CategoryBitmap,
			Keys: []KeySpec{
				{Flags: KeyOverwrite | KeyUpdate, Begin: at(2), Find: single},
				{Flags: KeyReadOnly | KeyAccess, Begin: at(3), Find: FindKeys{Last: -1, Step: 1}},
			},
		},
		{
			Name: "lcs", Arity: -3, Flags: ReadOnly, Categories: CategoryString,
			Keys: []KeySpec{{Flags: KeyReadOnly | KeyAccess, Begin: at(1), Find: FindKeys{Last: 1, Step: 1}}},
		},
	}
	m, o := newMachine(t), dialOracle(t)
	for _, row := range rows {
		row.place(nil)
		replyInfo(&m.writer, row)
		got := "*1\r\n" + m.reply.take(&m.writer)
		if want := o.do(t, "COMMAND", "INFO", row.Name); got != want {
			t.Errorf("%s\n%q\nwant\n%q", row.Name, got, want)
		}
	}
}

func TestCommandArguments(t *testing.T) {
	transcript(t, `
		COMMAND COUNT x              -> -ERR wrong number of arguments for 'command|count' command
		COMMAND INFO nope            -> [nil]
		COMMAND INFO config|nope get|x "config get" config|get|x -> [nil nil nil nil]
		COMMAND DOCS nope            -> []
		COMMAND LIST x               -> -ERR syntax error
		COMMAND LIST FILTERBY        -> -ERR syntax error
		COMMAND LIST FILTERBY ACLCAT -> -ERR syntax error
		COMMAND LIST FILTERBY foo x  -> -ERR syntax error
		COMMAND LIST FILTERBY MODULE x y -> -ERR syntax error
		COMMAND LIST FILTERBY MODULE x -> []
		COMMAND LIST filterby aclcat nope -> []
		COMMAND LIST FILTERBY ACLCAT @string -> []
		COMMAND LIST FILTERBY PATTERN "" -> []
		COMMAND LIST FILTERBY pattern CONFIG|G* -> ["config|get"]
		CONFIG                       -> -ERR wrong number of arguments for 'config' command
	`)
}

// TestListsAreWhatRedisListsOfOurs filters by every category and by patterns.
func TestListsAreWhatRedisListsOfOurs(t *testing.T) {
	m, o := newMachine(t), dialOracle(t)
	requests := [][]string{{"COMMAND", "LIST"}, {"COMMAND", "LIST", "FILTERBY", "PATTERN", "*e*"}}
	for _, category := range categoryNames {
		requests = append(requests, []string{"COMMAND", "LIST", "FILTERBY", "ACLCAT", strings.ToUpper(category)})
	}
	for _, request := range requests {
		got := sortedTexts(t, m.do(request...))
		want := slices.DeleteFunc(sortedTexts(t, o.do(t, request...)), func(name string) bool {
			return m.table.named([]byte(name)) == nil
		})
		if !slices.Equal(got, want) {
			t.Errorf("%q\n%q\nwant\n%q", request, got, want)
		}
	}
}

func sortedTexts(t *testing.T, reply string) []string {
	t.Helper()
	tree, _, err := resp.ParseReply([]byte(reply))
	if err != nil || tree.Kind != '*' {
		t.Fatalf("%q: %v", reply, err)
	}
	var texts []string
	for _, element := range tree.Elements {
		texts = append(texts, string(element.Text))
	}
	slices.Sort(texts)
	return texts
}

func TestWholeTableReplies(t *testing.T) {
	m := newMachine(t)
	count := len(m.table.Commands())
	m.writer.SetProtocol(3)
	for request, want := range map[string]string{
		"COMMAND":       fmt.Sprintf("*%d\r\n", count),
		"COMMAND INFO":  fmt.Sprintf("*%d\r\n", count),
		"COMMAND DOCS":  fmt.Sprintf("%%%d\r\n", count),
		"COMMAND COUNT": fmt.Sprintf(":%d\r\n", count),
	} {
		reply := m.do(strings.Fields(request)...)
		if _, n, err := resp.ParseReply([]byte(reply)); err != nil || n != len(reply) || !strings.HasPrefix(reply, want) {
			t.Errorf("%s: %d of %d bytes, %v, beginning %q", request, n, len(reply), err, reply[:min(len(reply), 20)])
		}
	}
}

func TestHelpShowsTheRows(t *testing.T) {
	m := newMachine(t)
	want := "*11\r\n" +
		"+CONFIG <subcommand> [<argument> ...]. The subcommands are:\r\n" +
		"+GET parameter [parameter ...]\r\n+    Tells the parameters whose names match patterns.\r\n" +
		"+HELP\r\n+    Lists the subcommands and what they do.\r\n" +
		"+RESETSTAT\r\n+    Sets the figures of INFO to 0, as far as they count.\r\n" +
		"+REWRITE\r\n+    Writes the parameters that were changed into the configuration file.\r\n" +
		"+SET parameter value [parameter value ...]\r\n+    Changes parameters, all of them or none.\r\n"
	if got := m.do("config", "help"); got != want {
		t.Errorf("%s", got)
	}
	help := m.do("CLIENT", "HELP")
	for _, line := range []string{
		"+LIST [TYPE NORMAL|MASTER|REPLICA|PUBSUB] [ID client-id [client-id ...]]\r\n", "+SETNAME connection-name\r\n",
	} {
		if !strings.Contains(help, line) {
			t.Errorf("%q is not in\n%s", line, help)
		}
	}
}
