package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"seedis/resp"
	"seedis/sys/real"
)

// variant is a way to serve: so many threads, what they do, and the engine by which
// they ask Linux. Replies do not depend on it.
type variant struct {
	threads int
	model   string
	engine  string
}

// usual is what all other tests run.
var usual = variant{1, "single", "epoll"}

// threadsOfVariants is two beside main: with one, orders could not get mixed up.
const threadsOfVariants = 3

// product is every model with every engine, the usual one left out.
func product() []variant {
	var all []variant
	for _, v := range []variant{usual, {threadsOfVariants, "lockstep", "epoll"}, {threadsOfVariants, "reactor", "epoll"}} {
		for _, engine := range []string{"epoll", "io_uring", "poll", "select"} {
			if v.engine = engine; v != usual {
				all = append(all, v)
			}
		}
	}
	return all
}

// isCommon tells of the variants that every run of the tests looks at: each model
// and each engine once.
func (v variant) isCommon() bool { return v.model == usual.model || v.engine == usual.engine }

func (v variant) String() string {
	if v.threads == 1 {
		return v.model + " with " + v.engine
	}
	return fmt.Sprintf("%s of %d threads with %s", v.model, v.threads, v.engine)
}

// clientsOfSelect is how many clients select has room for in every model: of 1024
// descriptors the server needs 32 for itself, and a reactor 3 for each I/O thread.
const clientsOfSelect = 1024 - 32 - 3*(threadsOfVariants-1)

// apply is the case as redis-server is to be asked, too: with the same parameters of
// those that it has, and with a limit of clients that every engine can keep. The
// case's own are stronger.
func (v variant) apply(c *Case) *Case {
	applied := *c
	applied.Config = append([]string{"--maxclients", strconv.Itoa(clientsOfSelect)}, c.Config...)
	if v.threads > 1 {
		applied.Config = append([]string{"--io-threads", strconv.Itoa(v.threads), "--io-threads-do-reads", "yes"}, applied.Config...)
	}
	return &applied
}

// arguments are those for Seedis alone. The gate would leave the few clients of a
// case to main.
func (v variant) arguments() []string {
	arguments := []string{"--io-threads-model", v.model, "--io-engine", v.engine}
	if v.model == "reactor" {
		arguments = append(arguments, "--io-threads-always", "yes")
	}
	return arguments
}

// notOfReactor are the cases about what a client sends while it waits, more of it
// than a socket takes, or more than client-query-buffer-limit. In this model main
// holds who waits, and nobody receives: it does not come to an end, or to another.
var notOfReactor = []string{
	"blocking/A request that waits does not count for the limit of the query buffer",
	"clients/A client that waits and sends too much",
}

// spares tells whether a case is not for this variant.
func (v variant) spares(c *Case) bool {
	return v.model == "reactor" && slices.Contains(notOfReactor, c.Name)
}

// refusal tells why this machine cannot serve so, nil if it can.
func (v variant) refusal() error {
	kernel, err := real.New()
	if err != nil {
		return err
	}
	_, err = kernel.UseEngine(v.engine)
	return err
}

// judge compares what a Seedis of this variant makes of a case with what
// redis-server did. A model with threads is tried on the simulated machine, too:
// engines are Linux's.
func (v variant) judge(c *Case, protocol int, oracle answers) error {
	exact, besideThreads := newComparison(), newComparison()
	besideThreads.tolerated = append([]Tolerated{otherThreads}, tolerated...)
	if v.threads > 1 && v.engine == usual.engine {
		simulated := simulate(c, protocol, play, v)
		simulated.server += ", " + v.String()
		if err := besideThreads.judge(c, protocol, oracle, simulated); err != nil {
			return err
		}
	}
	linux := playOn(v.String(), c, protocol, func(dir string) (running, error) { return startLinux(dir, c, v) })
	if v.model == "reactor" {
		return besideThreads.judge(c, protocol, oracle, linux)
	}
	return exact.judge(c, protocol, oracle, linux)
}

// otherThreads is the row for threads that are not redis-server's, and for the
// simulated machine, where a request may be received in several parts.
var otherThreads = Tolerated{
	Name: "threads in INFO", Command: "info",
	Reason: "Threads of redis-server are active from when many clients have replies to be sent until few have, and what they move for main is counted; " +
		"those of a reactor have clients of their own.",
	Differs: infoBesideThreads,
}

// threadFields are the fields of INFO about I/O threads.
var threadFields = []string{"io_threads_active", "io_threaded_reads_processed", "io_threaded_writes_processed"}

// infoBesideThreads is infoFields without the values of threadFields.
func infoBesideThreads(oracle, other resp.Reply) string {
	return infoFields(withoutThreads(oracle), withoutThreads(other))
}

func withoutThreads(info resp.Reply) resp.Reply {
	lines := strings.Split(string(info.Text), "\r\n")
	for i, line := range lines {
		for _, field := range threadFields {
			if strings.HasPrefix(line, field+":") {
				lines[i] = field + ":*"
			}
		}
	}
	info.Text = []byte(strings.Join(lines, "\r\n"))
	return info
}
