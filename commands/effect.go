package commands

import (
	"seedis/resp"
	"seedis/store"
)

// The events, by the names of Redis's keyspace notifications.
var (
	eventSet     = Event{"set", String}
	eventAppend  = Event{"append", String}
	eventSetBit  = Event{"setbit", String}
	eventIncrBy  = Event{"incrby", String}
	eventFloat   = Event{"incrbyfloat", String}
	eventRange   = Event{"setrange", String}
	eventDel     = Event{"del", Generic}
	eventExpire  = Event{"expire", Generic}
	eventPersist = Event{"persist", Generic}
	eventExpired = Event{"expired", Expired}
	eventEvicted = Event{"evicted", Evicted}

	eventHSet         = Event{"hset", Hash}
	eventHIncrBy      = Event{"hincrby", Hash}
	eventHIncrByFloat = Event{"hincrbyfloat", Hash}
	eventHDel         = Event{"hdel", Hash}

	eventSAdd        = Event{"sadd", Set}
	eventSRem        = Event{"srem", Set}
	eventSPop        = Event{"spop", Set}
	eventSInterStore = Event{"sinterstore", Set}
	eventSUnionStore = Event{"sunionstore", Set}
	eventSDiffStore  = Event{"sdiffstore", Set}

	eventLSet    = Event{"lset", List}
	eventLInsert = Event{"linsert", List}
	eventLRem    = Event{"lrem", List}
	eventLTrim   = Event{"ltrim", List}

	eventSortStore = Event{"sortstore", List}

	eventZAdd             = Event{"zadd", ZSet}
	eventZIncr            = Event{"zincr", ZSet}
	eventZRem             = Event{"zrem", ZSet}
	eventZPopMin          = Event{"zpopmin", ZSet}
	eventZPopMax          = Event{"zpopmax", ZSet}
	eventZRangeStore      = Event{"zrangestore", ZSet}
	eventZUnionStore      = Event{"zunionstore", ZSet}
	eventZInterStore      = Event{"zinterstore", ZSet}
	eventZDiffStore       = Event{"zdiffstore", ZSet}
	eventZRemRangeByRank  = Event{"zremrangebyrank", ZSet}
	eventZRemRangeByScore = Event{"zremrangebyscore", ZSet}
	eventZRemRangeByLex   = Event{"zremrangebylex", ZSet}

	eventRenameFrom = Event{"rename_from", Generic}
	eventRenameTo   = Event{"rename_to", Generic}
	eventMoveFrom   = Event{"move_from", Generic}
	eventMoveTo     = Event{"move_to", Generic}
	eventCopyTo     = Event{"copy_to", Generic}
)

// The words of effects that are not the command as it came.
var (
	wordDel       = []byte("DEL")
	wordUnlink    = []byte("UNLINK")
	wordSet       = []byte("SET")
	wordHSet      = []byte("HSET")
	wordSRem      = []byte("SREM")
	wordLPop      = []byte("LPOP")
	wordRPop      = []byte("RPOP")
	wordLMove     = []byte("LMOVE")
	wordRPopLPush = []byte("RPOPLPUSH")
	wordZPopMin   = []byte("ZPOPMIN")
	wordZPopMax   = []byte("ZPOPMAX")
	wordPXAT      = []byte("PXAT")
	wordKeepTTL   = []byte("KEEPTTL")
	wordPersist   = []byte("PERSIST")
	wordPExpireAt = []byte("PEXPIREAT")
)

// effect sends argv, which was gathered in the scratch.
func (c *Call) effect(argv [][]byte) { c.effectIn(c.DB, argv) }

// effectIn is effect in another database.
func (c *Call) effectIn(db *store.DB, argv [][]byte) {
	c.Sink.Effect(db, argv)
	c.argv = kept(argv)
}

// effectAsIs sends the command as it came.
func (c *Call) effectAsIs() {
	argv := c.argv
	for i := range c.Args.Len() {
		argv = append(argv, c.Args.At(i))
	}
	c.effect(argv)
}

// effectDel sends the end of a key.
func (c *Call) effectDel(key []byte) {
	c.effect(append(c.argv, wordDel, key))
}

// effectSet sends a value that has no end.
func (c *Call) effectSet(key, value []byte) {
	c.effect(append(c.argv, wordSet, key, value))
}

// effectSetUntil sends a value with its end, in milliseconds since 1970: a
// repetition takes place at another time, so that no span can be sent.
func (c *Call) effectSetUntil(key, value []byte, at int64) {
	c.effect(append(c.argv, wordSet, key, value, wordPXAT, c.decimal(at)))
}

// effectExpireAt sends the new end of the first key, with the conditions that
// the command had.
func (c *Call) effectExpireAt(at int64) {
	argv := append(c.argv, wordPExpireAt, c.Args.At(1), c.decimal(at))
	for i := 3; i < c.Args.Len(); i++ {
		argv = append(argv, c.Args.At(i))
	}
	c.effect(argv)
}

// decimal writes n into the scratch for digits.
func (c *Call) decimal(n int64) []byte { return resp.AppendInt(c.digits[:0], n) }
