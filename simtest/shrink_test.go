package simtest

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"seedis/sys"
	"seedis/sys/sim"
)

// spoilPongs makes wrong replies of those to PING, which few requests of a run are.
func spoilPongs(kernel sys.Kernel) sys.Kernel {
	return &tap{kernel, func(ops []sys.Op, way sys.Transfers) {
		for _, op := range ops {
			for _, buffer := range op.Bufs {
				if at := bytes.Index(buffer, []byte("+PONG\r")); at >= 0 {
					buffer[at+1] = 'G'
				}
			}
		}
		way.SendBatch(ops)
	}}
}

// violating is a workload with a violation, and that.
func violating(t *testing.T, wrap func(sys.Kernel) sys.Kernel) (Workload, *Violation) {
	t.Helper()
	for seed := uint64(1); seed <= 20; seed++ {
		w := workload(seed, 300)
		w.Wrap = wrap
		var found *Violation
		if _, err := w.Check(); errors.As(err, &found) {
			return w, found
		}
	}
	t.Fatal("nothing goes wrong in 20 seeds")
	return Workload{}, nil
}

// enough lets a shrinker make so many attempts.
func enough(attempts int) func() bool {
	return func() bool {
		attempts--
		return attempts >= 0
	}
}

func TestOneRequestIsLeftOfAWrongReply(t *testing.T) {
	w, found := violating(t, spoilPongs)
	shrunk, err := Shrink(w, found, enough(3000))
	if err != nil {
		t.Fatal(err)
	}
	if shrunk.Events > 2 || shrunk.EventsBefore <= shrunk.Events || checkOf(shrunk.Violation) != checkOf(found) {
		t.Errorf("%d events are left of %d, and they end with\n%v\nbefore\n%v",
			shrunk.Events, shrunk.EventsBefore, shrunk.Violation, found)
	}
	result, err := shrunk.Workload.Check()
	if err == nil || err.Error() != shrunk.Violation.Error() || result.Events() != shrunk.Events {
		t.Errorf("the replay has %d events and ends with %v, and not with %v", result.Events(), err, shrunk.Violation)
	}
	again, err := Shrink(w, found, enough(3000))
	if err != nil || again.Runs != shrunk.Runs || textOf(t, again) != textOf(t, shrunk) {
		t.Errorf("the second time it takes %d runs, error %v, and at first %d", again.Runs, err, shrunk.Runs)
	}
}

func textOf(t *testing.T, s Shrunk) string {
	text, err := s.Workload.Replay.AppendText(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A failure of the calm, for which requests have to be sent until it begins.
func TestTheCalmComesSooner(t *testing.T) {
	w, found := violating(t, silence)
	shrunk, err := Shrink(w, found, enough(300))
	if err != nil {
		t.Fatal(err)
	}
	if shrunk.Events >= shrunk.EventsBefore/4 {
		t.Errorf("%d events are left of %d:\n%v", shrunk.Events, shrunk.EventsBefore, shrunk.Violation)
	}
}

func TestWhatCannotBeShrunk(t *testing.T) {
	w, found := violating(t, spoilPongs)
	other := &Violation{Workload: w, Err: errors.New("something else")}
	if shrunk, err := Shrink(w, other, enough(10)); err == nil {
		t.Errorf("a failure that does not come again is shrunk to %v", shrunk)
	}
	w.Intrusion = []byte("PING\r\n")
	if shrunk, err := Shrink(w, found, enough(10)); err == nil {
		t.Errorf("an intrusion is shrunk to %v", shrunk)
	}
}

func TestAListWithoutActionsIsARunWithoutClients(t *testing.T) {
	w := workload(7, 300)
	list := mustPass(t, w).List()
	for i, stream := range list.Streams {
		if strings.HasPrefix(stream.Name, clientStream) {
			list.Streams[i] = sim.StreamChoices{Name: stream.Name}
		}
	}
	w.Replay = &list
	if result := mustPass(t, w); result.run.requests != 0 {
		t.Errorf("%d requests were sent", result.run.requests)
	}
}

// Without one of its actions a client does all the others as before. It is alone, so
// that nobody sends more for that.
func TestAnActionIsTakenOut(t *testing.T) {
	w := workload(7, 300)
	w.Clients, w.Faults = 1, &sim.Faults{}
	result := mustPass(t, w)
	list := result.List()
	s := list.Of("client 1")
	first := slices.IndexFunc(s.Spans, func(span sim.Span) bool { return span.Depth == 1 && s.Values[span.Begin] == 1 })
	if first < 0 {
		t.Fatal("client 1 sends nothing")
	}
	*s = s.Empty([]int{first})
	w.Replay = &list
	if without := mustPass(t, w); without.run.requests >= result.run.requests {
		t.Errorf("%d requests were sent, and %d before", without.run.requests, result.run.requests)
	}
}

func TestTheCheckOfAFailure(t *testing.T) {
	of := func(text string) string { return checkOf(&Violation{Err: errors.New(text)}) }
	for _, same := range [][2]string{
		{`sim: check failed: client 1 (id 3) the reply to "GET" "a" is wrong at byte 0: want "x", got "y"`,
			`sim: check failed: client 12 (id 7) the reply to "SET" "\"" "b: c" is wrong at byte 71: want "", got "z"`},
		{"sim: step limit: more than 200 steps\n  thread 1", "sim: step limit: more than 10 steps\n  thread 2"},
		{"sim: panic: runtime error: index out of range [5] with length 3", "sim: panic: runtime error: index out of range [1] with length 1"},
	} {
		if of(same[0]) != of(same[1]) {
			t.Errorf("%q and %q are two checks, %q and %q", same[0], same[1], of(same[0]), of(same[1]))
		}
	}
	if a, b := of("sim: panic: mem: freed twice"), of("sim: panic: mem: no block"); a == b {
		t.Errorf("two panics are of one check, %q", a)
	}
}

// begun is a search that has begun.
func begun(t *testing.T) *shrinker {
	t.Helper()
	w, found := violating(t, spoilPongs)
	s := newShrinker(w, checkOf(found), enough(100))
	if !s.begin() {
		t.Fatal("the run ends in another way when it is run again")
	}
	return s
}

// Actions begin no sooner when those are gone that took the time before them.
func TestActionsKeepTheirTime(t *testing.T) {
	s := begun(t)
	before := s.best.starts
	c := s.edited()
	c.clear(s.clients()[0])
	w := s.workload
	w.Replay = &c.list
	result, _ := w.Check()
	for client, starts := range result.run.starts() {
		if client == 0 {
			continue
		}
		for i, start := range starts {
			if i < len(before[client]) && start < before[client][i]-startUnit {
				t.Fatalf("action %d of client %d begins at %v, and before it was %v", i, client+1, start, before[client][i])
			}
		}
	}
}

func TestWhatAReplayDoesNotBringAgainIsLeft(t *testing.T) {
	s := begun(t)
	held := s.held.violation
	s.best.list = sim.List{}
	s.best.violation = &Violation{}
	if s.hold(); s.best.violation != held || !s.byPlace {
		t.Errorf("the search goes on from %v", s.best.violation)
	}
	s.best.list = sim.List{}
	if _, err := s.held.workload.Check(); err == nil || err.Error() != held.Error() {
		t.Errorf("what is held ends with %v, and not with %v", err, held)
	}
}

// What is drawn apart at times moves nothing that is drawn later.
func TestDrawnApart(t *testing.T) {
	draw := func(replay *sim.List, draws int) (later int, list sim.List) {
		m := sim.New(sim.Options{Seed: 1, Replay: replay})
		d := dice{m, m.Stream("dice")}
		d.apart(func() bool {
			for range draws {
				d.below(1000)
			}
			return true
		})
		return d.below(1000), m.List()
	}
	want, list := draw(nil, 2)
	for draws := range 4 {
		if got, _ := draw(&list, draws); got != want {
			t.Errorf("with %d draws apart it is %d and not %d", draws, got, want)
		}
	}
}
