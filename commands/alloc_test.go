package commands

import (
	"strings"
	"testing"
)

// TestHotPathAllocatesNothing runs what a busy server runs all day.
func TestHotPathAllocatesNothing(t *testing.T) {
	m := openMachine(t, false)
	t.Cleanup(m.close)
	m.call.Sink = silence{}
	room := make([]byte, 1<<16)
	m.writer.Attach(room, 0, &m.reply)
	m.run(requestOf("SET", "s", "string"))
	const span = "1000000"
	for _, request := range []string{
		"SET a value", "GET a", "GET nope", "SET n 12345", "GET n", "SET a value EX " + span, "SET a value NX",
		"SET a value XX GET KEEPTTL", "SETEX a " + span + " value", "GETSET a value", "MSET a 1 b 2", "MGET a b nope",
		"INCR n", "DECR n", "INCRBY n 7", "STRLEN a", "EXISTS a b", "TYPE a", "EXPIRE a " + span, "PEXPIRE a " + span + " XX",
		"TTL a", "PTTL a", "PERSIST a", "DEL nope", "UNLINK nope", "SCAN 0", "SCAN 0 MATCH *b* COUNT 100", "KEYS a*", "DBSIZE",
		"TOUCH a b", "RANDOMKEY", "COPY a b REPLACE", "RENAME a c", "RENAME c a", "RENAMENX a b", "COPY a b DB 1 REPLACE",
		"EXPIREAT a 2000000000", "EXPIRETIME a", "OBJECT ENCODING a", "OBJECT IDLETIME a", "OBJECT FREQ a", "OBJECT REFCOUNT a",
		"MOVE nope 1", "SWAPDB 0 1", "SWAPDB 0 1",
		"DECRBY n 7", "PSETEX a " + span + " value", "MSETNX new 1 a 2", "GETRANGE s 1 -2", "SETRANGE a 2 x",
		"GETEX a", "GETEX a PX " + span, "GETEX a PERSIST", "LCS s a LEN", "LCS s a IDX WITHMATCHLEN",
		"RPUSH l a b c 1 2 3", "LPUSH l x", "LPUSHX l x", "RPUSHX l 7", "LLEN l", "LINDEX l 2", "LSET l 1 y", "LINSERT l BEFORE a z",
		"LRANGE l 0 20", "LPOS l a", "LPOS l x COUNT 5 RANK -1", "LREM l 1 z", "LMOVE l l LEFT RIGHT", "LMOVE l other LEFT RIGHT",
		"RPOPLPUSH l l", "LTRIM l 0 500", "LPOP l", "RPOP l 2", "LMPOP 2 nope l LEFT COUNT 2", "LPOP nope 2", "LPUSH s x",
		"HSET h f 1 g text", "HGET h f", "HMGET h f g nope", "HGETALL h", "HKEYS h", "HVALS h", "HINCRBY h f 1", "HEXISTS h f",
		"HLEN h", "HSTRLEN h g", "HSETNX h f 1", "HSCAN h 0 MATCH f*", "HRANDFIELD h", "HRANDFIELD h 2 WITHVALUES", "HDEL h nope",
		"HSET h f 1 g longer", "HDEL h g", "HMSET h g text",
		"SADD i 1 2 3", "SADD m a b c 1 2", "SISMEMBER i 1", "SMISMEMBER m a z", "SMEMBERS i", "SMEMBERS m", "SCARD m",
		"SINTER i m", "SUNION i m", "SDIFF i m", "SINTERSTORE d i m", "SUNIONSTORE d i m", "SDIFFSTORE d i m", "SINTERCARD 2 i m",
		"SRANDMEMBER m", "SRANDMEMBER i 2", "SRANDMEMBER m -3", "SSCAN m 0", "SMOVE m i a", "SREM m nope", "SADD m x", "SPOP m",
		"SET a 1 EX x", "SET a b PX -1", "INCR s",
	} {
		args := requestOf(strings.Fields(request)...)
		m.writer.Attach(room, 0, &m.reply)
		if allocations := testing.AllocsPerRun(100, func() { m.run(args) }); allocations != 0 {
			t.Errorf("%s allocates %v times", request, allocations)
		}
	}
}

func BenchmarkCommands(b *testing.B) {
	m := openMachine(b, false)
	defer m.close()
	m.call.Sink = silence{}
	room := make([]byte, 1<<10)
	for _, request := range []string{"GET key", "SET key value", "SET key value EX 100", "INCR n"} {
		args := requestOf(strings.Fields(request)...)
		b.Run(strings.ReplaceAll(request, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				m.writer.Attach(room, 0, &m.reply)
				m.run(args)
			}
		})
	}
}
