package conformance

import (
	"math"
	"regexp"
	"strings"

	"github.com/google/go-cmp/cmp"

	"seedis/resp"
)

// toleratedOfKept come before those of tolerated. Most are differences that only
// kept servers have: the simulated one is always new, so its clients have other
// numbers. The rest happens where nobody who writes a case would look.
var toleratedOfKept = []Tolerated{
	{
		Name: "number in HELLO", Command: "hello",
		Reason:  "It tells the client's number.",
		Differs: greetings,
	},
	{
		Name: "number of CLIENT ID", Command: "client id",
		Reason:  "It is the client's number.",
		Differs: within(math.MaxInt64),
	},
	{
		Name: "numbers and figures of CLIENT LIST", Command: "client list",
		Reason: "It tells the clients' numbers, and whether replies wait for room at this moment; the cron of redis-server turns the list " +
			"round and round; as to the figures, see the row for new servers.",
		Differs: numberedClients,
	},
	{
		Name: "counts in INFO", Command: "info",
		Reason: "CONFIG RESETSTAT lets the count of changes be, which @state tells, a thread of redis-server frees and counts, and the requests of a walk " +
			"are as many as a hash table makes them; as to the figures, see the row for new servers.",
		Differs: uncounted,
	},
	{
		Name: "count of OBJECT REFCOUNT", Command: "object refcount",
		Reason: "In a transaction of redis-server the queued request still holds the value that it has set, " +
			"and the copy of a small number is not the one that all keys share.",
		Differs: references,
	},
	{
		Name: "moment of EXPIRETIME", Command: "expiretime",
		Reason:  "A time from now ends at a moment of its own on each server; fixed times are equal.",
		Differs: instantSeconds,
	},
	{
		Name: "moment of PEXPIRETIME", Command: "pexpiretime",
		Reason:  "As that of EXPIRETIME.",
		Differs: instants,
	},
	{
		Name: "choice of RANDOMKEY", Command: "randomkey",
		Reason:  "It is drawn at random.",
		Differs: anyKey,
	},
	{
		Name: "age of OBJECT IDLETIME", Command: "object idletime",
		Reason:  "The small numbers that keys of redis-server share are as old as the server.",
		Differs: idleTimes,
	},
	{
		Name: "order of SMEMBERS", Command: "smembers",
		Reason:  "That of a hash table. Whether the set is one is not known within a pipeline: what @chance asks alone is compared in order, and so is what a case leaves.",
		Differs: unordered,
	},
	{
		Name: "order of SINTER", Command: "sinter",
		Reason:  "As that of SMEMBERS.",
		Differs: unordered,
	},
	{
		Name: "order of SUNION", Command: "sunion",
		Reason:  "As that of SMEMBERS.",
		Differs: unordered,
	},
	{
		Name: "order of SDIFF", Command: "sdiff",
		Reason:  "As that of SMEMBERS.",
		Differs: unordered,
	},
	{
		Name: "order of HKEYS", Command: "hkeys",
		Reason:  "As that of SMEMBERS.",
		Differs: unordered,
	},
	{
		Name: "order of HVALS", Command: "hvals",
		Reason:  "As that of SMEMBERS.",
		Differs: unordered,
	},
	{
		Name: "order of HGETALL", Command: "hgetall",
		Reason:  "As that of SMEMBERS.",
		Differs: unorderedPairs,
	},
	{
		Name: "number and figures of CLIENT INFO", Command: "client info",
		Reason:  "As those of CLIENT LIST.",
		Differs: numberedClients,
	},
}

// greetings compares all fields of HELLO but the client's number.
func greetings(oracle, other resp.Reply) string {
	if len(oracle.Elements) != len(other.Elements) {
		return cmp.Diff(printable(oracle), printable(other))
	}
	for i := 0; i+1 < len(oracle.Elements); i += 2 {
		name := string(oracle.Elements[i].Text)
		difference := cmp.Diff(printable(oracle.Elements[i]), printable(other.Elements[i]))
		if difference == "" && name != "id" {
			difference = cmp.Diff(printable(oracle.Elements[i+1]), printable(other.Elements[i+1]))
		}
		if difference != "" {
			return difference
		}
	}
	return ""
}

// numberedClients compares the lines of clients as a set, without their numbers
// and the file events that they wait for.
func numberedClients(oracle, other resp.Reply) string {
	return clientSet(withoutNumbers(oracle), withoutNumbers(other))
}

var clientNumbers = regexp.MustCompile(`\b(id|events)=\w+`)

func withoutNumbers(list resp.Reply) resp.Reply {
	list.Text = clientNumbers.ReplaceAll(list.Text, []byte("$1=*"))
	return list
}

var counts = regexp.MustCompile(`\b((rdb_changes_since_last_save|lazyfree_pending_objects|lazyfreed_objects|total_commands_processed|total_net_input_bytes):|cmdstat_[hsz]?scan:calls=)[0-9]+`)

// hits are those of a walk, too, which need not be in the text.
var hits = regexp.MustCompile(`\b(keyspace_hits:)[0-9]+`)

func uncounted(oracle, other resp.Reply) string {
	if text := string(oracle.Text); !strings.Contains(text, "cmdstat_") || strings.Contains(text, "scan:calls") {
		oracle.Text = hits.ReplaceAll(oracle.Text, []byte("$1*"))
		other.Text = hits.ReplaceAll(other.Text, []byte("$1*"))
	}
	oracle.Text = counts.ReplaceAll(oracle.Text, []byte("$1*"))
	other.Text = counts.ReplaceAll(other.Text, []byte("$1*"))
	return infoFields(oracle, other)
}

// references compares counts of references.
func references(oracle, other resp.Reply) string {
	const shared = "2147483647"
	switch want, got := string(oracle.Text), string(other.Text); {
	case want == "2" && got == "1", want == "1" && got == shared:
		return ""
	}
	return cmp.Diff(printable(oracle), printable(other))
}

// idleTimes compares seconds: no key is idle for longer than a case takes.
func idleTimes(oracle, other resp.Reply) string {
	idle, ok := resp.ParseInt(oracle.Text)
	if !ok || idle < 0 {
		return "redis-server does not tell a time"
	}
	return within(1)(resp.Reply{Kind: ':', Text: []byte("0")}, other)
}

func anyKey(oracle, other resp.Reply) string {
	if oracle.Null != other.Null {
		return "only one server has keys"
	}
	return ""
}
