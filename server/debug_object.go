package server

import (
	"fmt"

	"seedis/commands"
	"seedis/resp"
	"seedis/store"
)

// debugObject is DEBUG OBJECT key. Keys past their time are shown too. The
// address is one in the heap, from its start: no address of the process leaves
// it.
func (s *Server) debugObject(call *commands.Call, arguments resp.Args) {
	e := call.DB.Find(s.keyspace.Key(arguments.At(0)))
	if !e.Exists() {
		call.Reply.Error(resp.ErrNoSuchKey)
		return
	}
	idle := e.IdleSeconds()
	used := (call.Now/1000 - idle) & lruClockMask
	line := fmt.Sprintf(
		"Value at:%#x refcount:%d encoding:%s serializedlength:%d lru:%d lru_seconds_idle:%d",
		uint64(e.Ref()), call.References(e), e.Encoding(), s.serializedLength(e), used, idle)
	if e.Type() == store.ListType {
		line += s.describeNodes(e.DB().List(store.Key{}, e))
	}
	call.Reply.SimpleString(line)
}

// describeNodes is what DEBUG OBJECT tells of a list beyond what it tells of any
// value. The size of its nodes is in bytes. None is compressed: the setting for
// that has no effect.
func (s *Server) describeNodes(l store.List) string {
	size := 0
	l.EachNode(func(node []byte) { size += len(node) })
	return fmt.Sprintf(" ql_nodes:%d ql_avg_node:%.2f ql_listpack_max:%d ql_compressed:0 ql_uncompressed_size:%d",
		l.Nodes(), float64(l.Len())/float64(l.Nodes()), s.config.ListMaxListpackSize, size)
}
