package commands

import "testing"

func TestBitfield(t *testing.T) {
	transcript(t, `
		BITFIELD a                   -> []
		BITFIELD a GET u8 0 GET i64 100 -> [0 0]
		EXISTS a                     -> 0
		BITFIELD a SET u8 0 65 SET i8 #1 -1 GET u4 4 -> [0 0 1]
		GET a                        -> "A\xff"
		BITFIELD a INCRBY u8 #0 1 get i8 #1 SET u1 0 1 -> [66 -1 0]
		GET a                        -> "\xc2\xff"
		BITFIELD a SET u8 20 1       -> [0]
		GET a                        -> "\xc2\xff\x00\x10"
		BITFIELD a GET i64 0         -> [-4395794642570838016]
		BITFIELD a SET i64 3 -1      -> [1727131006852399104]
		BITFIELD a SET i64 3 0 GET i64 3 GET u8 64 -> [-1 0 0]
		SET n 100 EX 100             -> OK
		BITFIELD n GET u8 #0         -> [49]
		BITFIELD n INCRBY u8 #0 1    -> [50]
		GET n                        -> "200"
		INCR n                       -> 201
		TTL n                        -> 100
	`)
}

func TestBitfieldOverflow(t *testing.T) {
	transcript(t, `
		BITFIELD a SET u8 0 255      -> [0]
		BITFIELD a INCRBY u8 0 1     -> [0]
		BITFIELD a OVERFLOW SAT INCRBY u8 0 -1 -> [0]
		BITFIELD a OVERFLOW SAT INCRBY u8 0 256 OVERFLOW FAIL INCRBY u8 0 1 OVERFLOW WRAP INCRBY u8 0 2 -> [255 nil 1]
		BITFIELD a OVERFLOW FAIL SET u8 0 256 GET u8 0 -> [nil 1]
		BITFIELD a OVERFLOW SAT SET u8 0 -5 GET u8 0 -> [1 255]
		BITFIELD a OVERFLOW SAT SET i8 0 200 GET i8 0 SET i8 0 -200 GET i8 0 -> [-1 127 127 -128]
		BITFIELD b OVERFLOW SAT SET i8 0 -9223372036854775680 GET i8 0 -> [0 -128]
		BITFIELD b OVERFLOW SAT SET i8 0 -9223372036854775681 GET i8 0 -> [-128 127]
		BITFIELD a OVERFLOW SAT SET i64 0 -9223372036854775808 INCRBY i64 0 -1 -> [-9223372036854775808 -9223372036854775808]
		BITFIELD a INCRBY i64 0 -1   -> [9223372036854775807]
		BITFIELD a OVERFLOW FAIL INCRBY i64 0 1 INCRBY i64 0 0 -> [nil 9223372036854775807]
		BITFIELD a SET u63 0 -1      -> [4611686018427387903]
		BITFIELD a INCRBY u63 0 9223372036854775807 -> [9223372036854775806]
		BITFIELD a OVERFLOW SAT INCRBY u63 0 -9223372036854775808 -> [0]
		BITFIELD a OVERFLOW SAT      -> []
	`)
}

// TestBitfieldThatFailsGrows: no step fits, and the string grows all the same.
func TestBitfieldThatFailsGrows(t *testing.T) {
	transcript(t, `
		BITFIELD a OVERFLOW FAIL SET u8 100 256 -> [nil]
		STRLEN a                     -> 14
		BITFIELD a OVERFLOW FAIL INCRBY i5 200 -17 GET u8 1000 -> [nil 0]
		STRLEN a                     -> 26
	`)
}

func TestBitfieldArguments(t *testing.T) {
	transcript(t, `
		BITFIELD a GET u8            -> -ERR syntax error
		BITFIELD a SET u8 0          -> -ERR syntax error
		BITFIELD a OVERFLOW          -> -ERR syntax error
		BITFIELD a bogus u8 0        -> -ERR syntax error
		BITFIELD a OVERFLOW bogus    -> -ERR Invalid OVERFLOW type specified
		BITFIELD a SET bogus ten ten -> -ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.
		BITFIELD a GET u64 0         -> -ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.
		BITFIELD a SET u8 ten ten    -> -ERR bit offset is not an integer or out of range
		BITFIELD a SET u8 0 ten      -> -ERR value is not an integer or out of range
		BITFIELD a SET u8 0 1 GET u8 -> -ERR syntax error
		BITFIELD a SET u8 0 1 OVERFLOW bogus -> -ERR Invalid OVERFLOW type specified
		EXISTS a                     -> 0
		BITFIELD                     -> -ERR wrong number of arguments for 'bitfield' command
	`)
}

// TestBitfieldOffsets: behind "#" the product wraps around at 64 bits, and only
// what that leaves has to be an offset.
func TestBitfieldOffsets(t *testing.T) {
	transcript(t, `
		SET a foobar                 -> OK
		BITFIELD a GET u8 #5 GET u8 #536870911 -> [114 0]
		BITFIELD a GET u8 #536870912 -> -ERR bit offset is not an integer or out of range
		BITFIELD a GET u8 4294967295 -> [0]
		BITFIELD a GET u8 4294967296 -> -ERR bit offset is not an integer or out of range
		BITFIELD a GET u8 #1152921504606846976 -> -ERR bit offset is not an integer or out of range
		BITFIELD a GET u8 #2305843009213693953 -> [111]
		BITFIELD a GET u8 #-1        -> -ERR bit offset is not an integer or out of range
		BITFIELD a GET u8 #          -> -ERR bit offset is not an integer or out of range
		BITFIELD a GET u8 ##1        -> -ERR bit offset is not an integer or out of range
	`)
}

func TestBitfieldReadOnly(t *testing.T) {
	transcript(t, `
		SET a foobar                 -> OK
		BITFIELD_RO a GET u8 0 get i8 #1 -> [102 111]
		BITFIELD_RO nope GET u8 0    -> [0]
		BITFIELD_RO a                -> []
		BITFIELD_RO a OVERFLOW FAIL GET u8 0 -> [102]
		BITFIELD_RO a GET u8 0 SET u8 0 1 -> -ERR BITFIELD_RO only supports the GET subcommand
		BITFIELD_RO a INCRBY u8 0 1  -> -ERR BITFIELD_RO only supports the GET subcommand
		BITFIELD_RO a SET u8 0 ten   -> -ERR value is not an integer or out of range
		BITFIELD_RO a GET u8         -> -ERR syntax error
		GET a                        -> "foobar"
	`)
}
