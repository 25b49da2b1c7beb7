package commands

import "testing"

func TestMove(t *testing.T) {
	transcript(t, `
		MOVE a 1                     -> 0
		SET a 1 EX 100               -> OK
		MOVE a 1                     -> 1
		EXISTS a                     -> 0
		SET a 2                      -> OK
		MOVE a 1                     -> 0
		GET a                        -> "2"
		SWAPDB 0 1                   -> OK
		GET a                        -> "1"
		TTL a                        -> 100
		MOVE a 0                     -> -ERR source and destination objects are the same
		MOVE nope 0                  -> -ERR source and destination objects are the same
		MOVE a x                     -> -ERR value is not an integer or out of range
		MOVE a 16                    -> -ERR DB index is out of range
		MOVE a -1                    -> -ERR DB index is out of range
		MOVE a 2147483648            -> -ERR value is out of range, value must between -2147483648 and 2147483647
		MOVE a                       -> -ERR wrong number of arguments for 'move' command
		MOVE a 1 x                   -> -ERR wrong number of arguments for 'move' command
	`)
}

// A key past its time is not in the way, and does not move.
func TestMoveOfKeysPastTheirTime(t *testing.T) {
	transcript(t, `
		SET a 1 PX 5                 -> OK
		MOVE a 1                     -> 1
		SET a 2 PX 5                 -> OK
		wait 6
		MOVE a 1                     -> 0
		SET a 3                      -> OK
		MOVE a 1                     -> 1
		DBSIZE                       -> 0
		SWAPDB 1 0                   -> OK
		GET a                        -> "3"
		PTTL a                       -> -1
	`)
}

func TestSwapDB(t *testing.T) {
	transcript(t, `
		MSET a 1 b 2                 -> OK
		SWAPDB 0 1                   -> OK
		DBSIZE                       -> 0
		SET c 3                      -> OK
		SWAPDB 0 0                   -> OK
		KEYS *                       -> ["c"]
		SWAPDB 1 0                   -> OK
		DBSIZE                       -> 2
		SWAPDB x y                   -> -ERR invalid first DB index
		SWAPDB 16 y                  -> -ERR invalid second DB index
		SWAPDB 0 16                  -> -ERR DB index is out of range
		SWAPDB -1 0                  -> -ERR DB index is out of range
		SWAPDB 2147483648 0          -> -ERR invalid first DB index
		SWAPDB 0 -2147483649         -> -ERR invalid second DB index
		SWAPDB 0                     -> -ERR wrong number of arguments for 'swapdb' command
	`)
}
