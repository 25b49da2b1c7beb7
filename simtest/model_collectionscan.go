package simtest

import (
	"fmt"
	"maps"
	"slices"

	"seedis/resp"
)

func collectionScanRows() []row {
	return []row{
		{name: "hscan", arity: -3, run: (*model).hScan},
		{name: "sscan", arity: -3, run: (*model).sScan},
		{name: "zscan", arity: -3, run: (*model).zScan},
	}
}

func (m *model) hScan(s *session, args []string) { m.scanCollection(s, args, aHash) }
func (m *model) sScan(s *session, args []string) { m.scanCollection(s, args, aSet) }
func (m *model) zScan(s *session, args []string) { m.scanCollection(s, args, aSortedSet) }

// scanCollection shows all of a small collection at once, whatever the cursor.
// A large one is walked over as SCAN does it with a database. Options of a key
// that does not exist are not looked at.
func (m *model) scanCollection(s *session, args []string, k kind) {
	if !cursorOK(args[2]) {
		s.fail(errCursor)
		return
	}
	v, ok := m.lookupKind(s, args[1], k)
	if current := s.iteration; current != nil && current.of != nil && current.of != v {
		m.abandon(s)
	}
	if !ok {
		return
	}
	if v == nil {
		s.showAll(nil)
		return
	}
	options, refusal := parseScanOptions(args[3:], false)
	if refusal != "" {
		s.fail(refusal)
		return
	}
	matches := globOf(options.pattern)
	elements := slices.DeleteFunc(v.elements(), func(element []string) bool { return !matches(element[0]) })
	if !v.large {
		s.showAll(elements)
		return
	}
	width := 2
	if k == aSet {
		width = 1
	}
	m.showSome(s, m.walk(s, args, v, elements), elements, width)
}

// elements are those of a hash, set or sorted set in the order of a small
// one, with all that a SCAN shows of each: the name first.
func (v *value) elements() [][]string {
	elements := [][]string{}
	switch v.kind {
	case aHash:
		for _, field := range v.fields {
			elements = append(elements, []string{field, v.hash[field]})
		}
	case aSet:
		for _, member := range v.members() {
			elements = append(elements, []string{member})
		}
	case aSortedSet:
		for _, pair := range v.ordered() {
			text := scoreText(pair.score)
			if !v.large {
				text = packedText(pair.score)
			}
			elements = append(elements, []string{pair.member, text})
		}
	}
	return elements
}

// has tells whether a collection has an element of that name.
func (v *value) has(name string) bool {
	_, inHash := v.hash[name]
	_, inSet := v.set[name]
	_, inScores := v.scores[name]
	return inHash || inSet || inScores
}

// showAll answers with elements, and no more to come.
func (s *session) showAll(elements [][]string) {
	parts := slices.Concat(elements...)
	s.array(2)
	s.bulk("0")
	s.array(len(parts))
	for _, part := range parts {
		s.bulk(part)
	}
}

// showSome lets any of the elements come, each of so many parts, and a cursor.
func (m *model) showSome(s *session, current *iteration, elements [][]string, width int) {
	named := map[string]string{} // by what is shown of them
	for _, element := range elements {
		named[rowOf(element...)] = element[0]
	}
	s.judge(func(reply resp.Reply) error {
		if reply.Kind != '*' || len(reply.Elements) != 2 || reply.Elements[0].Kind != '$' {
			return fmt.Errorf("want a cursor and elements")
		}
		shown, err := rows{kind: '*', width: width}.split(reply.Elements[1])
		if err != nil {
			return err
		}
		for _, row := range shown {
			name, has := named[row]
			if !has {
				return fmt.Errorf("%.100s is shown, which should not be", row)
			}
			if current != nil {
				delete(current.required, name)
			}
		}
		return m.proceed(s, current, string(reply.Elements[0].Text))
	})
}

// walk finds the iteration that a request begins or carries on; nil if it comes
// out of nowhere.
func (m *model) walk(s *session, args []string, v *value, elements [][]string) *iteration {
	options := fmt.Sprintf("%q", args[3:])
	current := s.iteration
	if args[2] != "0" && current != nil && current.of == v && current.cursor == args[2] && current.options == options {
		return current
	}
	m.abandon(s)
	if args[2] != "0" {
		return nil
	}
	current = &iteration{db: s.db, of: v, request: args, options: options, required: map[string]bool{}}
	for _, element := range elements {
		current.required[element[0]] = true
	}
	s.iteration = current
	m.scans = append(m.scans, current)
	return current
}

// forgoElements lets iterations off what a collection has no more.
func (m *model) forgoElements(v *value) {
	for _, current := range m.scans {
		if current.of == v {
			maps.DeleteFunc(current.required, func(name string, _ bool) bool { return !v.has(name) })
		}
	}
}

// carryOn is the request for what comes next.
func (i *iteration) carryOn() []string {
	request := slices.Clone(i.request)
	request[2] = i.cursor
	return request
}
