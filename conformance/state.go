package conformance

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"

	"seedis/resp"
)

// databases is how many a server has that is not told otherwise.
const databases = 16

// contents are the requests, but for the key, that read all of a value of a
// type. A type without a row cannot be compared.
var contents = map[string][]string{
	"string": {"GET"},
	"list":   {"LRANGE", "0", "-1"},
	"hash":   {"HGETALL"},
	"set":    {"SMEMBERS"},
	"zset":   {"ZRANGE", "0", "-1", "WITHSCORES"},
}

// A value of this encoding tells of its elements in an order that is the
// server's own.
const unorderedEncoding = "hashtable"

// state looks at all that a server holds. Its answer is an array: for each
// database that is not empty its DBSIZE, and for each of its keys, in order, an
// array with the columns below; in the end how many changes it has counted since
// the case began, and what DEBUG DIGEST says.
func (p *player) state(name string, s *session) error {
	replies, err := ask(s, append(allKeys(), []string{"INFO", "persistence"}, []string{"DEBUG", "DIGEST"}))
	if err != nil {
		return err
	}
	var elements []string
	for database := range databases {
		keys := sortedTexts(parsed(replies[2*database+1]).Elements)
		if len(keys) == 0 {
			continue
		}
		rows, err := databaseState(s, database, keys)
		if err != nil {
			return err
		}
		elements = append(elements, rows...)
	}
	changes := changesIn(replies[len(replies)-2]) - p.changes
	elements = append(elements, fmt.Sprintf(":%d\r\n", changes), replies[len(replies)-1])
	p.answers = append(p.answers, Answer{Connection: name, Request: []string{stateVerb}, Reply: array(elements...)})
	return nil
}

var changesField = regexp.MustCompile(`rdb_changes_since_last_save:([0-9]+)`)

// changesIn is the number of changes in the answer to INFO.
func changesIn(info string) int64 {
	field := changesField.FindStringSubmatch(info)
	if field == nil {
		panic("conformance: INFO tells no changes: " + info)
	}
	n, err := strconv.ParseInt(field[1], 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// allKeys asks each database for its keys.
func allKeys() [][]string {
	var requests [][]string
	for database := range databases {
		requests = append(requests, []string{"SELECT", strconv.Itoa(database)}, []string{"KEYS", "*"})
	}
	return requests
}

// The columns of a key's row in the answer to @state.
const (
	columnKey = iota // with its database
	columnType
	columnEncoding
	columnExpireTime
	columnContent
)

// databaseState is DBSIZE and the row of each key.
func databaseState(s *session, database int, keys []string) ([]string, error) {
	requests := [][]string{{"SELECT", strconv.Itoa(database)}, {"DBSIZE"}}
	for _, key := range keys {
		requests = append(requests, []string{"TYPE", key}, []string{"OBJECT", "ENCODING", key}, []string{"PEXPIRETIME", key})
	}
	facts, err := ask(s, requests)
	if err != nil {
		return nil, err
	}
	size, facts := facts[1], facts[2:]
	requests = nil
	for i, key := range keys {
		kind := string(parsed(facts[3*i]).Text)
		request := contents[kind]
		if request == nil {
			return nil, fmt.Errorf("no row of contents reads key %q, a %q", key, kind)
		}
		requests = append(requests, slices.Insert(slices.Clone(request), 1, key))
	}
	values, err := ask(s, requests)
	if err != nil {
		return nil, err
	}
	rows := []string{size}
	for i, key := range keys {
		name := bulk(fmt.Sprintf("%d %q", database, key))
		rows = append(rows, array(name, facts[3*i], facts[3*i+1], facts[3*i+2], values[i]))
	}
	return rows, nil
}

// ask sends requests at once and returns the replies, which are no answers.
func ask(s *session, requests [][]string) ([]string, error) {
	var bytes []byte
	for _, request := range requests {
		bytes = appendRequest(bytes, request)
	}
	s.write(bytes)
	replies := make([]string, len(requests))
	for i := range replies {
		var err error
		if replies[i], err = s.reply(); err != nil {
			return nil, err
		}
	}
	return replies, nil
}

// parsed is a reply that was received whole.
func parsed(text string) resp.Reply {
	reply, _, err := resp.ParseReply([]byte(text))
	if err != nil {
		panic(fmt.Sprintf("conformance: %q is no reply: %v", text, err))
	}
	return reply
}

func array(elements ...string) string {
	return fmt.Sprintf("*%d\r\n%s", len(elements), strings.Join(elements, ""))
}

func bulk(text string) string { return fmt.Sprintf("$%d\r\n%s\r\n", len(text), text) }

// states tolerates that lives which began now end as far apart as the clocks of
// the servers are, and the order of what is in hash tables.
func states(oracle, other resp.Reply) string {
	if len(oracle.Elements) != len(other.Elements) {
		return cmp.Diff(printable(oracle), printable(other))
	}
	for i := range oracle.Elements {
		if difference := stateRows(oracle.Elements[i], other.Elements[i]); difference != "" {
			return difference
		}
	}
	return ""
}

// stateRows compares the rows of one key.
func stateRows(want, got resp.Reply) string {
	if equal(want, got) {
		return ""
	}
	if len(want.Elements) != columnContent+1 || len(got.Elements) != columnContent+1 {
		return cmp.Diff(printable(want), printable(got))
	}
	want.Elements, got.Elements = slices.Clone(want.Elements), slices.Clone(got.Elements)
	for _, row := range []resp.Reply{want, got} {
		if content := &row.Elements[columnContent]; string(row.Elements[columnEncoding].Text) == unorderedEncoding {
			*content = sorted(*content, string(row.Elements[columnType].Text) == "hash")
		}
	}
	if instants(want.Elements[columnExpireTime], got.Elements[columnExpireTime]) == "" {
		got.Elements[columnExpireTime] = want.Elements[columnExpireTime]
	}
	if equal(want, got) {
		return ""
	}
	return cmp.Diff(printable(want), printable(got))
}

// sorted is a reply with its elements, or pairs of them, in order.
func sorted(reply resp.Reply, pairs bool) resp.Reply {
	width := 1
	if pairs {
		width = 2
	}
	chunks := slices.Collect(slices.Chunk(slices.Clone(reply.Elements), width))
	slices.SortFunc(chunks, func(a, b []resp.Reply) int { return bytes.Compare(a[0].Text, b[0].Text) })
	reply.Elements = slices.Concat(chunks...)
	return reply
}

// roundInstant is, in milliseconds, what divides the fixed times that cases
// set; a time that was counted from now is not divided by it for a long time to
// come.
const roundInstant = 100_000_000_000

// instantsApart is, in milliseconds, how far apart moments of the same case can
// be: the simulated clock is a second behind, and a slow case is tried again.
const instantsApart = 2500

// instants compares two times at which lives end, in milliseconds since 1970:
// fixed ones have to be equal.
func instants(oracle, other resp.Reply) string {
	return fixedOrWithin(oracle, other, roundInstant, instantsApart)
}

// instantSeconds is the same in seconds, to which times are rounded.
func instantSeconds(oracle, other resp.Reply) string {
	return fixedOrWithin(oracle, other, roundInstant/1000, instantsApart/1000+1)
}

func fixedOrWithin(oracle, other resp.Reply, round, apart int64) string {
	if want, ok := resp.ParseInt(oracle.Text); ok && want%round == 0 {
		return cmp.Diff(printable(oracle), printable(other))
	}
	return within(apart)(oracle, other)
}
