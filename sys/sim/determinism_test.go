package sim

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// traces runs faulty echo servers on several seeds and lists what came out.
func traces(t *testing.T) string {
	var lines strings.Builder
	for seed := range uint64(20) {
		for _, m := range []*Machine{echoRun(bad(seed)), edgeRun(lossless(seed))} {
			if err := m.Run(); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&lines, "seed %d: %016x, %d steps, %v, %d choices\n",
				seed, m.Trace(), m.Steps(), m.Elapsed(), len(m.Choices()))
		}
	}
	return lines.String()
}

func TestSameSeedSameRun(t *testing.T) {
	first := traces(t)
	for _, processors := range []int{1, 2} {
		was := runtime.GOMAXPROCS(processors)
		again := traces(t)
		runtime.GOMAXPROCS(was)
		if again != first {
			t.Errorf("with GOMAXPROCS %d:\n%s\nbefore:\n%s", processors, again, first)
		}
	}
}

// childVariable makes the test binary print its traces and nothing else.
const childVariable = "SEEDIS_SIM_PRINT_TRACES"

func TestSameSeedSameRunInAnotherProcess(t *testing.T) {
	if os.Getenv(childVariable) != "" {
		fmt.Printf("<<%s>>", traces(t))
		return
	}
	first := traces(t)
	for _, processors := range []string{"1", "2"} {
		child := exec.Command(os.Args[0], "-test.run=^TestSameSeedSameRunInAnotherProcess$")
		child.Env = append(os.Environ(), childVariable+"=1", "GOMAXPROCS="+processors)
		output, err := child.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		_, rest, _ := strings.Cut(string(output), "<<")
		again, _, _ := strings.Cut(rest, ">>")
		if again != first {
			t.Errorf("with GOMAXPROCS=%s:\n%s\nhere:\n%s", processors, again, first)
		}
	}
}

// The traces of some runs are written down here, so that a change of what seeds
// mean, on another processor or by an edit, does not go unnoticed.
func TestSeedsMeanTheSameForEver(t *testing.T) {
	var all trace
	for seed := range uint64(10) {
		for _, m := range []*Machine{
			echoRun(Options{Seed: seed}), echoRun(bad(seed)), edgeRun(lossless(seed)),
		} {
			if err := m.Run(); err != nil {
				t.Fatal(err)
			}
			all.fold(m.Trace(), seed)
		}
	}
	if got := fmt.Sprintf("%016x", all.hash); got != golden {
		t.Errorf("the seeds give %s and used to give %s", got, golden)
	}
}

const golden = "cf3b4eafa1f080fa"

func TestDifferentSeedsDiffer(t *testing.T) {
	seen := map[uint64]uint64{}
	for seed := range uint64(50) {
		m := echoRun(Options{Seed: seed})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		if other, same := seen[m.Trace()]; same {
			t.Errorf("seeds %d and %d give the same trace", seed, other)
		}
		seen[m.Trace()] = seed
	}
}

func TestReplayIsTheSameRun(t *testing.T) {
	replays(t, echoRun, bad(7))
	for seed := range uint64(8) {
		replays(t, edgeRun, lossless(seed))
	}
}

func replays(t *testing.T, run func(Options) *Machine, o Options) {
	recorded := run(o)
	if err := recorded.Run(); err != nil {
		t.Fatal(err)
	}
	list := recorded.List()
	o.Replay = &list
	replayed := run(o)
	if err := replayed.Run(); err != nil {
		t.Fatal(err)
	}
	if replayed.Trace() != recorded.Trace() {
		t.Errorf("seed %d: the replay has another trace", o.Seed)
	}
	if !slices.Equal(replayed.Choices(), recorded.Choices()) {
		t.Errorf("seed %d: the replay made other choices", o.Seed)
	}
}

// A list that a shrinker has cut about runs, whatever it has become.
func TestEditedReplayRuns(t *testing.T) {
	recorded := echoRun(bad(9))
	if err := recorded.Run(); err != nil {
		t.Fatal(err)
	}
	list := recorded.List()
	edits := map[string]List{
		"empty":      {},
		"first half": edited(list, func(_ int, s *StreamChoices) { s.Values = s.Values[:len(s.Values)/2] }),
		"last half":  edited(list, func(_ int, s *StreamChoices) { s.Values = s.Values[len(s.Values)/2:] }),
		"huge": edited(list, func(i int, s *StreamChoices) {
			for at := range s.Values {
				s.Values[at] = 1<<32 - 1 - uint32(i+at)
			}
		}),
		"plain":   edited(list, func(_ int, s *StreamChoices) { clear(s.Values) }),
		"unknown": edited(list, func(i int, s *StreamChoices) { s.Name = fmt.Sprint("nobody's ", i) }),
		"nested":  edited(list, func(_ int, s *StreamChoices) { s.Spans = []Span{{Begin: 0, End: len(s.Values)}} }),
	}
	for name, list := range edits {
		t.Run(name, func(t *testing.T) {
			o := bad(9)
			o.Replay, o.StepLimit = &list, 2_000_000
			m := echoRun(o)
			if err := m.Run(); err != nil {
				t.Error(err)
			}
		})
	}
}

func edited(list List, edit func(i int, s *StreamChoices)) List {
	list = list.Clone()
	for i := range list.Streams {
		edit(i, &list.Streams[i])
	}
	return list
}

// Taking a choice out of one stream leaves those of the others in place.
func TestEditOfOneStreamLeavesTheOthers(t *testing.T) {
	script := func(m *Machine) (drawn []int) {
		a, b := m.Stream("a"), m.Stream("b")
		for range 20 {
			m.Choose(a, 1000)
			drawn = append(drawn, m.Choose(b, 1000))
		}
		return drawn
	}
	m := New(Options{Seed: 1})
	want := script(m)
	list := m.List()
	list.Of("a").Values = nil
	list.Of("b").Values = list.Of("b").Values[1:]
	got := script(New(Options{Seed: 1, Replay: &list}))
	got = append(want[:1:1], got[:19]...)
	if !slices.Equal(got, want) {
		t.Errorf("stream b gave %v, and %v before", got, want)
	}
}

// Another schedule seed is another interleaving of the same scripts.
func TestScheduleSeedChangesOnlyTheSchedule(t *testing.T) {
	run := func(scheduleSeed uint64) (order string, scripts []int) {
		m := New(Options{Seed: 5, ScheduleSeed: scheduleSeed})
		scripts = make([]int, 4)
		for i := range 4 {
			s := m.Stream(fmt.Sprint("script ", i))
			m.Start("thread", func() {
				for range 30 {
					scripts[i] = scripts[i]*31 + m.Choose(s, 1000)
					m.Hook()()
					order += string(rune('a' + i))
				}
			})
		}
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		return order, scripts
	}
	orders := map[string]bool{}
	_, want := run(0)
	for scheduleSeed := range uint64(20) {
		order, scripts := run(scheduleSeed)
		orders[order] = true
		if !slices.Equal(scripts, want) {
			t.Errorf("schedule seed %d: the scripts drew %v, and %v before", scheduleSeed, scripts, want)
		}
	}
	if len(orders) < 15 { // some seeds hardly switch at all
		t.Errorf("20 schedule seeds gave %d interleavings", len(orders))
	}
}

// One byte of one message is in the trace.
func TestTraceCoversEveryByte(t *testing.T) {
	traces := map[uint64]int{}
	for changed := range 40 {
		m := simulate(t, Options{Seed: 1}, func(m *Machine) {
			startEcho(m)
			c, errno := m.Dial(address)
			must(m, "dial", errno)
			message := make([]byte, 40)
			message[changed] = 1
			c.Write(message)
			c.Close()
			m.Stop()
		})
		if other, same := traces[m.Trace()]; same {
			t.Errorf("bytes %d and %d make no difference", changed, other)
		}
		traces[m.Trace()] = changed
	}
}

// Observers see every event, and looking changes nothing.
func TestObserve(t *testing.T) {
	unseen := echoRun(bad(4))
	if err := unseen.Run(); err != nil {
		t.Fatal(err)
	}
	counts := map[Call]int{}
	var sentOn string
	o := bad(4)
	o.Observe = func(e Event) {
		counts[e.Call]++
		if e.Call == CallConnWrite && sentOn == "" {
			sentOn = e.String()
		}
	}
	watched := echoRun(o)
	if err := watched.Run(); err != nil {
		t.Fatal(err)
	}
	if watched.Trace() != unseen.Trace() {
		t.Error("an observer changes the trace")
	}
	for _, call := range []Call{CallWait, CallReady, CallReceive, CallSend, CallDial, CallArrive, CallStart} {
		if counts[call] == 0 {
			t.Errorf("no event %v", call)
		}
	}
	if !strings.Contains(sentOn, `"a\x00\x00\x00`) && !strings.Contains(sentOn, `\x00\x00`) {
		t.Errorf("the event of a write shows no bytes: %s", sentOn)
	}
}
