package server

import (
	"fmt"

	"seedis/commands"
	"seedis/resp"
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
	const clockMax = 1<<24 - 1 // Redis's clock of uses counts seconds in 24 bits
	idle := e.IdleSeconds()
	used := (call.Now/1000 - idle) & clockMax
	compress := text(s.config, "rdbcompression") == "yes"
	call.Reply.SimpleString(fmt.Sprintf(
		"Value at:%#x refcount:%d encoding:%s serializedlength:%d lru:%d lru_seconds_idle:%d",
		uint64(e.Ref()), call.References(e), e.Encoding(), serializedLength(e, compress), used, idle))
}
