package simtest

import (
	"fmt"
	"strconv"
	"strings"

	"seedis/resp"
)

// statistics are what INFO said last.
type statistics string

// field is a number that INFO tells.
func (i statistics) field(name string) (int64, error) {
	_, rest, found := strings.Cut(string(i), "\r\n"+name+":")
	text, _, _ := strings.Cut(rest, "\r\n")
	n, err := strconv.ParseInt(text, 10, 64)
	if !found || err != nil {
		return 0, fmt.Errorf("INFO tells no number %s", name)
	}
	return n, nil
}

// claim is a number that INFO must tell, from least to most.
type claim struct {
	field       string
	least, most int64
}

// check holds INFO to a claim, if it was asked for the section.
func (c claim) check(i statistics) error {
	if !strings.Contains(string(i), "\r\n"+c.field+":") {
		return nil
	}
	return c.insist(i)
}

// insist is check of INFO that was asked for it.
func (c claim) insist(i statistics) error {
	n, err := i.field(c.field)
	if err == nil && (n < c.least || n > c.most) {
		err = fmt.Errorf("%s is %d, want %d to %d", c.field, n, c.least, c.most)
	}
	return err
}

// claims are what INFO must tell now of what went.
func (m *model) claims() []claim {
	claims := []claim{
		{"expired_keys", m.counts.expired, m.counts.expired},
		{"evicted_keys", m.counts.evicted, m.counts.evicted},
		{"lazyfreed_objects", 0, m.lazy.most}, // some are on their way
	}
	if !m.settings.clientLimit {
		claims = append(claims, claim{"evicted_clients", 0, 0})
	}
	return claims
}

// info is INFO [section ...].
func (m *model) info(s *session, args []string) {
	sizes, claims := m.sizes(), m.claims()
	s.judge(func(reply resp.Reply) error {
		text := strings.TrimPrefix(string(reply.Text), "txt:")
		if reply.Kind != '$' && reply.Kind != '=' || len(args) == 1 && !strings.HasPrefix(text, "# Server\r\n") {
			return fmt.Errorf("want the sections of INFO")
		}
		s.statistics = statistics(text)
		for _, claim := range claims {
			if err := claim.check(s.statistics); err != nil {
				return err
			}
		}
		if _, keyspace, has := strings.Cut(text, "# Keyspace\r\n"); has {
			return compareSizes(keyspace, sizes)
		}
		return nil
	})
}

// sizes are the lines of INFO keyspace up to the numbers of keys; "" for a
// database that has none.
func (m *model) sizes() []string {
	lines := make([]string, len(m.databases))
	for db := range lines {
		if size := m.size(db); size > 0 {
			lines[db] = fmt.Sprintf("db%d:keys=%d,", db, size)
		}
	}
	return lines
}

func compareSizes(keyspace string, sizes []string) error {
	for _, line := range sizes {
		if !strings.Contains("\n"+keyspace, "\n"+line) {
			return fmt.Errorf("want %q", line)
		}
	}
	return nil
}

// resetStatistics is CONFIG RESETSTAT. What the background has freed by now is
// forgotten, and nobody knows how much that is.
func (m *model) resetStatistics(s *session, _ []string) {
	m.counts = removalCounts{}
	m.lazy.least = 0
	s.ok()
}
