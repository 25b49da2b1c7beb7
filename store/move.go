package store

// Rename gives the entry of the key another one, in place of before if that
// exists, and keeps its value, expiry and access clock (RENAME). A value with a
// block of its own is not copied. before must be what Find returned for the
// other key, and not e; both are the past afterwards, and the result is the
// entry as it is now.
func (db *DB) Rename(key Key, e Entry, to Key, before Entry) Entry {
	if e == before {
		panic("store: an entry is renamed to itself")
	}
	renamed := db.twin(e, to.Bytes)
	renamed.header().setClock(e.header().clock())
	db.extract(db.space, key.Hash, e.ref)
	db.freeShell(e)
	db.put(to, before, renamed)
	return renamed
}

// twin makes an entry of another key, in no table yet, that has the value of e:
// the very block if that has one.
func (db *DB) twin(e Entry, key []byte) Entry {
	h := e.header()
	if h.flags&isExternal == 0 {
		t := e.asIs()
		return db.build(key, &t, e.ExpireAt())
	}
	l := layoutOf(len(key), 0, 0, e.ExpireAt())
	l.flags |= isExternal
	made := db.newEntry(key, l, h.kind, e.ExpireAt())
	*made.external(made.header()) = *e.external(h)
	return made
}

// Copy gives the key a copy of the source's value, with its expiry, in place of
// before if that exists (COPY). The source may be of another database of the
// keyspace. before must be what Find returned for the key, and is the past
// afterwards; the result is the copy.
func (db *DB) Copy(key Key, before, source Entry) Entry {
	built := db.replica(source, key.Bytes)
	db.put(key, before, built)
	return built
}

// replica makes an entry of another key, in no table yet, that has a copy of the
// value of e.
func (db *DB) replica(e Entry, key []byte) Entry {
	if !e.Encoding().rooted() {
		t := e.asIs()
		return db.build(key, &t, e.ExpireAt())
	}
	h := e.header()
	l := layoutOf(len(key), 0, 0, e.ExpireAt())
	l.flags |= isExternal
	made := db.newEntry(key, l, h.kind, e.ExpireAt())
	*made.external(made.header()) = external{block: db.copyRoot(h.encoding(), e.external(h).block)}
	return made
}

// asIs is the entry's value, which is in one piece, as it is kept.
func (e Entry) asIs() text {
	value := e.value(e.header())
	return text{head: value, kind: e.header().kind, room: len(value)}
}

// Move takes the entry of the key to another database of the keyspace, where
// the key has been looked for in vain (MOVE). Its blocks stay where they are.
// The entry as it was is the past, the result takes its place.
func (db *DB) Move(key Key, e Entry, to *DB) Entry {
	db.extract(db.space, key.Hash, e.ref)
	to.insert(to.space, key.Hash, e.ref)
	if e.header().flags&hasExpiry != 0 {
		db.expires--
		to.expires++
	}
	return Entry{to, e.ref}
}
