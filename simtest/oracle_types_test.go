package simtest

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// numbers are so many members, or fields with values, that follow each other.
func numbers(count int) []string {
	all := make([]string, count)
	for i := range all {
		all[i] = strconv.Itoa(i)
	}
	return all
}

// Few draws come to the very edge of something. These do.
func TestTheModelKnowsTheEdgesOfTypes(t *testing.T) {
	r := newRehearsal(t, 1)
	script := func(requests ...string) {
		for _, request := range append(requests, "FLUSHALL") {
			r.ask(strings.Fields(request)...)
		}
	}
	long := strings.Repeat("x", hashValueMax+1)
	for _, version := range []string{"2", "3"} {
		r.ask("HELLO", version)
		for _, count := range []int{setIntsMax, setIntsMax + 1} {
			r.ask(slices.Concat([]string{"SADD", "set"}, numbers(count))...)
			r.ask(slices.Concat([]string{"HSET", "hash"}, numbers(2*count))...)
			script("OBJECT ENCODING set", "OBJECT ENCODING hash", "SPOP set 500", "HDEL hash 0 2", "SMEMBERS set", "HGETALL hash",
				"OBJECT ENCODING set", "OBJECT ENCODING hash", "COPY set set2", "OBJECT ENCODING set2")
		}
		// What a later argument replaces was there.
		script("HSET h f "+long+" f short", "OBJECT ENCODING h")
		script("HSETNX h f "+long[1:], "OBJECT ENCODING h", "HSETNX h "+long+" v", "OBJECT ENCODING h", "HDEL h "+long, "OBJECT ENCODING h")
		script("HSET h a 1 b 2 c 3", "HSET h a 4", "HGETALL h", "HDEL h a", "HSET h a 5", "HKEYS h", "HINCRBY h b 1", "HVALS h")
		// A set of which five times more goes than stays is made anew.
		for _, count := range []string{"9", "10", "11"} {
			script("SADD s 1 2 3 4 5 6 7 8 9 10 11 12 word", "SREM s word", "OBJECT ENCODING s", "SPOP s "+count, "OBJECT ENCODING s", "SMEMBERS s")
		}
		// A difference that takes back what it took first is as large as it was then.
		for _, others := range []string{"t", "t t", "none t t"} {
			script("SADD s 1 2 3 4 5 6 7 8 9 word", "SADD t word", "SDIFF s "+others, "SDIFFSTORE d s "+others, "OBJECT ENCODING d")
		}
		script("SADD s 1 2 3", "SMOVE s s 1", "SMOVE s s 4", "SMOVE s t 1", "SMOVE s t 2", "SMOVE s t 3", "EXISTS s", "SMEMBERS t")
		script("SADD s 3 1 2", "SORT s BY nosort DESC", "SORT s BY nosort DESC LIMIT 0 2", "SADD s x", "SORT s BY nosort STORE l", "LRANGE l 0 -1")
		script("RPUSH l a b", "MSET w_a word", "SET w_b 1 PXAT 1", "SORT l BY w_*", "DBSIZE")
		script("RPUSH l 3 1 2", "MSET w1 3 w2 2 w3 1", "SORT l BY w* BY nosort", "SORT l BY nosort BY w*", "SORT l BY nosort DESC LIMIT 1 1")
		script("RPUSH l a b a b a", "LPOS l a RANK -9223372036854775808", "LREM l -9223372036854775808 a", "LRANGE l 0 -1")
	}
}

// A bit that is set may make an E of an e, and the server reads both.
func TestNumbersWithExponents(t *testing.T) {
	for text, want := range map[string]string{"-3e7": "-30000000", "-3E7": "-30000000", "3f7": "", "E7": ""} {
		n, ok := parseFloat(text)
		if ok != (want != "") || ok && n.Text('f', 0) != want {
			t.Errorf("%q is read as %v, %t; it is %q", text, n, ok, want)
		}
	}
}
