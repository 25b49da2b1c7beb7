package simtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"seedis/resp"
)

// killFilter says which sessions CLIENT KILL ends: those that all of its
// conditions are true of.
type killFilter struct {
	conditions []killCondition
	skipMe     bool
}

type killCondition struct {
	word string
	met  func(*session) bool
}

// require adds a condition. It takes the place of an earlier one of its word.
func (f *killFilter) require(word string, met func(*session) bool) {
	same := func(c killCondition) bool { return c.word == word }
	f.conditions = append(slices.DeleteFunc(f.conditions, same), killCondition{word, met})
}

// clientKill is CLIENT KILL address, or with filters.
func (m *model) clientKill(s *session, args []string) {
	if len(args) == 3 {
		m.killAddress(s, args[2])
		return
	}
	f := killFilter{skipMe: true}
	for i := 2; i < len(args); i += 2 {
		refusal := errSyntax
		if i+1 < len(args) {
			refusal = f.add(strings.ToUpper(args[i]), args[i+1])
		}
		if refusal != "" {
			s.fail(refusal)
			return
		}
	}
	least, most := m.kill(s, f)
	if least == most {
		s.integer(most)
		return
	}
	s.integerBetween(least, most)
}

// killAddress is the old form: the one client there is, itself too.
func (m *model) killAddress(s *session, address string) {
	f := killFilter{}
	f.require("ADDR", func(victim *session) bool { return victim.peer == address })
	switch least, most := m.kill(s, f); {
	case most == 0:
		s.fail("ERR No such client")
	case least > 0:
		s.ok()
	default:
		s.judge(func(reply resp.Reply) error {
			if reply.Kind != '+' && string(reply.Text) != "ERR No such client" {
				return fmt.Errorf("want OK or no such client")
			}
			return nil
		})
	}
}

// add reads one filter, and returns the error if it is wrong.
func (f *killFilter) add(word, text string) (refusal string) {
	switch word {
	case "ID":
		id, ok := parseInt(text)
		if !ok || id < 1 {
			return "ERR client-id should be greater than 0"
		}
		f.require(word, func(victim *session) bool { return victim.id == uint64(id) })
	case "ADDR":
		f.require(word, func(victim *session) bool { return victim.peer == text })
	case "LADDR":
		f.require(word, func(*session) bool { return text == Address().String() })
	case "TYPE":
		kind := strings.ToLower(text)
		if !slices.Contains([]string{"normal", "slave", "replica", "master", "pubsub"}, kind) {
			return "ERR Unknown client type '" + untilNUL(text) + "'"
		}
		f.require(word, func(*session) bool { return kind == "normal" })
	case "USER":
		if text != "default" {
			return "ERR No such user '" + untilNUL(text) + "'"
		}
	case "SKIPME":
		if !strings.EqualFold(text, "yes") && !strings.EqualFold(text, "no") {
			return errSyntax
		}
		f.skipMe = strings.EqualFold(text, "yes")
	default:
		return errSyntax
	}
	return ""
}

// kill ends sessions and returns how many there were at least, and at most:
// those whose client has left may be gone already.
func (m *model) kill(s *session, f killFilter) (least, most int64) {
	for _, id := range slices.Sorted(maps.Keys(m.sessions)) {
		victim := m.sessions[id]
		spared := func(c killCondition) bool { return !c.met(victim) }
		if victim.fate == cut || victim == s && f.skipMe || slices.ContainsFunc(f.conditions, spared) {
			continue
		}
		most++
		if victim == s {
			least++
			s.fate = leaves
			continue
		}
		if victim.fate == stays && !victim.parting && !m.settings.resets {
			least++
		}
		victim.fate = cut
		m.forgetWait(victim)
		m.endTransaction(victim)
	}
	return least, most
}
