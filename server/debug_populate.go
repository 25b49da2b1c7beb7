package server

import (
	"strconv"

	"seedis/commands"
	"seedis/resp"
	"seedis/store"
)

// debugPopulate is DEBUG POPULATE count [prefix [size]]: a database to test
// with. As in Redis nobody else hears of it, but for those who watch a key.
func (s *Server) debugPopulate(call *commands.Call, arguments resp.Args) {
	count, ok := resp.ParseInt(arguments.At(0))
	prefix, size := []byte("key"), int64(0)
	if arguments.Len() > 1 {
		prefix = arguments.At(1)
	}
	if ok && arguments.Len() > 2 {
		size, ok = resp.ParseInt(arguments.At(2))
	}
	if !ok || count < 0 || size < 0 {
		call.Reply.Error(resp.ErrMustBePositive)
		return
	}
	if size > call.MaxBulk {
		call.Reply.Error(resp.ErrStringTooLong)
		return
	}
	name, value := append(prefix[:len(prefix):len(prefix)], ':'), make([]byte, size)
	for i := range count {
		key := s.keyspace.Key(strconv.AppendInt(name, i, 10))
		e := call.DB.Find(key)
		if e.Exists() {
			continue
		}
		call.DB.SetString(key, e, populated(value, i), store.NoExpiry)
		s.touch(call.DB, key.Bytes)
	}
	call.Reply.OK()
}

// populated is the value of entry i: "value:" and i, cut or filled up with bytes
// of 0 to the length of value, if it has one.
func populated(value []byte, i int64) []byte {
	text := strconv.AppendInt([]byte("value:"), i, 10)
	if len(value) == 0 {
		return text
	}
	clear(value)
	copy(value, text)
	return value
}
