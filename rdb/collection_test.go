package rdb

import (
	"strings"
	"testing"
)

// What DEBUG OBJECT of redis-server 7.0.15 tells of collections that are not in
// one piece.
func TestCollectionsHaveTheLengthThatRedisGivesThem(t *testing.T) {
	var compressor Compressor
	long := []byte(strings.Repeat("a", 110))
	text := func(s string) []byte { return []byte(s) }
	tests := []struct {
		what string
		add  func(*Collection)
		want int
	}{
		{"a set of a, b and c", func(c *Collection) {
			c.Count(3)
			c.String(text("a"))
			c.String(text("b"))
			c.String(text("c"))
		}, 7},
		{"a hash of a long value", func(c *Collection) {
			c.Count(1)
			c.Pair(text("a"), long)
		}, 16},
		{"a sorted set with a long member", func(c *Collection) {
			c.Count(4)
			c.Scored(long)
			c.Scored(text("b"))
			c.Scored(text("c"))
			c.Scored(text("d"))
		}, 52},
	}
	for _, test := range tests {
		c := Collection{Compressor: &compressor}
		if test.add(&c); c.Length != test.want {
			t.Errorf("%s has %d bytes, want %d", test.what, c.Length, test.want)
		}
	}
}

// A node of a list is written with what kind it is, before its listpack.
func TestANodeOfAList(t *testing.T) {
	var c Collection
	c.Count(1)
	c.Node([]byte("\x10\x00\x00\x00\x03\x00\x81a\x02\x81b\x02\x81c\x02\xff"))
	if c.Length != 19 {
		t.Errorf("it has %d bytes, want 19", c.Length)
	}
}
