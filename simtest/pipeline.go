package simtest

import (
	"fmt"
	"strings"
)

// pipeline is what a client sends in one go.
type pipeline struct {
	requests [][]string
	// tail follows the requests: bytes that are no request. breach is the
	// error that they are answered with.
	tail   string
	breach string
	// aside: a second thread sends it.
	aside bool
}

// encode writes the requests in one of the forms of the protocol each. They
// are what the server must execute next for this client. Each is a span of the
// client's choices: one that a list does not have is left out. The auditor, whose
// requests belong together, sends all.
func (c *client) encode(p pipeline) []byte {
	c.session.since = 0
	var bytes []byte
	for _, request := range p.requests {
		if auditor := c.run.auditor; auditor != nil && c.number == auditor.number {
			bytes = c.appendRequest(bytes, request)
		} else if c.begins(true) {
			c.run.requests++
			bytes = c.appendRequest(bytes, request)
			c.ends()
		}
	}
	if !c.run.storm() {
		c.run.calmDown()
	}
	return append(bytes, p.tail...)
}

func (c *client) appendRequest(dst []byte, request []string) []byte {
	c.session.script = append(c.session.script, request)
	c.noteSent(request)
	if c.oneIn(50) {
		dst = append(dst, c.word("\r\n", "*0\r\n", "*-1\r\n", "  \r\n")...)
	}
	if c.oneIn(12) && canInline(request) {
		return c.appendInline(dst, request)
	}
	return AppendRequest(dst, request...)
}

// canInline tells whether a request can be a short line. What would begin as
// an array cannot.
func canInline(request []string) bool {
	const most = 1000
	length := 0
	for _, arg := range request {
		length += len(arg)
	}
	return length < most && request[0] != "" && request[0][0] != '*'
}

// appendInline writes a request as a person types it.
func (c *client) appendInline(dst []byte, request []string) []byte {
	for i, arg := range request {
		if i > 0 {
			dst = append(dst, c.word(" ", "\t", "   ")...)
		}
		switch {
		case arg != "" && !strings.ContainsFunc(arg, needsQuotes) && !c.oneIn(8):
			dst = append(dst, arg...)
		case !strings.ContainsAny(arg, "'\n\x00") && !strings.HasSuffix(arg, "\\") && c.oneIn(2):
			dst = append(dst, "'"+arg+"'"...)
		default:
			dst = appendQuoted(dst, arg)
		}
	}
	return append(dst, c.word("\r\n", "\n")...)
}

func needsQuotes(r rune) bool {
	return r <= ' ' || r > '~' || r == '"' || r == '\'' || r == '\\'
}

// appendQuoted writes an argument in double quotes.
func appendQuoted(dst []byte, arg string) []byte {
	dst = append(dst, '"')
	for _, b := range []byte(arg) {
		switch {
		case b == '"' || b == '\\':
			dst = append(dst, '\\', b)
		case b == '\n':
			dst = append(dst, `\n`...)
		case b == '\r':
			dst = append(dst, `\r`...)
		case b < ' ' || b > '~':
			dst = fmt.Appendf(dst, `\x%02x`, b)
		default:
			dst = append(dst, b)
		}
	}
	return append(dst, '"')
}
