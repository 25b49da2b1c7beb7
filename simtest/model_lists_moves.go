package simtest

import (
	"strings"
)

// positionOptions are what LPOS has behind the element.
type positionOptions struct {
	rank    int64 // of the first match that counts; negative: from the end
	count   int64 // of matches, 0 is all
	counted bool
	most    int64 // elements to look at, 0 is all
}

func (m *model) positionOptions(s *session, words []string) (o positionOptions, ok bool) {
	o = positionOptions{rank: 1, count: 1}
	for ; len(words) > 0; words = words[2:] {
		word := strings.ToUpper(words[0])
		if len(words) == 1 || word != "RANK" && word != "COUNT" && word != "MAXLEN" {
			s.fail(errSyntax)
			return o, false
		}
		n, isNumber := parseInt(words[1])
		switch {
		case word == "RANK" && !isNumber:
			s.fail(errNotInteger)
			return o, false
		case word == "RANK" && n == 0:
			s.fail("ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... " +
				"or use negative to start from the end of the list")
			return o, false
		case word == "RANK":
			o.rank = n
		case !isNumber || n < 0:
			s.fail("ERR " + word + " can't be negative")
			return o, false
		case word == "COUNT":
			o.count, o.counted = n, true
		default:
			o.most = n
		}
	}
	return o, true
}

func (m *model) lPos(s *session, args []string) {
	o, ok := m.positionOptions(s, args[3:])
	if !ok {
		return
	}
	v, ok := m.open(s, args[1], aList)
	if !ok {
		return
	}
	found := v.positions(args[2], o)
	switch {
	case o.counted:
		s.array(len(found))
		for _, at := range found {
			s.integer(int64(at))
		}
	case len(found) > 0:
		s.integer(int64(found[0]))
	default:
		s.null()
	}
}

// positions are where an element is.
func (v *value) positions(element string, o positionOptions) []int {
	rank := magnitude(o.rank)
	var found []int
	for i := range v.list {
		if o.most != 0 && int64(i) == o.most || o.count != 0 && int64(len(found)) == o.count {
			break
		}
		if o.rank < 0 {
			i = len(v.list) - 1 - i
		}
		switch {
		case v.list[i] != element:
		case rank > 1:
			rank--
		default:
			found = append(found, i)
		}
	}
	return found
}

// magnitude is a number without its sign; the least stays what it is.
func magnitude(n int64) int64 { return max(n, -n) }

func (m *model) rPopLPush(s *session, args []string) { m.shift(s, args[1], args[2], false, true) }

func (m *model) lMove(s *session, args []string) {
	from, ok := isLeft(args[3])
	to, alsoOK := isLeft(args[4])
	if !ok || !alsoOK {
		s.fail(errSyntax)
		return
	}
	m.shift(s, args[1], args[2], from, to)
}

// isLeft reads LEFT or RIGHT.
func isLeft(word string) (left, ok bool) {
	left = strings.EqualFold(word, "left")
	return left, left || strings.EqualFold(word, "right")
}

// shift takes an element from one list, which may be the other, to the other.
func (m *model) shift(s *session, from, to string, fromLeft, toLeft bool) {
	source, ok := m.lookupKind(s, from, aList)
	if !ok {
		return
	}
	if source == nil {
		s.null()
		return
	}
	target, ok := m.open(s, to, aList)
	if !ok {
		return
	}
	element := source.pop(1, fromLeft)[0]
	target.push(element, toLeft)
	m.changed(s.db, to, target)
	if from != to {
		m.changed(s.db, from, source)
	}
	s.bulk(element)
}

// lMPop is LMPOP numkeys key ... LEFT | RIGHT [COUNT count].
func (m *model) lMPop(s *session, args []string) {
	keys, left, count, refusal := parseLMPop(args[1:])
	if refusal != "" {
		s.fail(refusal)
		return
	}
	for _, key := range keys {
		v, ok := m.lookupKind(s, key, aList)
		if !ok {
			return
		}
		if v != nil {
			m.popInto(s, key, v, count, left)
			return
		}
	}
	s.nullArray()
}

// popInto takes elements from a list, and answers with its key and them.
func (m *model) popInto(s *session, key string, v *value, count int64, left bool) {
	s.array(2)
	s.bulk(key)
	s.strings(v.pop(count, left))
	m.changed(s.db, key, v)
}

// parseLMPop reads "numkeys key ... LEFT | RIGHT [COUNT count]".
func parseLMPop(args []string) (keys []string, left bool, count int64, refusal string) {
	number, ok := parseInt(args[0])
	switch {
	case !ok || number < 1:
		return nil, false, 0, "ERR numkeys should be greater than 0"
	case number >= int64(len(args)-1):
		return nil, false, 0, errSyntax
	}
	keys, words := args[1:1+number], args[1+number:]
	left, ok = isLeft(words[0])
	switch {
	case !ok || len(words) > 1 && (len(words) == 2 || !strings.EqualFold(words[1], "count")):
		return nil, false, 0, errSyntax
	case len(words) == 1:
		return keys, left, 1, ""
	}
	count, ok = parseInt(words[2])
	switch {
	case !ok || count < 1:
		return nil, false, 0, "ERR count should be greater than 0"
	case len(words) > 3:
		return nil, false, 0, errSyntax
	}
	return keys, left, count, ""
}
