//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// disposal is a way to free much at once: a value of many elements, all keys, or
// all keys that are past their time.
type disposal struct {
	name     string   // in the report
	fills    []step   // load what is freed
	keys     int      // the same by DEBUG POPULATE
	before   []string // is sent before it is loaded, or nothing
	command  []string // frees it, or lets it be freed
	deferred bool     // the reply comes before all is free
}

// The kinds of big values, by their keys.
const (
	hashKey      = "hash"
	setKey       = "set"
	sortedSetKey = "sorted set"
	listKey      = "list"
)

// disposals is the table of all, in sizes that go with that of the big values. A
// fifth of as many keys expire: each was set by a command of its own.
func disposals(size int) []disposal {
	var all []disposal
	for _, command := range []string{"UNLINK", "DEL"} {
		for _, fill := range bigValues(size) {
			key := fill.arguments[1]
			all = append(all, disposal{
				name:     command + " of a " + key + " of " + count(size),
				fills:    []step{fill},
				command:  []string{command, key},
				deferred: command == "UNLINK",
			})
		}
	}
	return append(all,
		disposal{
			name: "FLUSHALL ASYNC of " + count(size) + " keys", keys: size,
			command: []string{"FLUSHALL", "ASYNC"}, deferred: true,
		},
		disposal{
			name: "FLUSHALL SYNC of " + count(size) + " keys", keys: size,
			command: []string{"FLUSHALL", "SYNC"},
		},
		disposal{
			name: "expiry of " + count(size/5) + " keys", fills: []step{fillExpired(size / 5)},
			before:  []string{"DEBUG", "SET-ACTIVE-EXPIRE", "0"},
			command: []string{"DEBUG", "SET-ACTIVE-EXPIRE", "1"}, deferred: true,
		},
	)
}

// elementsAtOnce is how many elements one request adds to a big value: so many
// that loading is the server's work and not the network's.
const elementsAtOnce = 1000

// bigValues are steps that load a value each, under its own name as the key.
func bigValues(size int) []step {
	// A request's number is that of its thousand elements.
	thousand := strings.Repeat(string(lastDigit), keyDigits-3)
	var fields, members, scores []string
	for _, place := range numbered(thousand, elementsAtOnce) {
		members = append(members, "member:"+place)
		fields = append(fields, "field:"+place, "data"+place)
		scores = append(scores, "1"+place, "member:"+place)
	}
	add := func(command, key string, elements []string) step {
		return filling(size/elementsAtOnce, anyInteger, append([]string{command, key}, elements...)...)
	}
	return []step{
		add("HSET", hashKey, fields),
		add("SADD", setKey, members),
		add("ZADD", sortedSetKey, scores),
		add("RPUSH", listKey, members),
	}
}

// fillExpired loads keys whose time has passed long ago. They stay while nobody
// asks for them and the search for such keys is stopped, and are all due at once
// when it goes on.
func fillExpired(keys int) step {
	return filling(keys, okReply, "SET", keyName, keyValue, "PXAT", "1000")
}

// disposed is what one round of a disposal showed of one server.
type disposed struct {
	command time.Duration // until the reply
	freed   time.Duration // until all was free
	idle    latency       // of PING, before
	busy    latency       // of PING, from the command on until all was free
	turn    time.Duration // the longest of the server's, 0 if it does not tell
	work    string        // what that did
	beside  time.Duration // the longest turn while a neighbour computes for as long and nothing is freed
	// curve are all readings, those before the command at negative times.
	curve []reading
}

// Times of a round.
const (
	// justBefore the command a PING may be sent that is answered behind it.
	justBefore = time.Millisecond
	// statePeriod is how often the server is asked whether all is free, and as
	// often while it is idle. It is a request each, so not too often.
	statePeriod = 10 * time.Millisecond
	// freeingTail is what still counts when all is free: memory comes home, too.
	freeingTail = 100 * time.Millisecond
	// freeingLimit ends a run that would not: eviction or a thread has stopped.
	freeingLimit = time.Minute
)

// freeingContest measures disposals. Nobody is pinned: what is freed on a thread
// of its own needs a core of its own, on both servers.
type freeingContest struct {
	network  network
	servers  []*server // the last is the competition
	options  options
	progress io.Writer
}

// run measures all disposals: the rounds of each server, one list per disposal.
func (f *freeingContest) run(ctx context.Context, table []disposal) ([][][]disposed, error) {
	results := make([][][]disposed, len(table))
	for i, d := range table {
		results[i] = make([][]disposed, len(f.servers))
		for round := range f.options.rounds {
			for _, server := range order(len(f.servers), round) {
				s := f.servers[server]
				result, err := f.round(ctx, s, d)
				if err != nil {
					return nil, fmt.Errorf("%s, %s: %w%s", d.name, s.name, err, s.lastWords())
				}
				if round < f.options.rounds-1 {
					result.curve = nil // the plot shows the last round
				}
				results[i][server] = append(results[i][server], result)
				fmt.Fprintf(f.progress, "%s: %s %v, PING at most %v\n", d.name, s.name, result.command, result.busy.max)
			}
		}
	}
	return results, nil
}

// round loads a server, frees what it holds and leaves it empty.
func (f *freeingContest) round(ctx context.Context, s *server, d disposal) (result disposed, err error) {
	control, err := dial(s.address)
	if err != nil {
		return disposed{}, err
	}
	defer func() { err = errors.Join(err, control.close()) }()
	if err := f.load(ctx, s, control, d); err != nil {
		return disposed{}, fmt.Errorf("load: %w", err)
	}
	probe, err := startProbe(ctx, f.network, s.address)
	if err != nil {
		return disposed{}, err
	}
	course, err := f.dispose(ctx, control, d)
	readings, probeErr := probe.stop()
	if err := errors.Join(err, probeErr); err != nil {
		return disposed{}, err
	}
	result = course.disposed(readings)
	if result.turn, result.work, err = longestTurn(control); err != nil || result.turn == 0 || !d.deferred {
		return result, err
	}
	result.beside, err = f.disturb(ctx, s, control, result.freed+freeingTail)
	return result, err
}

// disturb asks an empty server what it was asked while it freed, beside a thread that
// computes, until that has had a processor for so long: the longest turn.
func (f *freeingContest) disturb(ctx context.Context, s *server, control *link, length time.Duration) (longest time.Duration, err error) {
	probe, err := startProbe(ctx, f.network, s.address)
	if err != nil {
		return 0, err
	}
	neighbour := startNeighbour()
	defer neighbour.stop()
	defer func() {
		_, stopErr := probe.stop()
		err = errors.Join(err, stopErr)
	}()
	if _, err := control.ask("CONFIG", "RESETSTAT"); err != nil {
		return 0, err
	}
	for end := f.network.Monotonic() + freeingLimit; neighbour.computed() < length; {
		if f.network.Monotonic() >= end {
			return 0, fmt.Errorf("the neighbour had a processor for %v in %v, not for %v", neighbour.computed(), freeingLimit, length)
		}
		if _, err := f.empty(ctx, control); err != nil {
			return 0, err
		}
	}
	longest, _, err = longestTurn(control)
	return longest, err
}

// debugging are the flags of a server that is loaded by DEBUG POPULATE.
var debugging = []string{"--enable-debug-command", "yes"}

// load empties a server and loads what is to be freed.
func (f *freeingContest) load(ctx context.Context, s *server, control *link, d disposal) error {
	if _, err := control.ask("FLUSHALL", "SYNC"); err != nil {
		return err
	}
	if d.before != nil {
		if _, err := control.ask(d.before...); err != nil {
			return err
		}
	}
	if d.keys > 0 {
		if _, err := control.ask("DEBUG", "POPULATE", strconv.Itoa(d.keys)); err != nil {
			return err
		}
	}
	return fill(ctx, f.network, s.address, d.fills, blockingPatience)
}

// course is when what happened in a round, by the monotonic clock.
type course struct {
	began     time.Duration // of the idle part
	commanded time.Duration
	replied   time.Duration
	freed     time.Duration
}

// dispose lets the probe run idle for a while, then sends the command, and waits
// until all is free.
func (f *freeingContest) dispose(ctx context.Context, control *link, d disposal) (c course, err error) {
	c.began = f.network.Monotonic()
	for f.network.Monotonic() < c.began+f.options.window {
		if _, err := f.empty(ctx, control); err != nil {
			return c, err
		}
	}
	if _, err := control.ask("CONFIG", "RESETSTAT"); err != nil {
		return c, err
	}
	c.commanded = f.network.Monotonic()
	if _, err := control.ask(d.command...); err != nil {
		return c, err
	}
	c.replied = f.network.Monotonic()
	for c.freed = c.replied; c.freed < c.replied+freeingLimit; c.freed = f.network.Monotonic() {
		if free, err := f.empty(ctx, control); err != nil || free {
			return c, errors.Join(err, pause(ctx, freeingTail))
		}
	}
	return c, fmt.Errorf("not all was free after %v", freeingLimit)
}

// empty asks whether a server holds nothing any more, and takes statePeriod for
// it.
func (f *freeingContest) empty(ctx context.Context, control *link) (bool, error) {
	pending, err := control.info("memory", "lazyfree_pending_objects")
	if err != nil {
		return false, err
	}
	keys, err := control.ask("DBSIZE")
	if err != nil {
		return false, err
	}
	return pending == 0 && keys == "0", pause(ctx, statePeriod)
}

// disposed sums a round up.
func (c course) disposed(readings []reading) disposed {
	border := c.commanded - justBefore
	d := disposed{
		command: c.replied - c.commanded,
		freed:   c.freed - c.commanded,
		idle:    latencyOf(within(readings, c.began, border)),
		busy:    latencyOf(within(readings, border, c.freed+freeingTail)),
	}
	for _, r := range readings {
		d.curve = append(d.curve, reading{sent: r.sent - c.commanded, took: r.took})
	}
	return d
}

// longestTurn asks for the longest turn since CONFIG RESETSTAT and what it did.
// Servers that do not tell give 0.
func longestTurn(control *link) (time.Duration, string, error) {
	text, err := control.ask("INFO", "stats")
	if err != nil {
		return 0, "", err
	}
	longest := infoField(text, "longest_turn_usec")
	if longest == "" {
		return 0, "", nil
	}
	microseconds, err := strconv.Atoi(longest)
	return time.Duration(microseconds) * time.Microsecond, infoField(text, "longest_turn_work"), err
}
