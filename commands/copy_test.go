package commands

import "testing"

func TestCopy(t *testing.T) {
	transcript(t, `
		COPY a b                     -> 0
		SET a 1 EX 100               -> OK
		COPY a b                     -> 1
		TTL b                        -> 100
		SET b 2                      -> OK
		COPY a b                     -> 0
		GET b                        -> "2"
		COPY a b REPLACE             -> 1
		GET b                        -> "1"
		OBJECT ENCODING b            -> "int"
		TTL b                        -> 100
		INCR b                       -> 2
		GET a                        -> "1"
		COPY a b replace Replace     -> 1
		COPY a a DB 1                -> 1
		COPY a a DB 1                -> 0
		COPY b a DB 1 REPLACE        -> 1
		COPY a b DB 1 DB 0           -> 0
		APPEND a x                   -> 2
		COPY a c                     -> 1
		OBJECT ENCODING c            -> "raw"
		DBSIZE                       -> 3
	`)
}

func TestCopyArguments(t *testing.T) {
	transcript(t, `
		COPY a a                     -> -ERR source and destination objects are the same
		COPY a a REPLACE             -> -ERR source and destination objects are the same
		COPY a a DB 0                -> -ERR source and destination objects are the same
		COPY a a DB 1 DB 0           -> -ERR source and destination objects are the same
		COPY a b DB                  -> -ERR syntax error
		COPY a b REPLACE DB          -> -ERR syntax error
		COPY a b foo DB x            -> -ERR syntax error
		COPY a b DB x foo            -> -ERR value is not an integer or out of range
		COPY a b DB 16 foo           -> -ERR DB index is out of range
		COPY a b DB -1               -> -ERR DB index is out of range
		COPY a b DB 2147483648       -> -ERR value is out of range, value must between -2147483648 and 2147483647
		COPY a b DB 9223372036854775808 -> -ERR value is not an integer or out of range
		COPY a                       -> -ERR wrong number of arguments for 'copy' command
	`)
}

func TestCopyOfKeysPastTheirTime(t *testing.T) {
	transcript(t, `
		SET a 1 PX 5                 -> OK
		SET b 2                      -> OK
		wait 6
		COPY b a                     -> 1
		TTL a                        -> -1
		SET a 1 PX 5                 -> OK
		wait 6
		COPY a b REPLACE             -> 0
		GET b                        -> "2"
	`)
}
