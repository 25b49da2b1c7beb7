package store

import (
	"slices"
	"strconv"
	"testing"

	"seedis/sys"
)

// membersIn are the members of a set, in order.
func membersIn(set *Set) (members []string) {
	set.Each(new(Scratch), func(member []byte) { members = append(members, string(member)) })
	slices.Sort(members)
	return members
}

// A reserve changes nothing but when the table grows: never, if it told the truth.
// What is told beforehand of a set of integers counts when it becomes a table.
func TestAReserveIsAHint(t *testing.T) {
	const members = 3000
	for _, test := range []struct {
		reserved int
		suffix   string
		grows    bool
	}{
		{0, "m", true}, {members / 2, "m", true}, {members, "m", false}, {members, "", false}, {0, "", true},
	} {
		f, plain := newFixture(t), newFixture(t)
		reserved, set := f.DraftSet(f.key("s")), plain.DraftSet(plain.key("s"))
		reserved.Reserve(test.reserved)
		before := f.marks[sys.MarkTableGrew]
		for i := range members {
			member := []byte(strconv.Itoa(i) + test.suffix)
			reserved.Add(member)
			set.Add(member)
		}
		if grew := f.marks[sys.MarkTableGrew] > before; grew != test.grows {
			t.Errorf("with a reserve of %d for members as 1%s the table grows: %v", test.reserved, test.suffix, grew)
		}
		if got, want := membersIn(&reserved), membersIn(&set); !slices.Equal(got, want) {
			t.Errorf("with a reserve of %d there are %d members, want %d", test.reserved, len(got), len(want))
		}
		reserved.Enter(Entry{})
		set.Enter(Entry{})
		f.audit(t)
		plain.audit(t)
	}
}

// A reserve takes no more than the same set takes that has grown, nor anything
// before members come that need a table.
func TestAReserveTakesWhatTheMembersTake(t *testing.T) {
	for _, members := range []int{1, 5, 6, 42, 600, 5000} {
		f := newFixture(t)
		empty, _ := f.heap.Live()
		reserved, grown := f.DraftSet(f.key("r")), f.DraftSet(f.key("g"))
		reserved.Reserve(members)
		if live, _ := f.heap.Live(); live != empty {
			t.Errorf("a set without members has %d bytes", live-empty)
		}
		for i := range members {
			reserved.Add([]byte(name16(i)))
			grown.Add([]byte(name16(i)))
		}
		for grown.dict().rehash(f.space, 1) {
		}
		if got, want := reserved.dict().active.mask, grown.dict().active.mask; got != want {
			t.Errorf("%d members are in %d buckets, want %d", members, got+1, want+1)
		}
		reserved.Remove()
		grown.Remove()
	}
}
