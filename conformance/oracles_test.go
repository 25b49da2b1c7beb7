package conformance

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/commands"
	"seedis/resp"
)

// oracles are two redis-servers that carry out one case after the other. What
// they do not agree in is up to chance, and has no place in a comparison.
type oracles struct {
	*comparison
	*tally
	one, other *keptServer
	cases      *rapid.Generator[drawnCase]
	wrong      mistake // of the other
}

// mistake is what a server makes of requests: it takes some bytes for others.
type mistake struct{ from, to string }

func startOracles(t *testing.T) *oracles {
	t.Helper()
	start := func() *keptServer {
		server, err := keep(func(dir string) (running, error) { return startOracle(dir, &Case{Config: keptConfig}) })
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := server.end(); err != nil {
				t.Error(err)
			}
		})
		return server
	}
	o := &oracles{comparison: newComparison(), one: start(), other: start()}
	o.tolerated = append(toleratedOfKept, o.tolerated...)
	o.tally = newTally(dataCommands(t, o.one))
	o.cases = newVocabulary(o.rows()).cases()
	return o
}

// agree carries out a case on both and compares.
func (o *oracles) agree(c *Case, protocol int) error {
	asked := make(chan answers)
	go func() { asked <- o.one.play("redis-server", c, protocol) }()
	other := answers{server: "the other"}
	other.given, other.err = playEmptied(c, protocol, func() (connection, error) {
		conn, err := o.other.dial()
		return &mistaken{conn, o.wrong}, err
	})
	one := <-asked
	for _, answer := range one.given {
		o.note(answer)
	}
	return o.judge(c, protocol, one, other)
}

// mistaken is a connection to a server that makes a mistake.
type mistaken struct {
	connection
	wrong mistake
}

// Write writes the bytes that the server sees. Requests come whole.
func (m *mistaken) Write(p []byte) (int, error) {
	if m.wrong.from == "" {
		return m.connection.Write(p)
	}
	_, err := m.connection.Write(bytes.ReplaceAll(p, []byte(m.wrong.from), []byte(m.wrong.to)))
	return len(p), err
}

// dataGroups are the groups of commands on which redis-server's own table is
// drawn from, here and in what holds for all that is drawn: Seedis need not have
// them yet.
var dataGroups = []string{"list", "hash", "set", "sorted-set"}

// dataCommands are the rows of redis-server's table for commands on data that a
// generator knows how to draw.
func dataCommands(t *testing.T, server *keptServer) []*commands.Command {
	t.Helper()
	conn, err := server.dial()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	replies, err := ask(&session{connection: conn}, [][]string{{"COMMAND", "DOCS"}, {"COMMAND"}})
	if err != nil {
		t.Fatal(err)
	}
	docs, infos := map[string]resp.Reply{}, parsed(replies[1]).Elements
	for name, doc := range fieldsOf(parsed(replies[0])) {
		docs[name] = doc
	}
	var rows []*commands.Command
	for _, info := range infos {
		name := string(info.Elements[0].Text)
		row := readRow(name, info, fieldsOf(docs[name]))
		if isData := slices.Contains(dataGroups, row.Doc.Group) || strings.HasPrefix(name, "sort"); isData || isOwnData(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// isOwnData tells of commands on data that Seedis has.
func isOwnData(row *commands.Command) bool {
	isData := slices.Contains([]string{"string", "bitmap", "generic", "transactions"}, row.Doc.Group)
	return isData && ownTable.Find([]byte(row.Name)) != nil && row.Name != "object"
}

func readRow(name string, info resp.Reply, doc map[string]resp.Reply) *commands.Command {
	arity, _ := resp.ParseInt(info.Elements[1].Text)
	row := &commands.Command{Name: name, FullName: name, Arity: int(arity)}
	if slices.Contains(texts(info.Elements[2].Elements), "blocking") {
		row.Flags = commands.Blocking
	}
	row.Doc = commands.Doc{Group: string(doc["group"].Text), Arguments: readArguments(doc["arguments"])}
	return row
}

func readArguments(list resp.Reply) []commands.Argument {
	var arguments []commands.Argument
	for _, element := range list.Elements {
		facts := fieldsOf(element)
		flags := texts(facts["flags"].Elements)
		arguments = append(arguments, commands.Argument{
			Name: string(facts["name"].Text), Type: commands.ArgumentType(facts["type"].Text), Token: string(facts["token"].Text),
			Optional: slices.Contains(flags, "optional"), Multiple: slices.Contains(flags, "multiple"),
			MultipleToken: slices.Contains(flags, "multiple_token"),
			Arguments:     readArguments(facts["arguments"]),
		})
	}
	return arguments
}

// fieldsOf are the values of a map, by their names.
func fieldsOf(reply resp.Reply) map[string]resp.Reply {
	fields := map[string]resp.Reply{}
	for pair := range slices.Chunk(reply.Elements, 2) {
		fields[string(pair[0].Text)] = pair[1]
	}
	return fields
}

// oraclesPart is which part of the commands that Seedis is sent two redis-servers
// are sent.
const oraclesPart = 4

// oftenDrawn is how often a command is drawn before one that does nothing but
// fail says that it is drawn badly.
const oftenDrawn = 15

// What differs between two redis-servers would differ in Seedis too, now and
// then. The comparison knows all of that, and the generator what is up to chance.
func TestTwoRedisServersAgree(t *testing.T) {
	o := startOracles(t)
	if drawn, err := o.agreeIn(*commandsFlag / oraclesPart); err != nil {
		t.Fatal(err)
	} else {
		t.Logf("%d commands, %d answers compared", drawn, o.equal)
	}
	o.checkCarriedOut(t, oftenDrawn)
	t.Log(strings.Join(o.shares(), ", "))
}

// agreeIn carries out drawn cases of so many commands, and tells how many it
// drew until the servers differed.
func (o *oracles) agreeIn(most int) (drawn int, err error) {
	for seed := 0; drawn < most; seed++ {
		c := o.cases.Example(seed)
		drawn += c.commands
		if err := o.agree(c.Case, c.protocol); err != nil {
			return drawn, fmt.Errorf("seed %d: %w", seed, err)
		}
	}
	return drawn, nil
}

// A comparison that tolerates what is up to chance still sees what is not, and
// a generator draws what it shows in.
func TestMistakesOfAServerAreSeen(t *testing.T) {
	o := startOracles(t)
	for name, wrong := range map[string]mistake{
		"a limit of sets":            {"set-max-intset-entries\r\n$3\r\n512", "set-max-intset-entries\r\n$1\r\n2"},
		"a limit of hashes":          {"hash-max-listpack-entries\r\n$3\r\n512", "hash-max-listpack-entries\r\n$1\r\n2"},
		"a limit of sorted sets":     {"zset-max-listpack-entries\r\n$3\r\n128", "zset-max-listpack-entries\r\n$1\r\n2"},
		"the end of a list":          {"\r\nLPUSH\r\n", "\r\nRPUSH\r\n"},
		"the end that is moved from": {"\r\nLEFT\r\n$5\r\nRIGHT\r\n", "\r\nLEFT\r\n$4\r\nLEFT\r\n"},
		"an intersection":            {"\r\nSINTER\r\n", "\r\nSUNION\r\n"},
		"keys of a hash":             {"\r\nHKEYS\r\n", "\r\nHVALS\r\n"},
		"what is drawn":              {"$11\r\nSRANDMEMBER\r\n", "$4\r\nSPOP\r\n"},
	} {
		o.wrong = wrong
		if drawn, err := o.agreeIn(*commandsFlag); err == nil {
			t.Errorf("%s: not seen in %d commands", name, drawn)
		} else {
			t.Logf("%s: seen after %d commands: %.300s", name, drawn, err)
		}
	}
}
