package simtest

import (
	"cmp"
	"maps"
	"slices"
)

// kind is the type of a value, by the name that TYPE gives it.
type kind string

const (
	aString    kind = "string"
	aList      kind = "list"
	aHash      kind = "hash"
	aSet       kind = "set"
	aSortedSet kind = "zset"
)

// value is a key's value and lifetime. Of the fields for the types, only those
// of its kind are in use.
type value struct {
	kind     kind
	expireAt int64 // milliseconds since 1970; noExpiry for ever

	text string // of a string
	list []string
	hash map[string]string
	// fields are the hash's, in the order in which they came. A small hash
	// shows them in this order.
	fields []string
	set    map[string]struct{}
	scores map[string]float64 // of a sorted set's members

	// large: a hash, set or sorted set that has outgrown its small encoding. It
	// stays so when it shrinks. OBJECT ENCODING tells, and the order of a reply.
	large bool
	// edited: the text was changed in place, or written by a command that does
	// not look whether it is a number. Only OBJECT ENCODING tells.
	edited edits
	copied bool // by COPY
}

const noExpiry = -1

// edits say how a string came about.
type edits uint8

const (
	assigned  edits = iota // as SET does it: a number is kept as one
	formatted              // as text, which is short or long
	inPlace                // in place: as text that may grow
)

// The limits up to which small encodings go, as Redis has them by default. A
// CONFIG SET of one sets the model adrift.
const (
	hashEntriesMax      = 512
	hashValueMax        = 64 // bytes of a field or a value
	setIntsMax          = 512
	sortedSetEntriesMax = 128
	sortedSetMemberMax  = 64 // bytes
)

// newValue is an empty collection for a key that does not exist.
func newValue(k kind) *value {
	v := &value{kind: k, expireAt: noExpiry}
	switch k {
	case aHash:
		v.hash = map[string]string{}
	case aSet:
		v.set = map[string]struct{}{}
	case aSortedSet:
		v.scores = map[string]float64{}
	}
	return v
}

// clone is a value that shares nothing with the one it is made from.
func (v *value) clone() value {
	copied := *v
	copied.list = slices.Clone(v.list)
	copied.hash = maps.Clone(v.hash)
	copied.fields = slices.Clone(v.fields)
	copied.set = maps.Clone(v.set)
	copied.scores = maps.Clone(v.scores)
	return copied
}

// size is how many elements a collection has.
func (v *value) size() int {
	return len(v.list) + len(v.hash) + len(v.set) + len(v.scores)
}

// outgrow notices that a collection became too large for its small encoding.
func (v *value) outgrow() {
	if v.large {
		return
	}
	switch v.kind {
	case aHash:
		v.large = len(v.hash) > hashEntriesMax
		for _, field := range v.fields {
			v.large = v.large || max(len(field), len(v.hash[field])) > hashValueMax
		}
	case aSet:
		v.large = len(v.set) > setIntsMax
		for _, member := range v.members() {
			v.large = v.large || !isInt(member)
		}
	case aSortedSet:
		v.large = len(v.scores) > sortedSetEntriesMax
		for _, member := range slices.Sorted(maps.Keys(v.scores)) {
			v.large = v.large || len(member) > sortedSetMemberMax
		}
	}
}

// members are a set's, in the order of an intset if they are all numbers.
func (v *value) members() []string {
	return slices.SortedFunc(maps.Keys(v.set), func(a, b string) int {
		x, xOK := parseInt(a)
		y, yOK := parseInt(b)
		if xOK && yOK {
			return cmp.Compare(x, y)
		}
		return cmp.Compare(a, b)
	})
}

// wholeRequest asks for all of a collection; nil for a string.
func (v *value) wholeRequest(key string) []string {
	switch v.kind {
	case aList:
		return []string{"LRANGE", key, "0", "-1"}
	case aHash:
		return []string{"HGETALL", key}
	case aSet:
		return []string{"SMEMBERS", key}
	case aSortedSet:
		return []string{"ZRANGE", key, "0", "-1", "WITHSCORES"}
	}
	return nil
}

func isInt(text string) bool {
	_, ok := parseInt(text)
	return ok
}

// encoding is what OBJECT ENCODING says.
func (v *value) encoding() string {
	switch {
	case v.kind == aString:
		return v.stringEncoding()
	case v.kind == aList:
		return "quicklist"
	case v.large && v.kind == aSortedSet:
		return "skiplist"
	case v.large:
		return "hashtable"
	case v.kind == aSet:
		return "intset"
	}
	return "listpack"
}

func (v *value) stringEncoding() string {
	const shortMax = 44 // bytes that fit beside an object's header in 64
	_, isNumber := v.number()
	switch {
	case v.edited == inPlace:
		return "raw"
	case isNumber:
		return "int"
	case len(v.text) <= shortMax:
		return "embstr"
	}
	return "raw"
}

// number is a string that is kept as a number.
func (v *value) number() (int64, bool) {
	n, ok := parseInt(v.text)
	return n, ok && v.kind == aString && v.edited == assigned
}

const errWrongType = "WRONGTYPE Operation against a key holding the wrong kind of value"

// lookupKind finds a key that must hold a certain type. If it holds another one,
// that is answered, and not ok.
func (m *model) lookupKind(s *session, key string, k kind) (v *value, ok bool) {
	v = m.lookup(s.db, key)
	if v != nil && v.kind != k {
		s.fail(errWrongType)
		return nil, false
	}
	return v, true
}

// open is lookupKind for a command that adds to a collection: one that does
// not exist is made, but is nobody's yet.
func (m *model) open(s *session, key string, k kind) (v *value, ok bool) {
	v, ok = m.lookupKind(s, key, k)
	if ok && v == nil {
		v = newValue(k)
	}
	return v, ok
}

// changed takes note that a collection was changed, or made. An empty one is
// no more.
func (m *model) changed(db int, key string, v *value) {
	switch {
	case v.size() > 0:
		v.outgrow()
		m.store(db, key, v)
	case m.databases[db].values[key] != nil:
		m.remove(db, key)
	}
}

// replace puts a collection in the place of whatever a key holds. It tells
// whether there is one now.
func (m *model) replace(db int, key string, v *value) bool {
	if v.size() == 0 {
		m.dropTarget(db, key)
		return false
	}
	m.lookup(db, key)
	m.overwritten(db, key)
	v.outgrow()
	m.store(db, key, v)
	return true
}

// dropTarget deletes a key that gets nothing. That it may be past its time, nobody
// looks.
func (m *model) dropTarget(db int, key string) {
	if m.databases[db].values[key] != nil {
		m.removeAs(db, key, m.settings.lazy.serverDel)
	}
}
