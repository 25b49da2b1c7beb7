package server

import (
	"seedis/rdb"
	"seedis/store"
)

// serializedLength is the length that a value has in an RDB file, in bytes,
// without the byte of its type.
func (s *Server) serializedLength(e store.Entry) int {
	c := rdb.Collection{Compressor: s.rdbCompressor()}
	if e.Type() == store.ListType {
		l := e.DB().List(store.Key{}, e)
		c.Count(l.Nodes())
		l.EachNode(c.Node)
		return c.Length
	}
	if piece, ok := e.Piece(); ok {
		c.String(piece)
		return c.Length
	}
	db, key := e.DB(), store.Key{}
	switch e.Type() {
	case store.String:
		var scratch [store.Digits]byte
		c.String(e.Text(&scratch))
	case store.HashType:
		h := db.Hash(key, e)
		c.Count(h.Len())
		h.Each(new(store.Scratch), c.Pair)
	case store.SetType:
		set := db.Set(key, e)
		c.Count(set.Len())
		set.Each(new(store.Scratch), c.String)
	case store.ZSetType:
		z := db.ZSet(key, e)
		c.Count(z.Len())
		eachScored(&z, func(member []byte, _ float64) { c.Scored(member) })
	}
	return c.Length
}

// rdbCompressor is the one for strings in files, nil if they are not to be
// compressed.
func (s *Server) rdbCompressor() *rdb.Compressor {
	if text(s.config, "rdbcompression") == "no" {
		return nil
	}
	if s.compressor == nil {
		s.compressor = new(rdb.Compressor)
	}
	return s.compressor
}

// eachScored visits all members of a sorted set in their order.
func eachScored(z *store.ZSet, visit func(member []byte, score float64)) {
	var scratch [store.Digits]byte
	for w := z.Forward(0, z.Len()); w.Left() > 0; w.Next() {
		visit(w.Member(&scratch), w.Score())
	}
}
