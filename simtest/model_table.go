package simtest

import (
	"slices"
	"strings"
)

// row is one command of the model.
type row struct {
	name        string
	arity       int // arguments with the name; negative: at least so many
	flags       rowFlags
	run         func(m *model, s *session, args []string)
	subcommands []row
	container   string // of a subcommand
}

type rowFlags uint8

const (
	anybody     rowFlags = 1 << iota // allowed before AUTH
	immediate                        // carried out inside MULTI, not queued
	neverQueued                      // refused inside MULTI
	guarded                          // refused unless enable-debug-command allows it
	writes                           // waits while CLIENT PAUSE WRITE is on
)

func (r *row) takes(arguments int) bool {
	return arguments == r.arity || r.arity < 0 && arguments >= -r.arity
}

func (r *row) fullName() string {
	if r.container != "" {
		return r.container + "|" + r.name
	}
	return r.name
}

func findRow(table []row, name string) *row {
	for i := range table {
		if strings.EqualFold(table[i].name, name) && len(table[i].name) == len(name) {
			return &table[i]
		}
	}
	return nil
}

// allRows are all commands of this version.
func allRows() []row {
	return slices.Concat(
		stringRows(),
		bitmapRows(),
		listRows(),
		blockingRows(),
		hashRows(),
		setRows(),
		sortedSetRows(),
		collectionScanRows(),
		sortRows(),
		keyRows(),
		expiryRows(),
		transactionRows(),
		connectionRows(),
		serverRows(),
	)
}

func stringRows() []row {
	return []row{
		{name: "get", arity: 2, run: (*model).get},
		{name: "set", arity: -3, flags: writes, run: (*model).set},
		{name: "getset", arity: 3, flags: writes, run: (*model).getSet},
		{name: "setnx", arity: 3, flags: writes, run: (*model).setNX},
		{name: "setex", arity: 4, flags: writes, run: (*model).setEX},
		{name: "getdel", arity: 2, flags: writes, run: (*model).getDel},
		{name: "mget", arity: -2, run: (*model).mGet},
		{name: "mset", arity: -3, flags: writes, run: (*model).mSet},
		{name: "append", arity: 3, flags: writes, run: (*model).appendTo},
		{name: "strlen", arity: 2, run: (*model).strLen},
		{name: "incr", arity: 2, flags: writes, run: (*model).incr},
		{name: "decr", arity: 2, flags: writes, run: (*model).decr},
		{name: "incrby", arity: 3, flags: writes, run: (*model).incrBy},
		{name: "decrby", arity: 3, flags: writes, run: (*model).decrBy},
		{name: "incrbyfloat", arity: 3, flags: writes, run: (*model).incrByFloat},
		{name: "psetex", arity: 4, flags: writes, run: (*model).pSetEX},
		{name: "msetnx", arity: -3, flags: writes, run: (*model).mSetNX},
		{name: "getex", arity: -2, flags: writes, run: (*model).getEX},
		{name: "getrange", arity: 4, run: (*model).getRange},
		{name: "substr", arity: 4, run: (*model).getRange},
		{name: "setrange", arity: 4, flags: writes, run: (*model).setRange},
		{name: "lcs", arity: -3, run: (*model).lcs},
	}
}

func bitmapRows() []row {
	return []row{
		{name: "setbit", arity: 4, flags: writes, run: (*model).setBit},
		{name: "getbit", arity: 3, run: (*model).getBit},
		{name: "bitcount", arity: -2, run: (*model).bitCount},
		{name: "bitpos", arity: -3, run: (*model).bitPos},
		{name: "bitop", arity: -4, flags: writes, run: (*model).bitOp},
		{name: "bitfield", arity: -2, flags: writes, run: (*model).bitField},
		{name: "bitfield_ro", arity: -2, run: (*model).bitFieldRO},
	}
}

func keyRows() []row {
	return []row{
		{name: "del", arity: -2, flags: writes, run: (*model).del},
		{name: "unlink", arity: -2, flags: writes, run: (*model).unlink},
		{name: "exists", arity: -2, run: (*model).exists},
		{name: "touch", arity: -2, run: (*model).touchKeys},
		{name: "type", arity: 2, run: (*model).typeOf},
		{name: "rename", arity: 3, flags: writes, run: (*model).rename},
		{name: "renamenx", arity: 3, flags: writes, run: (*model).renameNX},
		{name: "copy", arity: -3, flags: writes, run: (*model).copyKey},
		{name: "move", arity: 3, flags: writes, run: (*model).move},
		{name: "swapdb", arity: 3, flags: writes, run: (*model).swapDB},
		{name: "randomkey", arity: 1, run: (*model).randomKey},
		{name: "object", arity: -2, subcommands: objectRows()},
		{name: "keys", arity: 2, run: (*model).keys},
		{name: "scan", arity: -2, run: (*model).scan},
		{name: "dbsize", arity: 1, run: (*model).dbSize},
		{name: "flushdb", arity: -1, flags: writes, run: (*model).flushDB},
		{name: "flushall", arity: -1, flags: writes, run: (*model).flushAll},
	}
}

func expiryRows() []row {
	return []row{
		{name: "expire", arity: -3, flags: writes, run: (*model).expire},
		{name: "pexpire", arity: -3, flags: writes, run: (*model).pExpire},
		{name: "expireat", arity: -3, flags: writes, run: (*model).expireAt},
		{name: "pexpireat", arity: -3, flags: writes, run: (*model).pExpireAt},
		{name: "expiretime", arity: 2, run: (*model).expireTime},
		{name: "pexpiretime", arity: 2, run: (*model).pExpireTime},
		{name: "ttl", arity: 2, run: (*model).ttl},
		{name: "pttl", arity: 2, run: (*model).pTTL},
		{name: "persist", arity: 2, flags: writes, run: (*model).persist},
	}
}

func transactionRows() []row {
	return []row{
		{name: "multi", arity: 1, flags: immediate, run: (*model).multi},
		{name: "exec", arity: 1, flags: immediate, run: (*model).exec},
		{name: "discard", arity: 1, flags: immediate, run: (*model).discardCommand},
		{name: "watch", arity: -2, flags: immediate, run: (*model).watchCommand},
		{name: "unwatch", arity: 1, run: (*model).unwatchCommand},
	}
}

func connectionRows() []row {
	return []row{
		{name: "ping", arity: -1, run: (*model).ping},
		{name: "echo", arity: 2, run: (*model).echo},
		{name: "select", arity: 2, run: (*model).selectDB},
		{name: "auth", arity: -2, flags: anybody, run: (*model).auth},
		{name: "hello", arity: -1, flags: anybody, run: (*model).hello},
		{name: "reset", arity: 1, flags: anybody | immediate, run: (*model).reset},
		{name: "quit", arity: -1, flags: anybody | immediate, run: (*model).quit},
		{name: "client", arity: -2, subcommands: clientRows()},
	}
}

func serverRows() []row {
	return []row{
		{name: "time", arity: 1, run: (*model).timeOf},
		{name: "info", arity: -1, run: (*model).info},
		{name: "config", arity: -2, subcommands: configRows()},
		{name: "command", arity: -1, run: (*model).someArray, subcommands: commandRows()},
		{name: "lolwut", arity: -1, run: (*model).lolwut},
		{name: "slowlog", arity: -2, subcommands: slowlogRows()},
		{name: "debug", arity: -2, flags: guarded, run: (*model).debug},
		{name: "shutdown", arity: -1, flags: neverQueued, run: (*model).shutdownCommand},
	}
}

func clientRows() []row {
	return []row{
		{container: "client", name: "id", arity: 2, run: (*model).clientID},
		{container: "client", name: "getname", arity: 2, run: (*model).clientGetName},
		{container: "client", name: "setname", arity: 3, run: (*model).clientSetName},
		{container: "client", name: "info", arity: 2, run: (*model).clientInfo},
		{container: "client", name: "list", arity: -2, run: (*model).clientList},
		{container: "client", name: "no-evict", arity: 3, run: (*model).clientNoEvict},
		{container: "client", name: "pause", arity: -3, run: (*model).clientPause},
		{container: "client", name: "unblock", arity: -3, run: (*model).clientUnblock},
		{container: "client", name: "unpause", arity: 2, run: (*model).clientUnpause},
		{container: "client", name: "reply", arity: 3, run: (*model).clientReply},
		{container: "client", name: "kill", arity: -3, run: (*model).clientKill},
		{container: "client", name: "help", arity: 2, run: (*model).someArray},
	}
}

func objectRows() []row {
	return []row{
		{container: "object", name: "encoding", arity: 3, run: (*model).objectEncoding},
		{container: "object", name: "freq", arity: 3, run: (*model).objectFreq},
		{container: "object", name: "idletime", arity: 3, run: (*model).objectIdleTime},
		{container: "object", name: "refcount", arity: 3, run: (*model).objectRefCount},
		{container: "object", name: "help", arity: 2, run: (*model).someArray},
	}
}

func configRows() []row {
	return []row{
		{container: "config", name: "get", arity: -3, run: (*model).configGet},
		{container: "config", name: "resetstat", arity: 2, run: (*model).resetStatistics},
		{container: "config", name: "rewrite", arity: 2, run: (*model).configRewrite},
		{container: "config", name: "set", arity: -4, run: (*model).configSet},
		{container: "config", name: "help", arity: 2, run: (*model).someArray},
	}
}

func slowlogRows() []row {
	return []row{
		{container: "slowlog", name: "get", arity: -2, run: (*model).slowlogGet},
		{container: "slowlog", name: "len", arity: 2, run: (*model).someInteger},
		{container: "slowlog", name: "reset", arity: 2, run: (*model).justOK},
		{container: "slowlog", name: "help", arity: 2, run: (*model).someArray},
	}
}

func commandRows() []row {
	return []row{
		{container: "command", name: "count", arity: 2, run: (*model).someInteger},
		{container: "command", name: "docs", arity: -2, run: (*model).someMap},
		{container: "command", name: "getkeys", arity: -4, run: (*model).someArrayOrError},
		{container: "command", name: "getkeysandflags", arity: -4, run: (*model).someArrayOrError},
		{container: "command", name: "info", arity: -2, run: (*model).someArray},
		{container: "command", name: "list", arity: -2, run: (*model).someArrayOrError},
		{container: "command", name: "help", arity: 2, run: (*model).someArray},
	}
}
