package commands

import (
	"strings"
	"testing"
)

func TestGetAndSet(t *testing.T) {
	transcript(t, `
		GET a                        -> nil
		SET a b                      -> OK
		GET a                        -> "b"
		get A                        -> nil
		SET "" ""                    -> OK
		GET ""                       -> ""
		SET "\x00\r\n" "\xff\x00"    -> OK
		GET "\x00\r\n"               -> "\xff\x00"
		SET n 12345                  -> OK
		GET n                        -> "12345"
		SET n 0012                   -> OK
		GET n                        -> "0012"
		GET                          -> -ERR wrong number of arguments for 'get' command
		GET a b                      -> -ERR wrong number of arguments for 'get' command
		SET a                        -> -ERR wrong number of arguments for 'set' command
	`)
}

func TestSetConditions(t *testing.T) {
	transcript(t, `
		SET a 1 XX                   -> nil
		EXISTS a                     -> 0
		SET a 1 NX                   -> OK
		SET a 2 NX                   -> nil
		SET a 3 xx                   -> OK
		GET a                        -> "3"
		SET a 4 NX NX                -> nil
		SET a 4 NX XX                -> -ERR syntax error
		SET a 4 XX NX                -> -ERR syntax error
		SET a 4 foo                  -> -ERR syntax error
		SET a 4 GET                  -> "3"
		SET a 5 NX GET               -> "4"
		GET a                        -> "4"
		SET new 1 GET                -> nil
		SET new2 1 XX GET            -> nil
		EXISTS new new2              -> 1
		SET new 2 GET XX GET         -> "1"
		GET new                      -> "2"
	`)
}

func TestSetExpiryOptions(t *testing.T) {
	transcript(t, `
		SET a b EX                   -> -ERR syntax error
		SET a b EX 10 PX 10          -> -ERR syntax error
		SET a b PX 10 PXAT 10        -> -ERR syntax error
		SET a b KEEPTTL EX 10        -> -ERR syntax error
		SET a b EX 10 KEEPTTL        -> -ERR syntax error
		SET a b EX x foo             -> -ERR syntax error
		SET a b EX 0                 -> -ERR invalid expire time in 'set' command
		SET a b PX -1                -> -ERR invalid expire time in 'set' command
		SET a b EX 1.5               -> -ERR value is not an integer or out of range
		SET a b EX " 1"              -> -ERR value is not an integer or out of range
		SET a b EX 9223372036854775  -> -ERR invalid expire time in 'set' command
		SET a b EX 9223372036854776  -> -ERR invalid expire time in 'set' command
		SET a b PX 9223372036854775807 -> -ERR invalid expire time in 'set' command
		SET a b EXAT 9223372036854776 -> -ERR invalid expire time in 'set' command
		SET a b EX 9223372036854775808 -> -ERR value is not an integer or out of range
		EXISTS a                     -> 0
		SET a b EXAT 9223372036854775 -> OK
		SET a b PXAT 9223372036854775807 -> OK
		SET a b EX 10 EX 100         -> OK
		TTL a                        -> 100
		SET a c KEEPTTL              -> OK
		TTL a                        -> 100
		SET a c                      -> OK
		TTL a                        -> -1
		SET a b ex 100 get           -> "c"
		SET a b NX EX 0 GET          -> -ERR invalid expire time in 'set' command
		SET a b PXAT 1               -> OK
		EXISTS a                     -> 0
	`)
}

func TestExpiredKeysAreGoneForEveryCommand(t *testing.T) {
	transcript(t, `
		SET a b PX 10                -> OK
		wait 10
		PTTL a                       -> 0
		GET a                        -> "b"
		wait 1
		GET a                        -> nil
		SET a b PX 10                -> OK
		wait 11
		SET a c XX                   -> nil
		SET a b PX 10                -> OK
		wait 11
		SET a c KEEPTTL              -> OK
		PTTL a                       -> -1
		SET a 5 PX 10                -> OK
		wait 11
		INCR a                       -> 1
		PTTL a                       -> -1
		SET a b PX 10                -> OK
		wait 11
		APPEND a c                   -> 1
		SET a b PX 10                -> OK
		wait 11
		DEL a                        -> 0
		SET a b PX 10                -> OK
		wait 11
		DBSIZE                       -> 1
		KEYS *                       -> []
		DBSIZE                       -> 1
		SCAN 0                       -> ["0" []]
		DBSIZE                       -> 0
	`)
}

func TestGetSetGetDelSetNXSetEX(t *testing.T) {
	transcript(t, `
		GETSET a 1                   -> nil
		EXPIRE a 100                 -> 1
		GETSET a 2                   -> "1"
		TTL a                        -> -1
		GETDEL a                     -> "2"
		GETDEL a                     -> nil
		SETNX a 1                    -> 1
		SETNX a 2                    -> 0
		SETEX a 100 3                -> OK
		GET a                        -> "3"
		TTL a                        -> 100
		SETEX a 0 b                  -> -ERR invalid expire time in 'setex' command
		SETEX a x b                  -> -ERR value is not an integer or out of range
		SETEX a 9223372036854775807 b -> -ERR invalid expire time in 'setex' command
		SETEX a 10                   -> -ERR wrong number of arguments for 'setex' command
		PSETEX a 100000 4            -> OK
		GET a                        -> "4"
		TTL a                        -> 100
		PSETEX a 0 b                 -> -ERR invalid expire time in 'psetex' command
		PSETEX a x b                 -> -ERR value is not an integer or out of range
		PSETEX a 9223372036854775807 b -> -ERR invalid expire time in 'psetex' command
		PSETEX a 10                  -> -ERR wrong number of arguments for 'psetex' command
	`)
}

func TestManyKeys(t *testing.T) {
	transcript(t, `
		MSET a 1 b 2 a 3             -> OK
		MGET a b c a                 -> ["3" "2" nil "3"]
		MSET a                       -> -ERR wrong number of arguments for 'mset' command
		MSET a 1 b                   -> -ERR wrong number of arguments for 'mset' command
		EXPIRE a 100                 -> 1
		MSET a 4                     -> OK
		TTL a                        -> -1
		EXISTS a a b c               -> 3
		DEL a a c                    -> 1
		UNLINK b nope                -> 1
		DBSIZE                       -> 0
	`)
}

func TestAllKeysOrNone(t *testing.T) {
	transcript(t, `
		MSETNX a 1 b 2               -> 1
		MSETNX c 3 a 4               -> 0
		MGET a b c                   -> ["1" "2" nil]
		MSETNX c 3 c 4               -> 1
		GET c                        -> "4"
		MSETNX a                     -> -ERR wrong number of arguments for 'msetnx' command
		MSETNX d 1 e                 -> -ERR wrong number of arguments for 'msetnx' command
		MSETNX a 1 d                 -> -ERR wrong number of arguments for 'msetnx' command
		EXISTS d                     -> 0
	`)
}

func TestAppendAndLength(t *testing.T) {
	transcript(t, `
		STRLEN a                     -> 0
		APPEND a ""                  -> 0
		EXISTS a                     -> 1
		APPEND a 12                  -> 2
		APPEND a 3                   -> 3
		INCR a                       -> 124
		APPEND a x                   -> 4
		GET a                        -> "124x"
		STRLEN a                     -> 4
		EXPIRE a 100                 -> 1
		APPEND a y                   -> 5
		TTL a                        -> 100
		SET n -100                   -> OK
		STRLEN n                     -> 4
		TYPE a                       -> string
		TYPE nope                    -> none
	`)
}

func TestAppendStopsAtMaxBulk(t *testing.T) {
	m := newMachine(t)
	m.call.MaxBulk = 1 << 20
	if got := m.do("APPEND", "a", strings.Repeat("x", 1<<20)); got != ":1048576\r\n" {
		t.Fatal(got)
	}
	const tooLong = "-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n"
	if got := m.do("APPEND", "a", "x"); got != tooLong {
		t.Error(got)
	}
	if got := m.do("APPEND", "a", ""); got != ":1048576\r\n" {
		t.Error(got)
	}
}

func TestCounters(t *testing.T) {
	transcript(t, `
		INCR n                       -> 1
		DECR n                       -> 0
		DECR n                       -> -1
		INCRBY n 10                  -> 9
		INCRBY n -10                 -> -1
		INCRBY n 0                   -> -1
		INCRBY n x                   -> -ERR value is not an integer or out of range
		INCRBY n 1.0                 -> -ERR value is not an integer or out of range
		INCRBY n 9223372036854775808 -> -ERR value is not an integer or out of range
		INCRBY n -9223372036854775808 -> -ERR increment or decrement would overflow
		DECRBY n 9                   -> -10
		DECRBY n -9                  -> -1
		DECRBY n x                   -> -ERR value is not an integer or out of range
		DECRBY n 9223372036854775807 -> -9223372036854775808
		DECRBY n 1                   -> -ERR increment or decrement would overflow
		DECRBY n -9223372036854775808 -> -ERR decrement would overflow
		SET n word                   -> OK
		DECRBY n -9223372036854775808 -> -ERR decrement would overflow
		SET n 9223372036854775807    -> OK
		INCR n                       -> -ERR increment or decrement would overflow
		INCRBY n -9223372036854775808 -> -1
		SET n -9223372036854775808   -> OK
		DECR n                       -> -ERR increment or decrement would overflow
		GET n                        -> "-9223372036854775808"
		SET n " 1"                   -> OK
		INCR n                       -> -ERR value is not an integer or out of range
		SET n ""                     -> OK
		INCR n                       -> -ERR value is not an integer or out of range
		SET n 5 EX 100               -> OK
		INCR n                       -> 6
		TTL n                        -> 100
	`)
}
