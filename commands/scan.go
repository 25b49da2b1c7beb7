package commands

import (
	"bytes"
	"math"
	"strconv"

	"seedis/glob"
	"seedis/resp"
	"seedis/store"
)

// scanOptions are the words behind the cursor of SCAN, HSCAN and the like.
type scanOptions struct {
	pattern  []byte // nil: every key
	typeName []byte // nil: every type
	count    int64  // keys to look at, about
}

// defaultCount is how many keys SCAN looks at if it is not told.
const defaultCount = 10

// scan is SCAN cursor [MATCH pattern] [COUNT count] [TYPE type].
func scan(c *Call) {
	cursor, ok := parseCursor(c.Args.At(1))
	if !ok {
		c.Reply.Error(resp.ErrInvalidCursor)
		return
	}
	options := scanOptions{count: defaultCount}
	if !options.parse(c, 2) {
		return
	}
	search := keySearch{pattern: options.pattern, entries: c.entries}
	cursor = search.walk(c.DB, cursor, options.count)
	found := c.scanned(search.entries, options.typeName)
	c.Reply.Array(2)
	c.Reply.Bulk(strconv.AppendUint(c.digits[:0], cursor, 10))
	c.replyKeys(found)
}

// keys is KEYS pattern. It leaves keys past their time out, but lets them be.
func keys(c *Call) {
	search := keySearch{pattern: selecting(c.Args.At(1)), entries: c.entries}
	search.all(c.DB)
	found := search.entries[:0]
	for _, e := range search.entries {
		if !IsExpired(e, c.Now) {
			found = append(found, e)
		}
	}
	c.replyKeys(found)
}

// parse reads the options from argument first on; an error is the reply. Only
// keys have a type.
func (o *scanOptions) parse(c *Call, first int) bool {
	for i := first; i < c.Args.Len(); i += 2 {
		hasValue := i+1 < c.Args.Len()
		switch {
		case hasValue && c.isWord(i, "match"):
			o.pattern = selecting(c.Args.At(i + 1))
		case hasValue && c.isWord(i, "type") && c.Command.Name == "scan":
			o.typeName = c.Args.At(i + 1)
		case hasValue && c.isWord(i, "count"):
			var ok bool
			if o.count, ok = c.integer(i + 1); !ok {
				return false
			}
			if o.count < 1 {
				c.Reply.Error(resp.ErrSyntax)
				return false
			}
		default:
			c.Reply.Error(resp.ErrSyntax)
			return false
		}
	}
	return true
}

// scanned picks what SCAN shows of the entries it found: those of the type, if
// one is asked for, that are not past their time. The others of these are
// deleted. Asking for a type looks at the values and counts as reading them.
func (c *Call) scanned(entries []store.Entry, typeName []byte) []store.Entry {
	found := entries[:0]
	for _, e := range entries {
		gone := IsExpired(e, c.Now)
		if typeName != nil {
			c.count(!gone)
		}
		switch {
		case gone:
			c.Expire(e)
		case typeName == nil || isWord(typeName, e.Type().String()):
			found = append(found, e)
		}
	}
	return found
}

// replyKeys replies with the entries' names. The entries are the scratch again
// afterwards.
func (c *Call) replyKeys(entries []store.Entry) {
	c.Reply.Array(len(entries))
	for _, e := range entries {
		c.Reply.Bulk(e.Key())
	}
	c.entries = kept(entries)
}

// selecting is a pattern, nil for the one that every key fits: the empty key,
// too, which no other pattern with a star does.
func selecting(pattern []byte) []byte {
	if string(pattern) == "*" {
		return nil
	}
	return pattern
}

// keySearch gathers the entries whose keys match a pattern.
type keySearch struct {
	pattern []byte
	entries []store.Entry
	// seen counts the entries looked at.
	seen int64
}

// stepsPerKey bounds the buckets a SCAN looks at, for tables that are nearly
// empty; Redis's factor.
const stepsPerKey = 10

// walk goes on from a cursor until it has seen count entries, and returns the
// next cursor, 0 at the end.
func (s *keySearch) walk(db *store.DB, cursor uint64, count int64) uint64 {
	steps := min(count, math.MaxInt64/stepsPerKey) * stepsPerKey
	for {
		cursor = db.Scan(cursor, s.see)
		if cursor == 0 || steps == 0 || s.seen >= count {
			return cursor
		}
		steps--
	}
}

// all goes over the whole database.
func (s *keySearch) all(db *store.DB) {
	for cursor := db.Scan(0, s.see); cursor != 0; {
		cursor = db.Scan(cursor, s.see)
	}
}

func (s *keySearch) see(e store.Entry) {
	s.seen++
	if s.pattern == nil || glob.Match(s.pattern, e.Key(), false) {
		s.entries = append(s.entries, e)
	}
}

// parseCursor reads a cursor as C's strtoul does, which Redis uses here: none
// at all is 0, a sign may come first, a negative one wraps around, and a NUL
// ends it.
func parseCursor(text []byte) (cursor uint64, ok bool) {
	text, _, _ = bytes.Cut(text, []byte{0})
	digits := text
	if len(digits) > 1 && (digits[0] == '+' || digits[0] == '-') {
		digits = digits[1:]
	}
	for _, b := range digits {
		digit := uint64(b - '0')
		if digit > 9 || cursor > (math.MaxUint64-digit)/10 {
			return 0, false
		}
		cursor = cursor*10 + digit
	}
	if bytes.HasPrefix(text, []byte("-")) {
		cursor = -cursor
	}
	return cursor, true
}
