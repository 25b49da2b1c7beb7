package commands

import (
	"fmt"
	"testing"
)

func TestTouchCountsWhatExists(t *testing.T) {
	transcript(t, `
		TOUCH a                      -> 0
		MSET a 1 b 2                 -> OK
		TOUCH a b c a                -> 3
		TOUCH                        -> -ERR wrong number of arguments for 'touch' command
	`)
}

func TestRandomKey(t *testing.T) {
	transcript(t, `
		RANDOMKEY                    -> nil
		SET a 1                      -> OK
		RANDOMKEY                    -> "a"
		RANDOMKEY a                  -> -ERR wrong number of arguments for 'randomkey' command
		PEXPIREAT a 1                -> 1
		RANDOMKEY                    -> nil
	`)
}

// Keys past their time are passed over, and gone.
func TestRandomKeySkipsKeysPastTheirTime(t *testing.T) {
	m := newMachine(t)
	for i := range 100 {
		m.do("SET", fmt.Sprint("old", i), "x", "PX", "5")
	}
	m.do("SET", "young", "x")
	m.call.Now += 6
	for range 100 {
		if got := m.do("RANDOMKEY"); got != "$5\r\nyoung\r\n" {
			t.Fatalf("%q", got)
		}
	}
	if m.stats.ExpiredKeys == 0 {
		t.Error("no key past its time was met")
	}
	for i := range 100 {
		m.do("GET", fmt.Sprint("old", i))
	}
	m.do("DEL", "young")
	if got := m.do("RANDOMKEY"); got != "$-1\r\n" {
		t.Errorf("%q of nothing", got)
	}
}

// Where keys past their time may not go, RANDOMKEY names one in the end.
func TestRandomKeyEndsWhileTheDatasetStandsStill(t *testing.T) {
	m := newMachine(t)
	m.do("SET", "old", "x", "PX", "5")
	m.call.Now += 6
	m.call.Frozen = true
	if got := m.do("RANDOMKEY"); got != "$3\r\nold\r\n" {
		t.Errorf("%q", got)
	}
	if m.keyspace.DB(0).Len() != 1 {
		t.Error("the key is gone")
	}
}
