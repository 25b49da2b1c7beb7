package commands

import (
	"strconv"
	"strings"
	"testing"
)

// told is what a command tells its sink, on a machine where the commands of
// before, parted by "; ", have run.
type told struct {
	before  string
	command string
	events  string
	effects string
}

// holdTold holds the events and effects of commands against what redis-server
// 7.0.15 notifies and appends to its append-only file, and the number of changes
// against what it counts.
func holdTold(t *testing.T, rows []told) {
	t.Helper()
	o := dialOracle(t)
	for _, test := range rows {
		t.Run(test.command, func(t *testing.T) {
			m := newMachine(t)
			o.do(t, "SELECT", "0")
			o.do(t, "FLUSHALL")
			for before := range strings.SplitSeq(test.before, "; ") {
				if before != "" {
					m.do(strings.Fields(before)...)
					o.do(t, strings.Fields(before)...)
				}
			}
			m.sink.take()
			counted := o.changes(t)
			m.do(strings.Fields(test.command)...)
			o.do(t, strings.Fields(test.command)...)
			counted = o.changes(t) - counted
			if m.sink.changes != counted && !m.sink.whole {
				t.Errorf("%d changes, want %d", m.sink.changes, counted)
			}
			events, effects := m.sink.take()
			if got := strings.Join(events, "; "); got != test.events {
				t.Errorf("events  %s\nwant    %s", got, test.events)
			}
			if got := strings.Join(effects, "; "); got != test.effects {
				t.Errorf("effects %s\nwant    %s", got, test.effects)
			}
		})
	}
}

// changes is how many changes redis-server has counted.
func (o *oracle) changes(t *testing.T) (changes int) {
	t.Helper()
	_, after, _ := strings.Cut(o.do(t, "INFO", "persistence"), "rdb_changes_since_last_save:")
	digits, _, _ := strings.Cut(after, "\r\n")
	changes, err := strconv.Atoi(digits)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

func TestWritesOfStringsAreTold(t *testing.T) {
	holdTold(t, []told{
		{"", "SET a b", "$ set 0 a", "0 SET a b"},
		{"", "set a b nx", "$ set 0 a", "0 set a b nx"},
		{"SET a b", "SET a b NX", "", ""},
		{"", "SET a b EX 10", "$ set 0 a; g expire*0 0 a", "0 SET a b PXAT 1000000010000"},
		{"", "set a b px 10 nx get", "$ set 0 a; g expire*0 0 a", "0 SET a b PXAT 1000000000010"},
		{"", "SET a b EXAT 1", "$ set 0 a; g expire*0 0 a", "0 SET a b PXAT 1000"},
		{"", "SET a b PXAT 2000000000000", "$ set 0 a; g expire*0 0 a", "0 SET a b PXAT 2000000000000"},
		{"SET a b EX 10", "SET a c KEEPTTL XX GET", "$ set 0 a", "0 SET a c KEEPTTL XX"},
		{"", "SET a GET GET", "$ set 0 a", "0 SET a GET"},
		{"SET a b", "GETSET a c", "$ set 0 a", "0 SET a c"},
		{"", "SETNX a b", "$ set 0 a", "0 SETNX a b"},
		{"SET a b", "SETNX a b", "", ""},
		{"", "SETEX a 10 b", "$ set 0 a; g expire*0 0 a", "0 SET a b PXAT 1000000010000"},
		{"SET a b", "GETDEL a", "g del 0 a", "0 DEL a"},
		{"", "GETDEL a", "", ""},
		{"", "MSET a b c d a e", "$ set 0 a; $ set 0 c; $ set 0 a", "0 MSET a b c d a e"},
		{"", "APPEND a b", "$ append 0 a", "0 APPEND a b"},
		{"", "INCR n", "$ incrby 0 n", "0 INCR n"},
		{"", "DECR n", "$ incrby 0 n", "0 DECR n"},
		{"", "INCRBY n 0", "$ incrby 0 n", "0 INCRBY n 0"},
		{"SET n x", "INCR n", "", ""},
		{"", "DECRBY n 5", "$ incrby 0 n", "0 DECRBY n 5"},
		{"", "INCRBYFLOAT n 0.5", "$ incrbyfloat 0 n", "0 SET n 0.5 KEEPTTL"},
		{"SET n 1.5 EX 10", "incrbyfloat n 2.50", "$ incrbyfloat 0 n", "0 SET n 4 KEEPTTL"},
		{"SET n x", "INCRBYFLOAT n 1", "", ""},
		{"", "PSETEX a 10 b", "$ set 0 a; g expire*0 0 a", "0 SET a b PXAT 1000000000010"},
		{"", "MSETNX a b c d", "$ set 0 a; $ set 0 c", "0 MSETNX a b c d"},
		{"SET c x", "MSETNX a b c d", "", ""},
		{"", "SETRANGE a 2 b", "$ setrange 0 a", "0 SETRANGE a 2 b"},
		{"SET a b", "SETRANGE a 2 b", "$ setrange 0 a", "0 SETRANGE a 2 b"},
		{"SET a b", "GETEX a EX 10", "g expire 0 a", "0 PEXPIREAT a 1000000010000"},
		{"SET a b", "GETEX a PXAT 2000000000000", "g expire 0 a", "0 PEXPIREAT a 2000000000000"},
		{"SET a b", "GETEX a EXAT 1", "g del 0 a", "0 DEL a"},
		{"SET a b EX 10", "GETEX a PERSIST", "g persist 0 a", "0 PERSIST a"},
		{"SET a b", "GETEX a PERSIST", "", ""},
		{"SET a b EX 10", "GETEX a", "", ""},
		{"", "GETEX a EX 10", "", ""},
	})
}

// The last row is our own: redis-server lengthens the string in silence.
func TestWritesOfBitsAreTold(t *testing.T) {
	holdTold(t, []told{
		{"", "SETBIT a 7 0", "$ setbit 0 a", "0 SETBIT a 7 0"},
		{"SET a x", "SETBIT a 7 1", "$ setbit 0 a", "0 SETBIT a 7 1"},
		{"SET a x", "SETBIT a 7 0", "", ""},
		{"SET a x", "SETBIT a 8 0", "$ setbit 0 a", "0 SETBIT a 8 0"},
		{"SET a x PXAT 1", "SETBIT a 0 0", "x expired*0 0 a; $ setbit 0 a", "0 DEL a; 0 SETBIT a 0 0"},
		{"SET a x", "BITOP not b a", "$ set 0 b", "0 BITOP not b a"},
		{"SET a x EX 9", "BITOP AND a a", "$ set 0 a", "0 BITOP AND a a"},
		{"SET a x", "BITOP OR a b c", "g del 0 a", "0 BITOP OR a b c"},
		{"SET a x PXAT 1", "BITOP OR a b c", "g del 0 a", "0 BITOP OR a b c"},
		{"SET a x PXAT 1", "BITOP OR a a", "x expired*0 0 a", "0 DEL a"},
		{"", "BITOP OR a b", "", ""},
		{"SET a x", "BITFIELD a GET u8 0", "", ""},
		{"", "BITFIELD a GET u8 0", "", ""},
		{"", "BITFIELD a SET u8 0 0", "$ setbit 0 a", "0 BITFIELD a SET u8 0 0"},
		{"SET a x", "BITFIELD a SET u8 0 120 INCRBY u8 0 0", "", ""},
		{"SET a x", "BITFIELD a SET u8 0 1 SET u8 0 2", "$ setbit*2 0 a", "0 BITFIELD a SET u8 0 1 SET u8 0 2"},
		{"SET a x", "BITFIELD a OVERFLOW FAIL SET u8 0 256", "", ""},
		{"SET a x", "BITFIELD a OVERFLOW FAIL SET u8 0 256 SET u8 #1 0", "$ setbit 0 a", "0 BITFIELD a OVERFLOW FAIL SET u8 0 256 SET u8 #1 0"},
		{"", "BITFIELD a OVERFLOW FAIL SET u8 0 256", "$ setbit*0 0 a", "0 BITFIELD a OVERFLOW FAIL SET u8 0 256"},
	})
}

func TestDeletionsAreTold(t *testing.T) {
	holdTold(t, []told{
		{"MSET a 1 b 2", "DEL a b c a", "g del 0 a; g del 0 b", "0 DEL a b c a"},
		{"SET a 1", "UNLINK a", "g del 0 a", "0 UNLINK a"},
		{"", "DEL a", "", ""},
		{"SET a b", "FLUSHDB", "flushing 0", "0 FLUSHDB"},
		{"", "FLUSHALL async", "flushing 0; flushing 1", "0 FLUSHALL async"},
		{"", "FLUSHDB foo", "", ""},
	})
}

func TestLifetimesAreTold(t *testing.T) {
	holdTold(t, []told{
		{"SET a b", "EXPIRE a 10", "g expire 0 a", "0 PEXPIREAT a 1000000010000"},
		{"SET a b", "PEXPIRE a 10 nx", "g expire 0 a", "0 PEXPIREAT a 1000000000010 nx"},
		{"SET a b", "EXPIRE a 0", "g del 0 a", "0 DEL a"},
		{"SET a b", "EXPIRE a 10 GT", "", ""},
		{"SET a b", "EXPIREAT a 2000000000 xx", "", ""},
		{"SET a b", "expireat a 2000000000 nx", "g expire 0 a", "0 PEXPIREAT a 2000000000000 nx"},
		{"SET a b", "PEXPIREAT a 2000000000000", "g expire 0 a", "0 PEXPIREAT a 2000000000000"},
		{"SET a b", "PEXPIREAT a 1000000000000", "g del 0 a", "0 DEL a"},
		{"SET a b", "EXPIREAT a -1", "g del 0 a", "0 DEL a"},
		{"SET a b EX 10", "PERSIST a", "g persist 0 a", "0 PERSIST a"},
		{"SET a b", "PERSIST a", "", ""},
	})
}

func TestMovesAreTold(t *testing.T) {
	holdTold(t, []told{
		{"SET a b", "RENAME a c", "g rename_from*0 0 a; g rename_to 0 c", "0 RENAME a c"},
		{"MSET a b c d", "RENAME a c", "g rename_from*0 0 a; g rename_to 0 c", "0 RENAME a c"},
		{"SET a b", "RENAME a a", "", ""},
		{"SET a b", "RENAME c a", "", ""},
		{"SET a b", "RENAMENX a c", "g rename_from*0 0 a; g rename_to 0 c", "0 RENAMENX a c"},
		{"MSET a b c d", "RENAMENX a c", "", ""},
		{"SET a b", "RENAMENX a a", "", ""},
		{"SET a b", "COPY a c", "g copy_to 0 c", "0 COPY a c"},
		{"MSET a b c d", "COPY a c REPLACE", "g copy_to 0 c", "0 COPY a c REPLACE"},
		{"MSET a b c d", "COPY a c", "", ""},
		{"SET a b", "COPY a a DB 1", "g copy_to 1 a", "0 COPY a a DB 1"},
		{"SET a b", "MOVE a 1", "g move_from*0 0 a; g move_to 1 a", "0 MOVE a 1"},
		{"", "MOVE a 1", "", ""},
		{"", "SWAPDB 0 1", "swapping 0 1", "0 SWAPDB 0 1"},
		{"", "SWAPDB 1 1", "swapping 1 1", "0 SWAPDB 1 1"},
		{"", "SWAPDB 0 99", "", ""},
	})
}

// Whoever finds a key past its time deletes it first.
func TestExpiredKeysAreTold(t *testing.T) {
	holdTold(t, []told{
		{"SET a b PXAT 1", "GET a", "x expired*0 0 a", "0 DEL a"},
		{"SET a b PXAT 1", "TYPE a", "x expired*0 0 a", "0 DEL a"},
		{"SET a 1 PXAT 1", "INCR a", "x expired*0 0 a; $ incrby 0 a", "0 DEL a; 0 INCR a"},
		{"SET a b PXAT 1", "SET a b XX", "x expired*0 0 a", "0 DEL a"},
		{"SET a b PXAT 1", "DEL a", "x expired*0 0 a", "0 DEL a"},
		{"SET a b PXAT 1", "SCAN 0", "x expired*0 0 a", "0 DEL a"},
		{"SET a b PXAT 1", "SCAN 0 MATCH b", "", ""},
		{"SET a b PXAT 1", "KEYS *", "", ""},
		{"SET a b PXAT 1", "TOUCH a", "x expired*0 0 a", "0 DEL a"},
		{"SET a b PXAT 1", "RANDOMKEY", "x expired*0 0 a", "0 DEL a"},
		{"SET a b PXAT 1", "RENAME a c", "x expired*0 0 a", "0 DEL a"},
		{"SET a b PXAT 1", "COPY a c", "x expired*0 0 a", "0 DEL a"},
		{"SET a b PXAT 1", "OBJECT ENCODING a", "x expired*0 0 a", "0 DEL a"},
		{"SET a b PXAT 1", "PEXPIRETIME a", "x expired*0 0 a", "0 DEL a"},

		// A key past its time in another database is deleted there.
		{"SET a b PXAT 1; SWAPDB 0 1; SET a c", "MOVE a 1", "x expired*0 1 a; g move_from*0 0 a; g move_to 1 a", "1 DEL a; 0 MOVE a 1"},
		{"SET a b PXAT 1; SWAPDB 0 1; SET b c", "COPY b a DB 1", "x expired*0 1 a; g copy_to 1 a", "1 DEL a; 0 COPY b a DB 1"},
		{"SET a b PXAT 1; SWAPDB 0 1; SET b c", "COPY b a DB 1 REPLACE", "x expired*0 1 a; g copy_to 1 a", "1 DEL a; 0 COPY b a DB 1 REPLACE"},
	})
}
