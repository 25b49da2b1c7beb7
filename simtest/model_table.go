package simtest

import "strings"

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
	return []row{
		{name: "get", arity: 2, run: (*model).get},
		{name: "set", arity: -3, run: (*model).set},
		{name: "getset", arity: 3, run: (*model).getSet},
		{name: "setnx", arity: 3, run: (*model).setNX},
		{name: "setex", arity: 4, run: (*model).setEX},
		{name: "getdel", arity: 2, run: (*model).getDel},
		{name: "mget", arity: -2, run: (*model).mGet},
		{name: "mset", arity: -3, run: (*model).mSet},
		{name: "append", arity: 3, run: (*model).appendTo},
		{name: "strlen", arity: 2, run: (*model).strLen},
		{name: "incr", arity: 2, run: (*model).incr},
		{name: "decr", arity: 2, run: (*model).decr},
		{name: "incrby", arity: 3, run: (*model).incrBy},

		{name: "del", arity: -2, run: (*model).del},
		{name: "unlink", arity: -2, run: (*model).del},
		{name: "exists", arity: -2, run: (*model).exists},
		{name: "type", arity: 2, run: (*model).typeOf},
		{name: "keys", arity: 2, run: (*model).keys},
		{name: "scan", arity: -2, run: (*model).scan},
		{name: "dbsize", arity: 1, run: (*model).dbSize},
		{name: "flushdb", arity: -1, run: (*model).flushDB},
		{name: "flushall", arity: -1, run: (*model).flushAll},

		{name: "expire", arity: -3, run: (*model).expire},
		{name: "pexpire", arity: -3, run: (*model).pExpire},
		{name: "ttl", arity: 2, run: (*model).ttl},
		{name: "pttl", arity: 2, run: (*model).pTTL},
		{name: "persist", arity: 2, run: (*model).persist},

		{name: "multi", arity: 1, flags: immediate, run: (*model).multi},
		{name: "exec", arity: 1, flags: immediate, run: (*model).exec},
		{name: "discard", arity: 1, flags: immediate, run: (*model).discardCommand},
		{name: "watch", arity: -2, flags: immediate, run: (*model).watchCommand},
		{name: "unwatch", arity: 1, run: (*model).unwatchCommand},

		{name: "ping", arity: -1, run: (*model).ping},
		{name: "echo", arity: 2, run: (*model).echo},
		{name: "select", arity: 2, run: (*model).selectDB},
		{name: "auth", arity: -2, flags: anybody, run: (*model).auth},
		{name: "hello", arity: -1, flags: anybody, run: (*model).hello},
		{name: "reset", arity: 1, flags: anybody | immediate, run: (*model).reset},
		{name: "quit", arity: -1, flags: anybody | immediate, run: (*model).quit},
		{name: "client", arity: -2, subcommands: clientRows()},

		{name: "info", arity: -1, run: (*model).info},
		{name: "config", arity: -2, subcommands: configRows()},
		{name: "command", arity: -1, run: (*model).someArray, subcommands: commandRows()},
		{name: "debug", arity: -2, flags: guarded, run: (*model).debug},
		{name: "shutdown", arity: -1, flags: neverQueued, run: (*model).shutdownCommand},
	}
}

func clientRows() []row {
	return []row{
		{container: "client", name: "id", arity: 2, run: (*model).clientID},
		{container: "client", name: "getname", arity: 2, run: (*model).clientGetName},
		{container: "client", name: "setname", arity: 3, run: (*model).clientSetName},
		{container: "client", name: "list", arity: -2, run: (*model).clientList},
		{container: "client", name: "kill", arity: -3, run: (*model).clientKill},
		{container: "client", name: "help", arity: 2, run: (*model).someArray},
	}
}

func configRows() []row {
	return []row{
		{container: "config", name: "get", arity: -3, run: (*model).configGet},
		{container: "config", name: "set", arity: -4, run: (*model).configSet},
		{container: "config", name: "help", arity: 2, run: (*model).someArray},
	}
}

func commandRows() []row {
	return []row{
		{container: "command", name: "count", arity: 2, run: (*model).someInteger},
		{container: "command", name: "docs", arity: -2, run: (*model).someMap},
		{container: "command", name: "info", arity: -2, run: (*model).someArray},
		{container: "command", name: "list", arity: -2, run: (*model).someArrayOrError},
		{container: "command", name: "help", arity: 2, run: (*model).someArray},
	}
}
