package store

// Overhead is what the keys cost beside their names and values, in bytes: the
// home buckets of the tables, and the header and the expiry of each entry. The
// buckets behind the home ones are not counted anywhere, and so not here.
func (db *DB) Overhead() uint64 {
	overhead := db.length*headerSize + db.expires*expirySize
	for _, t := range [...]table{db.active, db.target} {
		if t.exists() {
			overhead += int(t.mask+1) * bucketSize
		}
	}
	return uint64(overhead)
}
