package simtest

import "slices"

// lazySettings are the parameters lazyfree-lazy-*.
type lazySettings struct{ eviction, expire, serverDel, userDel, userFlush bool }

// lazyCounts bound how many values went to the background to be freed: what is
// worth that depends on how the server keeps a value, which the model knows of some.
type lazyCounts struct{ least, most int64 }

// claim is what INFO must tell of them when none is on its way.
func (c lazyCounts) claim() claim { return claim{"lazyfreed_objects", c.least, c.most} }

const lazyElements = 64 // a collection with more of them is worth it, if it is kept in pieces

// surelyLaborious tells whether it takes long to free a value.
func (v *value) surelyLaborious() bool {
	const size = 64 << 10 // bytes of a string
	switch v.kind {
	case aString:
		return len(v.text) >= size
	case aList:
		return false // its pieces count
	}
	return v.large && v.size() > lazyElements
}

// mayBeLaborious tells whether it may take long. A string may have room for more
// than it is, and a collection may have lost most of what it had.
func (v *value) mayBeLaborious() bool {
	const size = 16 << 10
	switch v.kind {
	case aString:
		return len(v.text) >= size
	case aList:
		return v.size() > lazyElements || v.size() == 0 // it may have had many
	}
	return v.large
}

// buried takes note of a value that no key holds any more. lazily: the background
// frees it, if it is worth that.
func (m *model) buried(v *value, lazily bool) {
	if lazily && v.surelyLaborious() {
		m.lazy.least++
	}
	if v.mayBeLaborious() {
		m.lazy.most++
	}
}

// expectResult takes note of a request that makes a set which may be large: it is
// freed when it was sent, or a sorted set when it was stored in a small encoding.
func (c *lazyCounts) expectResult(r *row) {
	makers := []string{
		"sunion", "sdiff", "sinter", "zunion", "zdiff", "zinter", "zunionstore", "zdiffstore", "zinterstore",
	}
	if slices.Contains(makers, r.name) {
		c.most++
	}
}

// overwritten takes note that another value takes the place of the one that a key
// may have. A string may be kept for the new one.
func (m *model) overwritten(db int, key string) {
	if v := m.databases[db].values[key]; v != nil {
		m.buried(v, m.settings.lazy.serverDel && v.kind != aString)
	}
}

// abandoned takes note of a database that is emptied.
func (m *model) abandoned(db int, lazily bool) {
	if lazily {
		m.lazy.least += m.size(db)
		m.lazy.most += m.size(db)
	}
}
