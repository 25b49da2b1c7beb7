package commands

import (
	"slices"

	"seedis/resp"
	"seedis/store"
)

// sort is SORT key [BY pattern] [LIMIT offset count] [GET pattern [GET pattern
// ...]] [ASC | DESC] [ALPHA] [STORE destination].
func sort(c *Call) { c.sort(true) }

// sortRO is SORT_RO, which is SORT without STORE.
func sortRO(c *Call) { c.sort(false) }

func (c *Call) sort(mayStore bool) {
	s := &c.sorter
	s.sortOptions = sortOptions{limit: -1}
	if s.parse(c, mayStore) {
		if e, ok := c.sortSource(); ok {
			s.run(c, e)
		}
	}
	s.forget()
}

// sortSource looks up what is to be sorted. If that is of no such type, the error
// is the reply.
func (c *Call) sortSource() (e store.Entry, ok bool) {
	if e = c.read(c.Key(1)); !e.Exists() {
		return e, true
	}
	switch e.Type() {
	case store.ListType, store.SetType, store.ZSetType:
		return e, true
	}
	c.Reply.Error(resp.ErrWrongType)
	return e, false
}

// sortOptions are the words behind the key.
type sortOptions struct {
	by         keyPattern // of the keys that have what the elements are ordered by
	isWeighed  bool       // there is such a pattern
	isUnsorted bool       // there is one that names no keys: nothing is to be ordered
	descending bool
	asText     bool // ALPHA: the order is that of texts, not of numbers
	target     int  // the argument that is the destination; 0: the result is the reply
	offset     int64
	limit      int64 // all if negative
}

// sorter is SORT at work, with its scratch.
type sorter struct {
	sortOptions
	gets     []keyPattern // what is to be told of each element; none: itself
	elements [][]byte     // views, or in text
	weights  [][]byte     // of each element, if they are texts; nil: there is none
	ofSet    bool         // they come from a set, which has no order
	ranks    []sortRank   // the elements in their order, unless isUnsorted
	spare    []sortRank   // room to order them
	values   [][]byte     // what is stored: views, or in text
	text     []byte       // the last copies of what has no place of its own
	name     []byte       // a key that a pattern makes
}

// forget empties the scratch.
func (s *sorter) forget() {
	clear(s.gets)
	clear(s.elements)
	clear(s.weights)
	s.gets, s.elements, s.weights, s.values = kept(s.gets), kept(s.elements), kept(s.weights), kept(s.values)
	s.ranks, s.spare, s.name = kept(s.ranks), kept(s.spare), kept(s.name)
	s.text = s.text[:0]
}

// parse reads the options; an error is the reply.
func (s *sorter) parse(c *Call, mayStore bool) (ok bool) {
	for i := 2; i < c.Args.Len(); i++ {
		left := c.Args.Len() - i - 1
		switch {
		case c.isWord(i, "asc"):
			s.descending = false
		case c.isWord(i, "desc"):
			s.descending = true
		case c.isWord(i, "alpha"):
			s.asText = true
		case c.isWord(i, "limit") && left >= 2:
			if s.offset, ok = c.integer(i + 1); !ok {
				return false
			}
			if s.limit, ok = c.integer(i + 2); !ok {
				return false
			}
			i += 2
		case mayStore && c.isWord(i, "store") && left >= 1:
			i++
			s.target = i
		case c.isWord(i, "by") && left >= 1:
			i++
			s.by, s.isWeighed = parseKeyPattern(c.Args.At(i)), true
			s.isUnsorted = s.isUnsorted || !s.by.isKey
		case c.isWord(i, "get") && left >= 1:
			i++
			s.gets = append(s.gets, parseKeyPattern(c.Args.At(i)))
		default:
			c.Reply.Error(resp.ErrSyntax)
			return false
		}
	}
	return true
}

// window is the part of so many elements that LIMIT asks for.
func (s *sorter) window(length int) (first, count int) {
	n := int64(length)
	offset := min(max(s.offset, 0), n)
	if s.limit < 0 {
		return int(offset), int(n - offset)
	}
	return int(offset), int(min(s.limit, n-offset))
}

// run sorts a collection, or nothing, and replies or stores.
func (s *sorter) run(c *Call, e store.Entry) {
	first, count := 0, 0
	s.ofSet = e.Exists() && e.Type() == store.SetType
	if s.ofSet && s.isUnsorted && s.target != 0 {
		// Only what has an order of its own can be stored as it is.
		s.isUnsorted, s.isWeighed, s.asText = false, false, true
	}
	if e.Exists() {
		first, count = s.gather(c, e)
	}
	switch {
	case !s.isUnsorted && !s.order(c, first, count):
		c.Reply.Error(resp.ErrSortNotFloat)
	case s.target != 0:
		s.store(c, first, count)
	default:
		s.reply(c, first, count)
	}
}

// gather takes the elements of an entry, which is the past then, and tells which
// of them are asked for when they are ordered.
func (s *sorter) gather(c *Call, e store.Entry) (first, count int) {
	switch e.Type() {
	case store.ListType:
		return s.gatherList(c, c.DB.List(store.Key{}, e))
	case store.ZSetType:
		z := c.DB.ZSet(c.Key(1), e)
		z.Enlarge()
		return s.gatherZSet(c, &z)
	}
	set := c.DB.Set(store.Key{}, e)
	s.elements = slices.Grow(s.elements, set.Len())
	if e.Encoding() == store.Intset {
		for i := range set.Len() {
			s.elements = append(s.elements, s.stable(c, c.decimal(set.Integer(i))))
		}
	} else {
		set.Each(&c.scratch, func(member []byte) { s.elements = append(s.elements, member) })
	}
	return s.window(len(s.elements))
}

// gatherList takes no more of a list than the reply needs, if that has its order.
func (s *sorter) gatherList(c *Call, l store.List) (first, count int) {
	n := l.Len()
	first, count = s.window(n)
	from, take := 0, n
	if s.isUnsorted {
		from, take, first = first, count, 0
	}
	s.elements = slices.Grow(s.elements, take)
	if s.isUnsorted && s.descending {
		w := l.Walk(n - from)
		for range take {
			s.elements = append(s.elements, s.stable(c, w.Previous(&c.digits)))
		}
		return first, count
	}
	w := l.Walk(from)
	for range take {
		s.elements = append(s.elements, s.stable(c, w.Next(&c.digits)))
	}
	return first, count
}

// gatherZSet is gatherList of a large sorted set.
func (s *sorter) gatherZSet(c *Call, z *store.ZSet) (first, count int) {
	n := z.Len()
	first, count = s.window(n)
	from, take := 0, n
	if s.isUnsorted {
		from, take, first = first, count, 0
	}
	s.elements = slices.Grow(s.elements, take)
	if s.isUnsorted && s.descending {
		for w := z.Backward(n-1-from, take); w.Left() > 0; w.Next() {
			s.elements = append(s.elements, w.Member(&c.digits))
		}
		return first, count
	}
	for w := z.Forward(from, take); w.Left() > 0; w.Next() {
		s.elements = append(s.elements, w.Member(&c.digits))
	}
	return first, count
}

// stable is a text that stays as it is until the command ends: a view, or a copy if
// it is in the digits, which the next number takes.
func (s *sorter) stable(c *Call, text []byte) []byte {
	if len(text) == 0 || &text[0] != &c.digits[0] {
		return text
	}
	if cap(s.text)-len(s.text) < len(text) {
		s.text = make([]byte, 0, keptScratch*store.Digits) // the copies so far stay where they are
	}
	from := len(s.text)
	s.text = append(s.text, text...)
	return s.text[from:len(s.text):len(s.text)]
}

// at is the element at a place of the result.
func (s *sorter) at(place int) []byte {
	if s.isUnsorted {
		return s.elements[place]
	}
	return s.elements[s.ranks[place].at]
}

// length is how many values so many elements give.
func (s *sorter) length(count int) int { return count * max(1, len(s.gets)) }

// reply replies with so many elements of the result, or with what is to be told
// of them.
func (s *sorter) reply(c *Call, first, count int) {
	c.Reply.Array(s.length(count))
	for place := first; place < first+count; place++ {
		element := s.at(place)
		if len(s.gets) == 0 {
			c.Reply.Bulk(element)
		}
		for i := range s.gets {
			if value, ok := s.gets[i].value(c, element); ok {
				c.Reply.Bulk(value)
			} else {
				c.Reply.Null()
			}
		}
	}
}

// store makes them a list, in which what does not exist is empty.
func (s *sorter) store(c *Call, first, count int) {
	key := c.Key(s.target)
	if count > 0 {
		s.enter(c, key, first, count)
	}
	length := s.length(count)
	c.replyStored(key, length, eventSortStore, length)
}

// enter makes a list of so many elements, which are some, and lets the key have it.
func (s *sorter) enter(c *Call, key store.Key, first, count int) {
	result := c.DB.DraftList(key)
	for place := first; place < first+count; place++ {
		element := s.at(place)
		if len(s.gets) == 0 {
			s.add(c, &result, element)
		}
		for i := range s.gets {
			value, _ := s.gets[i].value(c, element)
			s.add(c, &result, value)
		}
	}
	s.push(&result)
	result.Enter(c.write(key))
}

// add adds a value to the result, sooner or later. As many as the scratch may keep
// are gathered: elements in their order are anywhere in memory, and to wait for many
// of them at once takes less time.
func (s *sorter) add(c *Call, result *store.List, value []byte) {
	if len(s.values) == keptScratch {
		s.push(result)
	}
	s.values = append(s.values, s.stable(c, value))
}

// push puts what is gathered into the result. It costs less to put the first ones in
// at once.
func (s *sorter) push(result *store.List) {
	if !result.Exists() {
		result.Fill(s.values)
	} else {
		for _, value := range s.values {
			result.Push(store.Tail, value)
		}
	}
	clear(s.values)
	s.values = s.values[:0]
}
