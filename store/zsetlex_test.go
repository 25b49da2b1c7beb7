package store

import (
	"math"
	"slices"
	"testing"
)

// lexBound reads an end of a range as commands are given it.
func lexBound(text string) LexBound {
	kind := map[byte]LexKind{'[': Inclusive, '(': Exclusive, '-': Lowest, '+': Highest}[text[0]]
	return LexBound{Kind: kind, Member: []byte(text[1:])}
}

// lexed is what a range of members reads, in the direction in which it is read.
func lexed(z *ZSet, low, high string, backward bool, skip int) (members []string) {
	first, count := z.RangeByLex(LexRange{Min: lexBound(low), Max: lexBound(high), Skip: skip}, backward)
	w := z.Forward(first, count)
	if backward {
		w = z.Backward(first+count-1, count)
	}
	for _, m := range walkedMembers(w) {
		members = append(members, m.member)
	}
	return members
}

// Where scores differ a range ends at the first member past its other end, as it
// does with redis-server 7.0.15, whose answers these are.
func TestLexRangesOfDifferentScores(t *testing.T) {
	for _, large := range []bool{false, true} {
		f := newFixture(t)
		z := f.ZSet(f.key("z"), Entry{})
		for i, member := range []string{"a", "f", "b", "c", "z", "d"} {
			z.Add([]byte(member), float64(i), 0)
		}
		if large {
			z.Enlarge()
		}
		for _, test := range []struct {
			low, high string
			backward  bool
			skip      int
			want      []string
		}{
			{"-", "(c", false, 0, []string{"a"}},
			{"-", "[f", false, 0, []string{"a", "f", "b", "c"}},
			{"-", "+", false, 0, []string{"a", "f", "b", "c", "z", "d"}},
			{"-", "+", true, 4, []string{"f", "a"}},
			{"-", "(c", false, 1, nil},
			{"-", "(c", false, 2, []string{"b"}},
			{"-", "(a", false, 1, nil},
			{"[e", "+", true, 0, nil},
			{"[c", "+", true, 0, []string{"d", "z", "c"}},
			{"[c", "+", true, 3, nil},
			{"[c", "+", true, 4, []string{"f"}},
			{"-", "+", false, 6, nil},
			{"-", "+", true, math.MaxInt, nil},
			{"(z", "[a", false, math.MaxInt, nil},
		} {
			if got := lexed(&z, test.low, test.high, test.backward, test.skip); !slices.Equal(got, test.want) {
				t.Errorf("large %v: %s to %s, backward %v, past %d: %v, want %v",
					large, test.low, test.high, test.backward, test.skip, got, test.want)
			}
		}
		f.audit(t)
	}
}

// A range among members that stand together is read off its ends, though others
// have other scores.
func TestALexRangeWithinOneScore(t *testing.T) {
	f := newFixture(t)
	z := f.ZSet(f.key("z"), Entry{})
	z.Enlarge()
	for _, member := range []string{"b", "c", "d", "e"} {
		z.Add([]byte(member), 0, 0)
	}
	z.Add([]byte("z"), 1, 0)
	for _, backward := range []bool{false, true} {
		want := []string{"c", "d"}
		if backward {
			slices.Reverse(want)
		}
		if got := lexed(&z, "[c", "(e", backward, 0); !slices.Equal(got, want) {
			t.Errorf("backward %v: %v, want %v", backward, got, want)
		}
	}
}

// However many are passed over, no more than all are.
func TestALexRangeBehindAll(t *testing.T) {
	for _, large := range []bool{false, true} {
		f := newFixture(t)
		z := f.ZSet(f.key("z"), Entry{})
		for _, member := range []string{"a", "b", "c"} {
			z.Add([]byte(member), 0, 0)
		}
		if large {
			z.Enlarge()
		}
		for _, backward := range []bool{false, true} {
			for _, ends := range [][2]string{{"-", "+"}, {"(c", "[a"}, {"[b", "[b"}} {
				if got := lexed(&z, ends[0], ends[1], backward, math.MaxInt); len(got) != 0 {
					t.Errorf("large %v: %s to %s, backward %v: %v", large, ends[0], ends[1], backward, got)
				}
			}
		}
	}
}

// An empty draft may begin large, and keeps a negative zero then.
func TestADraftThatBeginsLarge(t *testing.T) {
	f := newFixture(t)
	draft := f.DraftZSet(f.key("z"))
	draft.Enlarge()
	if draft.Len() != 0 {
		t.Errorf("an empty draft has %d members", draft.Len())
	}
	draft.Add([]byte("m"), math.Copysign(0, -1), 0)
	draft.Enter(Entry{})
	z := f.ZSet(f.key("z"), f.find("z"))
	if score, ok := z.Score([]byte("m")); !ok || 1/score > 0 || !z.isLarge() {
		t.Errorf("the score is %v", score)
	}
	f.audit(t)
	empty := f.DraftZSet(f.key("z"))
	empty.Enlarge()
	empty.Remove()
	f.audit(t)
}

// A member that was hashed once is found in every set.
func TestHasKey(t *testing.T) {
	f := newFixture(t)
	large, small, none := f.Set(f.key("large"), Entry{}), f.Set(f.key("small"), Entry{}), f.Set(f.key("none"), Entry{})
	large.Add([]byte("text"))
	large.Add([]byte("7"))
	small.Add([]byte("7"))
	for _, member := range []string{"text", "7", "8"} {
		key := f.keyspace.Key([]byte(member))
		for _, set := range []*Set{&large, &small, &none} {
			if set.HasKey(key) != set.Has(key.Bytes) {
				t.Errorf("%q: HasKey tells %v", member, set.HasKey(key))
			}
		}
		if large.HasKey(key) != (member != "8") || small.HasKey(key) != (member == "7") || none.HasKey(key) {
			t.Errorf("%q: %v, %v, %v", member, large.HasKey(key), small.HasKey(key), none.HasKey(key))
		}
	}
}
