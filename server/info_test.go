package server

import (
	"fmt"
	"testing"

	"seedis/resp"
)

// What is used is overhead and data, and data is what was written, but for what
// the allocator rounds up.
func TestMemoryIsOverheadAndData(t *testing.T) {
	s, c := newFixture(t)
	if u := s.memory(); u.used != u.overhead {
		t.Errorf("without keys %d bytes are used, %d of them overhead", u.used, u.overhead)
	}
	before := s.memory()
	const keys, keySize, valueSize = 100, 16, 200
	for i := range keys {
		feed(s, c, fmt.Appendf(nil, "SET key:%012d %0*d EX 1000\r\n", i, valueSize, i))
	}
	u := s.memory()
	if u.used <= u.overhead || u.overhead <= before.overhead {
		t.Fatalf("%d bytes are used, %d of them overhead", u.used, u.overhead)
	}
	if data := u.used - u.overhead; data < keys*(keySize+valueSize) || data > keys*(keySize+valueSize)*5/4 {
		t.Errorf("%d bytes of data were written, %d are counted", keys*(keySize+valueSize), data)
	}
	if u.used > u.active || u.active > u.held || u.held > s.heap.Mapped() {
		t.Errorf("of %d bytes mapped %d are held, %d in pages in use, %d in blocks", s.heap.Mapped(), u.held, u.active, u.used)
	}
}

// The buffers of clients are overhead, and a queued transaction is.
func TestBuffersOfClientsAreOverhead(t *testing.T) {
	s, c := newFixture(t)
	feed(s, c, []byte("MULTI\r\nSET k v\r\n"))
	if u := s.memory(); u.clients == 0 || u.used != u.overhead {
		t.Errorf("%d bytes are used, %d of them overhead, %d for clients", u.used, u.overhead, u.clients)
	}
}

func TestSecretsAreFoundByTheirPlace(t *testing.T) {
	s, _ := newFixture(t)
	for _, request := range [][]string{
		{"AUTH", "*pw"},
		{"AUTH", "*user", "*pw"},
		{"AUTH", "*user", "*pw", "*more"}, // Redis shows these, as they are no AUTH
		{"HELLO", "3"},
		{"HELLO", "3", "AUTH", "*user", "*pw", "SETNAME", "me"},
		{"hello", "3", "setname", "me", "auth", "*user", "*pw"},
		{"HELLO", "3", "SETNAME", "AUTH", "AUTH", "*AUTH", "*AUTH", "SETNAME", "AUTH"},
		{"HELLO", "9", "AUTH", "*user", "*pw"}, // and these, as there is no version 9
		{"HELLO", "3", "AUTH", "user"},
		{"HELLO", "3", "BOGUS", "AUTH", "user", "pw"},
		{"CONFIG", "SET", "timeout", "1", "requirepass", "*pw", "port", "2"},
		{"CONFIG", "SET", "requirepass", "*pw", "timeout"}, // and this, as a value lacks
		{"CONFIG", "SET", "MasterAuth", "*pw", "MASTERUSER", "*user"},
		{"CONFIG", "SET", "timeout", "requirepass", "port", "1"},
		{"CONFIG", "GET", "requirepass", "timeout"},
		{"SET", "requirepass", "pw"},
	} {
		args, secret := marked(request)
		for i := range args.Len() {
			if got := isSecret(s.table.Lookup(args), args, i); got != secret[i] {
				t.Errorf("%q: argument %d is taken for secret: %v", request, i, got)
			}
		}
	}
}

// marked makes a request of words of which a star marks the secret ones.
func marked(words []string) (args resp.Args, secret []bool) {
	for _, word := range words {
		isSecret := word[0] == '*'
		if isSecret {
			word = word[1:]
		}
		secret = append(secret, isSecret)
		args.Spans = append(args.Spans, resp.Span{Offset: uint32(len(args.Buffer)), Length: uint32(len(word))})
		args.Buffer = append(args.Buffer, word...)
	}
	return args, secret
}
