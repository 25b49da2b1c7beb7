package resp

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseReply(t *testing.T) {
	text := func(kind byte, s string) Reply { return Reply{Kind: kind, Text: []byte(s)} }
	for _, test := range []struct {
		bytes string
		want  Reply
	}{
		{"+OK\r\n", text('+', "OK")},
		{"+\r\n", text('+', "")},
		{"-ERR no\r\n", text('-', "ERR no")},
		{":-12\r\n", text(':', "-12")},
		{"$3\r\na\r\n\r\n", text('$', "a\r\n")},
		{"$0\r\n\r\n", text('$', "")},
		{"$-1\r\n", Reply{Kind: '$', Null: true}},
		{"*-1\r\n", Reply{Kind: '*', Null: true}},
		{"_\r\n", Reply{Kind: '_', Null: true}},
		{"*0\r\n", Reply{Kind: '*'}},
		{"#t\r\n", text('#', "t")},
		{",-inf\r\n", text(',', "-inf")},
		{"(123\r\n", text('(', "123")},
		{"=6\r\ntxt:ab\r\n", text('=', "txt:ab")},
		{"!5\r\nERR x\r\n", text('!', "ERR x")},
		{"*2\r\n*1\r\n:1\r\n$1\r\na\r\n", Reply{Kind: '*', Elements: []Reply{
			{Kind: '*', Elements: []Reply{text(':', "1")}}, text('$', "a")}}},
		{"%1\r\n+k\r\n_\r\n", Reply{Kind: '%', Elements: []Reply{text('+', "k"), {Kind: '_', Null: true}}}},
		{"~1\r\n+a\r\n", Reply{Kind: '~', Elements: []Reply{text('+', "a")}}},
		{">1\r\n+a\r\n", Reply{Kind: '>', Elements: []Reply{text('+', "a")}}},
		{"|1\r\n+k\r\n+v\r\n*1\r\n:1\r\n", Reply{Kind: '|', Elements: []Reply{
			text('+', "k"), text('+', "v"), {Kind: '*', Elements: []Reply{text(':', "1")}}}}},
	} {
		got, n, err := ParseReply([]byte(test.bytes + "+next"))
		if err != nil || n != len(test.bytes) {
			t.Errorf("%q: %d bytes, %v", test.bytes, n, err)
			continue
		}
		if diff := cmp.Diff(test.want, got, cmp.Comparer(func(a, b []byte) bool { return string(a) == string(b) })); diff != "" {
			t.Errorf("%q: %s", test.bytes, diff)
		}
		for cut := range len(test.bytes) {
			if n, ok := ReadReply([]byte(test.bytes[:cut])); n != 0 || ok {
				t.Errorf("%q: %d, %v", test.bytes[:cut], n, ok)
			}
			if _, _, err := ParseReply([]byte(test.bytes[:cut])); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%q: %v", test.bytes[:cut], err)
			}
		}
	}
}

func TestWhatIsNoReply(t *testing.T) {
	for _, text := range []string{
		"PING\r\n", "\r\n", "+a\n", "+a\rb\r\n", ":\r\n", ":01\r\n", ":x\r\n", "$x\r\n", "$-2\r\n", "$01\r\n", "$?\r\n",
		"=-1\r\n", "*-2\r\n", "*x\r\n", "%-1\r\n", "$1\r\nabc", "$1\r\na\rb", "#x\r\n", "#\r\n", "_x\r\n", ",\r\n", "(\r\n",
		"*2\r\n:1\r\nx\r\n", "$2147483648\r\n", "*99999999999999999999\r\n",
	} {
		if n, ok := ReadReply([]byte(text)); n != -1 || ok {
			t.Errorf("%q: %d, %v", text, n, ok)
		}
		if _, _, err := ParseReply([]byte(text)); err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestNestingIsBounded(t *testing.T) {
	nested := func(depth int) []byte { return []byte(strings.Repeat("*1\r\n", depth-1) + ":1\r\n") }
	if _, _, err := ParseReply(nested(replyDepth)); err != nil {
		t.Error(err)
	}
	if _, _, err := ParseReply(nested(replyDepth + 1)); err == nil {
		t.Error("one level more was accepted")
	}
	if n, ok := ReadReply(nested(1 << 20)); !ok || n != 1<<22 {
		t.Errorf("measuring does not depend on depth: %d, %v", n, ok)
	}
}

// What the writer writes is measured and parsed as written.
func TestRepliesAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := blocks{size: func(need int) int { return max(need, 64) }}
		w := b.attach(rapid.SampledFrom([]int{2, 3}).Draw(t, "protocol"))
		want := writeSomeReply(t, w, 3)
		text := []byte(b.all())
		n, ok := ReadReply(append(text, ":0\r\n"...))
		if !ok || n != len(text) {
			t.Fatalf("%q: measured %d, %v", text, n, ok)
		}
		got, _, err := ParseReply(text)
		if err != nil || countReplies(got) != want {
			t.Fatalf("%q: %d replies, want %d, %v", text, countReplies(got), want, err)
		}
	})
}

// writeSomeReply writes a drawn reply and counts it and the replies in it.
func writeSomeReply(t *rapid.T, w *Writer, depth int) (count int) {
	if depth == 0 || rapid.Bool().Draw(t, "leaf") {
		w.Bulk([]byte(rapid.String().Draw(t, "text")))
		return 1
	}
	n := rapid.IntRange(0, 4).Draw(t, "elements")
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		w.Array(n)
	case 1:
		w.Map(n)
		n *= 2
	case 2:
		w.Set(n)
	case 3:
		w.Push(n)
	}
	count = 1
	for range n {
		count += writeSomeReply(t, w, depth-1)
	}
	return count
}

func countReplies(r Reply) (count int) {
	count = 1
	for _, element := range r.Elements {
		count += countReplies(element)
	}
	return count
}

func FuzzReadReply(f *testing.F) {
	for _, reply := range replies {
		f.Add([]byte(reply.resp2))
		f.Add([]byte(reply.resp3))
	}
	f.Add([]byte("|1\r\n+k\r\n+v\r\n*1\r\n:1\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, ok := ReadReply(data)
		_, parsed, err := ParseReply(data)
		switch {
		case ok && (n < 1 || n > len(data)), !ok && n > 0:
			t.Fatalf("%q: measured %d, %v", data, n, ok)
		case err == nil && parsed != n, err == nil && !ok:
			t.Fatalf("%q: measured %d, parsed %d", data, n, parsed)
		}
	})
}
