package commands

import (
	"fmt"
	"strings"
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

// Where keys past their time may not go, RANDOMKEY passes over them all the same:
// it names one that lives, with an end of its own or without, if there is any.
func TestRandomKeyWhileTheDatasetStandsStill(t *testing.T) {
	for _, test := range []struct{ young, want string }{
		{"SET young x", "$5\r\nyoung\r\n"}, {"SET young x PX 7", "$5\r\nyoung\r\n"}, {"DEL young", "$-1\r\n"},
	} {
		m := newMachine(t)
		const old = 150
		for i := range old {
			m.do("SET", fmt.Sprint("old", i), "x", "PX", "5")
		}
		m.do(strings.Fields(test.young)...)
		m.call.Now += 6
		m.call.Frozen = true
		for range 20 {
			if got := m.do("RANDOMKEY"); got != test.want {
				t.Fatalf("after %s: %q", test.young, got)
			}
		}
		if m.stats.ExpiredKeys != 0 || m.keyspace.DB(0).Len() < old {
			t.Errorf("after %s: %d keys are gone", test.young, m.stats.ExpiredKeys)
		}
		m.call.Frozen = false
		if got := m.do("RANDOMKEY"); got != test.want {
			t.Errorf("after %s and the pause: %q", test.young, got)
		}
		if left := m.keyspace.DB(0).Len(); left > 0 && test.young == "DEL young" {
			t.Errorf("%d keys past their time are left", left)
		}
	}
}

// Of few living keys among many that are not, each is named sometimes.
func TestRandomKeyWalksFromWhereItIs(t *testing.T) {
	m := newMachine(t)
	for i := range 3000 {
		m.do("SET", fmt.Sprint("old", i), "x", "PX", "5")
	}
	for i := range 4 {
		m.do("SET", fmt.Sprint("young", i), "x")
	}
	m.call.Now += 6
	m.call.Frozen = true
	const draws = 200
	met, most := map[string]int{}, 0
	for range draws {
		reply := m.do("RANDOMKEY")
		met[reply]++
		most = max(most, met[reply])
	}
	if len(met) != 4 || most > draws*3/4 {
		t.Errorf("%d of 4 keys were named, one of them %d times of %d", len(met), most, draws)
	}
}
