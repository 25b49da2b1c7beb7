//go:build linux

package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// hole stands for a key's digits in a command's arguments and reply.
const hole = "############"

// The key and its value, 16 and 32 bytes. The value tells which key it belongs
// to, so that a reply can be checked.
const (
	keyName   = "key:" + hole
	keyValue  = "value-of:" + hole + "-32-bytes--"
	valueSize = len(keyValue)
)

// command is a request the servers are measured with. Its reply has one size,
// so that counting bytes is counting replies.
type command struct {
	name      string
	arguments []string
	reply     string // in RESP2
	// redisBenchmark has a test of this name that does the same.
	redisBenchmark bool
}

// commands are the commands that -commands can name. Every key exists.
var commands = []command{
	{name: "GET", arguments: []string{"GET", keyName}, reply: bulk(keyValue), redisBenchmark: true},
	{name: "SET", arguments: []string{"SET", keyName, keyValue}, reply: "+OK\r\n", redisBenchmark: true},
}

// commandNamed finds a command of the table.
func commandNamed(name string) (command, error) {
	for _, c := range commands {
		if strings.EqualFold(c.name, name) {
			return c, nil
		}
	}
	return command{}, fmt.Errorf("no command %q in the table, which has %s", name, commandNames())
}

// bulk encodes a RESP bulk string.
func bulk(text string) string {
	return "$" + strconv.Itoa(len(text)) + "\r\n" + text + "\r\n"
}

// encode encodes a request as a RESP array of bulk strings.
func encode(arguments []string) string {
	var request strings.Builder
	fmt.Fprintf(&request, "*%d\r\n", len(arguments))
	for _, argument := range arguments {
		request.WriteString(bulk(argument))
	}
	return request.String()
}

// template is a text with holes for a key's digits.
type template struct {
	text  []byte
	holes []int // offsets in text
}

func newTemplate(text string) template {
	t := template{text: []byte(text)}
	for from := 0; ; {
		at := strings.Index(text[from:], hole)
		if at < 0 {
			return t
		}
		t.holes = append(t.holes, from+at)
		from += at + len(hole)
	}
}

// repeat returns the text n times, the holes still open.
func (t *template) repeat(n int) []byte { return bytes.Repeat(t.text, n) }

// fill writes the next keys into a buffer made by repeat.
func (t *template) fill(buffer []byte, keys *sequence) {
	if len(t.holes) == 0 {
		return
	}
	first := t.holes[0]
	for ; len(buffer) > 0; buffer = buffer[len(t.text):] {
		digits := buffer[first : first+keyDigits]
		putDigits(digits, keys.next())
		for _, other := range t.holes[1:] {
			copy(buffer[other:other+keyDigits], digits)
		}
	}
}

// exchange is the two sides of a command on the wire.
type exchange struct {
	request   template
	reply     template
	replyHead []byte // what all replies begin with
}

func newExchange(c command) *exchange {
	head, _, _ := strings.Cut(c.reply, hole)
	return &exchange{
		request:   newTemplate(encode(c.arguments)),
		reply:     newTemplate(c.reply),
		replyHead: []byte(head),
	}
}

// verify compares the replies of a pipeline, byte by byte, with what its
// requests ask for.
func (e *exchange) verify(requests, replies []byte) error {
	want := slices.Clone(e.reply.text)
	for len(requests) > 0 {
		request, reply := requests[:len(e.request.text)], replies[:len(want)]
		for _, at := range e.reply.holes {
			copy(want[at:], request[e.request.holes[0]:][:keyDigits])
		}
		if !bytes.Equal(reply, want) {
			return fmt.Errorf("%q was answered by %q instead of %q", request, reply, want)
		}
		requests, replies = requests[len(request):], replies[len(reply):]
	}
	return nil
}
