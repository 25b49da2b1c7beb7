package resp

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var hundred = strings.Repeat("x", 100)

// replies are all kinds of replies with their bytes in both versions.
var replies = []struct {
	name         string
	write        func(*Writer)
	resp2, resp3 string
}{
	{"ok", func(w *Writer) { w.OK() }, "+OK\r\n", "+OK\r\n"},
	{"status", func(w *Writer) { w.SimpleString("PONG") }, "+PONG\r\n", "+PONG\r\n"},
	{"error", func(w *Writer) { w.Error(ErrSyntax) }, "-ERR syntax error\r\n", "-ERR syntax error\r\n"},
	{"error text", func(w *Writer) { w.ErrorText("X a\nb\r\n") }, "-X a b\r\n", "-X a b\r\n"},
	{"raw", func(w *Writer) { w.Raw([]byte("*1\r\n:1\r\n")) }, "*1\r\n:1\r\n", "*1\r\n:1\r\n"},
	{"zero", func(w *Writer) { w.Int(0) }, ":0\r\n", ":0\r\n"},
	{"integer", func(w *Writer) { w.Int(-12345) }, ":-12345\r\n", ":-12345\r\n"},
	{"lowest integer", func(w *Writer) { w.Int(math.MinInt64) }, ":-9223372036854775808\r\n", ":-9223372036854775808\r\n"},
	{"bulk", func(w *Writer) { w.Bulk([]byte("a\r\n\x00b")) }, "$5\r\na\r\n\x00b\r\n", "$5\r\na\r\n\x00b\r\n"},
	{"empty bulk", func(w *Writer) { w.Bulk(nil) }, "$0\r\n\r\n", "$0\r\n\r\n"},
	{"bulk string", func(w *Writer) { w.BulkString(hundred) },
		"$100\r\n" + hundred + "\r\n", "$100\r\n" + hundred + "\r\n"},
	{"bulk integer", func(w *Writer) { w.BulkInt(math.MinInt64) },
		"$20\r\n-9223372036854775808\r\n", "$20\r\n-9223372036854775808\r\n"},
	{"null", func(w *Writer) { w.Null() }, "$-1\r\n", "_\r\n"},
	{"null array", func(w *Writer) { w.NullArray() }, "*-1\r\n", "_\r\n"},
	{"array", func(w *Writer) { w.Array(3) }, "*3\r\n", "*3\r\n"},
	{"map", func(w *Writer) { w.Map(3) }, "*6\r\n", "%3\r\n"},
	{"set", func(w *Writer) { w.Set(3) }, "*3\r\n", "~3\r\n"},
	{"push", func(w *Writer) { w.Push(3) }, "*3\r\n", ">3\r\n"},
	{"double", func(w *Writer) { w.Double(3.141) }, "$5\r\n3.141\r\n", ",3.141\r\n"},
	{"infinity", func(w *Writer) { w.Double(math.Inf(-1)) }, "$4\r\n-inf\r\n", ",-inf\r\n"},
	{"true", func(w *Writer) { w.Bool(true) }, ":1\r\n", "#t\r\n"},
	{"false", func(w *Writer) { w.Bool(false) }, ":0\r\n", "#f\r\n"},
	{"big number", func(w *Writer) { w.BigNumber("1234567999999999999999999999999999999") },
		"$37\r\n1234567999999999999999999999999999999\r\n", "(1234567999999999999999999999999999999\r\n"},
	{"verbatim", func(w *Writer) { w.Verbatim("txt", []byte("This is a verbatim\nstring")) },
		"$25\r\nThis is a verbatim\nstring\r\n", "=29\r\ntxt:This is a verbatim\nstring\r\n"},
}

// The bytes are those of redis-server 7.0.15 (DEBUG PROTOCOL and others).
func TestRepliesInBothVersions(t *testing.T) {
	for _, reply := range replies {
		if got := written(t, 2, reply.write); got != reply.resp2 {
			t.Errorf("%s in RESP2: got %q, want %q", reply.name, got, reply.resp2)
		}
		if got := written(t, 3, reply.write); got != reply.resp3 {
			t.Errorf("%s in RESP3: got %q, want %q", reply.name, got, reply.resp3)
		}
	}
	if got := written(t, 3, func(w *Writer) { w.Attribute(1) }); got != "|1\r\n" {
		t.Errorf("attribute: got %q", got)
	}
}

func TestAnyBlocksTakeTheSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := blocks{size: func(need int) int {
			return rapid.OneOf(rapid.IntRange(1, 5), rapid.IntRange(1, 60), rapid.Just(max(1, need))).Draw(t, "block")
		}}
		w := b.attach(2)
		var want strings.Builder
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(replies)-1), 0, 20).Draw(t, "replies") {
			resp3 := rapid.Bool().Draw(t, "resp3")
			muted := rapid.IntRange(0, 5).Draw(t, "muted") == 0
			w.Mute(muted)
			w.SetProtocol(2)
			text := replies[i].resp2
			if resp3 {
				w.SetProtocol(3)
				text = replies[i].resp3
			}
			replies[i].write(w)
			if !muted {
				want.WriteString(text)
			}
			if rapid.Bool().Draw(t, "reattach") {
				used := w.Used()
				if w.Detach() != used || w.Used() != 0 {
					t.Fatal("Detach lost count")
				}
				w.OK() // to nowhere
				w.Attach(b.block, used, &b)
			}
		}
		if got := b.all(); got != want.String() {
			t.Fatalf("got %q, want %q", got, want.String())
		}
	})
}

func TestSinkIsAskedForWhatIsMissing(t *testing.T) {
	var asked [][2]int
	sink := sinkFunc(func(used, need int) []byte {
		asked = append(asked, [2]int{used, need})
		return make([]byte, need)
	})
	var w Writer
	w.Attach(make([]byte, 10), 4, sink)
	w.Bulk([]byte(strings.Repeat("x", 100)))
	want := [][2]int{{10, 100}, {100, 2}}
	if len(asked) != 2 || asked[0] != want[0] || asked[1] != want[1] || w.Used() != 2 {
		t.Errorf("asked %v, %d bytes used in the last", asked, w.Used())
	}
}

type sinkFunc func(used, need int) []byte

func (f sinkFunc) Closed() bool { return false }

func (f sinkFunc) More(used, need int) []byte { return f(used, need) }

func TestZeroWriterDropsReplies(t *testing.T) {
	var w Writer
	for _, reply := range replies {
		reply.write(&w)
	}
	if w.Used() != 0 || w.Protocol() != 2 {
		t.Errorf("used %d, protocol %d", w.Used(), w.Protocol())
	}
}

func TestMutingSurvivesAttach(t *testing.T) {
	b := blocks{size: func(int) int { return 100 }}
	b.writer.Mute(true)
	w := b.attach(3)
	w.OK()
	w.Mute(true)
	w.OK()
	w.Mute(false)
	w.Null()
	if got := b.all(); got != "_\r\n" {
		t.Errorf("got %q", got)
	}
}

func TestMisuseOfTheWriterIsRefused(t *testing.T) {
	for name, misuse := range map[string]func(w *Writer){
		"protocol 4":           func(w *Writer) { w.SetProtocol(4) },
		"attribute in RESP2":   func(w *Writer) { w.Attribute(1) },
		"verbatim format":      func(w *Writer) { w.Verbatim("text", nil) },
		"missing argument":     func(w *Writer) { w.Error(ErrWrongArity) },
		"superfluous argument": func(w *Writer) { w.Error(ErrSyntax, "get") },
		"strange argument":     func(w *Writer) { w.Error(ErrWrongArity, 1.5) },
		"empty block": func(w *Writer) {
			w.Attach(nil, 0, sinkFunc(func(int, int) []byte { return nil }))
			w.OK()
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("was accepted")
				}
			}()
			misuse(&Writer{})
		})
	}
}

func TestWritingAllocatesNothing(t *testing.T) {
	b := blocks{size: func(int) int { return 1 << 16 }}
	w := b.attach(3)
	for _, protocol := range []int{2, 3} {
		w.SetProtocol(protocol)
		for _, reply := range replies {
			if n := testing.AllocsPerRun(10, func() { reply.write(w) }); n != 0 {
				t.Errorf("%s in RESP%d: %v allocations", reply.name, protocol, n)
			}
		}
	}
	name := []byte("nosuch")
	args := Args{name, []Span{{0, 6}, {0, 3}}}
	if n := testing.AllocsPerRun(10, func() {
		w.Error(ErrWrongArity, "get")
		w.Error(ErrUnsupportedOption, name)
		w.UnknownCommand(args)
	}); n != 0 {
		t.Errorf("errors with arguments: %v allocations", n)
	}
}
