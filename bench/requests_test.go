//go:build linux

package main

import (
	"strings"
	"testing"
)

func TestSizesOfKeyAndValue(t *testing.T) {
	if len(keyName) != 16 || len(keyValue) != 32 {
		t.Errorf("keys of %d and values of %d bytes, want 16 and 32", len(keyName), len(keyValue))
	}
}

func TestRequestsOnTheWire(t *testing.T) {
	tests := []struct{ command, want string }{
		{"GET", "*2\r\n$3\r\nGET\r\n$16\r\nkey:000000000000\r\n*2\r\n$3\r\nGET\r\n$16\r\nkey:000000000001\r\n"},
		{"SET", "*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000000\r\n$32\r\nvalue-of:000000000000-32-bytes--\r\n" +
			"*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000001\r\n$32\r\nvalue-of:000000000001-32-bytes--\r\n"},
	}
	for _, test := range tests {
		t.Run(test.command, func(t *testing.T) {
			c, err := commandNamed(test.command)
			if err != nil {
				t.Fatal(err)
			}
			e := newExchange(c)
			pipeline := e.request.repeat(2)
			e.request.fill(pipeline, &sequence{count: 10, ordered: true})
			if string(pipeline) != test.want {
				t.Errorf("%q, want %q", pipeline, test.want)
			}
		})
	}
}

func TestCommandsAreFoundInAnyCase(t *testing.T) {
	if c, err := commandNamed("get"); err != nil || c.name != "GET" {
		t.Errorf("get: %q, %v", c.name, err)
	}
	if _, err := commandNamed("NOSUCH"); err == nil || !strings.Contains(err.Error(), "GET,SET") {
		t.Errorf("an unknown command gives %v", err)
	}
}

func TestVerifyFindsTheWrongReply(t *testing.T) {
	get := newExchange(command{name: "GET", arguments: []string{"GET", keyName}, reply: bulk(keyValue)})
	requests := get.request.repeat(2)
	get.request.fill(requests, &sequence{count: 10, ordered: true})
	right := bulk("value-of:000000000000-32-bytes--") + bulk("value-of:000000000001-32-bytes--")
	if err := get.verify(requests, []byte(right)); err != nil {
		t.Errorf("right replies: %v", err)
	}
	exchanged := bulk("value-of:000000000001-32-bytes--") + bulk("value-of:000000000000-32-bytes--")
	if err := get.verify(requests, []byte(exchanged)); err == nil {
		t.Error("the replies to two requests were exchanged, and nobody noticed")
	}
	if err := get.verify(requests, []byte(strings.Replace(right, "01-32", "02-32", 1))); err == nil {
		t.Error("the second reply was another key's, and nobody noticed")
	}
}
