package commands

import "testing"

func TestExpireOptions(t *testing.T) {
	transcript(t, `
		EXPIRE a 10                  -> 0
		EXPIRE a 10 foo              -> -ERR Unsupported option foo
		EXPIRE a x foo               -> -ERR Unsupported option foo
		EXPIRE a 10 NX XX foo        -> -ERR Unsupported option foo
		EXPIRE a x NX GT             -> -ERR NX and XX, GT or LT options at the same time are not compatible
		EXPIRE a x GT LT             -> -ERR GT and LT options at the same time are not compatible
		EXPIRE a x                   -> -ERR value is not an integer or out of range
		EXPIRE a 9223372036854775807 -> -ERR invalid expire time in 'expire' command
		EXPIRE a -9223372036854775808 -> -ERR invalid expire time in 'expire' command
		PEXPIRE a 9223372036854775807 -> -ERR invalid expire time in 'pexpire' command
		PEXPIRE a -9223372036854775808 -> 0
		EXPIRE                       -> -ERR wrong number of arguments for 'expire' command
		SET a b                      -> OK
		EXPIRE a 100 XX              -> 0
		EXPIRE a 100 GT              -> 0
		EXPIRE a 100 LT              -> 1
		EXPIRE a 200 NX              -> 0
		EXPIRE a 50 GT               -> 0
		EXPIRE a 200 gt              -> 1
		EXPIRE a 300 LT              -> 0
		EXPIRE a 150 LT XX           -> 1
		EXPIRE a 160 XX XX           -> 1
		EXPIRE a 170 XX GT           -> 1
		TTL a                        -> 170
		PERSIST a                    -> 1
		PERSIST a                    -> 0
		PERSIST nope                 -> 0
		TTL a                        -> -1
		PTTL a                       -> -1
		TTL nope                     -> -2
		PTTL nope                    -> -2
	`)
}

func TestExpireInThePastDeletes(t *testing.T) {
	transcript(t, `
		SET a b                      -> OK
		EXPIRE a 0                   -> 1
		EXISTS a                     -> 0
		SET a b                      -> OK
		PEXPIRE a -1                 -> 1
		EXISTS a                     -> 0
		SET a b                      -> OK
		PEXPIRE a -9223372036854775808 -> 1
		EXISTS a                     -> 0
		SET a b EX 100               -> OK
		EXPIRE a -1 GT               -> 0
		EXPIRE a -1 NX               -> 0
		EXPIRE a -1 LT               -> 1
		EXISTS a                     -> 0
	`)
}

func TestTTLRoundsToTheNearestSecond(t *testing.T) {
	transcript(t, `
		SET a b PX 2000              -> OK
		wait 500
		TTL a                        -> 2
		wait 1
		TTL a                        -> 1
		wait 1000
		PTTL a                       -> 499
		TTL a                        -> 0
		PEXPIRE a 500 GT             -> 1
		PEXPIRE a 500 GT             -> 0
		PEXPIRE a 500 LT             -> 0
	`)
}

func TestExpireAt(t *testing.T) {
	transcript(t, `
		EXPIREAT a 99999999999       -> 0
		SET a b                      -> OK
		EXPIREAT a 99999999999 XX    -> 0
		EXPIREAT a 99999999999       -> 1
		EXPIRETIME a                 -> 99999999999
		PEXPIRETIME a                -> 99999999999000
		PEXPIREAT a 99999999999499 GT -> 1
		EXPIRETIME a                 -> 99999999999
		PEXPIREAT a 99999999999500 LT -> 0
		PEXPIREAT a 99999999999500   -> 1
		EXPIRETIME a                 -> 100000000000
		PEXPIREAT a 9223372036854775807 -> 1
		EXPIRETIME a                 -> 9223372036854776
		PEXPIRETIME a                -> 9223372036854775807
		EXPIREAT a 9223372036854775  -> 1
		PEXPIRETIME a                -> 9223372036854775000
		EXPIREAT a 9223372036854776  -> -ERR invalid expire time in 'expireat' command
		EXPIREAT a -9223372036854776 -> -ERR invalid expire time in 'expireat' command
		EXPIREAT a x GT LT           -> -ERR GT and LT options at the same time are not compatible
		EXPIREAT a x                 -> -ERR value is not an integer or out of range
		PEXPIREAT a x foo            -> -ERR Unsupported option foo
		PERSIST a                    -> 1
		EXPIRETIME a                 -> -1
		PEXPIRETIME a                -> -1
		EXPIRETIME nope              -> -2
		PEXPIRETIME nope             -> -2
		PEXPIREAT a -9223372036854775808 -> 1
		EXISTS a                     -> 0
		SET a b                      -> OK
		EXPIREAT a 0                 -> 1
		EXISTS a                     -> 0
	`)
}
