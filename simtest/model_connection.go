package simtest

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"seedis/resp"
)

func (m *model) ping(s *session, args []string) {
	switch len(args) {
	case 1:
		s.status("PONG")
	case 2:
		s.bulk(args[1])
	default:
		s.fail("ERR wrong number of arguments for 'ping' command")
	}
}

func (m *model) echo(s *session, args []string) { s.bulk(args[1]) }

func (m *model) selectDB(s *session, args []string) {
	index, ok := parseInt(args[1])
	switch {
	case !ok || index < math.MinInt32 || index > math.MaxInt32:
		s.fail(errNotInteger)
	case index < 0 || index >= int64(len(m.databases)):
		s.fail("ERR DB index is out of range")
	default:
		s.db = int(index)
		s.ok()
	}
}

func (m *model) auth(s *session, args []string) {
	user, password := "default", args[1]
	switch {
	case len(args) > 3:
		s.fail(errSyntax)
		return
	case len(args) == 3:
		user, password = args[1], args[2]
	case m.settings.password == "":
		s.fail("ERR AUTH <password> called without any password configured for the default user. " +
			"Are you sure your configuration is correct?")
		return
	}
	if m.authenticate(s, user, password) {
		s.ok()
	}
}

// authenticate answers if the password is wrong.
func (m *model) authenticate(s *session, user, password string) bool {
	if user != "default" || m.settings.password != "" && password != m.settings.password {
		s.fail("WRONGPASS invalid username-password pair or user is disabled.")
		return false
	}
	s.authenticated = true
	return true
}

func (m *model) hello(s *session, args []string) {
	version := int64(2)
	if s.resp3 {
		version = 3
	}
	if len(args) > 1 {
		var ok bool
		if version, ok = parseInt(args[1]); !ok {
			s.fail("ERR Protocol version is not an integer or out of range")
			return
		}
		if version != 2 && version != 3 {
			s.fail("NOPROTO unsupported protocol version")
			return
		}
		if !m.helloOptions(s, args[2:]) {
			return
		}
	}
	if !s.authenticated {
		s.fail("NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> " +
			"option can be used to authenticate the client and select the RESP protocol version at the same time")
		return
	}
	s.resp3 = version == 3
	s.mapping(7)
	for _, pair := range [][2]string{{"server", "redis"}, {"version", redisVersion}} {
		s.bulk(pair[0])
		s.bulk(pair[1])
	}
	s.bulk("proto")
	s.integer(version)
	s.bulk("id")
	s.integer(int64(s.id))
	for _, pair := range [][2]string{{"mode", "standalone"}, {"role", "master"}} {
		s.bulk(pair[0])
		s.bulk(pair[1])
	}
	s.bulk("modules")
	s.array(0)
}

// redisVersion is the version that HELLO gives: that of the oracle.
const redisVersion = "7.0.15"

// helloOptions carries out the options in order, up to the first wrong one.
func (m *model) helloOptions(s *session, options []string) bool {
	for len(options) > 0 {
		switch word := strings.ToUpper(options[0]); {
		case word == "AUTH" && len(options) > 2:
			if !m.authenticate(s, options[1], options[2]) {
				return false
			}
			options = options[3:]
		case word == "SETNAME" && len(options) > 1:
			if !s.setName(options[1]) {
				return false
			}
			options = options[2:]
		default:
			s.fail("ERR Syntax error in HELLO option '" + untilNUL(options[0]) + "'")
			return false
		}
	}
	return true
}

func (m *model) reset(s *session, _ []string) {
	m.endTransaction(s)
	s.db, s.name, s.resp3 = 0, "", false
	s.muted, s.skipping, s.skipNext = false, false, false
	s.authenticated = m.settings.password == ""
	s.status("RESET")
}

func (m *model) quit(s *session, _ []string) {
	s.ok()
	s.fate = leaves
}

// clientReply is CLIENT REPLY ON | OFF | SKIP. What is skipped is the reply to
// the next request.
func (m *model) clientReply(s *session, args []string) {
	switch strings.ToLower(args[2]) {
	case "on":
		s.muted, s.skipping, s.skipNext = false, false, false
		s.ok()
	case "off":
		s.muted = true
	case "skip":
		s.skipNext = !s.muted
	default:
		s.fail(errSyntax)
	}
}

// quiet tells whether nothing is said to the client.
func (s *session) quiet() bool { return s.silent || s.muted || s.skipping || s.skipNext }

func (m *model) clientNoEvict(s *session, args []string) {
	switch {
	case strings.EqualFold(args[2], "on"):
		s.noEvict = true
	case strings.EqualFold(args[2], "off"):
		s.noEvict = false
	default:
		s.fail(errSyntax)
		return
	}
	s.ok()
}

// clientInfo is this client's line of CLIENT LIST.
func (m *model) clientInfo(s *session, _ []string) {
	own := fmt.Sprintf("id=%d ", s.id)
	s.judge(func(reply resp.Reply) error {
		text := strings.TrimPrefix(string(reply.Text), "txt:")
		if !strings.HasPrefix(text, own) || strings.Count(text, "\n") != 1 {
			return fmt.Errorf("want the line of %q", own)
		}
		return nil
	})
}

func (m *model) clientID(s *session, _ []string) { s.integer(int64(s.id)) }

func (m *model) clientGetName(s *session, _ []string) {
	if s.name == "" {
		s.null()
		return
	}
	s.bulk(s.name)
}

func (m *model) clientSetName(s *session, args []string) {
	if s.setName(args[2]) {
		s.ok()
	}
}

// setName answers if the name is not allowed.
func (s *session) setName(name string) bool {
	if strings.ContainsFunc(name, func(r rune) bool { return r < '!' || r > '~' }) {
		s.fail("ERR Client names cannot contain spaces, newlines or special characters.")
		return false
	}
	s.name = name
	return true
}

// clientList is not modelled word for word: the whole list must have the lines
// of all that are there for certain.
func (m *model) clientList(s *session, args []string) {
	if len(args) > 2 {
		s.anything()
		return
	}
	var lines []*regexp.Regexp
	for _, id := range slices.Sorted(maps.Keys(m.sessions)) {
		if other := m.sessions[id]; other == s || other.stays() && !other.unscripted && !m.settings.resets {
			lines = append(lines, other.line())
		}
	}
	s.judge(func(reply resp.Reply) error {
		for _, line := range lines {
			if !line.Match(reply.Text) {
				return fmt.Errorf("want a list with %v", line)
			}
		}
		return nil
	})
}

// line is what CLIENT LIST says of a session. Of one that runs EXEC it says
// what its transaction was, which is over in the model.
func (s *session) line() *regexp.Regexp {
	multi := "-1"
	switch {
	case len(s.request) > 0 && strings.EqualFold(s.request[0], "exec"):
		multi = "[0-9]+"
	case s.transaction != nil:
		multi = strconv.Itoa(len(s.transaction.requests))
	}
	return regexp.MustCompile(fmt.Sprintf(`(?m)(^|txt:)id=%d .* name=%s .* db=%d .* multi=%s `,
		s.id, regexp.QuoteMeta(s.name), s.db, multi))
}
