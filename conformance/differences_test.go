package conformance

import (
	"slices"
	"strings"
	"testing"

	"seedis/resp"
)

// differing are answers to one request that a comparison must tell apart, by
// what differs.
type differing map[string]struct{ oracle, other Answer }

// holdSeen fails for each difference that is not seen: a comparison that sees
// nothing proves nothing.
func holdSeen(t *testing.T, answers differing) {
	t.Helper()
	for name, c := range answers {
		if at, _ := newComparison().compare([]Answer{c.oracle}, []Answer{c.other}); at != 0 {
			t.Errorf("%s: not seen", name)
		}
	}
}

func request(words string) []string { return strings.Fields(words) }

func TestDifferencesOfRepliesAreSeen(t *testing.T) {
	holdSeen(t, differing{
		"a byte of a value":       {Answer{Reply: "$1\r\na\r\n"}, Answer{Reply: "$1\r\nb\r\n"}},
		"a value and an error":    {Answer{Reply: ":1\r\n"}, Answer{Reply: "-ERR\r\n"}},
		"null and nothing":        {Answer{Reply: "$-1\r\n"}, Answer{Reply: "$0\r\n\r\n"}},
		"null and a null array":   {Answer{Reply: "$-1\r\n"}, Answer{Reply: "*-1\r\n"}},
		"a connection closed":     {Answer{Reply: ":1\r\n"}, Answer{Reply: ":1\r\n", Closed: true}},
		"another connection":      {Answer{Reply: ":1\r\n", Connection: "a"}, Answer{Reply: ":1\r\n", Connection: "b"}},
		"bytes that are no reply": {Answer{Reply: ":1\r\n"}, Answer{Reply: "1\r\n"}},
		"the case of an error":    {Answer{Reply: "-ERR a\r\n", Request: request("TTL k")}, Answer{Reply: "-ERR A\r\n", Request: request("TTL k")}},
		"a TTL far off":           {Answer{Reply: ":100\r\n", Request: request("ttl k")}, Answer{Reply: ":103\r\n"}},
		"a TTL and none":          {Answer{Reply: ":1\r\n", Request: request("TTL k")}, Answer{Reply: ":-1\r\n"}},
		"a PTTL far off":          {Answer{Reply: ":9000\r\n", Request: request("PTTL k")}, Answer{Reply: ":100\r\n"}},
		"a key too many":          {Answer{Reply: "*1\r\n$1\r\na\r\n", Request: request("KEYS *")}, Answer{Reply: "*2\r\n$1\r\na\r\n$1\r\nb\r\n"}},
		"a cursor":                {Answer{Reply: "*2\r\n$1\r\n0\r\n*0\r\n", Request: request("SCAN 0")}, Answer{Reply: "*2\r\n$1\r\n4\r\n*0\r\n"}},
		"a set and an array":      {Answer{Reply: "*0\r\n", Request: request("KEYS *")}, Answer{Reply: "~0\r\n"}},
		"a TIME far off": {
			Answer{Reply: "*2\r\n+1795261755\r\n+5\r\n", Request: request("TIME")}, Answer{Reply: "*2\r\n+1795261759\r\n+5\r\n"},
		},
		"inside of EXEC": {
			Answer{Reply: "*2\r\n:1\r\n:1\r\n", Request: request("EXEC"), Queued: [][]string{request("TTL k"), request("INCR k")}},
			Answer{Reply: "*2\r\n:2\r\n:2\r\n"},
		},
	})
}

func TestAnswersTooFewOrTooManyAreSeen(t *testing.T) {
	one := []Answer{{Reply: ":1\r\n"}}
	if at, _ := newComparison().compare(one, nil); at != 0 {
		t.Error("a missing answer is not seen")
	}
	if at, _ := newComparison().compare(nil, one); at != 0 {
		t.Error("an answer too many is not seen")
	}
}

func TestDifferencesOfInfoAreSeen(t *testing.T) {
	holdSeen(t, differing{
		"an unknown field of INFO": {Answer{Reply: "+a:1\r\n", Request: request("INFO")}, Answer{Reply: "+b:1\r\n"}},
		"a field of INFO missing":  {Answer{Reply: "$15\r\na:1\r\nhz:10\r\nb:1\r\n", Request: request("INFO")}, Answer{Reply: "$8\r\na:1\r\nb:1\r\n"}},
		"a value of INFO":          {Answer{Reply: "+hz:10\r\n", Request: request("INFO")}, Answer{Reply: "+hz:11\r\n"}},
		"the order of INFO":        {Answer{Reply: "$8\r\na:1\r\nb:1\r\n", Request: request("INFO")}, Answer{Reply: "$8\r\nb:1\r\na:1\r\n"}},
		"an addition in between":   {Answer{Reply: "+hz:10\r\n", Request: request("INFO")}, Answer{Reply: "$23\r\nseedis_version:1\r\nhz:10\r\n"}},
		"a section of INFO":        {Answer{Reply: "+# CPU\r\n", Request: request("INFO")}, Answer{Reply: "+\r\n"}},
		"a percentile of INFO":     {Answer{Reply: "+latency_percentiles_usec_a:p50=1\r\n", Request: request("INFO")}, Answer{Reply: "+latency_percentiles_usec_a:p51=1\r\n"}},
		"a statistic missing":      {Answer{Reply: "+cmdstat_a:calls=1\r\n", Request: request("INFO")}, Answer{Reply: "+\r\n"}},
		"the form of a field of INFO": {
			Answer{Reply: "+used_memory_human:1.00K\r\n", Request: request("INFO")}, Answer{Reply: "+used_memory_human:1024\r\n"},
		},
		"a count of INFO that stays 0": {
			Answer{Reply: "+total_net_output_bytes:5\r\n", Request: request("INFO")}, Answer{Reply: "+total_net_output_bytes:0\r\n"},
		},
	})
}

func TestDifferencesOfServersAreSeen(t *testing.T) {
	holdSeen(t, differing{
		"an argument of SLOWLOG": {Answer{Reply: "*1\r\n*4\r\n:0\r\n:1\r\n:1\r\n*1\r\n+a\r\n", Request: request("SLOWLOG GET")}, Answer{Reply: "*1\r\n*4\r\n:0\r\n:1\r\n:1\r\n*1\r\n+b\r\n"}},
		"a number of SLOWLOG":    {Answer{Reply: "*1\r\n*1\r\n:0\r\n", Request: request("SLOWLOG GET")}, Answer{Reply: "*1\r\n*1\r\n:1\r\n"}},
		"a flag of CLIENT LIST":  {Answer{Reply: "+id=1 flags=N\r\n", Request: request("CLIENT LIST")}, Answer{Reply: "+id=1 flags=x\r\n"}},
		"a value of CONFIG GET":  {Answer{Reply: "*2\r\n+hz\r\n+10\r\n", Request: request("CONFIG GET hz")}, Answer{Reply: "*2\r\n+hz\r\n+11\r\n"}},
		"a client left out of CLIENT LIST": {
			Answer{Reply: "$10\r\nid=1\nid=2\n\r\n", Request: request("CLIENT LIST")}, Answer{Reply: "$5\r\nid=2\n\r\n"},
		},
	})
}

func TestDifferencesOfTheTableAreSeen(t *testing.T) {
	holdSeen(t, differing{
		"names left out of COMMAND LIST": {
			Answer{Reply: "*2\r\n+get\r\n+foreign\r\n", Request: request("COMMAND LIST")}, Answer{Reply: "*0\r\n"},
		},
		"a wrong COMMAND COUNT": {Answer{Reply: ":241\r\n", Request: request("COMMAND COUNT")}, Answer{Reply: ":240\r\n"}},
		"keys of COMMAND GETKEYS": {
			Answer{Reply: "*1\r\n+k\r\n", Request: request("COMMAND GETKEYS get k")}, Answer{Reply: "*1\r\n+x\r\n"},
		},
		"flags of COMMAND GETKEYSANDFLAGS": {
			Answer{Reply: "*1\r\n*2\r\n+k\r\n*1\r\n+RO\r\n", Request: request("COMMAND GETKEYSANDFLAGS get k")},
			Answer{Reply: "*1\r\n*2\r\n+k\r\n*1\r\n+RW\r\n"},
		},
		"a row that is none": {Answer{Reply: "*1\r\n*0\r\n", Request: request("COMMAND")}, Answer{Reply: "*0\r\n"}},
		"a row left out of COMMAND": {
			Answer{Reply: array(tableRow("get", "2"), tableRow("set", "-3")), Request: request("COMMAND")}, Answer{Reply: array(tableRow("get", "2"))},
		},
		"the order of COMMAND INFO": {
			Answer{Reply: array(tableRow("get", "2"), tableRow("set", "-3")), Request: request("COMMAND INFO get set")},
			Answer{Reply: array(tableRow("set", "-3"), tableRow("get", "2"))},
		},
		"an arity of COMMAND INFO": {
			Answer{Reply: array(tableRow("get", "2")), Request: request("COMMAND INFO get")}, Answer{Reply: array(tableRow("get", "3"))},
		},
		"a row for a null in COMMAND INFO": {
			Answer{Reply: "*1\r\n*-1\r\n", Request: request("COMMAND INFO bogus")}, Answer{Reply: array(tableRow("get", "2"))},
		},
		"an empty history": {
			Answer{Reply: document("history", "*1\r\n*2\r\n+6.2.0\r\n+a\r\n"), Request: request("COMMAND DOCS get")},
			Answer{Reply: document("history", "*0\r\n")},
		},
		"a version of a history": {
			Answer{Reply: document("history", "*1\r\n*2\r\n+6.2.0\r\n+a\r\n"), Request: request("COMMAND DOCS get")},
			Answer{Reply: document("history", "*1\r\n*2\r\n+6.0.0\r\n+a\r\n")},
		},
		"a document left out": {
			Answer{Reply: document("since", "+1.0.0\r\n"), Request: request("COMMAND DOCS get")}, Answer{Reply: "*0\r\n"},
		},
		"a subcommand without document": {
			Answer{Reply: document("subcommands", "*2\r\n+config|get\r\n*0\r\n"), Request: request("COMMAND DOCS config")},
			Answer{Reply: document("subcommands", "*0\r\n")},
		},
		"a command of our own": {Answer{Reply: "*1\r\n+get\r\n", Request: request("COMMAND LIST")}, Answer{Reply: "*1\r\n+got\r\n"}},
	})
}

// tableRow is a row of COMMAND.
func tableRow(name, arity string) string {
	return array(append([]string{bulk(name), ":" + arity + "\r\n"}, slices.Repeat([]string{array()}, subcommandsColumn-1)...)...)
}

// document is what COMMAND DOCS tells of GET.
func document(field, value string) string {
	return array(bulk("get"), array(bulk(field), value))
}

func TestToleratedDifferencesAreNone(t *testing.T) {
	for name, c := range map[string][2]Answer{
		"the order of keys": {
			{Reply: "*2\r\n$1\r\na\r\n$1\r\nb\r\n", Request: []string{"keys", "*"}}, {Reply: "*2\r\n$1\r\nb\r\n$1\r\na\r\n"},
		},
		"what INFO tells of a server of its own": {
			{Reply: "$41\r\nprocess_id:1\r\nhz:10\r\ndb0:keys=1,avg_ttl=5\r\n", Request: []string{"info"}},
			{Reply: "$55\r\nprocess_id:2\r\nhz:10\r\ndb0:keys=1,avg_ttl=0\r\nmem_blocks:0\r\n"},
		},
		"the order of clients": {
			{Reply: "$10\r\nid=1\nid=2\n\r\n", Request: []string{"CLIENT", "LIST"}}, {Reply: "$10\r\nid=2\nid=1\n\r\n"},
		},
		"commands of redis-server alone": {
			{Reply: array(tableRow("foreign", "-4"), tableRow("get", "2"), tableRow("set", "-3")), Request: []string{"COMMAND"}},
			{Reply: array(tableRow("set", "-3"), tableRow("get", "2"))},
		},
		"a TTL in a transaction": {
			{Reply: "*2\r\n:100\r\n+OK\r\n", Request: []string{"EXEC"}, Queued: [][]string{{"TTL", "k"}, {"SET", "k", "v"}}},
			{Reply: "*2\r\n:101\r\n+OK\r\n"},
		},
	} {
		if at, difference := newComparison().compare(c[:1], c[1:]); at >= 0 {
			t.Errorf("%s: %s", name, difference)
		}
	}
}

// Fields and values in any order still belong together.
func TestPairsAreComparedTogether(t *testing.T) {
	pairs := func(words string) resp.Reply {
		var elements []string
		for word := range strings.FieldsSeq(words) {
			elements = append(elements, bulk(word))
		}
		return parsed(array(elements...))
	}
	if difference := unorderedPairs(pairs("f 1 g 2 h 3"), pairs("h 3 f 1 g 2")); difference != "" {
		t.Errorf("the order of pairs: %s", difference)
	}
	for _, other := range []string{"f 2 g 1 h 3", "f 1 g 2", "1 f g 2 h 3", "f 1 g 2 i 3"} {
		if unorderedPairs(pairs("f 1 g 2 h 3"), pairs(other)) == "" {
			t.Errorf("%s: not seen", other)
		}
	}
}
