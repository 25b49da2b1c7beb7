package conformance

import (
	"strings"
	"testing"
)

func TestWhatIsDrawnBadlyIsSeen(t *testing.T) {
	spop, srandmember := request("SPOP k 2"), request("SRANDMEMBER k -2")
	for name, c := range map[string]struct {
		request              []string
		before, drawn, after string
	}{
		"a stranger":              {srandmember, "a b c", "a x", "a b c"},
		"one twice":               {request("srandmember k 2"), "a b c", "a a", "a b c"},
		"one taken twice":         {spop, "a b c", "a a", "b c"},
		"one taken and left":      {spop, "a b c", "a b", "a c"},
		"too many taken":          {spop, "a b c", "a b", ""},
		"one taken that is drawn": {srandmember, "a b c", "a b", "b c"},
		"one added":               {srandmember, "a b c", "a b", "a b c d"},
		"one in place of another": {srandmember, "a b c", "a b", "a b d"},
		"one from an empty set":   {srandmember, "", "a", ""},
	} {
		if err := holdDrawn(c.request, strings.Fields(c.before), strings.Fields(c.drawn), strings.Fields(c.after)); err == nil {
			t.Errorf("%s: not seen", name)
		}
	}
	for name, err := range map[string]error{
		"SPOP":                holdDrawn(spop, request("a b c"), request("c a"), request("b")),
		"SRANDMEMBER":         holdDrawn(request("SRANDMEMBER k 2"), request("a b c"), request("c a"), request("a b c")),
		"SRANDMEMBER with -2": holdDrawn(srandmember, request("a b c"), request("a a"), request("a b c")),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// scriptedChance are requests of which redis-server is told another seed at each
// start, each with a part of the answer that it has to give.
const scriptedChance = `
== chance
SADD set a b c d e f g h
SADD numbers 3 1 2
HSET hash f 1 g 2 h 3
CONFIG SET hash-max-listpack-entries 2
HSET table f 1 g 2 h 3
ZADD sorted 1 a 1 b 2 c
@chance SPOP set
@chance SPOP set 3
SCARD set
@chance SPOP numbers 5
EXISTS numbers
@chance SRANDMEMBER set -20
@chance SRANDMEMBER set 20
@chance SRANDMEMBER none 3
@chance SRANDMEMBER hash
@chance HRANDFIELD hash 2 WITHVALUES
@chance HRANDFIELD table -5
@chance ZRANDMEMBER sorted 2 WITHSCORES
@chance SMEMBERS set
@chance HGETALL table
@chance HVALS hash
@chance SORT set BY nosort LIMIT 1 2
@chance SORT sorted BY nosort
@chance SORT set ALPHA GET none:* GET #
@chance SUNION set sorted
@chance SDIFF set none
@scan HSCAN table
@scan HSCAN hash COUNT 1
@scan ZSCAN sorted MATCH b
@scan SSCAN set COUNT 3
@scan SSCAN none
@scan SSCAN hash
@state
`

// Two redis-servers draw in different ways, and list in different orders; what
// is made of their replies is the same.
func TestChanceIsTheSameForTwoRedisServers(t *testing.T) {
	cases, err := ParseCases(scriptedChance)
	if err != nil {
		t.Fatal(err)
	}
	o := startOracles(t)
	for _, protocol := range []int{2, 3} {
		if err := o.agree(cases[0], protocol); err != nil {
			t.Error(err)
		}
	}
	answers := o.one.play("redis-server", cases[0], 2)
	for request, want := range map[string]string{
		"@chance SPOP set":                     "$",
		"@chance SPOP set 3":                   "map[*:[$ $ $]]",
		"SCARD set":                            ":8", // it was put back
		"EXISTS numbers":                       ":0", // but not to an empty set
		"@chance SRANDMEMBER none 3":           "*0",
		"@chance SRANDMEMBER hash":             "-WRONGTYPE",
		"@chance HRANDFIELD hash 2 WITHVALUES": "map[*:[$ $ $ $]]",
		"@chance SMEMBERS set":                 `* [["a"] ["b"] ["c"] ["d"] ["e"] ["f"] ["g"] ["h"]]`,
		"@chance HGETALL table":                `* [["f" "1"] ["g" "2"] ["h" "3"]]`,
		"@chance HVALS hash":                   "*3\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3",
		"@chance SORT set BY nosort LIMIT 1 2": "* of 2",
		"@chance SORT sorted BY nosort":        "*3\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc",
		"@scan HSCAN table":                    `f\" \"1\"] [\"g\" \"2\"] [\"h\" \"3\"]`,
		"HSCAN hash 0 COUNT 1":                 "*6\r\n$1\r\nf\r\n$1\r\n1\r\n$1\r\ng",
		"@scan SSCAN set COUNT 3":              `[\"a\"] [\"b\"] [\"c\"]`,
		"SSCAN hash 0":                         "-WRONGTYPE",
	} {
		if !isAnswered(answers.given, request, want) {
			t.Errorf("%s: no answer contains %q", request, want)
		}
	}
}

func isAnswered(given []Answer, request, part string) bool {
	for _, answer := range given {
		if strings.Join(answer.Request, " ") == request {
			return strings.Contains(answer.Reply, part)
		}
	}
	return false
}
