package conformance

import (
	"fmt"
	"strings"

	"github.com/google/go-cmp/cmp"

	"seedis/resp"
)

// comparison holds answers against the oracle's, and notes what it needed and
// saw.
type comparison struct {
	used  map[string]bool     // rows of tolerated, by name
	seen  map[resp.Error]bool // error texts that both said
	equal int                 // answers compared
}

func newComparison() *comparison {
	return &comparison{used: map[string]bool{}, seen: map[resp.Error]bool{}}
}

// compare returns the place of the first answer that is not the oracle's and
// what is wrong with it, or -1.
func (m *comparison) compare(oracle, other []Answer) (int, string) {
	for i := range oracle {
		if i >= len(other) {
			return i, "there is no such answer"
		}
		if difference := m.answer(&oracle[i], &other[i]); difference != "" {
			return i, fmt.Sprintf("%.*s", differenceMax, difference)
		}
		m.equal++
	}
	if len(other) > len(oracle) {
		return len(oracle), "redis-server does not answer that"
	}
	return -1, ""
}

// differenceMax bounds what is told of one difference, in bytes.
const differenceMax = 4000

func (m *comparison) answer(oracle, other *Answer) string {
	if oracle.Connection != other.Connection || oracle.Closed != other.Closed {
		return "one connection was closed"
	}
	if oracle.Reply == other.Reply {
		m.takeNote(oracle.Reply)
		return ""
	}
	want, _, err := resp.ParseReply([]byte(oracle.Reply))
	if err != nil {
		return "redis-server's reply is none"
	}
	got, _, err := resp.ParseReply([]byte(other.Reply))
	if err != nil {
		return "it is no reply"
	}
	return m.reply(oracle.Request, oracle.Queued, want, got)
}

// reply compares two replies to one request. That of EXEC is compared request
// by request.
func (m *comparison) reply(request []string, queued [][]string, want, got resp.Reply) string {
	if isError(want) || isError(got) {
		return "the errors differ"
	}
	if queued != nil && len(queued) == len(want.Elements) && len(queued) == len(got.Elements) {
		for i := range queued {
			if cmp.Equal(want.Elements[i], got.Elements[i]) {
				continue
			}
			if difference := m.reply(queued[i], nil, want.Elements[i], got.Elements[i]); difference != "" {
				return difference
			}
		}
		return ""
	}
	row := toleratedFor(request)
	if row == nil {
		return "they differ:\n" + cmp.Diff(printable(want), printable(got))
	}
	if want.Kind != got.Kind {
		return fmt.Sprintf("one is of kind %c, the other %c", want.Kind, got.Kind)
	}
	m.used[row.Name] = true
	if difference := row.Differs(want, got); difference != "" {
		return "also where a difference is tolerated (" + row.Name + ") they differ:\n" + difference
	}
	return ""
}

func isError(r resp.Reply) bool { return r.Kind == '-' || r.Kind == '!' }

// takeNote notes the error texts in a reply that both gave.
func (m *comparison) takeNote(text string) {
	reply, n, err := resp.ParseReply([]byte(text))
	if err != nil {
		return
	}
	m.noteErrors(reply)
	if n < len(text) {
		m.takeNote(text[n:])
	}
}

func (m *comparison) noteErrors(reply resp.Reply) {
	if isError(reply) {
		if row, found := resp.MatchError([]byte("-" + string(reply.Text) + "\r\n")); found {
			m.seen[row] = true
		}
	}
	for _, element := range reply.Elements {
		m.noteErrors(element)
	}
}

// printable is a reply as a tree that cmp prints well.
func printable(r resp.Reply) any {
	switch {
	case r.Null:
		return string(r.Kind) + " null"
	case strings.IndexByte("*~%>|", r.Kind) < 0:
		return string(r.Kind) + string(r.Text)
	}
	elements := make([]any, len(r.Elements))
	for i, element := range r.Elements {
		elements[i] = printable(element)
	}
	return map[string]any{string(r.Kind): elements}
}
