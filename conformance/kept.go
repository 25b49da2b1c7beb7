package conformance

import (
	"errors"
	"fmt"
	"math"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"seedis/resp"
)

// kept are servers on Linux that carry out one case after the other, as a
// start takes longer than a hundred commands. Before each case they are
// emptied, and every case has connections of its own; what still tells a server
// that was used before from a new one is the number of its clients, and a few
// counts. Servers that do not carry out a case to its end are replaced.
type kept struct {
	*comparison
	oracle, linux *keptServer
	// answered is told every answer of redis-server that the others gave too.
	answered func(Answer)
}

// keptServer is one of them, with the directory it was started in.
type keptServer struct {
	running
	dir string
}

// keptSettings are the parameters that cases may change, and what they are
// before each case: no other request of a case shows them.
var keptSettings = []string{
	"maxmemory-samples", "5", "lazyfree-lazy-user-del", "no",
	"list-max-listpack-size", "-2", "set-max-intset-entries", "512",
	"hash-max-listpack-entries", "512", "hash-max-listpack-value", "64",
	"zset-max-listpack-entries", "128", "zset-max-listpack-value", "64",
}

// emptying is carried out before each case. The counters come last: they start
// with the case, but for that of changes, which is asked for.
var emptying = &Case{Name: "emptying", Steps: []Step{
	Request("FLUSHALL", "SYNC"), Request(append([]string{"CONFIG", "SET"}, keptSettings...)...),
	Request("INFO", "persistence"), Request("CONFIG", "RESETSTAT"),
}}

const askedForChanges = 2 // the answer to that

// playEmptied is play on a server that is emptied first.
func playEmptied(c *Case, protocol int, dial dialer) ([]Answer, error) {
	emptied, err := play(emptying, 2, dial)
	if err != nil {
		return nil, err
	}
	return playFrom(changesIn(emptied[askedForChanges].Reply), c, protocol, dial)
}

const (
	// slowCase is when a case says nothing about times any more: the machine
	// stood still for a while. Cases take some milliseconds.
	slowCase = time.Second
	// slowTries is how often a slow case that differs is tried.
	slowTries = 3
)

// agree carries out a case on three servers and compares, as that of
// comparison does. All cases must have the same configuration and network. A
// case that differs when the machine was slow is tried again.
func (k *kept) agree(c *Case, protocol int) error {
	for try := 1; ; try++ {
		// The wall clock, as the other goes on alone where a machine is halted.
		began := time.Now().UnixMilli()
		err := k.once(c, protocol)
		if err == nil {
			return nil
		}
		took := time.Duration(time.Now().UnixMilli()-began) * time.Millisecond
		if took < slowCase || try == slowTries {
			return err
		}
	}
}

// once is one try. The simulated server is asked before the other that runs in
// this process: if it breaks down, that is a report. What is compared is
// compared last, as that may take longer than all the rest.
func (k *kept) once(c *Case, protocol int) error {
	if err := k.start(c); err != nil {
		return err
	}
	asked := make(chan answers)
	go func() { asked <- k.oracle.play("redis-server", c, protocol) }()
	simulated := simulate(c, protocol, playEmptied)
	oracle := <-asked
	if oracle.err != nil || simulated.err != nil {
		return errors.Join(k.judge(c, protocol, oracle, simulated), k.stop())
	}
	linux := k.linux.play("on Linux", c, protocol)
	if linux.err != nil {
		return errors.Join(k.judge(c, protocol, oracle, linux), k.stop())
	}
	if err := k.judge(c, protocol, oracle, simulated); err != nil {
		return err
	}
	if err := k.judge(c, protocol, oracle, linux); err != nil {
		return err
	}
	for _, answer := range oracle.given {
		k.answered(answer)
	}
	return nil
}

// start starts the servers that do not run.
func (k *kept) start(c *Case) error {
	if k.oracle != nil {
		return nil
	}
	oracle, err := keep(func(dir string) (running, error) { return startOracle(dir, c) })
	if err != nil {
		return fmt.Errorf("redis-server: %w", err)
	}
	linux, err := keep(func(dir string) (running, error) { return startLinux(dir, c) })
	if err != nil {
		return errors.Join(fmt.Errorf("on Linux: %w", err), oracle.end())
	}
	k.oracle, k.linux = oracle, linux
	return nil
}

// stop ends the servers. It may be called twice.
func (k *kept) stop() error {
	if k.oracle == nil {
		return nil
	}
	err := errors.Join(k.oracle.end(), k.linux.end())
	k.oracle, k.linux = nil, nil
	return err
}

func keep(start func(dir string) (running, error)) (*keptServer, error) {
	// Not a test's directory: its name may be too long for a unix socket.
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return nil, err
	}
	server, err := start(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &keptServer{server, dir}, nil
}

func (s *keptServer) play(name string, c *Case, protocol int) answers {
	a := answers{server: name}
	a.given, a.err = playEmptied(c, protocol, s.dial)
	return a
}

func (s *keptServer) end() error { return errors.Join(s.stop(), os.RemoveAll(s.dir)) }

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
