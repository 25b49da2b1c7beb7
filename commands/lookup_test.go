package commands

import (
	"strings"
	"testing"
)

func TestLookupsAreCounted(t *testing.T) {
	tests := []struct {
		command      string
		hits, misses uint64
	}{
		{"GET a", 1, 0}, {"GET x", 0, 1}, {"MGET a x", 1, 1}, {"EXISTS a x a", 2, 1},
		{"SET a b GET", 1, 0}, {"SET x b GET", 0, 1}, {"SET a b NX GET", 1, 0}, {"SET a b NX", 0, 0},
		{"GETSET a b", 1, 0}, {"GETDEL x", 0, 1}, {"SETNX a b", 0, 0}, {"APPEND x b", 0, 0},
		{"STRLEN a", 1, 0}, {"INCR x", 0, 0}, {"DEL a", 0, 0}, {"TYPE x", 0, 1}, {"TTL a", 1, 0},
		{"TOUCH a x", 1, 1}, {"EXPIRETIME x", 0, 1}, {"OBJECT ENCODING a", 1, 0}, {"OBJECT FREQ x", 0, 1},
		{"RANDOMKEY", 0, 0}, {"RENAME a x", 0, 0}, {"COPY a x", 1, 0}, {"COPY x a", 0, 1}, {"MOVE a 1", 0, 0},
		{"GETEX a EX 10", 1, 0}, {"GETEX x EX 0", 0, 1}, {"GETEX a FOO", 0, 0}, {"GETRANGE a 0 1", 1, 0}, {"GETRANGE a x 1", 0, 0}, {"SUBSTR x 0 1", 0, 1},
		{"SETRANGE x 1 b", 0, 0}, {"MSETNX a b x b", 0, 0}, {"INCRBYFLOAT x 1", 0, 0}, {"LCS a x", 1, 1}, {"LCS a a FOO", 2, 0},
		{"EXPIRE a 10", 0, 0}, {"PERSIST a", 0, 0}, {"SCAN 0", 0, 0}, {"SCAN 0 TYPE list", 1, 0}, {"KEYS *", 0, 0},
		{"GETBIT a 0", 1, 0}, {"GETBIT x 0", 0, 1}, {"SETBIT a 0 1", 0, 0}, {"BITCOUNT a", 1, 0}, {"BITCOUNT x", 0, 1},
		{"BITPOS a 1", 1, 0}, {"BITPOS a 2", 0, 0}, {"BITOP OR d a x a", 2, 1}, {"BITOP OR a a", 1, 0}, {"BITOP NOT d a a", 0, 0},
		{"BITFIELD a", 1, 0}, {"BITFIELD a GET u8 0", 1, 0}, {"BITFIELD a SET u8 0 1", 0, 0}, {"BITFIELD_RO x GET u8 0", 0, 1},
	}
	for _, test := range tests {
		m := newMachine(t)
		m.do("SET", "a", "b")
		m.do(strings.Fields(test.command)...)
		if want := (Stats{KeyspaceHits: test.hits, KeyspaceMisses: test.misses}); m.stats != want {
			t.Errorf("%s: %+v, want %+v", test.command, m.stats, want)
		}
	}
}
