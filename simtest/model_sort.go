package simtest

import (
	"cmp"
	"slices"
	"strings"
)

func sortRows() []row {
	return []row{
		{name: "sort", arity: -2, flags: writes, run: (*model).sort},
		{name: "sort_ro", arity: -2, run: (*model).sortRO},
	}
}

// sortOptions are what SORT has behind its key.
type sortOptions struct {
	descending, alpha bool
	by                string // a pattern; "" is the element itself
	unsorted          bool   // the pattern is constant
	get               []string
	start, count      int64
	stores            bool
	target            string
}

func (m *model) sort(s *session, args []string)   { m.sortKey(s, args, false) }
func (m *model) sortRO(s *session, args []string) { m.sortKey(s, args, true) }

func parseSortOptions(words []string, readOnly bool) (o sortOptions, refusal string) {
	o.count = -1
	for len(words) > 0 {
		word, behind := strings.ToUpper(words[0]), words[1:]
		used := 0
		switch {
		case word == "ASC":
			o.descending = false
		case word == "DESC":
			o.descending = true
		case word == "ALPHA":
			o.alpha = true
		case word == "LIMIT" && len(behind) >= 2:
			var ok, alsoOK bool
			o.start, ok = parseInt(behind[0])
			o.count, alsoOK = parseInt(behind[1])
			if !ok || !alsoOK {
				return o, errNotInteger
			}
			used = 2
		case word == "STORE" && len(behind) >= 1 && !readOnly:
			o.stores, o.target = true, behind[0]
			used = 1
		case word == "BY" && len(behind) >= 1:
			o.by = behind[0]
			o.unsorted = o.unsorted || !strings.Contains(untilNUL(o.by), "*")
			used = 1
		case word == "GET" && len(behind) >= 1:
			o.get = append(o.get, behind[0])
			used = 1
		default:
			return o, errSyntax
		}
		words = behind[used:]
	}
	return o, ""
}

func (m *model) sortKey(s *session, args []string, readOnly bool) {
	o, refusal := parseSortOptions(args[2:], readOnly)
	if refusal != "" {
		s.fail(refusal)
		return
	}
	v := m.lookup(s.db, args[1])
	switch {
	case v == nil:
		v = newValue(aList)
	case v.kind == aSortedSet:
		v.large = true // Redis makes it so, for this
	case v.kind != aList && v.kind != aSet:
		s.fail(errWrongType)
		return
	}
	if o.unsorted && v.kind == aSet && o.stores {
		o.unsorted, o.alpha, o.by = false, true, ""
	}
	groups, ok := m.sorted(s, v, o)
	if !ok {
		s.fail("ERR One or more scores can't be converted into double")
		return
	}
	start, end := o.limits(int64(v.size()))
	if o.stores {
		m.storeSorted(s, o, groups, start, end)
		return
	}
	m.showSorted(s, o, groups, start, end)
}

// limits are where in a sorted collection the part begins that LIMIT asks for,
// and where it has ended.
func (o sortOptions) limits(size int64) (start, end int64) {
	start = min(max(o.start, 0), size)
	count := min(max(o.count, -1), size)
	if count < 0 {
		return start, size
	}
	return start, min(start+count, size)
}

// item is an element with what it is sorted by.
type item struct {
	element string
	number  float64
	weight  string
	missing bool // there is no weight
}

// sorted are the elements of a collection in the order that SORT wants. Those of
// one group are in no order. Not ok: what should be a number is none.
func (m *model) sorted(s *session, v *value, o sortOptions) (groups [][]string, ok bool) {
	if o.unsorted {
		return v.inOwnOrder(o.descending), true
	}
	items, ok := make([]item, 0, v.size()), true
	for _, element := range slices.Concat(v.inOwnOrder(false)...) {
		it := item{element: element, weight: element}
		if o.by != "" {
			it.weight, it.missing = m.byPattern(s, o.by, element)
		}
		if !o.alpha && !it.missing {
			number, isNumber := sortNumber(it.weight)
			it.number, ok = number, ok && isNumber
		}
		items = append(items, it)
	}
	if !ok {
		return nil, false // all weights have been looked up, nevertheless
	}
	compare := func(a, b item) int {
		if o.descending {
			return -o.compare(a, b)
		}
		return o.compare(a, b)
	}
	slices.SortStableFunc(items, compare)
	for i, it := range items {
		if i == 0 || compare(items[i-1], it) != 0 {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], it.element)
	}
	return groups, true
}

// sortNumber reads a number as C does: up to a NUL, behind white space; nothing
// at all is 0.
func sortNumber(text string) (float64, bool) {
	if text = untilNUL(text); text == "" {
		return 0, true
	}
	return parseScore(strings.TrimLeft(text, " \t\n\v\f\r"))
}

// inOwnOrder are the elements as they stand, where their order is known.
func (v *value) inOwnOrder(reverse bool) (groups [][]string) {
	elements := slices.Clone(v.list)
	switch {
	case v.kind == aSet && v.large:
		return [][]string{v.members()}
	case v.kind == aSet:
		elements, reverse = v.members(), false
	case v.kind == aSortedSet:
		for _, pair := range v.ordered() {
			elements = append(elements, pair.member)
		}
	}
	if reverse {
		slices.Reverse(elements)
	}
	for _, element := range elements {
		groups = append(groups, []string{element})
	}
	return groups
}

// compare compares what C sees: a text ends at a NUL unless the result is stored.
// Elements with the same number are compared themselves.
func (o sortOptions) compare(a, b item) int {
	switch {
	case !o.alpha:
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.element, b.element))
	case a.missing || b.missing:
		return int(bit(b.missing)) - int(bit(a.missing))
	case o.stores:
		return cmp.Compare(a.weight, b.weight)
	}
	return cmp.Compare(untilNUL(a.weight), untilNUL(b.weight))
}

// byPattern is the string, or the field of a hash, that a pattern names with an
// element in the place of its *.
func (m *model) byPattern(s *session, pattern, element string) (text string, missing bool) {
	if pattern == "#" {
		return element, false
	}
	before, behind, found := strings.Cut(pattern, "*")
	if !found || strings.Contains(before, "\x00") {
		return "", true
	}
	field := ""
	if key, name, has := strings.Cut(behind, "->"); has && name != "" {
		behind, field = key, name
	}
	v := m.lookup(s.db, before+element+behind)
	switch {
	case v == nil:
		return "", true
	case field != "":
		text, has := v.hash[field]
		return text, !has
	}
	return v.text, v.kind != aString
}

// sortedRow is what GET asks for of an element.
func (m *model) sortedRow(s *session, o sortOptions, element string) string {
	if len(o.get) == 0 {
		return rowOf(element)
	}
	row := ""
	for _, pattern := range o.get {
		if text, missing := m.byPattern(s, pattern, element); missing {
			row += nullCell
		} else {
			row += rowOf(text)
		}
	}
	return row
}

func (m *model) showSorted(s *session, o sortOptions, groups [][]string, start, end int64) {
	want := rows{kind: '*', width: max(1, len(o.get)), start: int(start), count: int(end - start)}
	behind := int64(0)
	for _, group := range groups {
		first := behind
		behind += int64(len(group))
		shown := make([]string, len(group))
		for i, element := range group {
			if first < end && start < behind { // GET looks up, and so deletes, nothing for others
				shown[i] = m.sortedRow(s, o, element)
			}
		}
		want.groups = append(want.groups, shown)
	}
	s.rows(want)
}

// storeSorted keeps a sorted list. What SORT holds to be equal may come in any
// order, and nobody tells in which: from there on the model does not know.
func (m *model) storeSorted(s *session, o sortOptions, groups [][]string, start, end int64) {
	if slices.ContainsFunc(groups, func(group []string) bool { return len(slices.Compact(slices.Clone(group))) > 1 }) {
		m.drift(s)
		return
	}
	result := newValue(aList)
	for _, element := range slices.Concat(groups...)[start:end] {
		if len(o.get) == 0 {
			result.list = append(result.list, element)
		}
		for _, pattern := range o.get {
			text, _ := m.byPattern(s, pattern, element)
			result.list = append(result.list, text)
		}
	}
	m.replace(s.db, o.target, result)
	s.integer(int64(len(result.list)))
}
