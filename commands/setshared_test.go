package commands

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"seedis/resp"
	"seedis/store"
	"seedis/sys"
)

// fillToRehash adds members to a key, by the words before each, until its table has
// just begun to grow, and returns how many there are.
func fillToRehash(m *machine, words ...string) int {
	for n := 1; ; n++ {
		grown := m.marks[sys.MarkTableGrew]
		m.do(append(slices.Clone(words), fmt.Sprintf("member:%03d", n))...)
		if n >= 100 && m.marks[sys.MarkTableGrew] > grown {
			return n
		}
	}
}

// membersOf are the members of a reply, in order.
func membersOf(t *testing.T, reply string) []string {
	tree, _, err := resp.ParseReply([]byte(reply))
	if err != nil {
		t.Fatal(err)
	}
	var members []string
	for _, element := range tree.Elements {
		members = append(members, string(element.Text))
	}
	slices.Sort(members)
	return members
}

// A lookup in a table that grows moves members. None may be looked for in the table
// that is walked over, though a key is given twice: some members would be missed,
// others visited again.
func TestSetsGivenTwiceAreWalkedOverInPeace(t *testing.T) {
	fills := map[string][]string{"set": {"SADD", "k"}, "sorted set": {"ZADD", "k", "1"}}
	for _, scenario := range []struct{ request, kinds string }{
		{"SINTER k k", "set"}, {"SINTER k larger k", "set"}, {"SINTERCARD 2 k k", "set"}, {"SINTERCARD 3 k larger k", "set"},
		{"SINTERSTORE d k k", "set"}, {"SINTERSTORE k k larger k", "set"}, {"SUNION k k", "set"},
		{"SDIFF k k", "set"}, {"SDIFF k none k", "set"}, {"SDIFFSTORE d k larger k", "set"},
		{"ZINTER 2 k k", "both"}, {"ZINTER 3 k larger k", "both"}, {"ZINTERSTORE d 2 k k", "both"}, {"ZINTERCARD 2 k k", "both"},
		{"ZUNION 2 k k", "both"}, {"ZDIFF 2 k k", "both"}, {"ZDIFFSTORE d 3 k larger k", "both"},
	} {
		for _, kind := range []string{"set", "sorted set"} {
			if scenario.kinds != "both" && scenario.kinds != kind {
				continue
			}
			t.Run(kind+" "+scenario.request, func(t *testing.T) {
				m := newMachine(t)
				m.keyspace.SetLimits(store.Limits{SetIntsetEntries: 10})
				for n := range 1000 {
					m.do("SADD", "larger", fmt.Sprintf("member:%03d", n))
				}
				size := fillToRehash(m, fills[kind]...)
				holdAllOrNone(t, m, scenario.request, size)
			})
		}
	}
}

// holdAllOrNone runs a request whose result is so many members, or none if it is a
// difference.
func holdAllOrNone(t *testing.T, m *machine, request string, size int) {
	words := strings.Fields(request)
	if strings.Contains(words[0], "DIFF") {
		size = 0
	}
	reply := m.do(words...)
	if strings.HasSuffix(words[0], "STORE") || strings.HasSuffix(words[0], "CARD") {
		if want := ":" + strconv.Itoa(size) + "\r\n"; reply != want {
			t.Errorf("%s replies %q, want %q", request, reply, want)
		}
		return
	}
	members := membersOf(t, reply)
	if distinct := slices.Compact(slices.Clone(members)); len(members) != size || len(distinct) != size {
		t.Errorf("%s has %d members, of which %d are distinct, want %d", request, len(members), len(distinct), size)
	}
}
