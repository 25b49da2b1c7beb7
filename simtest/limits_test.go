package simtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"seedis/config"
	"seedis/sys"
)

// With a limit to what clients are owed one may be closed, but not one that was told
// everything.
func TestWhoIsOwedNothingIsNotClosedForIt(t *testing.T) {
	c := config.New()
	c.ClientOutputBufferLimit[config.ClientNormal].Soft = 1
	m := newModel(settingsOf(c, false, 0))
	if err := m.closed(&session{id: 1}); err == nil {
		t.Error("a client was closed that is owed nothing, and nobody saw it")
	}
	for _, late := range []bool{false, true} {
		s := &session{id: 1}
		if m.settings.couriers = late; !late {
			s.ok()
		}
		if err := m.closed(s); err != nil || s.fate != cut {
			t.Errorf("of a client that is owed something, or was (%t): %v, fate %v", late, err, s.fate)
		}
	}
}

// Who has not authenticated is allowed little, whatever the settings are.
func TestAStrangerIsClosedWhoDoesNotRead(t *testing.T) {
	for _, authenticated := range []bool{false, true} {
		s := &session{id: 1, authenticated: authenticated}
		s.ok()
		if err := newModel(settingsOf(config.New(), false, 0)).closed(s); (err != nil) != authenticated {
			t.Errorf("a client that is owed something is closed (authenticated: %t): %v", authenticated, err)
		}
	}
}

// A refusal may be what is too much: then nothing is executed, and nobody else is
// refused instead.
func TestARefusalMayBeTooMuch(t *testing.T) {
	w := weather{hz: 10, outputLimit: config.OutputLimit{Hard: 1}, memory: memoryWeather{max: 1, policy: noEviction}}
	w.threads = threadWeather{model: "single", count: 1}
	r := &run{workload: Workload{Seed: 1, Clients: 1, Memory: memory}, weather: w}
	if err := r.prepare(); err != nil {
		t.Fatal(err)
	}
	r.auditor = r.newClient(2)
	c := r.newClient(1)
	r.launch(c, func() {
		c.connect()
		const requests = 2000 // whose replies no block holds
		c.send(pipeline{requests: slices.Repeat([][]string{{"SET", "key", "v"}}, requests), aside: true})
		c.machine.Sleep(time.Second)
		c.settle()
	})
	if err := r.machine.Run(); err != nil {
		t.Fatal(err)
	}
	if r.machine.MarkCounts()[sys.MarkOutputLimit] != 1 {
		t.Error("the client was not closed")
	}
}

// Clients are closed that do not read what they ask for, and the auditor, who asks for
// more, is not.
func TestTheAuditorLivesWithOutputLimits(t *testing.T) {
	const runs = 20
	closed := uint64(0)
	for seed, done := uint64(1), 0; done < runs; seed++ {
		w := forecast(seed)
		if w.outputLimit.Hard > 0 && w.valueMax > 2000 {
			closed += mustPass(t, workload(seed, 1000)).Marks[sys.MarkOutputLimit]
			done++
		}
	}
	if closed == 0 {
		t.Errorf("in %d runs no client went beyond its limit", runs)
	}
}

// A sorted set is made in a large encoding, which may be freed in the background when
// it is stored in a small one.
func TestWhatIsMadeForASmallSortedSetMayBeFreedLazily(t *testing.T) {
	members := "SADD set"
	for i := range 100 {
		members += fmt.Sprint(" ", i)
	}
	for _, request := range strings.Split("ZUNIONSTORE zset 1 set,ZINTERSTORE zset 1 set,ZDIFFSTORE zset 1 set", ",") {
		scripted(t, "CONFIG SET lazyfree-lazy-server-del yes", members, request, "INFO")
	}
}
