package commands

import (
	"bytes"

	"seedis/store"
)

// keyPattern names a value for each element of a SORT: the string of a key that
// has the element in place of the first star, or a field of the hash there.
//
//	weight_*        the string weight_17
//	object_*->name  the field name of the hash object_17
//	#               the element itself
//
// As to Redis it is C's string in which star and arrow are looked for: behind a
// zero byte there are none.
type keyPattern struct {
	isElement      bool
	isKey          bool // it has a star; what has none names nothing
	before, behind []byte
	field          []byte // none: the value is a string
}

func parseKeyPattern(text []byte) keyPattern {
	seen, _, _ := bytes.Cut(text, []byte{0})
	star := bytes.IndexByte(seen, '*')
	if star < 0 {
		return keyPattern{isElement: string(seen) == "#"}
	}
	p := keyPattern{isKey: true, before: text[:star], behind: text[star+1:]}
	const arrow = "->"
	at := bytes.Index(seen[star+1:], []byte(arrow))
	if at >= 0 && star+1+at+len(arrow) < len(seen) {
		p.behind, p.field = p.behind[:at], p.behind[at+len(arrow):]
	}
	return p
}

// value is what the pattern names for an element: a view, or in the scratch for
// digits; and whether there is such a value.
func (p *keyPattern) value(c *Call, element []byte) (value []byte, ok bool) {
	if p.isElement {
		return element, true
	}
	e, ok := p.entry(c, element)
	switch {
	case !ok:
		return nil, false
	case p.field == nil:
		return e.Text(&c.digits), true
	}
	h := c.DB.Hash(store.Key{}, e)
	return h.Get(p.field, &c.digits)
}

// entry is the entry of the key that the pattern names for an element, if it is
// of the type that the pattern asks for.
func (p *keyPattern) entry(c *Call, element []byte) (e store.Entry, ok bool) {
	if !p.isKey {
		return e, false
	}
	name := append(append(append(c.sorter.name[:0], p.before...), element...), p.behind...)
	c.sorter.name = name
	wanted := store.String
	if p.field != nil {
		wanted = store.HashType
	}
	e = c.read(c.Keyspace.Key(name))
	return e, e.Exists() && e.Type() == wanted
}

// weight is the value as a number, 0 if there is none, and whether it is one.
func (p *keyPattern) weight(c *Call, element []byte) (number float64, ok bool) {
	if p.field == nil {
		e, exists := p.entry(c, element)
		if !exists {
			return 0, true
		}
		if n, isInt := e.Int(); isInt {
			return float64(n), true
		}
		return parseWeight(e.Text(&c.digits))
	}
	text, exists := p.value(c, element)
	if !exists {
		return 0, true
	}
	return parseWeight(text)
}
