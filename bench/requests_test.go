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
			e := newExchange(stepNamed(t, test.command, 1000, 1).command)
			pipeline := e.request.repeat(2)
			numbers := inOrder(10)
			e.request.fill(pipeline, &numbers)
			if string(pipeline) != test.want {
				t.Errorf("%q, want %q", pipeline, test.want)
			}
		})
	}
}

func TestVerifyFindsTheWrongReply(t *testing.T) {
	get := newExchange(command{name: "GET", arguments: []string{"GET", keyName}, reply: bulk(keyValue)})
	requests := get.request.repeat(2)
	numbers := inOrder(10)
	get.request.fill(requests, &numbers)
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

func TestHolesTakeTheFirstOrTheLastDigits(t *testing.T) {
	e := newExchange(command{
		arguments: []string{"HGET", "hash:###########", "field:@", "2@@@00"}, reply: bulk("v@?") + bulk("##"),
	})
	numbers := inOrder(1).spaced(123_456_789_012, 1)
	request := e.request.repeat(1)
	e.request.fill(request, &numbers)
	if want := encode([]string{"HGET", "hash:12345678901", "field:2", "201200"}); string(request) != want {
		t.Errorf("request %q, want %q", request, want)
	}
	for reply, right := range map[string]bool{
		bulk("v2x") + bulk("12"): true,
		bulk("v2y") + bulk("12"): true,
		bulk("v3x") + bulk("12"): false,
		bulk("v2x") + bulk("13"): false,
	} {
		if err := e.verify(request, []byte(reply)); (err == nil) != right {
			t.Errorf("%q: %v", reply, err)
		}
	}
	if string(e.replyHead) != "$3\r\nv" {
		t.Errorf("all replies begin with %q", e.replyHead)
	}
}

func TestIntegersOfAnySizeAreCountedByLines(t *testing.T) {
	e := newExchange(command{arguments: []string{"RPUSH", "list", "item"}, reply: anyInteger})
	tests := []struct {
		replies             string
		complete, excessive bool
	}{
		{":9\r\n", false, false},
		{":9\r\n:10\r", false, false},
		{":9\r\n:10\r\n", true, false},
		{":9\r\n:10\r\n:", true, true},
		{":9\r\n:10\r\n:11\r\n", true, true},
	}
	for _, test := range tests {
		replies := []byte(test.replies)
		if e.complete(replies, 2) != test.complete || e.excessive(replies, 2) != test.excessive {
			t.Errorf("%q: complete %v, excessive %v", replies, e.complete(replies, 2), e.excessive(replies, 2))
		}
	}
	if err := e.verify(nil, []byte(":9\r\n:10\r\n")); err != nil {
		t.Error(err)
	}
	if err := e.verify(nil, []byte(":9\r\n-ERR\r\n")); err == nil {
		t.Error("an error passed for an integer")
	}
}
