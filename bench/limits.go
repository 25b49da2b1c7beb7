//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// policies are all values of maxmemory-policy.
var policies = []string{
	"noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random",
	"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl",
}

// evicting leaves those out that only refuse.
func evicting(policies []string) []string {
	return slices.DeleteFunc(slices.Clone(policies), func(policy string) bool { return policy == "noeviction" })
}

// onlyVolatile tells that a policy evicts nothing but keys with a TTL.
func onlyVolatile(policy string) bool { return strings.HasPrefix(policy, "volatile-") }

// setRequest sets a key to a value of so many bytes, with a TTL where a policy
// needs one: of 1000 seconds and up to as many more, different from key to key.
func setRequest(policy string, valueSize int) template {
	request := []string{"SET", keyName, strings.Repeat("v", valueSize)}
	if onlyVolatile(policy) {
		request = append(request, "PX", "1@@@@@@")
	}
	return newTemplate(encode(request))
}

// floodFactor is how many times maxmemory is written.
const floodFactor = 4

// A flood comes from few clients with short pipelines: what is in their buffers
// counts as used memory, too, and is not what the limit is about.
const (
	floodClients  = 10
	floodPipeline = 16
)

// floodCase is a policy under writes of values of one size.
type floodCase struct {
	policy    string
	valueSize int
}

func (c floodCase) String() string { return fmt.Sprintf("%s, values of %d", c.policy, c.valueSize) }

func floodCases(policies []string) []floodCase {
	var all []floodCase
	for _, size := range []int{1024, 64} {
		for _, policy := range policies {
			all = append(all, floodCase{policy, size})
		}
	}
	return all
}

// flooded is what one round of a case showed of one server.
type flooded struct {
	sample          // requests, and what they took
	highest float64 // used memory, as a share of maxmemory
	refused int
}

// limitsContest measures servers under maxmemory.
type limitsContest struct {
	network   network
	placement placement
	servers   []*server // the last is the competition
	options   options
	progress  io.Writer
}

// flood writes floodFactor times maxmemory under every policy: the rounds of each
// server, one list per case.
func (l *limitsContest) flood(ctx context.Context) ([][][]flooded, error) {
	if err := l.placement.pin(l.servers); err != nil {
		return nil, err
	}
	cases := floodCases(l.options.policies)
	results := make([][][]flooded, len(cases))
	for i, c := range cases {
		results[i] = make([][]flooded, len(l.servers))
		for round := range l.options.rounds {
			for _, server := range order(len(l.servers), round) {
				s := l.servers[server]
				result, err := l.floodOne(ctx, s, c)
				if err != nil {
					return nil, fmt.Errorf("%v, %s: %w%s", c, s.name, err, s.lastWords())
				}
				results[i][server] = append(results[i][server], result)
				fmt.Fprintf(l.progress, "%v: %s %.1f%% of maxmemory\n", c, s.name, result.highest*100)
			}
		}
	}
	return results, nil
}

// floodOne empties a server, limits its memory and writes.
func (l *limitsContest) floodOne(ctx context.Context, s *server, c floodCase) (result flooded, err error) {
	limit := l.options.maxMemory
	if err := confine(s, c.policy, limit); err != nil {
		return flooded{}, err
	}
	crowd, err := newCrowd(l.network, s.address, floodClients, l.placement.patience())
	if err != nil {
		return flooded{}, err
	}
	defer func() { err = errors.Join(err, crowd.close()) }()
	watch, err := watchMemory(ctx, s)
	if err != nil {
		return flooded{}, err
	}
	payload := len("key:"+whole) + c.valueSize
	w := writer{request: setRequest(c.policy, c.valueSize), left: floodFactor * limit / payload}
	took, playErr := l.timed(s, func() error { return crowd.play(ctx, &w) })
	highest, watchErr := watch()
	took.requests = uint64(w.replies.total())
	return flooded{
		sample:  took,
		highest: float64(highest) / float64(limit),
		refused: w.replies[refused],
	}, errors.Join(playErr, watchErr)
}

// timed is what something took of the clock, and of the server.
func (l *limitsContest) timed(s *server, do func() error) (sample, error) {
	before, err := processorTime(s.pid())
	if err != nil {
		return sample{}, err
	}
	began := l.network.Monotonic()
	if err := do(); err != nil {
		return sample{}, err
	}
	took := sample{wall: l.network.Monotonic() - began}
	if err := awaitSleep(s.pid()); err != nil {
		return sample{}, err
	}
	after, err := processorTime(s.pid())
	took.server = after - before
	return took, err
}

// confine empties a server and gives it so much memory, in bytes, and a policy.
func confine(s *server, policy string, limit int) error {
	for _, request := range [][]string{
		{"CONFIG", "SET", "maxmemory", "0"},
		{"FLUSHALL", "SYNC"},
		{"CONFIG", "SET", "maxmemory-policy", policy},
		{"CONFIG", "SET", "maxmemory", strconv.Itoa(limit)},
	} {
		if _, err := ask(s.address, request...); err != nil {
			return fmt.Errorf("%q: %w", request, err)
		}
	}
	return nil
}

// writer is a script: its clients set so many keys between them, each another.
type writer struct {
	request template
	left    int
	number  uint64
	replies tally
}

func (w *writer) next(_ int, buffer []byte) ([]byte, int) {
	requests := min(w.left, floodPipeline)
	for range requests {
		buffer = w.request.append(buffer, w.number)
		w.number++
	}
	w.left -= requests
	return buffer, requests
}

func (w *writer) heard(_ int, o outcome) { w.replies.count(o) }

func (w *writer) answered(int, time.Duration, time.Duration) {}

// watchPeriod is how often used memory is looked at: some hundred times while a
// flood lasts, and seldom enough not to be a load of its own.
const watchPeriod = 2 * time.Millisecond

// watchMemory looks at a server's used memory until it is called off, which
// returns the most that it saw.
func watchMemory(ctx context.Context, s *server) (callOff func() (int, error), err error) {
	control, err := dial(s.address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	var failure error
	var seen []int
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for failure == nil && ctx.Err() == nil {
			var used int
			used, failure = control.info("memory", "used_memory")
			seen = append(seen, used)
			// That the wait is cut short is how it ends.
			_ = pause(ctx, watchPeriod)
		}
	}()
	return func() (int, error) {
		cancel()
		<-ended
		return slices.Max(seen), errors.Join(failure, control.close())
	}, nil
}

// excessLimit is the most that used memory may be above maxmemory, as a share of
// it, beside one command.
const excessLimit = 0.05

var floodHeader = []string{
	"case", "A over maxmemory", "B over maxmemory", "at most", "A us", "B us", "A/B (min..max)", "rate A/B", "A refused", "B refused",
}

// floodTable compares a server, by index, with the last.
func floodTable(versus string, cases []floodCase, results [][][]flooded, server int) section {
	table := section{title: "Writes of four times maxmemory: " + versus, header: floodHeader}
	for i, c := range cases {
		a, b := results[i][server], results[i][len(results[i])-1]
		cost := comparison{subject: samplesOf(a), competition: samplesOf(b)}
		table.rows = append(table.rows, []string{
			c.String(), limited(excess(a), highest(a) > 1+excessLimit), excess(b), fmt.Sprintf("%.0f%%", excessLimit*100),
			median(cost.subject, sample.cost, microseconds), median(cost.competition, sample.cost, microseconds),
			cost.ratio(sample.cost), cost.ratio(sample.throughput),
			refusals(a), refusals(b),
		})
	}
	return table
}

func samplesOf(rounds []flooded) []sample {
	var all []sample
	for _, round := range rounds {
		all = append(all, round.sample)
	}
	return all
}

// highest is the most of all rounds, as a share of maxmemory.
func highest(rounds []flooded) float64 {
	most := 0.0
	for _, round := range rounds {
		most = max(most, round.highest)
	}
	return most
}

func excess(rounds []flooded) string { return fmt.Sprintf("%+.1f%%", (highest(rounds)-1)*100) }

// refusals is the share of requests that were refused.
func refusals(rounds []flooded) string {
	refused, requests := 0, uint64(0)
	for _, round := range rounds {
		refused += round.refused
		requests += round.requests
	}
	return percent(float64(refused) / float64(requests))
}
