package store

// crowding is how many times its capacity the table of a database holds from where
// on a larger one is pressing: as many as fill the larger one, which is two buckets
// in a chain.
const crowding = growFactor

// AskToGrow lets allowed decide whether the table of a database that is full may be
// replaced by one of so many bytes. Where memory is limited, a table that doubled
// would make room for many entries by the eviction of as many. While it may not the
// chains become longer, and each new entry asks again; pressing tells that they are
// too long, and room for the larger one should be made. nil, the default, allows all.
func (k *Keyspace) AskToGrow(allowed func(bytes int, pressing bool) bool) { k.mayGrow = allowed }

// staysSmall tells whether the dict, which is full, must make do with its table.
func (d *dict) staysSmall(s *space) bool {
	return !d.elements && s.mayGrow != nil &&
		!s.mayGrow(int(growFactor*(d.active.mask+1)*bucketSize), d.length >= crowding*d.active.capacity())
}
