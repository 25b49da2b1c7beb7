package commands

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"seedis/resp"
)

// A transcript is a scenario in lines: a command, and behind "->" its reply in
// short (see short). Each line is run on a machine and on a running
// redis-server, and both must give that reply. After a line "wait 5" it is 5
// milliseconds later; redis-server does not take part in a transcript that
// waits.
func transcript(t *testing.T, text string) {
	t.Helper()
	m := newMachine(t)
	var o *oracle
	if !strings.Contains(text, "wait ") {
		o = dialOracle(t)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		command, want, _ := strings.Cut(line, "->")
		words := splitWords(t, command)
		switch {
		case len(words) == 0:
			continue
		case words[0] == "wait":
			span, err := strconv.ParseInt(words[1], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			m.call.Now += span
			continue
		}
		want = strings.TrimSpace(want)
		if got := short(t, m.do(words...)); got != want {
			t.Errorf("%s\nreplies %s\nwant    %s", command, got, want)
		}
		if o == nil {
			continue
		}
		if got := short(t, o.do(t, words...)); got != want {
			t.Errorf("%s\nredis-server replies %s\nwant                 %s", command, got, want)
		}
	}
}

// splitWords splits at spaces; a word in quotes is a Go string.
func splitWords(t *testing.T, line string) []string {
	t.Helper()
	var words []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		word, _, _ := strings.Cut(line, " ")
		if line[0] != '"' {
			words, line = append(words, word), line[len(word):]
			continue
		}
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		word, _ = strconv.Unquote(quoted)
		words, line = append(words, word), line[len(quoted):]
	}
	return words
}

// short is a reply on one line: strings in quotes, null as nil, numbers and
// statuses bare, errors behind their "-", aggregates in brackets.
func short(t *testing.T, reply string) string {
	t.Helper()
	tree, n, err := resp.ParseReply([]byte(reply))
	if err == nil && n != len(reply) {
		err = fmt.Errorf("%d bytes too many: %w", len(reply)-n, io.ErrNoProgress)
	}
	if err != nil {
		t.Fatalf("%q: %v", reply, err)
	}
	return shortTree(tree)
}

func shortTree(reply resp.Reply) string {
	switch {
	case reply.Null:
		return "nil"
	case reply.Kind == '$':
		return strconv.Quote(string(reply.Text))
	case reply.Kind == '-':
		return "-" + string(reply.Text)
	case strings.IndexByte("*~%", reply.Kind) < 0:
		return string(reply.Text)
	}
	parts := make([]string, len(reply.Elements))
	for i, element := range reply.Elements {
		parts[i] = shortTree(element)
	}
	return "[" + strings.Join(parts, " ") + "]"
}
