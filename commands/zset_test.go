package commands

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestWritesOfSortedSetsAreTold(t *testing.T) {
	holdTold(t, []told{
		{"", "ZADD z 1 a 2 b", "z zadd*2 0 z", "0 ZADD z 1 a 2 b"},
		{"ZADD z 1 a", "ZADD z 1 a", "", ""},
		{"ZADD z 1 a", "ZADD z ch 2 a 3 b", "z zadd*2 0 z", "0 ZADD z ch 2 a 3 b"},
		{"ZADD z 1 a", "ZADD z NX 2 a", "", ""},
		{"", "ZADD z XX 2 a", "", ""},
		{"", "ZADD z INCR 2 a", "z zincr 0 z", "0 ZADD z INCR 2 a"},
		{"ZADD z 1 a", "ZADD z INCR GT -2 a", "", ""},
		{"ZADD z 1 a", "ZINCRBY z 2.5 a", "z zincr 0 z", "0 ZINCRBY z 2.5 a"},
		{"ZADD z 1 a", "ZINCRBY z 0 a", "", ""},
		{"ZADD z inf a", "ZINCRBY z -inf a", "", ""},
		{"ZADD z 1 a", "ZADD z 2 b x c", "", ""},
		{"ZADD z 1 a 2 b", "ZREM z a c", "z zrem 0 z", "0 ZREM z a c"},
		{"ZADD z 1 a 2 b", "ZREM z a b a", "z zrem*2 0 z; g del*0 0 z", "0 ZREM z a b a"},
		{"ZADD z 1 a 2 b", "ZREM z c", "", ""},
		{"ZADD z 1 a 2 b", "ZPOPMIN z", "z zpopmin 0 z", "0 ZPOPMIN z"},
		{"ZADD z 1 a 2 b", "ZPOPMAX z 3", "z zpopmax*2 0 z; g del*0 0 z", "0 ZPOPMAX z 3"},
		{"ZADD z 1 a 2 b", "ZPOPMAX z 0", "", ""},
		{"", "ZPOPMIN z", "", ""},
		{"ZADD z 1 a 2 b", "ZMPOP 2 y z MAX COUNT 9", "z zpopmax*2 0 z; g del*0 0 z", "0 ZPOPMAX z 2"},
		{"ZADD z 1 a 2 b", "zmpop 2 y z min", "z zpopmin 0 z", "0 ZPOPMIN z 1"},
		{"", "ZMPOP 2 y z MIN", "", ""},
		{"ZADD z 1 a 2 b", "ZREMRANGEBYRANK z 0 0", "z zremrangebyrank 0 z", "0 ZREMRANGEBYRANK z 0 0"},
		{"ZADD z 1 a 2 b", "ZREMRANGEBYSCORE z 1 2", "z zremrangebyscore*2 0 z; g del*0 0 z", "0 ZREMRANGEBYSCORE z 1 2"},
		{"ZADD z 1 a 2 b", "ZREMRANGEBYSCORE z (2 3", "", ""},
		{"ZADD z 1 a 1 b", "ZREMRANGEBYLEX z [b +", "z zremrangebylex 0 z", "0 ZREMRANGEBYLEX z [b +"},
		{"ZADD z 1 a 2 b", "ZRANGESTORE y z 0 -1", "z zrangestore 0 y", "0 ZRANGESTORE y z 0 -1"},
		{"ZADD z 1 a 2 b", "ZRANGESTORE z z 0 0", "z zrangestore 0 z", "0 ZRANGESTORE z z 0 0"},
		{"SET y x", "ZRANGESTORE y z 0 -1", "g del 0 y", "0 ZRANGESTORE y z 0 -1"},
		{"", "ZRANGESTORE y z 0 -1", "", ""},
	})
}

// TestScoresAreReadAsByRedis: what redis-server 7.0.15 takes for a score, and
// what for an end of a range, beyond what the conformance cases can spell.
func TestScoresAreReadAsByRedis(t *testing.T) {
	for _, test := range []struct {
		text         string
		score        float64
		asScore, end bool
	}{
		{"1", 1, true, true},
		{"+1", 1, true, true},
		{"01", 1, true, true},
		{".5", 0.5, true, true},
		{"5.", 5, true, true},
		{"1e3", 1000, true, true},
		{"1E-2", 0.01, true, true},
		{"9007199254740993", 9007199254740992, true, true},
		{"9223372036854775807", 1 << 63, true, true},
		{"0x10", 16, true, true},
		{"-0X.8", -0.5, true, true},
		{"0x1p-2", 0.25, true, true},
		{"0xep0", 14, true, true},
		{"inf", math.Inf(1), true, true},
		{"-INFINITY", math.Inf(-1), true, true},
		{"0e999", 0, true, true},
		{"0x0p9", 0, true, true},
		{"1e-310", 1e-310, true, true},
		{"1e400", math.Inf(1), false, true},
		{"-1e400", math.Inf(-1), false, true},
		{"1e-400", 0, false, true},
		{"0x1p-2000", 0, false, true},
		{"", 0, false, true},
		{" 1", 1, false, true},
		{"1\x00x", 1, false, true},
		{"1 ", 0, false, false},
		{" ", 0, false, false},
		{"nan", 0, false, false},
		{"x", 0, false, false},
		{"-", 0, false, false},
		{".", 0, false, false},
		{"1e", 0, false, false},
		{"1_0", 0, false, false},
		{"0x1_0", 0, false, false},
		{"0x", 0, false, false},
		{"0xp1", 0, false, false},
		{"1x", 0, false, false},
	} {
		if score, ok := parseScore([]byte(test.text)); ok != test.asScore || ok && score != test.score {
			t.Errorf("%q is the score %v, %v", test.text, score, ok)
		}
		for _, exclusive := range []bool{false, true} {
			text := test.text
			if exclusive {
				text = "(" + text
			}
			b, ok := parseScoreBound([]byte(text))
			if ok != test.end || ok && (b.Score != test.score || b.Exclusive != exclusive) {
				t.Errorf("%q is the end %+v, %v", text, b, ok)
			}
		}
	}
}

// TestSortedSetsAllocateNothing runs the usual commands on a small sorted set and
// on a large one.
func TestSortedSetsAllocateNothing(t *testing.T) {
	for _, members := range []int{10, 1000} {
		m := openMachine(t, false)
		m.call.Sink = silence{}
		room := make([]byte, 1<<16)
		m.writer.Attach(room, 0, &m.reply)
		for i := range members {
			m.run(requestOf("ZADD", "z", fmt.Sprint(i), fmt.Sprintf("member:%d", i)))
		}
		for _, request := range []string{
			"ZADD z 5 member:7", "ZADD z 7 member:7", "ZADD z 1.5 extra", "ZREM z extra", "ZADD z 1 x 2 y 3 z", "ZREM z x y z",
			"ZINCRBY z 3 member:3", "ZINCRBY z -2.5 member:3", "ZADD z XX GT CH 5 member:2", "ZSCORE z member:5", "ZMSCORE z member:5 none",
			"ZRANK z member:5", "ZREVRANK z member:5", "ZCARD z", "ZCOUNT z (1 inf", "ZLEXCOUNT z - +", "ZRANGE z 0 99",
			"ZRANGE z 0 99 REV WITHSCORES", "ZRANGE z 1 1e2 BYSCORE LIMIT 2 5", "ZRANGEBYLEX z [m +", "ZRANDMEMBER z",
			"ZRANDMEMBER z -5 WITHSCORES", "ZREMRANGEBYRANK z 0 0", "ZADD z 0 member:0", "ZREMRANGEBYSCORE z 5000 9000", "ZPOPMIN z",
			"ZADD z 0 member:0", "ZPOPMAX z 0", "ZMPOP 1 z MIN", "ZRANGESTORE y z 0 5", "ZREM nope x", "ZPOPMIN nope",
		} {
			args := requestOf(strings.Fields(request)...)
			m.run(args)
			m.run(args)
			if allocations := testing.AllocsPerRun(5, func() { m.writer.Attach(room, 0, &m.reply); m.run(args) }); allocations != 0 {
				t.Errorf("of %d: %s allocates %v times", members, request, allocations)
			}
		}
		m.close()
	}
}
