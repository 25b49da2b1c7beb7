package conformance

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"seedis/resp"
)

// comparison holds answers against the oracle's, and notes what it needed and
// saw.
type comparison struct {
	tolerated []Tolerated
	used      map[string]bool     // rows of tolerated, by name
	noted     map[string]bool     // errors that both said
	seen      map[resp.Error]bool // their rows
	equal     int                 // answers compared
}

func newComparison() *comparison {
	return &comparison{tolerated: tolerated, used: map[string]bool{}, noted: map[string]bool{}, seen: map[resp.Error]bool{}}
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
			if equal(want.Elements[i], got.Elements[i]) {
				continue
			}
			if difference := m.reply(queued[i], nil, want.Elements[i], got.Elements[i]); difference != "" {
				return difference
			}
		}
		return ""
	}
	row := m.toleratedFor(request)
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

// equal is what cmp would find out in seconds where replies are long.
func equal(a, b resp.Reply) bool {
	return a.Kind == b.Kind && a.Null == b.Null && bytes.Equal(a.Text, b.Text) && slices.EqualFunc(a.Elements, b.Elements, equal)
}

func isError(r resp.Reply) bool { return r.Kind == '-' || r.Kind == '!' }

// takeNote notes the error texts in a reply that both gave.
func (m *comparison) takeNote(text string) {
	if !strings.ContainsAny(text, "-!") {
		return // the kinds of errors: most replies have none
	}
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
	if text := string(reply.Text); isError(reply) && !m.noted[text] {
		m.noted[text] = true
		if row, found := resp.MatchError([]byte("-" + text + "\r\n")); found {
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
