package simtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"seedis/resp"
)

// transcript is what a client has yet to receive, in order.
type transcript struct {
	expectations []expectation
}

// expectation is a reply, or a part of one: exact bytes, or, where more than
// one answer is right, somebody who judges a whole reply.
type expectation struct {
	request []string
	exact   []byte
	judge   func(resp.Reply) error
}

// check compares received bytes with what is expected and returns those that
// have to wait for more.
func (t *transcript) check(received []byte) (rest []byte, err error) {
	for len(received) > 0 && len(t.expectations) > 0 {
		n, err := t.expectations[0].check(received)
		if err != nil || n == 0 {
			return received, err
		}
		received = received[n:]
		if head := &t.expectations[0]; len(head.exact) == 0 {
			*head = expectation{}
			t.expectations = t.expectations[1:]
		}
	}
	return received, nil
}

// check takes what it expects from the front of received. It takes nothing
// while the reply to judge is not complete.
func (e *expectation) check(received []byte) (n int, err error) {
	if e.judge == nil {
		n = min(len(received), len(e.exact))
		if !bytes.Equal(received[:n], e.exact[:n]) {
			return 0, e.mismatch(received)
		}
		e.exact = e.exact[n:]
		return n, nil
	}
	reply, n, err := resp.ParseReply(received)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, nil
	}
	if err == nil {
		err = e.judge(reply)
	}
	if err != nil {
		return 0, fmt.Errorf("the reply to %s is wrong: %w; got %.200q", quote(e.request), err, received)
	}
	return n, nil
}

// mismatch tells from where on the reply is not the one expected.
func (e *expectation) mismatch(received []byte) error {
	same := 0
	for same < min(len(received), len(e.exact)) && received[same] == e.exact[same] {
		same++
	}
	from := max(0, same-20)
	return fmt.Errorf("the reply to %s is wrong at byte %d: want %.100q, got %.100q",
		quote(e.request), same, e.exact[from:], received[from:])
}

// empty tells whether everything expected has come.
func (t *transcript) empty() bool { return len(t.expectations) == 0 }

// quote shows a request; long arguments are cut.
func quote(request []string) string {
	const most = 12
	text := ""
	for i, arg := range request {
		if i == most {
			return text + fmt.Sprintf(" ... (%d arguments)", len(request))
		}
		if i > 0 {
			text += " "
		}
		if len(arg) > 40 {
			text += fmt.Sprintf("%.20q...(%d bytes)", arg, len(arg))
		} else {
			text += fmt.Sprintf("%q", arg)
		}
	}
	return text
}

// expect adds exact bytes to the reply of the present request.
func (s *session) expect(parts ...string) {
	if s.quiet() {
		return
	}
	list := s.expected.expectations
	n := len(list)
	if n == 0 || list[n-1].judge != nil || !sameRequest(list[n-1].request, s.request) {
		list = append(list, expectation{request: s.request})
		n++
	}
	for _, part := range parts {
		list[n-1].exact = append(list[n-1].exact, part...)
	}
	s.expected.expectations = list
}

// sameRequest compares by identity: equal requests have replies of their own.
func sameRequest(a, b []string) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// judge adds a reply that is not known word for word.
func (s *session) judge(judge func(resp.Reply) error) {
	if s.quiet() {
		return
	}
	s.expected.expectations = append(s.expected.expectations, expectation{request: s.request, judge: judge})
}

func (s *session) ok()                { s.status("OK") }
func (s *session) status(text string) { s.expect("+", text, "\r\n") }

// fail answers with an error: on one line, whatever a client made it repeat.
func (s *session) fail(text string) {
	line := []byte(text)
	for len(line) > 0 && (line[len(line)-1] == '\r' || line[len(line)-1] == '\n') {
		line = line[:len(line)-1]
	}
	for i, c := range line {
		if c == '\r' || c == '\n' {
			line[i] = ' '
		}
	}
	s.expect("-", string(line), "\r\n")
}

func (s *session) integer(n int64) { s.expect(":", strconv.FormatInt(n, 10), "\r\n") }

func (s *session) bulk(text string) {
	s.expect("$", strconv.Itoa(len(text)), "\r\n", text, "\r\n")
}

// value answers with a string, null if there is none.
func (s *session) value(v *value) {
	if v == nil {
		s.null()
		return
	}
	s.bulk(v.text)
}

func (s *session) null() {
	if s.resp3 {
		s.expect("_\r\n")
		return
	}
	s.expect("$-1\r\n")
}

func (s *session) nullArray() {
	if s.resp3 {
		s.expect("_\r\n")
		return
	}
	s.expect("*-1\r\n")
}

func (s *session) array(n int) { s.expect("*", strconv.Itoa(n), "\r\n") }

func (s *session) mapping(n int) {
	if s.resp3 {
		s.expect("%", strconv.Itoa(n), "\r\n")
		return
	}
	s.array(2 * n)
}

func (s *session) integerBetween(least, most int64) {
	s.judge(func(reply resp.Reply) error {
		n, ok := parseInt(string(reply.Text))
		if reply.Kind != ':' || !ok || n < least || n > most {
			return fmt.Errorf("want a number from %d to %d", least, most)
		}
		return nil
	})
}

// anything lets every well-formed reply pass.
func (s *session) anything() { s.judge(func(resp.Reply) error { return nil }) }

// kinds lets a reply of certain kinds pass, by their first bytes.
func (s *session) kinds(allowed string) {
	s.judge(func(reply resp.Reply) error {
		if !bytes.ContainsRune([]byte(allowed), rune(reply.Kind)) {
			return fmt.Errorf("want a reply of kind %q", allowed)
		}
		return nil
	})
}

func (m *model) someArray(s *session, _ []string)        { s.kinds("*") }
func (m *model) someArrayOrError(s *session, _ []string) { s.kinds("*-") }
func (m *model) someInteger(s *session, _ []string)      { s.kinds(":") }

// someMap wants keys with values.
func (m *model) someMap(s *session, _ []string) {
	kind := byte('*')
	if s.resp3 {
		kind = '%'
	}
	s.judge(func(reply resp.Reply) error {
		if reply.Kind != kind || len(reply.Elements)%2 != 0 {
			return fmt.Errorf("want a map")
		}
		return nil
	})
}
