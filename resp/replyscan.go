package resp

import "math"

// invalidReply is the length of what is no reply.
const invalidReply = -1

// ReadReply measures the first reply in buffer, RESP2 or RESP3, with all that
// is nested in it: its length in bytes, or 0 and false if it is not complete,
// or -1 and false if it is none. An attribute belongs to the reply after it.
// Nothing is allocated.
func ReadReply(buffer []byte) (n int, ok bool) {
	awaited := 1 // replies to come until the outermost one is complete
	position := 0
	for awaited > 0 {
		length, inner := scanReply(buffer[position:])
		if length <= 0 {
			return length, false
		}
		position += length
		awaited += inner - 1
	}
	return position, true
}

// scanReply measures one reply without what is nested in it: its length as
// ReadReply tells it, and how many replies must follow that belong to it.
func scanReply(buffer []byte) (length, inner int) {
	end, complete := scanLine(buffer)
	if !complete {
		return end, 0
	}
	text := buffer[1 : end-len("\r\n")]
	valid := true
	switch buffer[0] {
	case '+', '-':
	case ':':
		_, valid = ParseInt(text)
	case '(':
		valid = len(text) > 0
	case ',':
		valid = len(text) > 0
	case '_':
		valid = len(text) == 0
	case '#':
		valid = len(text) == 1 && (text[0] == 't' || text[0] == 'f')
	case '$', '=', '!':
		return scanBulk(buffer, end, text)
	case '*', '~', '>', '%', '|':
		inner, valid = innerReplies(buffer[0], text)
	default:
		valid = false
	}
	if !valid {
		return invalidReply, 0
	}
	return end, inner
}

// scanLine measures the line that buffer begins with, its CRLF included. If
// complete is false, length is what scanReply should tell.
func scanLine(buffer []byte) (length int, complete bool) {
	for i, c := range buffer {
		switch {
		case c == '\n':
			return invalidReply, false
		case c == '\r' && i+1 == len(buffer):
			return 0, false
		case c == '\r' && (buffer[i+1] != '\n' || i == 0):
			return invalidReply, false
		case c == '\r':
			return i + len("\r\n"), true
		}
	}
	return 0, false
}

// scanBulk measures a string whose header ends at end and says length.
func scanBulk(buffer []byte, end int, length []byte) (total, inner int) {
	n, ok := ParseInt(length)
	if ok && n == -1 && buffer[0] == '$' {
		return end, 0
	}
	if !ok || n < 0 || n > math.MaxInt32 {
		return invalidReply, 0
	}
	total = end + int(n) + len("\r\n")
	if len(buffer) < total {
		return 0, 0
	}
	if buffer[total-2] != '\r' || buffer[total-1] != '\n' {
		return invalidReply, 0
	}
	return total, 0
}

// innerReplies is how many replies follow a header of kind that says count.
func innerReplies(kind byte, count []byte) (inner int, valid bool) {
	n, ok := ParseInt(count)
	switch {
	case ok && n == -1 && kind == '*':
		return 0, true
	case !ok, n < 0, n > math.MaxInt32:
		return 0, false
	case kind == '%':
		return int(2 * n), true
	case kind == '|':
		return int(2*n) + 1, true // and the reply that it is about
	}
	return int(n), true
}
