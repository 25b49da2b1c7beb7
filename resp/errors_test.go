package resp

import (
	"strings"
	"testing"
)

func TestEveryErrorHasARow(t *testing.T) {
	names, texts := map[string]bool{}, map[string]bool{}
	last := Error(0)
	for e := range Errors() {
		last = e
		switch {
		case !strings.HasPrefix(e.Name(), "Err") || names[e.Name()]:
			t.Errorf("row %d: name %q", e, e.Name())
		case texts[e.String()]:
			t.Errorf("%s: its text is another's", e.Name())
		case strings.ContainsAny(e.String(), "\r\n"):
			t.Errorf("%s: its text has a line end", e.Name())
		}
		code, _, _ := strings.Cut(e.String(), " ")
		if code == "" || code != strings.ToUpper(code) {
			t.Errorf("%s: code %q", e.Name(), code)
		}
		names[e.Name()], texts[e.String()] = true, true
	}
	if last != ErrNotInRESP2 || len(names) != len(errorRows)-1 {
		t.Errorf("%d rows, the last is %s", len(names), last.Name())
	}
}

// The texts are redis-server 7.0.15's answers.
func TestErrorsWithArguments(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, test := range []struct {
		write func(w *Writer)
		want  string
	}{
		{func(w *Writer) { w.Error(ErrWrongArity, "config|get") }, "ERR wrong number of arguments for 'config|get' command"},
		{func(w *Writer) { w.Error(ErrOutOfRange, -1<<31, int64(1<<31-1)) }, "ERR value is out of range, value must between -2147483648 and 2147483647"},
		{func(w *Writer) { w.Error(ErrConfigSetFailed, "hz", "argument must be 5%s") }, "ERR CONFIG SET failed (possibly related to argument 'hz') - argument must be 5%s"},
		{func(w *Writer) { w.Error(ErrConfigUnknown, []byte("\r\nnos\x00uch\r\n")) }, "ERR Unknown option or number of arguments for CONFIG SET - '  nos'"},
		{func(w *Writer) { w.Error(ErrHelloOption, []byte("\r\na\x00b")) }, "ERR Syntax error in HELLO option '  a'"},
		{func(w *Writer) { w.Error(ErrUnsupportedOption, "x\r\n") }, "ERR Unsupported option x"},
		{func(w *Writer) { w.Error(ErrUnsupportedOption, long) }, "ERR Unsupported option " + long},
		{func(w *Writer) { w.Error(ErrUnknownSubcommand, []byte("\r\n"+long), "CONFIG") }, "ERR unknown subcommand '  " + long[:126] + "'. Try CONFIG HELP."},
		{func(w *Writer) { w.ErrorText("ERR " + long + "\na") }, "ERR " + long + " a"},
	} {
		if got := written(t, 2, test.write); got != "-"+test.want+"\r\n" {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// An EXEC that is refused tells why.
func TestDetail(t *testing.T) {
	for want, reason := range map[string]string{
		"wrong number of arguments for 'exec' command": ErrWrongArity.Detail("exec"),
		"NOAUTH Authentication required.":              ErrNoAuth.Detail(),
	} {
		reply := written(t, 2, func(w *Writer) { w.Error(ErrExecRefused, reason) })
		if reply != "-EXECABORT Transaction discarded because of: "+want+"\r\n" {
			t.Errorf("got %q", reply)
		}
	}
}

// The texts are redis-server 7.0.15's answers.
func TestUnknownCommand(t *testing.T) {
	a := func(n int) string { return strings.Repeat("a", n) }
	for _, test := range []struct {
		command []string
		want    string
	}{
		{[]string{"NOSUCH"}, "'NOSUCH', with args beginning with: "},
		{[]string{"NOSUCH", "a", "b", "c"}, "'NOSUCH', with args beginning with: 'a' 'b' 'c' "},
		{[]string{""}, "'', with args beginning with: "},
		{[]string{"NO\x00S\r\n", "a\x00b", "c\r\nd", "", ""}, "'NO', with args beginning with: 'a' 'c  d' '' '' "},
		{[]string{"FLUSHALL\x00"}, "'FLUSHALL', with args beginning with: "},
		{[]string{"GET\n"}, "'GET ', with args beginning with: "},
		{[]string{a(200), a(100), a(100), "w"}, "'" + a(128) + "', with args beginning with: '" + a(100) + "' '" + a(25) + "' "},
		{[]string{"NO", a(123), "ccc", "d"}, "'NO', with args beginning with: '" + a(123) + "' 'cc' "},
		{[]string{"NO", a(124), "ccc", "d"}, "'NO', with args beginning with: '" + a(124) + "' 'c' "},
		{[]string{"NO", a(125), "c", "d"}, "'NO', with args beginning with: '" + a(125) + "' "},
	} {
		var args Args
		for _, text := range test.command {
			args.Spans = append(args.Spans, Span{uint32(len(args.Buffer)), uint32(len(text))})
			args.Buffer = append(args.Buffer, text...)
		}
		want := "-ERR unknown command " + test.want + "\r\n"
		if got := written(t, 2, func(w *Writer) { w.UnknownCommand(args) }); got != want {
			t.Errorf("%q: got %q, want %q", test.command, got, want)
		}
	}
}

func TestMatchErrorFindsTheRow(t *testing.T) {
	for e := range Errors() {
		var arguments []any
		for i, c := range e.String() {
			if c != '%' {
				continue
			}
			switch e.String()[i+1] {
			case 'd':
				arguments = append(arguments, i)
			case 'c':
				arguments = append(arguments, byte('x'))
			default:
				arguments = append(arguments, "some 'text' - with. quotes")
			}
		}
		reply := written(t, 2, func(w *Writer) { w.Error(e, arguments...) })
		if got, ok := MatchError([]byte(reply)); !ok || got != e {
			t.Errorf("%q: taken for %s", reply, got.Name())
		}
	}
	for _, reply := range []string{"", "-", "+OK\r\n", "-ERR syntax error", "ERR syntax error\r\n", "-ERR syntax errors\r\n",
		"-ERR wrong number of arguments for 'get' commands\r\n", "-ERR something else\r\n", "-ERR CONFIG SET failed\r\n"} {
		if got, ok := MatchError([]byte(reply)); ok {
			t.Errorf("%q: taken for %s", reply, got.Name())
		}
	}
}
