package server

import (
	"testing"

	"seedis/commands"
	"seedis/store"
)

// What an event leaves behind serves those who wait for its type and nobody else;
// one that does not tell of a type, as RENAME's, may serve everybody.
func TestWhomAnEventConcerns(t *testing.T) {
	classes := map[commands.EventClass]store.Type{
		commands.String: store.String, commands.List: store.ListType, commands.Set: store.SetType,
		commands.ZSet: store.ZSetType, commands.Hash: store.HashType,
	}
	for class, leaves := range classes {
		for _, wanted := range classes {
			var w keyWaits
			w.ofKind[wanted] = 1
			if got := w.concerns(class); got != (leaves == wanted) {
				t.Errorf("an event that leaves a %v concerns who waits for a %v: %v", leaves, wanted, got)
			}
			if !w.concerns(commands.Generic) {
				t.Errorf("an event that may leave anything does not concern who waits for a %v", wanted)
			}
		}
	}
}

// laboredClock is a clock whose counter goes with the time that a test lets pass:
// commands take that long, and no time besides.
type laboredClock struct{ *handClock }

func (c laboredClock) Cycles() uint64 { return uint64(c.microseconds) * c.CyclesPerMicrosecond() }

// newLaboredParty is a party in which LOLWUT takes so long, and so does a TOUCH that
// is served. They tell the time that they see, as TIME does, in milliseconds since
// the party began.
func newLaboredParty(t *testing.T, size int, microseconds int64) *party {
	p := newParty(t, size)
	p.clock.init(laboredClock{p.time}, p.keyspace)
	began := p.clock.milliseconds()
	tell := func(call *commands.Call) { call.Reply.Int(call.Now - began) }
	p.table.Find([]byte("time")).Run = tell
	p.table.Find([]byte("lolwut")).Run = func(call *commands.Call) {
		p.time.microseconds += microseconds
		tell(call)
	}
	p.table.Find([]byte("touch")).Run = func(call *commands.Call) {
		if call.Ready == 0 {
			keysToTry(call, call.Args.Len()).wait(call, store.String)
			return
		}
		p.time.microseconds += microseconds
		tell(call)
	}
	return p
}

// A request that took long is over before the next one of its turn begins, which
// sees the time that it is by then.
func TestTimePassesWithinATurn(t *testing.T) {
	p := newLaboredParty(t, 1, 3000)
	p.play(
		"0> SET k x PX 2; LOLWUT; TIME; STRLEN k",
		"0< +OK; :0; :3; :0")
}

// The clock is read again when it is needed, and not for what took no time.
func TestTimeStandsStillForWhatIsQuick(t *testing.T) {
	p := newLaboredParty(t, 1, clockStale/2)
	p.play(
		"0> LOLWUT; TIME; LOLWUT; TIME; LOLWUT; TIME",
		"0< :0; :0; :0; :0; :0; :1")
}

func TestATransactionSeesOneTime(t *testing.T) {
	p := newLaboredParty(t, 1, 3000)
	p.play(
		"0> SET k x PX 2; MULTI; LOLWUT; TIME; STRLEN k; EXEC; TIME; STRLEN k",
		"0< +OK; +OK; +QUEUED; +QUEUED; +QUEUED; *3; :0; :0; :1; :3; :0")
}

// Those whom one command serves see its time, however long the ones before them
// took; the next request of the turn sees the time after them all.
func TestThoseWhoAreServedSeeOneTime(t *testing.T) {
	p := newLaboredParty(t, 3, 3000)
	p.play("1> TOUCH k", "2> TOUCH k",
		"0> SET j x PX 5; APPEND k xy; TIME; STRLEN j",
		"0< +OK; :2; :6; :0", "1< :0", "2< :0")
	p.wantNobodyWaiting()
}
