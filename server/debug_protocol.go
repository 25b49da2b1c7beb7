package server

import (
	"strings"

	"seedis/commands"
	"seedis/resp"
)

// protocolRow is an example of a type of the protocol.
type protocolRow struct {
	name  string
	reply func(*resp.Writer)
}

// protocolRows are the examples that clients are tested with: Redis's own.
var protocolRows = []protocolRow{
	{"string", func(w *resp.Writer) { w.BulkString("Hello World") }},
	{"integer", func(w *resp.Writer) { w.Int(12345) }},
	{"double", func(w *resp.Writer) { w.Double(3.141) }},
	{"bignum", func(w *resp.Writer) { w.BigNumber("1234567999999999999999999999999999999") }},
	{"null", (*resp.Writer).Null},
	{"array", func(w *resp.Writer) { w.Array(3); countToThree(w) }},
	{"set", func(w *resp.Writer) { w.Set(3); countToThree(w) }},
	{"map", exampleMap},
	{"attrib", exampleAttribute},
	{"push", examplePush},
	{"verbatim", func(w *resp.Writer) { w.Verbatim("txt", []byte("This is a verbatim\nstring")) }},
	{"true", func(w *resp.Writer) { w.Bool(true) }},
	{"false", func(w *resp.Writer) { w.Bool(false) }},
}

// debugProtocol is DEBUG PROTOCOL type.
func (s *Server) debugProtocol(call *commands.Call, arguments resp.Args) {
	name := strings.ToLower(string(arguments.At(0)))
	for _, row := range protocolRows {
		if row.name == name {
			row.reply(call.Reply)
			return
		}
	}
	call.Reply.Error(resp.ErrWrongProtocolType)
}

func countToThree(w *resp.Writer) {
	for i := range 3 {
		w.Int(int64(i))
	}
}

func exampleMap(w *resp.Writer) {
	w.Map(3)
	for i := range 3 {
		w.Int(int64(i))
		w.Bool(i == 1)
	}
}

// exampleAttribute is a reply with something about it, for who understands that.
func exampleAttribute(w *resp.Writer) {
	if w.Protocol() == 3 {
		w.Attribute(1)
		w.BulkString("key-popularity")
		w.Array(2)
		w.BulkString("key:123")
		w.Int(90)
	}
	w.BulkString("Some real reply following the attribute")
}

// examplePush is a message and then a reply.
func examplePush(w *resp.Writer) {
	if w.Protocol() != 3 {
		w.Error(resp.ErrNotInRESP2)
		return
	}
	w.Push(2)
	w.BulkString("server-cpu-usage")
	w.Int(42)
	w.BulkString("Some real reply following the push reply")
}
