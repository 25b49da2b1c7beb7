package server

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"seedis/commands"
	"seedis/config"
	"seedis/sys"
)

// The parts of a turn are laid end to end: whatever is noted inside, they add up
// to its length.
func TestPartsOfATurnAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		began := rapid.Uint64().Draw(t, "counter") // may overflow on the way
		var s Server
		s.latency.configure(0, 1)
		s.turn.begin(began, 0)
		now, want := began, [works]uint64{}
		for range rapid.IntRange(0, 30).Draw(t, "parts") {
			outer := work(rapid.IntRange(0, int(works)-1).Draw(t, "work"))
			own := rapid.Uint64Range(0, 1000).Draw(t, "own")
			for range rapid.IntRange(0, 3).Draw(t, "inside") {
				inner := work(rapid.IntRange(0, int(works)-1).Draw(t, "inner"))
				cycles := rapid.Uint64Range(0, 1000).Draw(t, "of it")
				s.spent(inner, cycles)
				want[inner] += cycles
				now += cycles
			}
			now += own
			want[outer] += own
			s.turn.ends(outer, now)
		}
		if s.turn.parts != want {
			t.Fatalf("the parts are %v, want %v", s.turn.parts, want)
		}
		if largest := s.turn.largest(); want[largest] != slices.Max(want[:]) {
			t.Fatalf("%s is the largest of %v", workRows[largest].name, want)
		}
	})
}

// stage is a server whose time goes by only when somebody sleeps, or looks at the
// cycle counter: a tenth of a microsecond.
type stage struct {
	*Server
	t      *testing.T
	client *client
	time   *stageTime
}

type stageTime struct {
	sys.Kernel
	now time.Duration
}

func (s *stageTime) Cycles() uint64 {
	s.now += time.Microsecond / 10
	return uint64(s.now)
}

func (s *stageTime) CyclesPerMicrosecond() uint64 { return uint64(time.Microsecond) }
func (s *stageTime) Wall() int64                  { return int64(s.now / time.Microsecond) }
func (s *stageTime) Monotonic() time.Duration     { return s.now }
func (s *stageTime) Sleep(duration time.Duration) { s.now += duration }

const stageBegins = 1_700_000_000 // seconds since 1970

func newStage(t *testing.T) *stage {
	s, c := newFixture(t)
	time := &stageTime{Kernel: s.kernel, now: stageBegins * time.Second}
	s.kernel = time
	s.clock.init(time, s.keyspace)
	s.config.EnableDebugCommand = config.ProtectedYes
	return &stage{Server: s, t: t, client: c, time: time}
}

// turn is a turn of the loop in which these things happen.
func (p *stage) turn(happen ...func()) {
	p.afterSleep()
	for _, do := range happen {
		do()
	}
	p.beforeSleep()
}

// asks is that the client sends these requests.
func (p *stage) asks(requests ...string) func() {
	return func() { feed(p.Server, p.client, []byte(strings.Join(requests, "\r\n")+"\r\n")) }
}

// takes is that something which is no request takes so long.
func (p *stage) takes(w work, duration time.Duration) func() {
	return func() {
		p.time.Sleep(duration)
		p.reached(w)
	}
}

// want fails the test unless the fields of INFO have these values.
func (p *stage) want(fields ...string) {
	p.t.Helper()
	var text infoText
	p.infoTurns(&text)
	p.infoLatencyEvents(&text)
	for _, field := range fields {
		if !strings.Contains("\r\n"+string(text), "\r\n"+field+"\r\n") {
			p.t.Errorf("INFO has not %s:\n%s", field, text)
		}
	}
}

// wantLongest fails the test unless the longest turn took that long, give or take
// a few looks at the counter.
func (p *stage) wantLongest(want time.Duration) {
	p.t.Helper()
	const looks = 10 * time.Microsecond
	if got := time.Duration(p.stats.turns.longest); got < want || got > want+looks {
		p.t.Errorf("the longest turn took %v, want %v", got, want)
	}
}

func TestTheLongestTurnTellsWhatItDid(t *testing.T) {
	p := newStage(t)
	p.want("turns:0", "longest_turn_usec:0", "longest_turn_work:", "longest_turn_commands:0")
	p.turn(p.asks("SET k v", "DEBUG SLEEP 0.01", "GET k"))
	p.wantLongest(10 * time.Millisecond)
	p.want("turns:1", "longest_turn_work:command debug", "longest_turn_commands:3")
	p.turn(p.asks("DEBUG SLEEP 0.002"), p.takes(workScavenge, 3*time.Millisecond))
	p.wantLongest(10 * time.Millisecond)
	p.turn(p.asks("DEBUG SLEEP 0.005"), p.takes(workScavenge, 6*time.Millisecond))
	p.wantLongest(11 * time.Millisecond)
	p.want("turns:3", "longest_turn_work:scavenge", "longest_turn_commands:1")
}

// What a command leaves to do for others is no time of commands, wherever it is
// done.
func TestWorkInTheMidstOfCommandsIsItsOwn(t *testing.T) {
	p := newStage(t)
	p.table.Find([]byte("echo")).Run = func(call *commands.Call) {
		p.time.Sleep(9 * time.Millisecond)
		p.spent(workRehash, uint64(8*time.Millisecond))
		call.Reply.OK()
	}
	p.turn(p.asks("DEBUG SLEEP 0.002", "ECHO x"))
	p.wantLongest(11 * time.Millisecond)
	p.want("longest_turn_work:rehash")
	if got := time.Duration(p.Server.turn.parts[workCommand]); got < 3*time.Millisecond || got > 4*time.Millisecond {
		t.Errorf("the commands took %v, want 3 ms", got)
	}
}

// Whoever measures asks for a reset and then for what has happened since.
func TestResetForgetsTheTurnOfBefore(t *testing.T) {
	p := newStage(t)
	p.config.LatencyMonitorThreshold = 2
	p.watchLatency()
	p.turn(p.asks("DEBUG SLEEP 0.02"))
	p.turn(p.asks("DEBUG SLEEP 0.01", "CONFIG RESETSTAT", "DEBUG SLEEP 0.003"))
	p.wantLongest(3 * time.Millisecond)
	p.want("turns:1", "longest_turn_work:command debug", "longest_turn_commands:2", "turns_over_threshold:1",
		"latency_events:command=1,turn=1")
	if kept := p.latency.series[latencyCommand].max; kept != 20 {
		t.Errorf("the longest command that the monitor knows took %d ms, want 20", kept)
	}
}

func TestTurnsOverTheThresholdAreCounted(t *testing.T) {
	p := newStage(t)
	p.turn(p.asks("DEBUG SLEEP 0.01"))
	p.want("turns_over_threshold:0", "latency_events:")
	p.turn(p.asks("CONFIG SET latency-monitor-threshold 5"))
	p.turn(p.asks("DEBUG SLEEP 0.0049", "DEBUG SLEEP 0.003"))
	p.want("turns_over_threshold:1", "latency_events:turn=1")
	p.turn(p.takes(workSend, 4*time.Millisecond))
	p.turn(p.takes(workSend, 6*time.Millisecond))
	p.want("turns_over_threshold:2", "latency_events:turn=2")
	p.turn(p.asks("CONFIG SET latency-monitor-threshold 0", "DEBUG SLEEP 0.01"))
	p.want("turns:6", "turns_over_threshold:2", "latency_events:turn=2")
}

// The samples are what LATENCY HISTORY of redis-server shows for the same.
func TestSlowCommandsAreLatencyEvents(t *testing.T) {
	p := newStage(t)
	p.table.Find([]byte("echo")).Run = func(call *commands.Call) { p.time.Sleep(7 * time.Millisecond) } // it is a fast one
	p.turn(p.asks("DEBUG SLEEP 0.005", "CONFIG SET latency-monitor-threshold 2", "DEBUG SLEEP 0.004", "DEBUG SLEEP 0.0039", "ECHO x", "PING"))
	p.time.Sleep(time.Second)
	p.turn(p.asks("DEBUG SLEEP 0.003", "DEBUG SLEEP 0.0011"), func() { p.spent(workExpire, uint64(2*time.Millisecond)) })
	p.want("latency_events:command=3,fast-command=1,expire-cycle=1,turn=2")
	for event, want := range map[latencyEvent][]latencySample{
		latencyCommand:     {{stageBegins, 4}, {stageBegins + 1, 3}},
		latencyFastCommand: {{stageBegins, 7}},
		latencyExpireCycle: {{stageBegins + 1, 2}},
		latencyTurn:        {{stageBegins, 19}, {stageBegins + 1, 4}},
	} {
		if got := p.latency.series[event].history(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", latencyNames[event], got, want)
		}
	}
}

// A command that was served took what it takes now: what it took before it waited
// was an event already.
func TestServingIsALatencyEvent(t *testing.T) {
	p := newStage(t)
	pop := p.table.Find([]byte("blpop"))
	run, takes := pop.Run, 5*time.Millisecond
	pop.Run = func(call *commands.Call) {
		p.time.Sleep(takes)
		run(call)
	}
	writer := (&party{Server: p.Server, t: t}).join()
	p.turn(p.asks("CONFIG SET latency-monitor-threshold 2", "BLPOP k 0"))
	p.want("latency_events:command=1,turn=1")
	p.client, takes = writer, 3*time.Millisecond
	p.turn(p.asks("LPUSH k x"))
	p.want("latency_events:command=1,command-unblocking=1,turn=2")
	if got := p.latency.series[latencyUnblocking].max; got != 3 {
		t.Errorf("serving took %d ms, want 3", got)
	}
}
