package server

import (
	"strings"
	"testing"
)

// describe is what Describe writes.
func describe(s *Server) string {
	var text strings.Builder
	s.Describe(&text)
	return text.String()
}

// What a command has written so far counts, though nobody has settled it, and it is
// not settled by looking.
func TestDescribeCountsRepliesThatAreBeingWritten(t *testing.T) {
	s, c := newFixture(t)
	c.reply.SimpleString("PONG")
	first := describe(s)
	if !strings.Contains(first, "    owes: 7 bytes in 1 blocks, RESP2\n") {
		t.Errorf("after a reply of 7 bytes:\n%s", first)
	}
	if used := c.output.blocks[0].used; used != 0 {
		t.Errorf("it was settled: %d bytes", used)
	}
	if second := describe(s); second != first {
		t.Errorf("the second time it is\n%s, at first\n%s", second, first)
	}
}

func TestDescribeTellsWhatAClientIsUpTo(t *testing.T) {
	s, c := newFixture(t)
	feed(s, c, []byte("WATCH a b\r\nMULTI\r\nGET a\r\n"))
	feed(s, c, []byte("*2\r\n$4\r\nECHO\r\n$100\r\nabc"))
	for _, want := range []string{
		"clients: 1, and 0 that are closed; 0 wait, 0 go on\n", ": with main\n", "    query: 23 of ", "parsed up to 0, then up to 20\n",
		"watches 2 keys, a transaction of 1 requests, last get\n",
	} {
		if text := describe(s); !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
