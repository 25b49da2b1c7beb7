// Package commands is the command table as data, and the command families that
// work on data alone, one file each.
//
// A Command is a row: name, arity, flags, key positions, documentation, and the
// function that runs it. Families about the server itself (CLIENT, CONFIG,
// INFO, MULTI ...) have their rows here and are bound to functions by package
// server, which owns what they talk about; so nothing here needs a client.
//
// A command gets all it may touch in a Call: arguments, reply, database, the
// time of its turn, and the Sink that every write goes through:
//
//	Modified  tells that a key changed and how (WATCH, dirty counter,
//	          notifications, waiting clients)
//	Flushing  tells the same of all keys of a database
//	Swapping  tells the same of all keys of two databases
//	Effect    gives the command as replicas and the append-only file must
//	          repeat it (relative times made absolute, and so on)
package commands
