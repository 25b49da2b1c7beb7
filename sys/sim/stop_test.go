package sim

import (
	"strings"
	"testing"
	"time"

	"seedis/sys"
)

// A run that stops after a step has seen the same events as one that goes on, up to
// that step and none of the next.
func TestARunStopsAfterAStep(t *testing.T) {
	var whole []string
	var steps []uint64
	o := bad(3)
	o.Observe = func(e Event) { whole, steps = append(whole, e.String()), append(steps, e.Step) }
	m := echoRun(o)
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	for _, stopAt := range []uint64{1, 2, 17, 500, m.Steps() / 2} {
		var events []string
		o.StopAt = stopAt
		o.Observe = func(e Event) { events = append(events, e.String()) }
		f := fails(t, echoRun(o), FailureStopped)
		until := 0
		for until < len(steps) && steps[until] <= stopAt {
			until++
		}
		if f.Steps != stopAt || strings.Join(events, "\n") != strings.Join(whole[:until], "\n") {
			t.Errorf("stopped after step %d of %d with %d events, want %d", f.Steps, stopAt, len(events), until)
		}
	}
}

func TestARunThatEndsBeforeItsStopJustEnds(t *testing.T) {
	o := bad(3)
	o.StopAt, o.AtStop = 10_000_000, func() { t.Error("it is not there where the run stops") }
	if err := echoRun(o).Run(); err != nil {
		t.Error(err)
	}
}

// Where a run fails, its threads can be looked at before they unwind.
func TestAFailureIsLookedAt(t *testing.T) {
	var m *Machine
	seen := ""
	o := Options{AtStop: func() {
		var text strings.Builder
		m.Describe(&text)
		seen = text.String()
	}}
	m = New(o)
	m.Start("sleeper", func() { m.Sleep(time.Hour) })
	m.Start("faulty", func() {
		m.Sleep(time.Millisecond)
		panic("something is wrong")
	})
	f := fails(t, m, FailurePanic)
	contains(t, f.Error(), "something is wrong")
	contains(t, seen, `thread 1 "sleeper" sleeps since`, `thread 2 "faulty" runs`, `(in `)
}

// Looking is no step, and leaves no trace.
func TestLookingChangesNothing(t *testing.T) {
	run := func(look bool) (*Machine, int) {
		looked := 0
		m := New(bad(5))
		startEcho(m)
		m.Start("client", func() {
			pipeline(m, 'a', 30)
			m.Stop()
		})
		var word sys.Uint32
		word.Init(m.Hook(), 7)
		m.Start("witness", func() {
			for {
				m.Sleep(50 * time.Microsecond)
				if look {
					m.Look(func() {
						if word.Load() == 7 && m.Current() == 0 && m.Cycles() > 0 {
							looked++
						}
					})
				}
			}
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		return m, looked
	}
	unseen, _ := run(false)
	seen, looked := run(true)
	if looked == 0 || seen.Trace() != unseen.Trace() || seen.Steps() != unseen.Steps() {
		t.Errorf("after %d looks the trace is %x in %d steps, and %x in %d without",
			looked, seen.Trace(), seen.Steps(), unseen.Trace(), unseen.Steps())
	}
}
