package store

// SetExpire lets the key expire at a time, in milliseconds since the Unix epoch
// and at least 0 (PEXPIREAT). The entry may move: the result takes its place.
func (db *DB) SetExpire(e Entry, at int64) Entry {
	if e.header().flags&hasExpiry == 0 {
		e = db.shift(e, headerSize, headerSize+expirySize)
		db.expires++
	}
	*e.expiry() = at
	return e
}

// ClearExpire lets the key live until it is deleted (PERSIST). The entry may
// move: the result takes its place.
func (db *DB) ClearExpire(e Entry) Entry {
	if e.header().flags&hasExpiry != 0 {
		e = db.shift(e, headerSize+expirySize, headerSize)
		db.expires--
	}
	return e
}

// shift moves all that follows the header from one offset to another, within
// the entry's block if that suits, else into a new one: before what follows an
// expiry comes, or has gone.
func (db *DB) shift(e Entry, from, to int) Entry {
	h := e.header()
	length := e.size(h) - from
	shifted := e
	if !db.suits(e.ref, to+length) {
		shifted.ref = db.heap.Alloc(to + length)
		*shifted.header() = *h
	}
	copy(db.heap.Slice(shifted.ref, to, length), db.heap.Slice(e.ref, from, length))
	shifted.header().flags ^= hasExpiry
	db.relink(db.space, db.secret.hash(shifted.Key()), e.ref, shifted.ref)
	if shifted != e {
		db.heap.Free(e.ref)
	}
	return shifted
}
