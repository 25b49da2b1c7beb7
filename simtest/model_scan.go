package simtest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"seedis/resp"
)

// iteration is a SCAN, or one of its kin, that a client carries on from cursor
// to cursor. The guarantee of SCAN: what was there all the time is returned at
// least once.
type iteration struct {
	db       int
	of       *value          // the collection that is walked over; nil for a database
	request  []string        // that began the walk over a collection
	options  string          // the words behind the cursor; they stay the same
	cursor   string          // of the last reply that was read
	required map[string]bool // what was there at the start and is there still, or past its time
}

// scanOptions are the words behind the cursor of SCAN.
type scanOptions struct {
	pattern string
	kind    string // of TYPE; "" is any
	typed   bool
}

const errCursor = "ERR invalid cursor"

func (m *model) scan(s *session, args []string) {
	if !cursorOK(args[1]) {
		s.fail(errCursor)
		return
	}
	options, refusal := parseScanOptions(args[2:], true)
	if refusal != "" {
		s.fail(refusal)
		return
	}
	shows := m.shown(s.db, options)
	now := m.now
	present := maps.Clone(m.databases[s.db].values)
	m.haunt(s.db, options.pattern)
	current := m.iterate(s, args, shows)
	s.judge(func(reply resp.Reply) error {
		if reply.Kind != '*' || len(reply.Elements) != 2 || reply.Elements[1].Kind != '*' {
			return fmt.Errorf("want a cursor and keys")
		}
		for _, element := range reply.Elements[1].Elements {
			key := string(element.Text)
			v := present[key]
			if v == nil || v.expireAt != noExpiry && v.expireAt < now || !shows(key) {
				return fmt.Errorf("SCAN shows %q, which it should not", key)
			}
			if current != nil {
				delete(current.required, key)
			}
		}
		return m.proceed(s, current, string(reply.Elements[0].Text))
	})
}

// cursorOK tells whether C's strtoul would read all of the text.
func cursorOK(text string) bool {
	text = untilNUL(text)
	if text == "" {
		return true
	}
	if text[0] == '+' || text[0] == '-' {
		text = text[1:]
	}
	_, err := strconv.ParseUint(text, 10, 64)
	return err == nil
}

// parseScanOptions reads the words behind the cursor. TYPE is one only where
// keys are scanned.
func parseScanOptions(words []string, ofKeys bool) (o scanOptions, refusal string) {
	o.pattern = "*"
	for ; len(words) > 0; words = words[2:] {
		if len(words) == 1 {
			return o, errSyntax
		}
		switch text := words[1]; strings.ToUpper(words[0]) {
		case "MATCH":
			o.pattern = text
		case "TYPE":
			if !ofKeys {
				return o, errSyntax
			}
			o.kind, o.typed = text, true
		case "COUNT":
			n, ok := parseInt(text)
			if !ok {
				return o, errNotInteger
			}
			if n < 1 {
				return o, errSyntax
			}
		default:
			return o, errSyntax
		}
	}
	return o, ""
}

// shown tells of a key whether the options let it be shown: now, whatever it
// holds later.
func (m *model) shown(db int, o scanOptions) func(key string) bool {
	matches := globOf(o.pattern)
	if !o.typed {
		return matches
	}
	present := maps.Clone(m.databases[db].values)
	return func(key string) bool {
		v := present[key]
		return v != nil && strings.EqualFold(o.kind, string(v.kind)) && matches(key)
	}
}

// haunt takes note of the keys past their time that match a pattern: the server may
// meet and delete them while it carries the request out, but not during a pause. If
// it does, an effect tells so.
func (m *model) haunt(db int, pattern string) {
	if m.paused() {
		return
	}
	matches := globOf(pattern)
	for _, key := range m.pastTheirTime(db) {
		if matches(key) {
			m.ghosts = append(m.ghosts, place{db, key})
		}
	}
}

// exorcise deletes a ghost, if the key that is gone is one.
func (m *model) exorcise(gone place) {
	if i := slices.Index(m.ghosts, gone); i >= 0 {
		m.ghosts = slices.Delete(m.ghosts, i, i+1)
		m.pass(gone.db, gone.key)
	}
}

// iterate finds the iteration that a SCAN begins or carries on; nil if it
// comes out of nowhere.
func (m *model) iterate(s *session, args []string, shows func(string) bool) *iteration {
	options := fmt.Sprintf("%q", args[2:])
	current := s.iteration
	if args[1] != "0" && current != nil && current.of == nil && current.cursor == args[1] && current.db == s.db && current.options == options {
		return current
	}
	m.abandon(s)
	if args[1] != "0" {
		return nil
	}
	current = &iteration{db: s.db, options: options, required: map[string]bool{}}
	for _, key := range m.living(s.db, "*") {
		if shows(key) {
			current.required[key] = true
		}
	}
	s.iteration = current
	m.scans = append(m.scans, current)
	return current
}

// proceed is called when the reply to a SCAN was read. An iteration that is at
// its end must have shown all that it had to.
func (m *model) proceed(s *session, current *iteration, cursor string) error {
	if current == nil || current != s.iteration {
		return nil
	}
	current.cursor = cursor
	if cursor != "0" {
		return nil
	}
	m.abandon(s)
	if current.of == nil {
		past := func(key string, _ bool) bool { return m.isPast(m.databases[current.db].values[key]) }
		maps.DeleteFunc(current.required, past)
	}
	if len(current.required) > 0 {
		return fmt.Errorf("SCAN has not shown %.300q", slices.Sorted(maps.Keys(current.required)))
	}
	return nil
}

// abandon ends the iteration of a session.
func (m *model) abandon(s *session) {
	m.scans = slices.DeleteFunc(m.scans, func(other *iteration) bool { return other == s.iteration })
	s.iteration = nil
}

// forgo lets iterations off a key, which was not there all the time.
func (m *model) forgo(db int, key string) {
	for _, current := range m.scans {
		if current.db == db && current.of == nil {
			delete(current.required, key)
		}
	}
}
