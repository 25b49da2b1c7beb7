package resp

import (
	"errors"
	"io"
)

// Reply is a reply as a tree, for clients and tests that look into it.
type Reply struct {
	// Kind is the protocol's type byte: one of + - : $ * and, in RESP3,
	// _ # , ( = ! % ~ > |.
	Kind byte
	// Null tells "$-1", "*-1" and "_" from what is merely empty.
	Null bool
	// Text is what a reply without elements says, a view of the bytes parsed:
	// a string's content, a verbatim string's format with it, a number's digits.
	Text []byte
	// Elements are an aggregate's, keys and values of a map in turn; an
	// attribute's last element is the reply that it is about.
	Elements []Reply
}

// replyDepth is how deeply replies may be nested, against exhausting the
// stack by hostile bytes; no command comes near.
const replyDepth = 64

// ParseReply reads the first reply in buffer and tells its length in bytes.
// The error is io.ErrUnexpectedEOF if the reply is not complete.
func ParseReply(buffer []byte) (reply Reply, n int, err error) {
	n, ok := ReadReply(buffer)
	switch {
	case n == invalidReply:
		return Reply{}, 0, errors.New("resp: not a reply")
	case !ok:
		return Reply{}, 0, io.ErrUnexpectedEOF
	}
	if _, err = parseReply(&reply, buffer, replyDepth); err != nil {
		return Reply{}, 0, err
	}
	return reply, n, nil
}

// parseReply reads a reply that ReadReply found complete, and returns what
// comes after it.
func parseReply(reply *Reply, buffer []byte, depth int) (rest []byte, err error) {
	if depth == 0 {
		return nil, errors.New("resp: a reply is nested too deeply")
	}
	length, inner := scanReply(buffer)
	header, _ := scanLine(buffer)
	reply.Kind = buffer[0]
	text := buffer[1 : header-len("\r\n")]
	switch reply.Kind {
	case '$', '=', '!', '*':
		reply.Null = string(text) == "-1"
	case '_':
		reply.Null = true
	}
	if length > header {
		reply.Text = buffer[header : length-len("\r\n")]
	} else if !isAggregate(reply.Kind) && !reply.Null {
		reply.Text = text
	}
	rest = buffer[length:]
	if inner > 0 {
		reply.Elements = make([]Reply, inner)
	}
	for i := range reply.Elements {
		if rest, err = parseReply(&reply.Elements[i], rest, depth-1); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

func isAggregate(kind byte) bool {
	switch kind {
	case '*', '~', '>', '%', '|':
		return true
	}
	return false
}
