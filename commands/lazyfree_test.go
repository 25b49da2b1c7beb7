package commands

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"seedis/store"
)

// handedOver is a Reclaimer that frees at once, and counts.
type handedOver struct {
	machine *machine
	objects int
}

func (h *handedOver) Reclaim(r store.Remains) {
	h.objects += r.Objects()
	if !r.Free(h.machine.heap, math.MaxInt) {
		panic("something is left of what was freed without a limit")
	}
}

// newLazyMachine is a machine with a Reclaimer, a set of 100 members at "big", one of
// 3 at "small", and a long string.
func newLazyMachine(t *testing.T) (*machine, *handedOver) {
	m := newMachine(t)
	handed := &handedOver{machine: m}
	m.keyspace.ReclaimBy(handed)
	members := []string{"SADD", "big"}
	for i := range 100 {
		members = append(members, fmt.Sprint("member", i))
	}
	m.do(members...)
	m.do("SADD", "small", "a", "b", "c")
	m.do("SET", "long", strings.Repeat("x", 100_000))
	m.do("SET", "string", "x")
	m.sink.take()
	return m, handed
}

// settings are the configuration of lazy free.
type settings struct{ expire, userDel, userFlush, serverDel bool }

// TestWhatIsFreedLazily: which commands hand over what is large, as configured, and
// what they tell. The effects are those of redis-server 7.0.15's append-only file.
func TestWhatIsFreedLazily(t *testing.T) {
	expire, userDel := settings{expire: true}, settings{userDel: true}
	userFlush, serverDel := settings{userFlush: true}, settings{serverDel: true}
	none, all := settings{}, settings{true, true, true, true}
	for _, test := range []struct {
		settings settings
		command  string
		objects  int
		effects  string
	}{
		{none, "UNLINK big small long string", 2, "0 UNLINK big small long string"},
		{all, "UNLINK small string", 0, "0 UNLINK small string"},
		{none, "DEL big long", 0, "0 DEL big long"},
		{userDel, "DEL big small long", 2, "0 DEL big small long"},
		{none, "GETDEL long", 0, "0 DEL long"},
		{userDel, "GETDEL long", 1, "0 UNLINK long"},
		{userDel, "GETDEL string", 0, "0 UNLINK string"},
		{none, "EXPIRE big -1", 0, "0 DEL big"},
		{expire, "EXPIRE big -1", 1, "0 UNLINK big"},
		{expire, "PEXPIREAT small 1", 0, "0 UNLINK small"},
		{userDel, "EXPIREAT big 1", 0, "0 DEL big"},
		{expire, "GETEX long EXAT 1", 1, "0 UNLINK long"},
		{serverDel, "GETEX long EXAT 1", 0, "0 DEL long"},
		{none, "FLUSHDB", 0, "0 FLUSHDB"},
		{none, "FLUSHDB ASYNC", 4, "0 FLUSHDB ASYNC"},
		{userFlush, "FLUSHDB", 4, "0 FLUSHDB"},
		{userFlush, "FLUSHDB SYNC", 0, "0 FLUSHDB SYNC"},
		{userFlush, "FLUSHALL sync", 0, "0 FLUSHALL sync"},
		{userFlush, "FLUSHALL", 4, "0 FLUSHALL"},
		{userDel, "FLUSHALL", 0, "0 FLUSHALL"},
		{none, "FLUSHALL async", 4, "0 FLUSHALL async"},
		{none, "SET big x", 0, "0 SET big x"},
		{serverDel, "SET big x", 1, "0 SET big x"},
		{serverDel, "SET small x", 0, "0 SET small x"},
		{serverDel, "SET long x", 1, "0 SET long x"},
		{serverDel, "RENAME small big", 1, "0 RENAME small big"},
		{serverDel, "COPY small big REPLACE", 1, "0 COPY small big REPLACE"},
		{serverDel, "SUNIONSTORE big small", 1, "0 SUNIONSTORE big small"},
		{serverDel, "SINTERSTORE big missing", 1, "0 SINTERSTORE big missing"},
		{serverDel, "BITOP NOT big missing", 1, "0 BITOP NOT big missing"},
		{serverDel, "MSET big x long y", 2, "0 MSET big x long y"},
		{userDel, "SET big x", 0, "0 SET big x"},
		{all, "MOVE big 1", 0, "0 MOVE big 1"},
		{all, "SWAPDB 0 1", 0, "0 SWAPDB 0 1"},
	} {
		t.Run(fmt.Sprintf("%s with %v", test.command, test.settings), func(t *testing.T) {
			m, handed := newLazyMachine(t)
			m.configure(test.settings)
			m.do(strings.Fields(test.command)...)
			if handed.objects != test.objects {
				t.Errorf("%d objects were handed over, want %d", handed.objects, test.objects)
			}
			if _, effects := m.sink.take(); strings.Join(effects, "; ") != test.effects {
				t.Errorf("effects %q, want %q", effects, test.effects)
			}
		})
	}
}

func (m *machine) configure(s settings) {
	m.call.Lazy.Expire, m.call.Lazy.UserDel, m.call.Lazy.UserFlush = s.expire, s.userDel, s.userFlush
	m.keyspace.OverwriteLazily(s.serverDel)
}

// TestKeysPastTheirTimeAreFreedLazily: one that a lookup meets goes as configured.
func TestKeysPastTheirTimeAreFreedLazily(t *testing.T) {
	for lazily, effect := range []string{"0 DEL big", "0 UNLINK big"} {
		m, handed := newLazyMachine(t)
		m.configure(settings{expire: lazily == 1, userDel: lazily == 0})
		m.do("PEXPIRE", "big", "5")
		m.call.Now += 6
		m.sink.take()
		m.do("EXISTS", "big")
		if events, effects := m.sink.take(); handed.objects != lazily || effects[0] != effect || events[0] != "x expired*0 0 big" {
			t.Errorf("%d objects were handed over, told %q and %q", handed.objects, events, effects)
		}
	}
}
