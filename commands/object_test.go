package commands

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"seedis/store"
)

func TestObjectArguments(t *testing.T) {
	transcript(t, `
		OBJECT ENCODING              -> -ERR wrong number of arguments for 'object|encoding' command
		OBJECT ENCODING a b          -> -ERR wrong number of arguments for 'object|encoding' command
		OBJECT HELP a                -> -ERR wrong number of arguments for 'object|help' command
		OBJECT ENCODING a            -> nil
		OBJECT FREQ a                -> nil
		OBJECT IDLETIME a            -> nil
		OBJECT REFCOUNT a            -> nil
		SET a value                  -> OK
		OBJECT FREQ a                -> -ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.
		OBJECT IDLETIME a            -> 0
		OBJECT REFCOUNT a            -> 1
	`)
}

func TestObjectEncoding(t *testing.T) {
	transcript(t, `
		SET a 12                     -> OK
		OBJECT ENCODING a            -> "int"
		SET a twelve                 -> OK
		object encoding a            -> "embstr"
		SET a aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee -> OK
		OBJECT encoding a            -> "raw"
		SET a 12345678901234567890   -> OK
		OBJECT ENCODING a            -> "embstr"
		APPEND a 1                   -> 21
		OBJECT ENCODING a            -> "raw"
		SET a 1                      -> OK
		INCR a                       -> 2
		OBJECT ENCODING a            -> "int"
	`)
}

// TestObjectRefCount has the integers of which Redis keeps one object each.
func TestObjectRefCount(t *testing.T) {
	m := newMachine(t)
	for _, test := range []struct {
		value          string
		shared, single string
	}{
		{"0", ":2147483647\r\n", ":1\r\n"}, {"9999", ":2147483647\r\n", ":1\r\n"},
		{"10000", ":1\r\n", ":1\r\n"}, {"-1", ":1\r\n", ":1\r\n"}, {"x", ":1\r\n", ":1\r\n"}, {"007", ":1\r\n", ":1\r\n"},
	} {
		m.do("SET", "a", test.value)
		m.call.SharedIntegers = true
		if got := m.do("OBJECT", "REFCOUNT", "a"); got != test.shared {
			t.Errorf("%s: %q, want %q", test.value, got, test.shared)
		}
		m.call.SharedIntegers = false
		if got := m.do("OBJECT", "REFCOUNT", "a"); got != test.single {
			t.Errorf("%s: %q, want %q", test.value, got, test.single)
		}
	}
}

// looks are the commands that look at a key without using its value; all others
// use it.
var looks = []string{"EXISTS a", "TYPE a", "TTL a", "PTTL a", "EXPIRETIME a", "PEXPIRETIME a",
	"OBJECT ENCODING a", "OBJECT REFCOUNT a", "SCAN 0", "SCAN 0 TYPE string", "KEYS *", "RANDOMKEY", "DBSIZE"}

var uses = []string{"GET a", "TOUCH a", "MGET a", "STRLEN a", "EXPIRE a 10", "PERSIST a", "APPEND a x", "COPY a b", "SET a x", "SET a x NX"}

func TestObjectIdleTime(t *testing.T) {
	test := func(command, want string) {
		m := newMachine(t)
		m.keyspace.Tick(1000)
		m.do("SET", "a", "value")
		m.keyspace.Tick(1042)
		m.do(splitWords(t, command)...)
		if got := m.do("OBJECT", "IDLETIME", "a"); got != want {
			t.Errorf("after %s: idle for %q, want %q", command, got, want)
		}
	}
	for _, command := range looks {
		test(command, ":42\r\n")
	}
	for _, command := range uses {
		test(command, ":0\r\n")
	}
}

func TestObjectIdleTimeOfWhatMoved(t *testing.T) {
	m := newMachine(t)
	m.keyspace.Tick(1000)
	m.do("SET", "a", "value")
	m.keyspace.Tick(1042)
	m.do("RENAME", "a", "b")
	m.keyspace.Tick(1050)
	m.do("SWAPDB", "0", "1")
	m.call.DB = m.keyspace.DB(1)
	if got := m.do("OBJECT", "IDLETIME", "b"); got != ":8\r\n" {
		t.Errorf("idle for %q after a RENAME 8 seconds ago", got)
	}
}

func TestObjectFreq(t *testing.T) {
	m := newMachine(t)
	m.keyspace.Track(store.Tracking{Frequency: true})
	m.do("SET", "a", "value")
	want := func(when, want string) {
		t.Helper()
		if got := m.do("OBJECT", "FREQ", "a"); got != want {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
	want("new", ":5\r\n")
	for _, command := range looks {
		m.do(splitWords(t, command)...)
	}
	want("after looks", ":5\r\n")
	for range 3 {
		m.do("GET", "a")
	}
	want("after three uses", ":8\r\n")
	m.do("SET", "a", "another")
	want("set once more", ":9\r\n")
	if got, want := m.do("OBJECT", "IDLETIME", "a"), "-ERR An LFU maxmemory policy is selected, idle time not tracked."; got[:len(want)] != want {
		t.Errorf("IDLETIME: %q", got)
	}
}

// TestUsesAreCountedAsByRedis runs random calls here and on redis-server, where
// each use of a key counts, and compares the counters of all keys.
func TestUsesAreCountedAsByRedis(t *testing.T) {
	o := dialOracle(t)
	configure := func(policy, maxmemory, factor, decay string) {
		o.do(t, "CONFIG", "SET", "maxmemory-policy", policy, "maxmemory", maxmemory, "lfu-log-factor", factor, "lfu-decay-time", decay)
	}
	configure("allkeys-lfu", "100gb", "0", "0")
	defer configure("noeviction", "0", "10", "1")
	table := NewTable()
	names := slices.DeleteFunc(dataCommands(table), isOwn)
	rapid.Check(t, func(r *rapid.T) {
		m := openMachine(r, true)
		defer m.close()
		m.keyspace.Track(store.Tracking{Frequency: true})
		o.do(t, "FLUSHALL")
		for range rapid.IntRange(1, 30).Draw(r, "calls") {
			words := longLives.call(r, table, names)
			// Redis looks the key of these up twice and counts two uses.
			if words[0] == "getset" || words[0] == "set" && slices.Contains(words[3:], "GET") {
				continue
			}
			if words[0] == "scan" {
				words[1] = "0"
			}
			m.do(words...)
			o.do(t, words...)
			for _, key := range keyNames {
				got, want := m.do("OBJECT", "FREQ", key), o.do(t, "OBJECT", "FREQ", key)
				if got != want {
					r.Fatalf("after %q the counter of %q is %q, want %q", words, key, got, want)
				}
			}
		}
	})
}
