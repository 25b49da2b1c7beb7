package sim

import (
	"fmt"
	"strings"
	"time"
)

// Fault is one thing that may go wrong, or be harder than it has to.
type Fault uint8

// The faults, in the order in which rules are printed; what each does is said in
// faultTable.
const (
	FaultLatency Fault = iota
	FaultShortWrite
	FaultSplit
	FaultEagain
	FaultSmallBuffer
	FaultReset
	FaultHalfClose
	FaultSilent
	FaultAborted
	FaultNoDescriptors
	FaultAcceptError
	FaultInterrupted
	FaultSpuriousWait
	FaultReorder
	FaultBatchReorder
	FaultStaleToken
	FaultStrangers
	FaultSpuriousPark
	FaultStall
	FaultStarve
	FaultSlow
	FaultNeighbours
	FaultWallStep
	FaultDrift
	FaultCoarse
	FaultMapRefused
	FaultFileShortWrite
	FaultFileError
	FaultDiskFull
	FaultSyncFails
	FaultLostWrites
	FaultTornRename
	FaultCrash
	// FaultCount is how many there are.
	FaultCount
)

// faultUnit is what Rule.Most counts.
type faultUnit uint8

const (
	noUnit faultUnit = iota
	inTime
	inBytes
	inNumber
)

// faultRow is what is to be known of a fault. One without a default chance has no
// chance: it is there all the time, and Most says how much of it.
type faultRow struct {
	name     string
	layer    string
	chance   int // per million, where a rule does not say
	unit     faultUnit
	most     int64 // where a rule does not say
	ofThread bool  // a rule can be about one thread
	does     string
}

var faultTable = [FaultCount]faultRow{
	FaultLatency:     {name: "latency", layer: "sockets", unit: inTime, most: 1e6, does: "a TCP segment is on its way for up to this time"},
	FaultShortWrite:  {name: "short-write", layer: "sockets", chance: 20_000, does: "a TCP send takes only part, and the next ones nothing for a while"},
	FaultSplit:       {name: "split", layer: "sockets", chance: 20_000, does: "bytes that were sent together arrive in two parts"},
	FaultEagain:      {name: "eagain", layer: "sockets", chance: 20_000, does: "a TCP transfer finds nothing to take or to give for a while"},
	FaultSmallBuffer: {name: "small-buffer", layer: "sockets", chance: 100_000, does: "a socket's buffer is of 1 byte, 2, 4 ... up to the half"},
	FaultReset:       {name: "reset", layer: "sockets", chance: 2000, does: "a TCP connection breaks at a send"},
	FaultHalfClose:   {name: "half-close", layer: "sockets", chance: 2000, does: "a client's stream ends behind a send; what comes can still be read"},
	FaultSilent:      {name: "silent", layer: "sockets", chance: 1000, unit: inTime, most: 60e9, does: "no segment passes any more: for up to this time both sides wait, then ETIMEDOUT"},
	FaultAborted:     {name: "aborted", layer: "sockets", chance: 20_000, does: "ECONNABORTED from Accept, and that connection is gone"},
	FaultNoDescriptors: {name: "no-descriptors", layer: "sockets", chance: 20_000,
		does: "EMFILE or ENFILE from Accept, where the connection waits on, and from Open"},
	FaultAcceptError: {name: "accept-error", layer: "sockets", chance: 20_000, unit: inNumber, most: 4,
		does: "Accept fails with EMFILE, ENFILE, ENOBUFS, ENOMEM or EPERM, up to so many times in a row"},

	FaultInterrupted:  {name: "interrupted", layer: "poller", chance: 50_000, does: "EINTR from Wait"},
	FaultSpuriousWait: {name: "spurious-wait", layer: "poller", chance: 50_000, does: "Wait returns early, and without an event"},
	FaultReorder:      {name: "reorder", layer: "poller", chance: 500_000, does: "an event changes places with a later one"},
	FaultBatchReorder: {name: "batch-reorder", layer: "poller", chance: 500_000, does: "a transfer of a batch changes places with a later one"},
	FaultStaleToken:   {name: "stale-token", layer: "poller", chance: 20_000, does: "Wait reports also a token that was deleted before"},
	FaultStrangers: {name: "strangers", layer: "poller", chance: 20_000, unit: inNumber, most: 8,
		does: "up to so many of the lowest free descriptor numbers are others' for a while"},

	FaultSpuriousPark: {name: "spurious-park", layer: "threads", chance: 50_000, does: "Park returns for no reason"},
	FaultStall: {name: "stall", layer: "threads", chance: 5000, unit: inTime, most: 5e6, ofThread: true,
		does: "a thread that loses the processor does not run for up to this time"},
	FaultStarve: {name: "starve", layer: "threads", chance: 50_000, unit: inTime, most: 20e6, ofThread: true,
		does: "a thread that could run again or loses the processor waits for up to this time"},
	FaultSlow:       {name: "slow", layer: "threads", unit: inNumber, most: 4, ofThread: true, does: "a thread's steps cost up to so many times as much"},
	FaultNeighbours: {name: "neighbours", layer: "threads", chance: 50_000, does: "other processes begin or cease to want processors"},

	FaultWallStep: {name: "wall-step", layer: "clock", chance: 1000, unit: inTime, most: 1e9, does: "the wall clock is set, by up to this time forward or back"},
	FaultDrift:    {name: "drift", layer: "clock", unit: inNumber, most: 500, does: "the wall clock runs up to so many millionths fast or slow"},
	FaultCoarse:   {name: "coarse", layer: "clock", unit: inTime, most: 4e6, does: "the clocks move in ticks of this time"},

	FaultMapRefused: {name: "map-refused", layer: "memory", chance: 1000, does: "ENOMEM from Reserve and Commit"},

	FaultFileShortWrite: {name: "file-short-write", layer: "files", chance: 50_000, does: "a write to a file takes only part"},
	FaultFileError:      {name: "file-error", layer: "files", chance: 10_000, does: "EIO from open, read or write"},
	FaultDiskFull:       {name: "disk-full", layer: "files", unit: inBytes, most: 64 << 10, does: "ENOSPC when files hold so much"},
	FaultSyncFails:      {name: "sync-fails", layer: "files", chance: 20_000, does: "EIO from fsync, and what was written may be lost"},
	FaultLostWrites:     {name: "lost-writes", layer: "files", chance: 500_000, does: "a loss of power takes what was not synced, or part of it"},
	FaultTornRename:     {name: "torn-rename", layer: "files", chance: 500_000, does: "a loss of power finds a rename that was not synced undone, or done with old bytes"},

	FaultCrash: {name: "crash", layer: "process", chance: 500_000, unit: inTime, most: 1e9,
		does: "each time after this time the process is killed or loses power, and is started again"},
}

// String is the fault's name in rules.
func (f Fault) String() string { return faultTable[f].name }

// FaultTable is a text that says of each fault how its rule is written, with its
// defaults, and what it does; a line each.
func FaultTable() string {
	var table strings.Builder
	for fault := range FaultCount {
		row := &faultTable[fault]
		rule := Rule{Fault: fault, Chance: row.chance, Most: row.most}
		fmt.Fprintf(&table, "%-8s %-24s %s\n", row.layer, rule, row.does)
	}
	return table.String()
}

// Calm turns all faults off, from now on and for good. What is on its way, delayed or
// stalled takes its course.
func (m *Machine) Calm() {
	m.drift()
	m.faults = [FaultCount]Rule{}
	m.descriptors.dismissStrangers()
	m.processors.countTo(m.now, m.busy)
	m.processors.neighbours = 0
	m.wall.rate, m.refusals = 0, 0
	for _, t := range m.threads {
		t.pace = 1
	}
	m.note(CallCalm, 0, 0, 0)
}

// strikes tells whether a fault happens now.
func (m *Machine) strikes(s Stream, fault Fault) bool {
	return m.Chance(s, m.faults[fault].Chance)
}

// drawUpTo chooses a duration of up to what the rule of a fault allows.
func (m *Machine) drawUpTo(s Stream, fault Fault) time.Duration {
	return m.drawTime(s, time.Duration(m.faults[fault].Most))
}

// of tells whether the rule is on, and about t.
func (r *Rule) of(t *thread) bool {
	return (r.Chance > 0 || r.Most > 0) && (r.Of == "" || r.Of == t.name)
}

// grain is in how many parts a drawn duration is divided: enough to put
// anything before or after anything else.
const grain = 256

// drawTime chooses a duration of up to most; 0 is the plainest.
func (m *Machine) drawTime(s Stream, most time.Duration) time.Duration {
	if most <= 0 {
		return 0
	}
	return most * time.Duration(m.Choose(s, grain)) / (grain - 1)
}
