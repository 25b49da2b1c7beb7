package commands

import (
	"strings"
	"testing"

	"seedis/store"
)

func TestGetRange(t *testing.T) {
	transcript(t, `
		SET a "This is a string"     -> OK
		GETRANGE a 0 3               -> "This"
		GETRANGE a -3 -1             -> "ing"
		GETRANGE a 0 -1              -> "This is a string"
		GETRANGE a 10 100            -> "string"
		SUBSTR a 5 6                 -> "is"
		GETRANGE a 3 2               -> ""
		GETRANGE a 16 20             -> ""
		GETRANGE a -1 -3             -> ""
		GETRANGE a -1 0              -> ""
		GETRANGE a -100 -50          -> "T"
		GETRANGE a -100 -99          -> "T"
		GETRANGE a -99 -100          -> ""
		GETRANGE a 0 -100            -> "T"
		GETRANGE a 1 -100            -> ""
		GETRANGE a -9223372036854775808 9223372036854775807 -> "This is a string"
		GETRANGE a 9223372036854775807 9223372036854775807 -> ""
		GETRANGE a -9223372036854775808 -9223372036854775808 -> "T"
		GETRANGE a -9223372036854775807 -9223372036854775808 -> ""
		GETRANGE a 9223372036854775807 -9223372036854775808 -> ""
		GETRANGE a 9223372036854775808 0 -> -ERR value is not an integer or out of range
		GETRANGE nope x 0            -> -ERR value is not an integer or out of range
		GETRANGE nope 0 x            -> -ERR value is not an integer or out of range
		GETRANGE nope 0 -1           -> ""
		SET n -12345                 -> OK
		GETRANGE n 0 1               -> "-1"
		GETRANGE n -2 -1             -> "45"
		SET empty ""                 -> OK
		GETRANGE empty 0 -1          -> ""
		GETRANGE empty 0 0           -> ""
		GETRANGE empty -1 0          -> ""
		GETRANGE a 0                 -> -ERR wrong number of arguments for 'getrange' command
		SUBSTR a 0                   -> -ERR wrong number of arguments for 'substr' command
	`)
}

func TestSetRange(t *testing.T) {
	transcript(t, `
		SETRANGE a 6 Redis           -> 11
		GET a                        -> "\x00\x00\x00\x00\x00\x00Redis"
		SETRANGE a 0 Hello           -> 11
		GET a                        -> "Hello\x00Redis"
		SETRANGE a 11 !!             -> 13
		SETRANGE a 15 ?              -> 16
		GET a                        -> "Hello\x00Redis!!\x00\x00?"
		SETRANGE a 100 ""            -> 16
		SETRANGE a 9223372036854775807 "" -> 16
		SETRANGE nope 5 ""           -> 0
		EXISTS nope                  -> 0
		SETRANGE a -1 ""             -> -ERR offset is out of range
		SETRANGE a -9223372036854775808 x -> -ERR offset is out of range
		SETRANGE a x y               -> -ERR value is not an integer or out of range
		SETRANGE a 9223372036854775808 y -> -ERR value is not an integer or out of range
		SETRANGE a 9223372036854775807 y -> -ERR string exceeds maximum allowed size (proto-max-bulk-len)
		SETRANGE a 9223372036854775800 0123456789 -> -ERR string exceeds maximum allowed size (proto-max-bulk-len)
		SETRANGE nope 4294967296 y   -> -ERR string exceeds maximum allowed size (proto-max-bulk-len)
		SETRANGE nope 536870911 xy   -> -ERR string exceeds maximum allowed size (proto-max-bulk-len)
		EXISTS nope                  -> 0
		SET n 12345 EX 100           -> OK
		SETRANGE n 1 99              -> 5
		INCR n                       -> 19946
		TTL n                        -> 100
		SETRANGE n 5 0               -> 6
		GET n                        -> "199460"
	`)
}

func TestSetRangeStopsAtMaxBulk(t *testing.T) {
	m := newMachine(t)
	m.call.MaxBulk = 1 << 20
	const tooLong = "-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n"
	for _, step := range []struct{ offset, value, want string }{
		{"1048575", "xy", tooLong},
		{"1048576", "x", tooLong},
		{"1048575", "x", ":1048576\r\n"},
		{"1048576", "", ":1048576\r\n"},
		{"1048576", "x", tooLong},
		{"0", "start", ":1048576\r\n"},
	} {
		if got := m.do("SETRANGE", "a", step.offset, step.value); got != step.want {
			t.Errorf("SETRANGE a %s %q replies %q, want %q", step.offset, step.value, got, step.want)
		}
	}
}

// TestEncodings holds how a value is kept against what OBJECT ENCODING of
// redis-server tells after the same commands.
func TestEncodings(t *testing.T) {
	const long = "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeee"
	for _, commands := range []string{
		"SET a 12345", "SET a word", "SET a " + long, "SET a " + long + "f", "SET a 9223372036854775808",
		"SETRANGE a 0 1", "SETRANGE a 0 word", "SET a 12|SETRANGE a 0 3", "SET a word|SETRANGE a 0 x", "SET a 12|SETRANGE a 5 ", "SET a 5|SETRANGE a 0 7|INCR a",
		"INCRBYFLOAT a 1", "SET a 10|INCRBYFLOAT a 5", "INCRBYFLOAT a 0.1", "INCRBYFLOAT a 1|INCR a", "INCRBYFLOAT a 1e43", "INCRBYFLOAT a -1e43", "INCRBYFLOAT a 1e44",
		"SET a 7|DECRBY a 8", "SETRANGE a 0 7|DECRBY a 8", "PSETEX a 100000 5", "PSETEX a 100000 x", "MSETNX a 5", "MSETNX a x",
		"SET a 5|GETEX a EX 100", "SET a x|GETEX a PERSIST", "SET a 5|GETRANGE a 0 0", "APPEND a 5", "SET a 5|APPEND a 6", "SET a x|GETSET a 5",
	} {
		m, o := newMachine(t), dialOracle(t)
		for command := range strings.SplitSeq(commands, "|") {
			words := strings.Split(command, " ")
			m.do(words...)
			o.do(t, words...)
		}
		names := map[store.Encoding]string{store.Int: "int", store.Embstr: "embstr", store.Raw: "raw"}
		got := names[m.call.DB.Find(m.keyspace.Key([]byte("a"))).Encoding()]
		if want := short(t, o.do(t, "OBJECT", "ENCODING", "a")); `"`+got+`"` != want {
			t.Errorf("%s: the encoding is %s, want %s", commands, got, want)
		}
	}
}
