package resp

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
)

const ping = "*1\r\n$4\r\nPING\r\n"

// outcome is what a stream of requests comes to.
type outcome struct {
	Commands [][]string
	Failure  Error
	Culprit  byte
}

// peer plays the server's part: it keeps a query buffer and reads commands
// from it.
type peer struct {
	buffer []byte
	parser Parser
	limits Limits
	outcome
}

// receive appends chunk to the buffer and reads all complete commands.
func (c *peer) receive(chunk string) Status {
	c.buffer = append(c.buffer, chunk...)
	for {
		spans, status := c.parser.Next(c.buffer, &c.limits, nil)
		if status != Complete {
			c.Failure, c.Culprit = c.parser.failure, c.parser.culprit
			return status
		}
		c.Commands = append(c.Commands, c.texts(spans))
	}
}

func (c *peer) texts(spans []Span) (arguments []string) {
	args := Args{c.buffer, spans}
	for i := range args.Len() {
		arguments = append(arguments, string(args.At(i)))
	}
	return arguments
}

func parseAll(stream string, limits Limits) outcome {
	c := peer{limits: limits}
	c.receive(stream)
	return c.outcome
}

func commands(of ...[]string) outcome { return outcome{Commands: of} }
func failure(e Error) outcome         { return outcome{Failure: e} }
func expectedDollar(culprit byte) outcome {
	return outcome{Failure: ErrExpectedDollar, Culprit: culprit}
}

// The scenarios are redis-server 7.0.15's answers to the same bytes.
func TestMultibulkRequests(t *testing.T) {
	pong := []string{"PING"}
	for _, test := range []struct {
		stream string
		want   outcome
	}{
		{"", commands()},
		{ping, commands(pong)},
		{ping + ping, commands(pong, pong)},
		{"*2\r\n$4\r\nECHO\r\n$0\r\n\r\n", commands([]string{"ECHO", ""})},
		{"*1\r\n$0\r\n\r\n" + ping, commands([]string{""}, pong)},
		{"*2\r\n$4\r\nECHO\r\n$11\r\na\r\n$4\r\nb\x00\r\n\r\n", commands([]string{"ECHO", "a\r\n$4\r\nb\x00\r\n"})},

		// Counts.
		{"*0\r\n" + ping, commands(pong)},
		{"*-1\r\n" + ping, commands(pong)},
		{"*-5\r\n" + ping, commands(pong)},
		{"*-9223372036854775808\r\n" + ping, commands(pong)},
		{"*-9223372036854775809\r\n" + ping, failure(ErrInvalidMultibulkLength)},
		{"*\r\n" + ping, failure(ErrInvalidMultibulkLength)},
		{"*01\r\n$4\r\nPING\r\n", failure(ErrInvalidMultibulkLength)},
		{"*00\r\n" + ping, failure(ErrInvalidMultibulkLength)},
		{"*-0\r\n" + ping, failure(ErrInvalidMultibulkLength)},
		{"*+1\r\n$4\r\nPING\r\n", failure(ErrInvalidMultibulkLength)},
		{"* 1\r\n$4\r\nPING\r\n", failure(ErrInvalidMultibulkLength)},
		{"*1 \r\n$4\r\nPING\r\n", failure(ErrInvalidMultibulkLength)},
		{"*1a\r\n$4\r\nPING\r\n", failure(ErrInvalidMultibulkLength)},
		{"*a\r\n$4\r\nPING\r\n", failure(ErrInvalidMultibulkLength)},
		{"*2147483647\r\n", commands()},
		{"*2147483648\r\n", failure(ErrInvalidMultibulkLength)},
		{"*99999999999999999999\r\n", failure(ErrInvalidMultibulkLength)},

		// Lengths.
		{"*1\r\n$-1\r\n", failure(ErrInvalidBulkLength)},
		{"*1\r\n$\r\n", failure(ErrInvalidBulkLength)},
		{"*1\r\n$-0\r\n", failure(ErrInvalidBulkLength)},
		{"*1\r\n$04\r\nPING\r\n", failure(ErrInvalidBulkLength)},
		{"*1\r\n$+4\r\nPING\r\n", failure(ErrInvalidBulkLength)},
		{"*1\r\n$536870913\r\n", failure(ErrInvalidBulkLength)},
		{"*1\r\n$536870912\r\n", commands()},
		{"*1\r\n4\r\nPING\r\n", expectedDollar('4')},
		{"*1\r\n\r\nPING\r\n", expectedDollar('\r')},
		{"*1\r\n\nPING\r\n", expectedDollar('\n')},
		{"*1\r\n\xffx\r\n", expectedDollar(0xff)},
		{ping + "*1\r\nx\r\n" + ping, outcome{[][]string{pong}, ErrExpectedDollar, 'x'}},

		// The second byte of a line's end and both after a bulk are any bytes,
		// and an error waits for them.
		{"*1\rX$4\rYPINGZZ" + ping, commands(pong, pong)},
		{"*1\r\nx", commands()},
		{"*1\r\nx\r", commands()},
		{"*1\r\nx\rZ", expectedDollar('x')},
		{"*1\n$4\nPING\n", commands()},
		{"*1\r\n$4\r\nPING\r", commands()},

		// Nothing is seen beyond a NUL in a header.
		{"*1\x00\r\n" + ping, commands()},
		{"*1\r\n\x00x\r\n", commands()},
	} {
		if diff := cmp.Diff(test.want, parseAll(test.stream, openLimits)); diff != "" {
			t.Errorf("%q: %s", test.stream, diff)
		}
	}
}

// The scenarios are redis-server 7.0.15's answers to the same bytes.
func TestInlineRequests(t *testing.T) {
	pong := []string{"PING"}
	one := func(argument string) outcome { return commands([]string{"PING", argument}) }
	for _, test := range []struct {
		stream string
		want   outcome
	}{
		{"PING\r\n", commands(pong)},
		{"PING\n", commands(pong)},
		{"PING\r\r\n", commands(pong)},
		{"PING\r", commands()},
		{"PING", commands()},
		{"\n" + ping, commands(pong)},
		{"\r\n" + ping, commands(pong)},
		{" \t \r\n" + ping, commands(pong)},
		{"\t PING  a  \r\nPING\n", commands([]string{"PING", "a"}, pong)},
		{"\r" + ping, commands([]string{"*1"}, []string{"$4"}, pong)},
		{"\xff\r\n", commands([]string{"\xff"})},
		{"PING \x85\r\n", one("\x85")},
		{"PING \xa0\r\n", one("\xa0")},

		// Nothing is seen beyond a NUL.
		{"PI\x00NG\r\n" + ping, commands()},
		{"\x00\r\n" + ping, commands()},

		// Space: vertical tabs and form feeds between arguments only.
		{"PING\ta\r\n", one("a")},
		{"PING\va\r\n", commands([]string{"PING\va"})},
		{"PING\fa\r\n", commands([]string{"PING\fa"})},
		{"PING \v\fa\vb\r\n", one("a\vb")},
		{"PING a\rb\r\n", commands([]string{"PING", "a", "b"})},

		// Quotes.
		{`PING "a b"` + "\r\n" + ping, commands([]string{"PING", "a b"}, pong)},
		{`PING 'a b'` + "\r\n", one("a b")},
		{`PING ""` + "\r\n", one("")},
		{`PING "" ''` + "\r\n", commands([]string{"PING", "", ""})},
		{`""` + "\r\n" + ping, commands([]string{""}, pong)},
		{`PING ab"c d"` + "\r\n", one("abc d")},
		{`PING "a"` + "\vb\r\n", commands([]string{"PING", "a", "b"})},
		{`PING "a"` + "\t\r\n", one("a")},
		{`PING "a` + "\r" + `b"` + "\r\n", one("a\rb")},

		// Escapes.
		{`PING "\x41\xff\xZZ\n\r\t\b\a\q\"\\"` + "\r\n", one("A\xffxZZ\n\r\t\b\aq\"\\")},
		{`PING "\xAb\xaB\xf0"` + "\n", one("\xab\xab\xf0")},
		{`PING "\x4"` + "\r\n", one("x4")},
		{`PING 'a\'b\n\\ '` + "\r\n", one(`a'b\n\\ `)},
		{`PING a\nb\"` + "\r\n", failure(ErrUnbalancedQuotes)},
		{`PING a\nb` + "\r\n", one(`a\nb`)},
		{`PING "*1\n\n"` + "\nPING\n", commands([]string{"PING", "*1\n\n"}, pong)},

		// Unbalanced.
		{`PING "a` + "\r\n", failure(ErrUnbalancedQuotes)},
		{`PING 'a` + "\r\n", failure(ErrUnbalancedQuotes)},
		{`PING "a"b` + "\r\n", failure(ErrUnbalancedQuotes)},
		{`PING 'a'b` + "\r\n", failure(ErrUnbalancedQuotes)},
		{`PING a'b c'd` + "\r\n", failure(ErrUnbalancedQuotes)},
		{`PING "a"` + "\xa0\r\n", failure(ErrUnbalancedQuotes)},
		{`PING "a\"` + "\r\n", failure(ErrUnbalancedQuotes)},
		{`PING "\` + "\r\n", failure(ErrUnbalancedQuotes)},
		{`PING 'a\'` + "\r\n", failure(ErrUnbalancedQuotes)},
		{`PING "\x4`, commands()},
		{`PING "\x4` + "\n", failure(ErrUnbalancedQuotes)},
	} {
		if diff := cmp.Diff(test.want, parseAll(test.stream, openLimits)); diff != "" {
			t.Errorf("%q: %s", test.stream, diff)
		}
	}
}

func TestLinesHaveALimit(t *testing.T) {
	for _, test := range []struct {
		start string // before the line
		first byte   // of the line
		end   string
		want  Error
	}{
		{"", 'x', "\n", ErrTooBigInline},
		{"", '*', "\r\n", ErrTooBigMultibulkCount},
		{"*1\r\n", '$', "\r\n", ErrTooBigBulkCount},
		{"*1\r\n", 'x', "\r\n", ErrTooBigBulkCount},
		{"*2\r\n$1\r\na\r\n", '$', "\r\n", ErrTooBigBulkCount},
	} {
		fits := test.start + string(test.first) + strings.Repeat("1", lineLimit-1)
		if got := parseAll(fits, openLimits); got.Failure != 0 {
			t.Errorf("%q: %d bytes without the line's end: %v", test.start, lineLimit, got.Failure)
		}
		if got := parseAll(fits+test.end, openLimits); got.Failure == test.want {
			t.Errorf("%q: %d bytes and the line's end: %v", test.start, lineLimit, got.Failure)
		}
		for _, next := range []string{"1", "1" + test.end, "\x00" + test.end} {
			if got := parseAll(fits+next, openLimits); got.Failure != test.want {
				t.Errorf("%q: %d bytes and %q: got %v, want %v", test.start, lineLimit, next, got.Failure, test.want)
			}
		}
	}
}

func TestBeforeAuthenticationRequestsAreSmall(t *testing.T) {
	limits := openLimits
	limits.Authenticated = false
	for stream, want := range map[string]Error{
		"*10\r\n":                        0,
		"*11\r\n":                        ErrUnauthenticatedMultibulk,
		"*2147483647\r\n":                ErrUnauthenticatedMultibulk,
		"*2147483648\r\n":                ErrInvalidMultibulkLength,
		"*1\r\n$16384\r\n":               0,
		"*1\r\n$16385\r\n":               ErrUnauthenticatedBulk,
		"*1\r\n$536870913\r\n":           ErrInvalidBulkLength,
		strings.Repeat("a ", 100) + "\n": 0,
	} {
		if got := parseAll(stream, limits); got.Failure != want {
			t.Errorf("%.20q: got %v, want %v", stream, got.Failure, want)
		}
	}
}

func TestLimitsAreTheCallers(t *testing.T) {
	limits := Limits{MaxBulk: 5, MaxArgs: 3, Authenticated: true}
	for stream, want := range map[string]Error{
		"*3\r\n":                 0,
		"*4\r\n":                 ErrInvalidMultibulkLength,
		"*400\r\n":               ErrInvalidMultibulkLength,
		"*1\r\n$5\r\n":           0,
		"*1\r\n$6\r\nabcdef\r\n": ErrInvalidBulkLength,
		"*1\r\n$600\r\n":         ErrInvalidBulkLength,
	} {
		if got := parseAll(stream, limits); got.Failure != want {
			t.Errorf("%q: got %v, want %v", stream, got.Failure, want)
		}
	}
	limits.MaxBulk = 1<<63 - 1
	if got := parseAll(fmt.Sprintf("*1\r\n$%d\r\n", int64(spanLimit)), limits); got.Failure != 0 {
		t.Errorf("the longest argument that a span holds: %v", got.Failure)
	}
	if got := parseAll(fmt.Sprintf("*1\r\n$%d\r\n", int64(spanLimit+1)), limits); got.Failure != ErrInvalidBulkLength {
		t.Errorf("one byte longer: %v", got.Failure)
	}
}

func TestFailedStaysFailedUntilRewind(t *testing.T) {
	c := peer{limits: openLimits}
	c.limits.Authenticated = false
	command := "*11\r\n" + strings.Repeat("$1\r\na\r\n", 11)
	c.receive("AUTH secret\r\n" + command)
	if c.receive(ping) != Failed || c.Failure != ErrUnauthenticatedMultibulk {
		t.Fatal("went on after a failure")
	}
	// AUTH was executed meanwhile: what follows it is judged anew.
	c.limits.Authenticated = true
	c.parser.Rewind(c.parser.Start())
	c.receive("")
	if len(c.Commands) != 3 || len(c.Commands[1]) != 11 || c.Failure != 0 {
		t.Errorf("after Rewind: %+v", c.outcome)
	}
}

func TestWriteError(t *testing.T) {
	for stream, want := range map[string]string{
		"*a\r\n":         "-ERR Protocol error: invalid multibulk length\r\n",
		"*1\r\n4\r\n":    "-ERR Protocol error: expected '$', got '4'\r\n",
		"*1\r\n\r\n":     "-ERR Protocol error: expected '$', got ' '\r\n",
		"*1\r\n\xff\r\n": "-ERR Protocol error: expected '$', got '\xff'\r\n",
		"\"\r\n":         "-ERR Protocol error: unbalanced quotes in request\r\n",
	} {
		c := peer{limits: openLimits}
		c.receive(stream)
		if got := written(t, 2, c.parser.WriteError); got != want {
			t.Errorf("%q: got %q", stream, got)
		}
	}
}

func TestPositionsOfAnUnfinishedCommand(t *testing.T) {
	set := "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$40000\r\n"
	c := peer{limits: openLimits}
	type place struct {
		Start, Position, Need int
		InHeader, InBulk      bool
	}
	for _, step := range []struct {
		chunk string
		want  place
	}{
		{"", place{0, 0, 0, false, false}},
		{ping, place{14, 14, 0, false, false}},
		{"*", place{14, 14, 0, true, false}},
		{set[1:4], place{14, 18, 0, true, false}},
		{set[4:9], place{14, 22, 4, false, true}},
		{set[9:13], place{14, 27, 0, true, false}},
		{set[13:], place{14, 14 + len(set), 40002, false, true}},
		{strings.Repeat("v", 40001), place{14, 14 + len(set), 1, false, true}},
		{"\r", place{14 + len(set) + 40002, 14 + len(set) + 40002, 0, false, false}},
		{"PI", place{14 + len(set) + 40002, 14 + len(set) + 40002, 0, true, false}},
	} {
		c.receive(step.chunk)
		got := place{Start: c.parser.Start(), Position: c.parser.Position(), Need: c.parser.Need()}
		got.InHeader, got.InBulk = c.parser.Partial()
		if got != step.want {
			t.Errorf("after %.20q: got %+v, want %+v", step.chunk, got, step.want)
		}
	}
}

func TestDiscardKeepsAnUnfinishedCommand(t *testing.T) {
	c := peer{limits: openLimits}
	c.receive(ping + "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\n")
	start := c.parser.Start()
	c.buffer = bytes.Clone(c.buffer[start:])
	c.parser.Discard(start)
	c.receive("vv\r\n")
	want := commands([]string{"PING"}, []string{"SET", "k", "vv"})
	if diff := cmp.Diff(want, c.outcome); diff != "" {
		t.Error(diff)
	}
}

func TestImpossibleMovesAreRefused(t *testing.T) {
	for name, move := range map[string]func(p *Parser){
		"discard of an unfinished command": func(p *Parser) { p.Discard(len(ping) + 1) },
		"negative discard":                 func(p *Parser) { p.Discard(-1) },
		"rewind forward":                   func(p *Parser) { p.Rewind(len(ping) + 1) },
		"rewind before the buffer":         func(p *Parser) { p.Rewind(-1) },
	} {
		t.Run(name, func(t *testing.T) {
			c := peer{limits: openLimits}
			c.receive(ping + "*2\r\n$1\r\na\r\n")
			defer func() {
				if recover() == nil {
					t.Error("was accepted")
				}
			}()
			move(&c.parser)
		})
	}
}

// Unescaping overwrites a line; a command given back must be read as it came.
func TestRewindToAQuotedInlineCommand(t *testing.T) {
	c := peer{limits: openLimits}
	stream := "PING\r\n" + `"*1\n" "a\nb" '"'` + "\r\n" + `ECHO "x y"` + "\r\n"
	want := [][]string{{"PING"}, {"*1\n", "a\nb", `"`}, {"ECHO", "x y"}}
	c.receive(stream)
	for range 2 {
		c.Commands = nil
		c.parser.Rewind(0)
		c.receive("")
		if diff := cmp.Diff(want, c.Commands); diff != "" {
			t.Fatal(diff)
		}
	}
	c.buffer = c.buffer[len("PING\r\n"):]
	c.parser.Discard(len("PING\r\n"))
	c.Commands = nil
	c.parser.Rewind(0)
	c.receive("")
	if diff := cmp.Diff(want[1:], c.Commands); diff != "" {
		t.Errorf("after Discard: %s", diff)
	}
	c.parser.Discard(len(c.buffer))
	if len(c.parser.rewrites) != 0 {
		t.Error("lines outlived their bytes")
	}
}

// A parser that looked back at what it had understood would fail here: those
// bytes are overwritten after each call.
func TestNoByteIsUnderstoodTwice(t *testing.T) {
	const arguments = 40_000 // about 1 MB
	stream := fmt.Sprintf("*%d\r\n%s", arguments, strings.Repeat("$16\r\nkey:000000000001\r\n", arguments))
	var parser Parser
	var spans []Span
	buffer := make([]byte, 0, len(stream))
	understood := 0
	for i := range len(stream) {
		buffer = append(buffer, stream[i])
		var status Status
		spans, status = parser.Next(buffer, &openLimits, spans)
		if status == Failed || (status == Complete) != (i == len(stream)-1) {
			t.Fatalf("byte %d: %v %v", i, status, parser.Error())
		}
		if status == Incomplete && len(spans) > 0 {
			t.Fatalf("byte %d: arguments of an unfinished command were returned", i)
		}
		for ; understood < parser.Position(); understood++ {
			buffer[understood] = '?'
		}
	}
	if len(spans) != arguments {
		t.Fatalf("%d arguments", len(spans))
	}
	for i, span := range spans {
		header := len("*40000\r\n") + i*len("$16\r\nkey:000000000001\r\n")
		if want := (Span{uint32(header + len("$16\r\n")), 16}); span != want {
			t.Fatalf("argument %d: got %v, want %v", i, span, want)
		}
	}
	if cap(parser.partial) > partialKept {
		t.Error("the parser keeps the room that one huge command took")
	}
}

// A parser that searched a line from its start again would find an end here.
func TestNoByteOfALineIsSearchedTwice(t *testing.T) {
	for _, test := range []struct {
		first, end byte
		want       Status
	}{
		{'x', '\n', Complete},
		{'*', '\r', Failed},
	} {
		var parser Parser
		buffer := []byte{test.first}
		for range 60_000 {
			if _, status := parser.Next(buffer, &openLimits, nil); status != Incomplete {
				t.Fatalf("%q after %d bytes: %v", test.first, len(buffer), status)
			}
			if len(buffer) > 1 {
				buffer[len(buffer)-1] = test.end
			}
			buffer = append(buffer, '1')
		}
		if _, status := parser.Next(append(buffer, "\r\n"...), &openLimits, nil); status != test.want {
			t.Errorf("%q: %v", test.first, status)
		}
	}
}

func TestParsingAllocatesNothing(t *testing.T) {
	stream := []byte(ping + "*2\r\n$3\r\nGET\r\n$1\r\nk\r\nSET key value\r\n\r\n*0\r\n" +
		"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100\r\n" + strings.Repeat("v", 100) + "\r\n")
	spans := make([]Span, 0, 16)
	var parser Parser
	read := func(step int) {
		parser.Rewind(0)
		for end := step; end <= len(stream); end += step {
			status := Complete
			for status == Complete {
				_, status = parser.Next(stream[:end], &openLimits, spans)
			}
		}
	}
	for _, step := range []int{1, 7, len(stream)} {
		if n := testing.AllocsPerRun(10, func() { read(step) }); n != 0 {
			t.Errorf("in chunks of %d bytes: %v allocations", step, n)
		}
	}
}

func TestParserIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(Parser{}); size > 96 {
		t.Errorf("a parser takes %d bytes; every client has one", size)
	}
}
