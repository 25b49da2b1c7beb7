package simtest

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"seedis/config"
)

func TestTheModelAgreesWithRedisOnSortedSets(t *testing.T) {
	rehearse(t, 30_000, slices.Concat(orderedFamilies, []family{
		{1, (*client).typeRequest},
		{1, (*client).hashRequest},
		{1, (*client).setRequestOf},
		{1, (*client).connectionRequest},
	}))
}

// Redis prints a score as "%.17g", and in a listpack whole numbers as integers.
func TestTheModelPrintsScoresAsRedisDoes(t *testing.T) {
	r := newRehearsal(t, 1)
	scores := []string{
		"3", "3.1", "1e20", "1.0000000000000001e100", "inf", "-inf", "-0", "5e-324", "0.30000000000000004",
		"1e15", "1e16", "1e17", "123456789012345678", "4611686018427387904", "4611686018427388928", "-4611686018427387904",
		"9007199254740993", "0.0001", "0.00001", "1.7976931348623157e308", "2.5e-7",
	}
	for power := -60; power <= 70; power++ {
		for _, fraction := range []float64{1, -1.1} {
			scores = append(scores, strconv.FormatFloat(math.Ldexp(fraction, power), 'g', -1, 64))
		}
	}
	long := longKey[:sortedSetMemberMax+1]
	for i, score := range scores {
		r.ask("HELLO", strconv.Itoa(2+i%2))
		for _, member := range []string{"short", long} {
			r.ask("DEL", "z")
			r.ask("ZADD", "z", score, member)
			r.ask("ZSCORE", "z", member)
			r.ask("ZADD", "z", "INCR", "-0", member)
			r.ask("ZRANGE", "z", "0", "-1", "WITHSCORES")
			if member == "short" {
				r.ask("ZSCAN", "z", "0")
			}
		}
	}
}

// A walk over a large collection shows all that stays, while the rest comes and
// goes.
func TestTheModelWalksAsRedisDoes(t *testing.T) {
	r := newRehearsal(t, 1)
	const elements = 700
	for i := range elements {
		name := "m" + strconv.Itoa(i)
		r.ask("SADD", "set:0", name)
		r.ask("HSET", "hash:0", name, name)
		r.ask("ZADD", "zset:0", strconv.Itoa(i%7), name)
	}
	steps := 0
	for _, begin := range [][]string{
		{"SSCAN", "set:0", "0"}, {"HSCAN", "hash:0", "0", "COUNT", "30"}, {"ZSCAN", "zset:0", "0"},
		{"ZSCAN", "zset:0", "0", "MATCH", "m1*"},
	} {
		r.ask(begin...)
		for ; r.session.iteration != nil; steps++ {
			r.ask(r.session.iteration.carryOn()...)
			name := r.client.member()
			r.ask("SREM", "set:0", name)
			r.ask("SADD", "set:0", r.client.member())
			r.ask("HDEL", "hash:0", name)
			r.ask("HSET", "hash:0", r.client.member(), "new")
			r.ask("ZREM", "zset:0", name)
			r.ask("ZADD", "zset:0", r.client.score(), r.client.member())
		}
	}
	if steps < 100 {
		t.Errorf("four walks over %d elements came to their end after %d steps", elements, steps)
	}
}

// lone is a model with one session.
type lone struct {
	t       *testing.T
	model   *model
	session *session
}

func newLone(t *testing.T) *lone {
	model := newModel(settingsOf(config.New(), false, 0))
	return &lone{t, model, &session{unscripted: true, authenticated: true}}
}

// do carries out a request, and forgets what the earlier ones wait for.
func (l *lone) do(request ...string) {
	l.t.Helper()
	l.session.expected = transcript{}
	if err := l.model.execute(l.session, request, 1); err != nil {
		l.t.Fatal(err)
	}
}

// passes tells whether the reply to the last request may be this one.
func (l *lone) passes(reply string) bool {
	rest, err := l.session.expected.check([]byte(reply))
	return err == nil && len(rest) == 0 && l.session.expected.empty()
}

func TestASmallCollectionIsShownAtOnce(t *testing.T) {
	l := newLone(t)
	l.do("SADD", "s", "2", "1", "3")
	l.do("SREM", "s", "3")
	for reply, right := range map[string]bool{
		scanReply("0", "1", "2"): true, scanReply("0", "1"): false, scanReply("0", "1", "2", "3"): false,
		scanReply("0", "2", "1"): false, scanReply("7", "1", "2"): false,
	} {
		if l.do("SSCAN", "s", "0"); l.passes(reply) != right {
			t.Errorf("%q passes: %t", reply, !right)
		}
	}
}

func TestAWalkThatLeavesSomethingOutIsFound(t *testing.T) {
	for reply, right := range map[string]bool{
		scanReply("0", "b", "2"): true, scanReply("0"): false, scanReply("5"): true,
		scanReply("0", "b", "1"): false, scanReply("0", "b"): false, scanReply("0", "gone", "3"): false, ":0\r\n": false,
	} {
		l := newLone(t)
		l.do("ZADD", "z", "1", longKey, "2", "b", "3", "gone")
		if l.do("ZSCAN", "z", "0"); !l.passes(scanReply("9", longKey, "1")) {
			t.Fatal("the beginning of a walk is not let pass")
		}
		l.do("ZREM", "z", "gone")
		if l.do("ZSCAN", "z", "9"); l.passes(reply) != right {
			t.Errorf("%q passes: %t", reply, !right)
		}
	}
}

func TestOnlyMembersAreRandomMembers(t *testing.T) {
	l := newLone(t)
	l.do("ZADD", "z", "1", "a", "2", "b")
	for _, one := range []struct {
		words, reply string
		right        bool
	}{
		{"", bulkOf("b"), true},
		{"", bulkOf("c"), false},
		{"", "$-1\r\n", false},
		{"2", "*2\r\n" + bulkOf("b") + bulkOf("a"), true},
		{"2", "*2\r\n" + bulkOf("b") + bulkOf("b"), false},
		{"-2", "*2\r\n" + bulkOf("b") + bulkOf("b"), true},
		{"-2", "*1\r\n" + bulkOf("b"), false},
		{"1 WITHSCORES", "*2\r\n" + bulkOf("b") + bulkOf("2"), true},
		{"1 WITHSCORES", "*2\r\n" + bulkOf("b") + bulkOf("1"), false},
	} {
		l.do(append([]string{"ZRANDMEMBER", "z"}, strings.Fields(one.words)...)...)
		if l.passes(one.reply) != one.right {
			t.Errorf("%s: %q passes: %t", one.words, one.reply, !one.right)
		}
	}
}

// Members of a skiplist with several scores are not in the order of their bytes,
// and so nobody knows which of them a range by lex takes.
func TestTheModelGivesUpOnRangesByLexThatAreNotDefined(t *testing.T) {
	l := newLone(t)
	for _, request := range [][]string{
		{"ZADD", "z", "1", "a", "0", "b"}, {"ZREMRANGEBYLEX", "z", "[x", "[y"}, {"ZADD", "z", "1", longKey},
		{"ZADD", "lex", "1", "a", "1", longKey}, {"ZREMRANGEBYLEX", "lex", "[x", "[y"}, {"ZREMRANGEBYLEX", "z", "(x", "(x"},
		{"ZRANGEBYLEX", "z", "[a", "[b"}, {"ZLEXCOUNT", "z", "[a", "[b"},
	} {
		if l.do(request...); l.model.adrift != 0 {
			t.Fatalf("%s: the model gives up", quote(request))
		}
	}
	for i, request := range [][]string{{"ZREMRANGEBYLEX", "z", "[a", "[b"}, {"ZRANGESTORE", "to", "z", "[a", "[b", "BYLEX"}} {
		if l.do(request...); l.model.adrift != i+1 {
			t.Errorf("%s: the model does not give up", quote(request))
		}
	}
}

// scanReply is the reply to a SCAN: the cursor, and what is shown.
func scanReply(texts ...string) string {
	reply := "*2\r\n" + bulkOf(texts[0]) + "*" + strconv.Itoa(len(texts)-1) + "\r\n"
	for _, text := range texts[1:] {
		reply += bulkOf(text)
	}
	return reply
}

func bulkOf(text string) string { return "$" + strconv.Itoa(len(text)) + "\r\n" + text + "\r\n" }
