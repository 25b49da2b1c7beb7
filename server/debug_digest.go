package server

import (
	"crypto/sha1"
	"encoding/binary"
	"fmt"

	"seedis/commands"
	"seedis/resp"
	"seedis/store"
)

// digest is a fingerprint of data, 0 of none. It is Redis's own, so that the
// data of both can be compared: what may come in any order is added, and what
// has an order is mixed in.
type digest [sha1.Size]byte

// add takes data in, whatever the order in which it comes.
func (d *digest) add(data []byte) {
	for i, b := range sha1.Sum(data) {
		d[i] ^= b
	}
}

// mix takes data in, in an order that counts.
func (d *digest) mix(data []byte) {
	d.add(data)
	*d = sha1.Sum(d[:])
}

func (d *digest) mixNumber(n uint32) { d.mix(binary.BigEndian.AppendUint32(nil, n)) }

// mixEntry takes the value of an entry in, and whether it expires.
func (d *digest) mixEntry(e store.Entry) {
	d.mixNumber(uint32(e.Type()))
	d.mixValue(e)
	if e.ExpireAt() != store.NoExpiry {
		d.add([]byte("!!expire!!"))
	}
}

// mixValue takes the value of an entry in.
func (d *digest) mixValue(e store.Entry) {
	db, key := e.DB(), store.Key{}
	switch e.Type() {
	case store.String:
		var scratch [store.Digits]byte
		d.mix(e.Text(&scratch))
	case store.ListType:
		d.mixList(db.List(key, e))
	case store.ZSetType:
		d.mixZSet(db.ZSet(key, e))
	case store.HashType:
		h := db.Hash(key, e)
		h.Each(new(store.Scratch), d.addPair)
	case store.SetType:
		set := db.Set(key, e)
		set.Each(new(store.Scratch), d.add)
	}
}

func (d *digest) mixList(l store.List) {
	var scratch [store.Digits]byte
	for w, left := l.Walk(0), l.Len(); left > 0; left-- {
		d.mix(w.Next(&scratch))
	}
}

func (d *digest) mixZSet(z store.ZSet) {
	eachScored(&z, func(member []byte, score float64) { d.addPair(member, resp.AppendDouble(nil, score)) })
}

// addPair takes two in that belong together, whatever the order of the pairs.
func (d *digest) addPair(first, second []byte) {
	var pair digest
	pair.mix(first)
	pair.mix(second)
	d.add(pair[:])
}

func (d *digest) reply(w *resp.Writer) { w.SimpleString(fmt.Sprintf("%x", d[:])) }

// debugDigest is DEBUG DIGEST. Keys past their time that nobody has met count.
func (s *Server) debugDigest(call *commands.Call, _ resp.Args) {
	var all digest
	for i := range s.keyspace.Databases() {
		db := s.keyspace.DB(i)
		if db.Len() == 0 {
			continue
		}
		all.mixNumber(uint32(i))
		visit := func(e store.Entry) {
			var d digest
			d.mix(e.Key())
			d.mixEntry(e)
			all.add(d[:])
		}
		for cursor := db.Scan(0, visit); cursor != 0; {
			cursor = db.Scan(cursor, visit)
		}
	}
	all.reply(call.Reply)
}

// debugDigestValue is DEBUG DIGEST-VALUE [key ...].
func (s *Server) debugDigestValue(call *commands.Call, keys resp.Args) {
	call.Reply.Array(keys.Len())
	for i := range keys.Len() {
		var d digest
		if e := call.DB.Find(s.keyspace.Key(keys.At(i))); e.Exists() {
			d.mixEntry(e)
		}
		d.reply(call.Reply)
	}
}
