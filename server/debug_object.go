package server

import (
	"fmt"

	"seedis/commands"
	"seedis/rdb"
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
	call.Reply.SimpleString(fmt.Sprintf(
		"Value at:%#x refcount:%d encoding:%s serializedlength:%d lru:%d lru_seconds_idle:%d",
		uint64(e.Ref()), call.References(e), e.Encoding(), s.serializedLength(e), used, idle))
}

// serializedLength is the length that a value has in an RDB file, in bytes,
// without the byte of its type.
func (s *Server) serializedLength(e store.Entry) int {
	var scratch [store.Digits]byte
	if text(s.config, "rdbcompression") == "no" {
		return rdb.StringLength(e.Text(&scratch), nil)
	}
	if s.compressor == nil {
		s.compressor = new(rdb.Compressor)
	}
	return rdb.StringLength(e.Text(&scratch), s.compressor)
}
