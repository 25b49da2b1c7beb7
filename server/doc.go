// Package server is where the parts meet: it accepts clients, receives their
// requests, executes them on the keyspace, and sends the replies.
//
// One turn of the loop is a batch, and each stage a function over a slice:
//
//	wait       loop: which clients are readable
//	receive    one batch of receives into query buffers          receive.go
//	parse      whole pipelines into a queue of commands          pipeline.go
//	prefetch   hash the keys; touch their buckets, then entries  pipeline.go
//	execute    in order of arrival; replies into reply buffers   dispatch.go
//	send       one batch of sends, before the next sleep         send.go
//
// Everything belongs to the main thread, but for connections (connection.go), which
// move between threads, and what main hands to the threads in the background (bio.go):
// dead values (lazyfree.go), files to be closed. A client's query and reply buffers
// live in mem, and exist only while there is something in them, so an idle client is a
// small Go object and a descriptor.
//
// Receiving and sending are a reactor's (reactor.go). Main has one, and so has each
// I/O thread of the reactor model (iothread.go), with which main exchanges connections
// (crew.go); in the lock-step model threads share in main's (lockstep.go).
//
// What main does unasked it does in slices between the stages: chores (chores.go),
// as the search for keys past their time (expirecycle.go), and evictions
// (eviction.go). How long a turn was, and what it did, is in turn.go.
//
// The command families about the server itself are here too (connection.go,
// client_list.go, info.go ...) and bound to the table of package commands.
package server
