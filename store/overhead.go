package store

import "seedis/mem"

// Overhead is what the keys cost beside their names and values, in bytes: the
// buckets of the tables, and the header and the expiry of each entry.
func (db *DB) Overhead() uint64 {
	overhead := db.length*headerSize + db.expires*expirySize + db.links*bucketSize
	for _, t := range [...]table{db.active, db.target} {
		if t.exists() {
			overhead += int(t.mask+1) * bucketSize
		}
		if t.marked != mem.Nil {
			overhead += t.regions() * regionCountSize
		}
	}
	return uint64(overhead)
}
