package simtest

import (
	"fmt"
	"slices"
	"strings"
)

// choice is what the server draws at random and the model cannot know: the
// members that SPOP takes. The request waits in the middle of its execution
// until the server tells its effects (commands.Sink): SREM of these members.
// Nothing else is executed meanwhile.
type choice struct {
	session *session
	key     string
	from    []string // members that there are to choose from, sorted
	count   int
	chosen  []string
	then    func(chosen []string)
}

// choose lets the server choose so many of the members of a set, fewer than all.
func (m *model) choose(s *session, key string, from []string, count int, then func(chosen []string)) {
	slices.Sort(from)
	m.choice = &choice{session: s, key: key, from: from, count: count, then: then}
}

// effect takes one effect of what the server does in a database. It is of interest
// if it tells that a key is gone, or a choice. An error is that it is wrong.
func (m *model) effect(db int, args []string) error {
	if m.removal != nil {
		return m.removed(db, args)
	}
	if len(args) == 2 && (args[0] == "DEL" || args[0] == "UNLINK") {
		m.exorcise(place{db, args[1]})
	}
	return m.chosen(args)
}

// chosen takes the effect that tells a choice.
func (m *model) chosen(args []string) error {
	c := m.choice
	if c == nil || len(args) < 3 || !strings.EqualFold(args[0], "srem") || args[1] != c.key {
		return nil
	}
	for _, member := range args[2:] {
		if _, found := slices.BinarySearch(c.from, member); !found || slices.Contains(c.chosen, member) {
			return fmt.Errorf("client %d (id %d): %s takes %.40q, which the set does not have",
				c.session.client, c.session.id, quote(c.session.request), member)
		}
		c.chosen = append(c.chosen, member)
	}
	if len(c.chosen) < c.count {
		return nil
	}
	m.choice = nil
	c.then(c.chosen)
	m.finish(c.session)
	return nil
}

// undecided is an error if what the server has chosen is still unknown when it
// goes on to something else, a transaction is not done, or somebody has not been
// served.
func (m *model) undecided() error {
	if err := m.incomplete(); err != nil {
		return err
	}
	if e := m.executing; e != nil {
		return fmt.Errorf("client %d (id %d): EXEC leaves %s undone", e.session.client, e.session.id, quote(e.rest[0].args))
	}
	if len(m.ready) > 0 {
		return fmt.Errorf("key %q of database %d is ready, and nobody is served from it", m.ready[0].key, m.ready[0].db)
	}
	return nil
}

// incomplete is an error if an effect is missing that the server has to tell.
func (m *model) incomplete() error {
	if c := m.choice; c != nil {
		return fmt.Errorf("client %d (id %d): %s had no effect that tells what it chose",
			c.session.client, c.session.id, quote(c.session.request))
	}
	if r := m.removal; r != nil {
		return fmt.Errorf("key %q of database %d was to go, and no effect says so", r.key, r.db)
	}
	return nil
}
