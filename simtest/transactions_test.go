package simtest

import (
	"strings"
	"testing"
)

// scripted has one client ask for something in fine weather, of the server and of
// the model. Then the auditor looks at what is left.
func scripted(t *testing.T, requests ...string) {
	t.Helper()
	r := &run{
		workload: Workload{Seed: 1, Clients: 1, Memory: memory},
		weather: weather{
			debug:   true,
			hz:      10,
			memory:  memoryWeather{policy: noEviction, samples: 5, tenacity: 10},
			threads: threadWeather{model: "single", count: 1},
		},
	}
	if err := r.prepare(); err != nil {
		t.Fatal(err)
	}
	r.auditor = r.newClient(2)
	c := r.newClient(1)
	r.launch(c, func() {
		c.connect()
		for _, request := range requests {
			c.ask(strings.Fields(request))
		}
		c.hangUp()
	})
	if err := r.machine.Run(); err != nil {
		t.Error(err)
	}
}

// What the server tells of one request of a transaction is not taken for what it
// tells of another.
func TestEffectsBelongToOneRequestOfATransaction(t *testing.T) {
	const past = " PXAT 1" // it is there until somebody meets it
	for name, requests := range map[string][]string{
		"members go by name and by chance": {
			"SADD set a b c d e f", "MULTI", "SREM set a b", "SPOP set 2", "SREM set a b c", "SPOP set", "EXEC",
		},
		"the last member goes by chance, too": {
			"SADD set a", "MULTI", "SPOP set", "SADD set a b", "SPOP set", "EXEC",
		},
		"keys go before RANDOMKEY may meet others of their name": {
			"MSET a v b v c v", "MULTI", "GETDEL a", "GETDEL b", "SET a v" + past, "SET b v" + past, "RANDOMKEY", "EXEC", "DBSIZE", "INFO",
		},
		"keys go that a SCAN has met": {
			"SET a v" + past, "SET b v" + past, "MULTI", "SCAN 0", "FLUSHALL", "DBSIZE", "INFO", "EXEC", "INFO",
		},
		"keys that a SCAN has met are somewhere else": {
			"SET a v" + past, "MULTI", "SCAN 0", "SET a v" + past, "SWAPDB 0 1", "SCAN 0", "DBSIZE", "EXEC", "SELECT 1", "INFO",
		},
		"who waits is served after all of it": {
			"MULTI", "RPUSH list a", "BLPOP list 1", "BLPOP list 1", "SPOP set", "EXEC",
		},
		"nothing is queued": {"MULTI", "EXEC", "PING"},
	} {
		t.Run(name, func(t *testing.T) {
			scripted(t, append([]string{"DEBUG SET-ACTIVE-EXPIRE 0"}, requests...)...)
		})
	}
}

// A server that leaves a part of a transaction undone is found out, and one that
// does more.
func TestWhatATransactionLeavesUndoneIsFound(t *testing.T) {
	l := newLone(t)
	for _, request := range []string{"MULTI", "PING", "DBSIZE", "EXEC"} {
		l.do(request)
	}
	if err := l.model.executeQueued(l.session); err != nil {
		t.Fatal(err)
	}
	if err := l.model.execute(l.session, []string{"PING"}, 1); err == nil {
		t.Error("something else is executed in the midst of a transaction, and nobody saw it")
	}
	if err := l.model.executeQueued(l.session); err != nil {
		t.Fatal(err)
	}
	if err := l.model.executeQueued(l.session); err == nil {
		t.Error("more was executed than was queued, and nobody saw it")
	}
	if !l.passes("*2\r\n+PONG\r\n:0\r\n") {
		t.Error("the reply is another")
	}
}
