package commands

import "testing"

func TestRename(t *testing.T) {
	transcript(t, `
		RENAME a b                   -> -ERR no such key
		RENAME a a                   -> -ERR no such key
		SET a 1                      -> OK
		RENAME a a                   -> OK
		RENAME a b                   -> OK
		EXISTS a                     -> 0
		GET b                        -> "1"
		SET a 2 EX 100               -> OK
		RENAME a b                   -> OK
		GET b                        -> "2"
		TTL b                        -> 100
		SET c 3                      -> OK
		RENAME c b                   -> OK
		TTL b                        -> -1
		DBSIZE                       -> 1
		APPEND b more                -> 5
		RENAME b ""                  -> OK
		OBJECT ENCODING ""           -> "raw"
		GET ""                       -> "3more"
		RENAME a                     -> -ERR wrong number of arguments for 'rename' command
		RENAME a b c                 -> -ERR wrong number of arguments for 'rename' command
	`)
}

func TestRenameNX(t *testing.T) {
	transcript(t, `
		RENAMENX a b                 -> -ERR no such key
		RENAMENX a a                 -> -ERR no such key
		MSET a 1 b 2                 -> OK
		RENAMENX a a                 -> 0
		RENAMENX a b                 -> 0
		MGET a b                     -> ["1" "2"]
		RENAMENX a c                 -> 1
		MGET a c                     -> [nil "1"]
	`)
}

// A name whose key has run out of time is free, and such a key has none.
func TestRenameOfKeysPastTheirTime(t *testing.T) {
	transcript(t, `
		SET a 1 PX 5                 -> OK
		SET b 2 PX 50                -> OK
		wait 6
		RENAMENX b a                 -> 1
		PTTL a                       -> 44
		wait 45
		RENAME a b                   -> -ERR no such key
	`)
}
