package commands

import "testing"

func TestGetEx(t *testing.T) {
	transcript(t, `
		GETEX a                      -> nil
		SET a b                      -> OK
		GETEX a                      -> "b"
		TTL a                        -> -1
		GETEX a EX 100               -> "b"
		TTL a                        -> 100
		GETEX a                      -> "b"
		TTL a                        -> 100
		GETEX a px 200000            -> "b"
		TTL a                        -> 200
		GETEX a PERSIST              -> "b"
		TTL a                        -> -1
		GETEX a persist PERSIST      -> "b"
		GETEX a EX 10 EX 300         -> "b"
		TTL a                        -> 300
		SET n 5                      -> OK
		GETEX n EX 100               -> "5"
		INCR n                       -> 6
		TTL n                        -> 100
	`)
}

func TestGetExInThePastDeletes(t *testing.T) {
	transcript(t, `
		SET a b                      -> OK
		GETEX a EXAT 1               -> "b"
		EXISTS a                     -> 0
		SET a b EX 100               -> OK
		GETEX a PXAT 1               -> "b"
		EXISTS a                     -> 0
		SET a b                      -> OK
		GETEX a EXAT 9223372036854775 -> "b"
		GETEX a PXAT 9223372036854775807 -> "b"
		EXISTS a                     -> 1
	`)
}

func TestGetExAtThePresentMillisecondDeletes(t *testing.T) {
	transcript(t, `
		SET a b                      -> OK
		GETEX a PXAT 1000000000010   -> "b"
		wait 9
		PTTL a                       -> 1
		GETEX a PXAT 1000000000010   -> "b"
		wait 1
		GETEX a PXAT 1000000000010   -> "b"
		GETEX a                      -> nil
	`)
}

func TestGetExOptions(t *testing.T) {
	transcript(t, `
		SET a b                      -> OK
		GETEX a EX                   -> -ERR syntax error
		GETEX a EX 10 PX 10          -> -ERR syntax error
		GETEX a EX 10 PERSIST        -> -ERR syntax error
		GETEX a PERSIST EX 10        -> -ERR syntax error
		GETEX nope PERSIST EX 10     -> -ERR syntax error
		GETEX a KEEPTTL              -> -ERR syntax error
		GETEX a NX                   -> -ERR syntax error
		GETEX a GET                  -> -ERR syntax error
		GETEX a EX x foo             -> -ERR syntax error
		GETEX a 10                   -> -ERR syntax error
		GETEX a EX x                 -> -ERR value is not an integer or out of range
		GETEX a EX 0                 -> -ERR invalid expire time in 'getex' command
		GETEX a PX -1                -> -ERR invalid expire time in 'getex' command
		GETEX a EXAT 0               -> -ERR invalid expire time in 'getex' command
		GETEX a PXAT -1              -> -ERR invalid expire time in 'getex' command
		GETEX a EX 9223372036854775  -> -ERR invalid expire time in 'getex' command
		GETEX a PX 9223372036854775807 -> -ERR invalid expire time in 'getex' command
		GETEX a EXAT 9223372036854776 -> -ERR invalid expire time in 'getex' command
		GETEX nope EX x              -> nil
		GETEX nope EX 0              -> nil
		GETEX nope EX 10             -> nil
		EXISTS nope                  -> 0
		TTL a                        -> -1
		GETEX                        -> -ERR wrong number of arguments for 'getex' command
	`)
}
