//go:build linux

package main

import "testing"

func TestFirstReply(t *testing.T) {
	for _, c := range []struct {
		bytes   string
		outcome outcome
		length  int
	}{
		{"+OK\r\n+OK\r\n", granted, 5},
		{":12\r\n", granted, 5},
		{"-OOM no room\r\n:1\r\n", refused, 14},
		{"$-1\r\n$3\r\n", missing, 5},
		{"$3\r\na\nb\r\n-", granted, 9},
		{"$0\r\n\r\n", granted, 6},
		{"$3\r\nabc\r", granted, 0},
		{"$3\r", granted, 0},
		{"", granted, 0},
	} {
		o, length, err := firstReply([]byte(c.bytes))
		if length != c.length || length > 0 && o != c.outcome || err != nil {
			t.Errorf("%q: outcome %d, %d bytes, %v", c.bytes, o, length, err)
		}
	}
	for _, wrong := range []string{"\r\n", "\n", "*1\r\n", "$x\r\n"} {
		if _, _, err := firstReply([]byte(wrong)); err == nil {
			t.Errorf("%q was taken for a reply", wrong)
		}
	}
}
