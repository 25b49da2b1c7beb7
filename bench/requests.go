//go:build linux

package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Every request is about a number of keyDigits digits, and its arguments and
// reply have holes for them: a run of '#' takes as many of the first digits, a
// run of '@' as many of the last ones. A '?' in a reply stands for a byte that
// nobody can foretell.
const (
	firstDigit = '#'
	lastDigit  = '@'
	anyByte    = '?'

	whole = "############"
)

// command is a request the servers are measured with. Its reply has one size,
// so that counting bytes is counting replies; where it cannot have one, it is
// anyInteger, and lines are counted.
type command struct {
	name      string // in the report; often the same as the first argument
	arguments []string
	reply     string // in RESP2
}

// okReply and anyInteger are replies; anyInteger is an integer of any size, with
// room for the longest.
const (
	okReply    = "+OK\r\n"
	anyInteger = ":-9223372036854775808\r\n"
)

// bulk encodes a bulk string.
func bulk(text string) string {
	return "$" + strconv.Itoa(len(text)) + "\r\n" + text + "\r\n"
}

// integer encodes an integer.
func integer(digits string) string { return ":" + digits + "\r\n" }

// array encodes an array of bulk strings.
func array(texts ...string) string {
	var encoded strings.Builder
	fmt.Fprintf(&encoded, "*%d\r\n", len(texts))
	for _, text := range texts {
		encoded.WriteString(bulk(text))
	}
	return encoded.String()
}

// encode encodes a request.
func encode(arguments []string) string { return array(arguments...) }

// hole is where some of the digits go.
type hole struct {
	at     int // offset in the text
	from   int // the first digit
	length int
}

// template is a text with holes for a number's digits.
type template struct {
	text  []byte
	holes []hole
}

func newTemplate(text string) template {
	t := template{text: []byte(text)}
	for at := 0; at < len(text); {
		digit := text[at]
		length := len(text[at:]) - len(strings.TrimLeft(text[at:], string(digit)))
		if digit == firstDigit || digit == lastDigit {
			from := 0
			if digit == lastDigit {
				from = keyDigits - length
			}
			if length > keyDigits {
				panic(fmt.Sprintf("bench: a hole of %d digits in %q", length, text))
			}
			t.holes = append(t.holes, hole{at: at, from: from, length: length})
		}
		at += length
	}
	return t
}

// repeat returns the text n times, the holes still open.
func (t *template) repeat(n int) []byte { return bytes.Repeat(t.text, n) }

// fill writes the next numbers into a buffer made by repeat.
func (t *template) fill(buffer []byte, numbers *sequence) {
	if len(t.holes) == 0 {
		return
	}
	var digits [keyDigits]byte
	for ; len(buffer) > 0; buffer = buffer[len(t.text):] {
		putDigits(digits[:], numbers.next())
		t.put(buffer, &digits)
	}
}

// append appends a copy of the text about a number.
func (t *template) append(buffer []byte, number uint64) []byte {
	var digits [keyDigits]byte
	putDigits(digits[:], number)
	buffer = append(buffer, t.text...)
	t.put(buffer[len(buffer)-len(t.text):], &digits)
	return buffer
}

// put writes digits into the holes of one copy of the text.
func (t *template) put(buffer []byte, digits *[keyDigits]byte) {
	for _, h := range t.holes {
		copy(buffer[h.at:h.at+h.length], digits[h.from:])
	}
}

// digits collects what a filled copy of the text tells of its number; the rest
// is anyByte.
func (t *template) digits(filled []byte) [keyDigits]byte {
	digits := [keyDigits]byte([]byte(strings.Repeat(string(anyByte), keyDigits)))
	for _, h := range t.holes {
		copy(digits[h.from:], filled[h.at:h.at+h.length])
	}
	return digits
}

// exchange is the two sides of a command on the wire.
type exchange struct {
	request   template
	reply     template
	replyHead []byte // what all replies begin with
	lines     bool   // a reply is a line of any size
}

func newExchange(c command) *exchange {
	lines := c.reply == anyInteger
	head := c.reply
	if lines {
		head = ":"
	}
	if varies := strings.IndexAny(head, string([]byte{firstDigit, lastDigit, anyByte})); varies >= 0 {
		head = head[:varies]
	}
	return &exchange{
		request:   newTemplate(encode(c.arguments)),
		reply:     newTemplate(c.reply),
		replyHead: []byte(head),
		lines:     lines,
	}
}

// room is the size of the replies to a pipeline, or the most it can be.
func (e *exchange) room(pipeline int) int { return len(e.reply.text) * pipeline }

// complete tells whether these are all replies to a pipeline.
func (e *exchange) complete(replies []byte, pipeline int) bool {
	if e.lines {
		return bytes.Count(replies, []byte("\n")) >= pipeline
	}
	return len(replies) >= e.room(pipeline)
}

// excessive tells whether there are more than the replies to a pipeline.
func (e *exchange) excessive(replies []byte, pipeline int) bool {
	if e.lines {
		lines := bytes.Count(replies, []byte("\n"))
		return lines > pipeline || lines == pipeline && replies[len(replies)-1] != '\n'
	}
	return len(replies) > e.room(pipeline)
}

// verify compares the replies of a pipeline, byte by byte, with what its
// requests ask for.
func (e *exchange) verify(requests, replies []byte) error {
	if e.lines {
		return verifyLines(replies)
	}
	want := bytes.Clone(e.reply.text)
	for len(requests) > 0 {
		request, reply := requests[:len(e.request.text)], replies[:len(want)]
		digits := e.request.digits(request)
		e.reply.put(want, &digits)
		if !matches(reply, want) {
			return fmt.Errorf("%q was answered by %q instead of %q", request, reply, want)
		}
		requests, replies = requests[len(request):], replies[len(reply):]
	}
	return nil
}

// verifyLines finds a reply that is no integer.
func verifyLines(replies []byte) error {
	for line := range bytes.Lines(replies) {
		if line[0] != ':' {
			return fmt.Errorf("the reply %q is no integer", line)
		}
	}
	return nil
}

// matches compares texts of one size; anyByte in the second is like any other.
func matches(text, pattern []byte) bool {
	for i, b := range pattern {
		if b != anyByte && b != text[i] {
			return false
		}
	}
	return true
}
