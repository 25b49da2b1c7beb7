package commands

import (
	"slices"
	"strings"
	"testing"
)

func TestWritesOfSetsAreTold(t *testing.T) {
	holdTold(t, []told{
		{"", "SADD s a b a", "s sadd*2 0 s", "0 SADD s a b a"},
		{"SADD s a", "SADD s a", "", ""},
		{"SADD s a b c", "SREM s a b x", "s srem*2 0 s", "0 SREM s a b x"},
		{"SADD s a b", "SREM s a b a", "s srem*2 0 s; g del*0 0 s", "0 SREM s a b a"},
		{"SADD s a", "SREM s b", "", ""},
		{"SADD s a b", "SMOVE s t a", "s srem 0 s; s sadd 0 t", "0 SMOVE s t a"},
		{"SADD s a; SADD t b", "SMOVE s t a", "s srem 0 s; g del*0 0 s; s sadd 0 t", "0 SMOVE s t a"},
		{"SADD s a; SADD t a", "SMOVE s t a", "s srem 0 s; g del*0 0 s", "0 SMOVE s t a"},
		{"SADD s a", "SMOVE s s a", "", ""},
		{"SADD s a", "SMOVE s t b", "", ""},
		{"SADD s a", "SPOP s", "s spop 0 s; g del*0 0 s", "0 SREM s a"},
		{"SADD s a b", "SPOP s 2", "s spop*2 0 s; g del*0 0 s", "0 DEL s"},
		{"SADD s a b", "SPOP s 9", "s spop*2 0 s; g del*0 0 s", "0 DEL s"},
		{"SADD s a", "SPOP s 0", "", ""},
		{"", "SPOP s 1", "", ""},
		{"SADD s a b; SADD t b", "SINTERSTORE d s t", "s sinterstore 0 d", "0 SINTERSTORE d s t"},
		{"SADD s a b; SADD t c", "SUNIONSTORE d s t", "s sunionstore 0 d", "0 SUNIONSTORE d s t"},
		{"SADD s a b; SADD t b", "SDIFFSTORE s s t", "s sdiffstore 0 s", "0 SDIFFSTORE s s t"},
		{"SADD s a; SET d x", "SINTERSTORE d s t", "g del 0 d", "0 SINTERSTORE d s t"},
		{"", "SUNIONSTORE d s t", "", ""},
		{"SADD s 2 1 3", "SORT s STORE d", "l sortstore*3 0 d", "0 SORT s STORE d"},
		{"SADD s 2 1 3", "SORT s LIMIT 0 1 GET # GET # STORE d", "l sortstore*2 0 d", "0 SORT s LIMIT 0 1 GET # GET # STORE d"},
		{"RPUSH d x", "SORT s STORE d", "g del 0 d", "0 SORT s STORE d"},
	})
}

// A repetition of SPOP must take the same members: each is named, and neither who
// stays nor the key's life is lost, however many go.
func TestMembersThatArePoppedAreNamed(t *testing.T) {
	for _, popped := range []string{"1", "3", "8", "9"} {
		m, o := newMachine(t), dialOracle(t)
		for _, request := range []string{"FLUSHALL", "SADD s a b c d e f g h i j", "PEXPIREAT s 4102444800000"} {
			m.do(strings.Fields(request)...)
			o.do(t, strings.Fields(request)...)
		}
		m.sink.take()
		counted := o.changes(t)
		members := partsOf(m.do("SPOP", "s", popped))
		o.do(t, "SPOP", "s", popped)
		if counted = o.changes(t) - counted; m.sink.changes != counted {
			t.Errorf("SPOP s %s makes %d changes, want %d", popped, m.sink.changes, counted)
		}
		_, effects := m.sink.take()
		var want []string
		for _, member := range members {
			want = append(want, "0 SREM s "+member)
		}
		if !slices.Equal(effects, want) {
			t.Errorf("SPOP s %s gives %q, its effects are %q", popped, members, effects)
		}
		left := slices.Sorted(slices.Values(append(members, partsOf(m.do("SMEMBERS", "s"))...)))
		if got := strings.Join(left, ""); got != "abcdefghij" {
			t.Errorf("SPOP s %s: popped and left are %s", popped, got)
		}
		if life := m.do("PEXPIRETIME", "s"); life != ":4102444800000\r\n" {
			t.Errorf("SPOP s %s: the set lives until %s", popped, life)
		}
	}
}

// SPOP of all members reads the set, and nothing else that SPOP does.
func TestSpopOfAllIsAHit(t *testing.T) {
	for _, test := range []struct {
		request string
		hits    uint64
	}{
		{"SPOP s", 0}, {"SPOP s 0", 0}, {"SPOP s 1", 0}, {"SPOP s 9", 0}, {"SPOP s 10", 1}, {"SPOP s 99", 1}, {"SPOP none 5", 0},
	} {
		m := newMachine(t)
		m.do(strings.Fields("SADD s 0 1 2 3 4 5 6 7 8 9")...)
		m.do(strings.Fields(test.request)...)
		if m.stats.KeyspaceHits != test.hits || m.stats.KeyspaceMisses != 0 {
			t.Errorf("%s is %d hits and %d misses, want %d and 0", test.request, m.stats.KeyspaceHits, m.stats.KeyspaceMisses, test.hits)
		}
	}
}
