package server

import "seedis/commands"

// work is what the main thread spends a turn on, in parts that INFO can name.
type work uint8

const (
	workCommand  work = iota // what requests ask for
	workAccept               // new clients
	workReceive              // requests into query buffers
	workParse                // and from there into the queue, their keys looked for
	workSend                 // replies
	workClose                // clients that are freed
	workTimeouts             // waits of clients whose time is over
	workClients              // what the cron looks at in clients
	workExpire
	workEviction
	workClientEviction
	workRehash
	workCollect // freed blocks that come home from other threads
	workScavenge
	works // their number
)

// workRows are the names of the works, and the events that the latency monitor
// has for them.
var workRows = [works]struct {
	name  string
	event latencyEvent
}{
	workCommand:        {name: "command"},
	workAccept:         {name: "accept"},
	workReceive:        {name: "receive"},
	workParse:          {name: "parse"},
	workSend:           {name: "send"},
	workClose:          {name: "close"},
	workTimeouts:       {name: "client-timeouts"},
	workClients:        {name: "clients-cron"},
	workExpire:         {name: "expire-cycle", event: latencyExpireCycle},
	workEviction:       {name: "eviction-cycle", event: latencyEvictionCycle},
	workClientEviction: {name: "eviction-client"},
	workRehash:         {name: "rehash"},
	workCollect:        {name: "collect"},
	workScavenge:       {name: "scavenge"},
}

// turn is the turn of the loop that is under way. A turn is from the return of
// one wait to the beginning of the next, though neither may have slept. All
// times are those of the cycle counter.
//
// The parts of a turn are laid end to end: what came since the last border is
// one part, so a part costs one look at the counter and nothing is left out.
// Work in the midst of a part is noted by spent, and no time of the part's own.
type turn struct {
	began  uint64
	border uint64        // where the last part ended
	inside uint64        // noted by spent since then
	parts  [works]uint64 // cycles
	// The command that took longest, nil for none, and how long. How many ran is
	// told from the count of before.
	costliest *commands.Command
	cost      uint64
	executed  uint64
	// notable is from how many cycles on a command has to be looked at: as it is
	// the costliest so far, or an event. Most commands cost one comparison so.
	notable uint64
}

// turnStats are INFO's figures about turns.
type turnStats struct {
	count         uint64
	overThreshold uint64 // longer than latency-monitor-threshold
	// The longest turn: its cycles, what took most of them, its costliest command
	// and how many commands it had.
	longest   uint64
	work      work
	costliest *commands.Command
	commands  uint64
}

// begin begins a turn: now is the counter, executed the commands so far.
func (t *turn) begin(now, executed uint64) {
	*t = turn{began: now, border: now, executed: executed}
}

// ends makes what came since the last border a part that was w.
func (t *turn) ends(w work, now uint64) {
	if own := now - t.border; own > t.inside {
		t.parts[w] += own - t.inside
	}
	t.border, t.inside = now, 0
}

// largest is the work that took most of the turn.
func (t *turn) largest() work {
	largest := workCommand
	for w, cycles := range t.parts {
		if cycles > t.parts[largest] {
			largest = work(w)
		}
	}
	return largest
}

// spent notes that so many cycles of the turn went to w, in the midst of whatever
// else is done.
func (s *Server) spent(w work, cycles uint64) {
	s.turn.parts[w] += cycles
	s.turn.inside += cycles
	if event := workRows[w].event; event != latencyNone {
		s.sampleLatency(event, cycles)
	}
}

// reached ends the part of the turn that was w.
func (s *Server) reached(w work) { s.turn.ends(w, s.kernel.Cycles()) }

// took looks at a command that has taken notable. One that was served took part
// of that before it waited, and is an event of its own.
func (s *Server) took(command *commands.Command, cycles uint64) {
	t := &s.turn
	if cycles >= t.cost {
		t.costliest, t.cost = command, cycles
	}
	t.notable = min(t.cost, s.latency.threshold)
	if s.call.Ready == 0 {
		s.sampleLatency(latencyEventOf(command), cycles)
	}
}

// beginTurn begins a turn, which forgets what it has done if it has begun before.
func (s *Server) beginTurn(now uint64) { s.turn.begin(now, s.stats.executed) }

// endTurn ends the turn before the next wait. What is left of it is the sending of
// replies.
func (s *Server) endTurn() {
	s.reached(workSend)
	t, stats := &s.turn, &s.stats.turns
	length := t.border - t.began
	s.crew.sampler.busy += length
	s.crew.sampler.turns++
	stats.count++
	if length > stats.longest {
		stats.longest, stats.work = length, t.largest()
		stats.costliest, stats.commands = t.costliest, s.stats.executed-t.executed
	}
	if length >= s.latency.threshold {
		stats.overThreshold++
		s.sampleLatency(latencyTurn, length)
	}
}

// infoTurns writes what is known of the turns that have ended: how long the
// longest was, what took most of it, and with how many commands.
func (s *Server) infoTurns(t *infoText) {
	stats := &s.stats.turns
	longest := workRows[stats.work].name
	switch {
	case stats.count == 0:
		longest = ""
	case stats.work == workCommand && stats.costliest != nil:
		longest += " " + stats.costliest.FullName
	}
	t.field("turns", stats.count)
	t.field("longest_turn_usec", stats.longest/s.clock.perMicrosecond)
	t.field("longest_turn_work", longest)
	t.field("longest_turn_commands", stats.commands)
	t.field("turns_over_threshold", stats.overThreshold)
}
