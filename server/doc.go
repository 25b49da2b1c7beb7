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
// Everything belongs to the main thread. A client's query and reply buffers
// live in mem, and exist only while there is something in them, so an idle
// client is a small Go object and a descriptor.
//
// The command families about the server itself are here too (connection.go,
// client_list.go, info.go ...) and bound to the table of package commands.
package server
