package simtest

import (
	"fmt"
	"strconv"
	"strings"

	"seedis/resp"
)

func (m *model) shutdownCommand(s *session, args []string) {
	save, abort := "", false
	for _, arg := range args[1:] {
		switch word := strings.ToUpper(arg); {
		case word == "SAVE" || word == "NOSAVE":
			if save != "" && save != word {
				s.fail(errSyntax)
				return
			}
			save = word
		case word == "NOW", word == "FORCE":
		case word == "ABORT":
			abort = true
		default:
			s.fail(errSyntax)
			return
		}
	}
	switch {
	case abort && len(args) > 2:
		s.fail(errSyntax)
	case abort:
		s.fail("ERR No shutdown in progress.")
	default:
		m.shutdown = true
	}
}

// debug knows what changes nothing that others can see; a word that no server
// knows is an error.
func (m *model) debug(s *session, args []string) {
	switch word := strings.ToLower(args[1]); {
	case word == "sleep" && len(args) == 3:
		s.ok()
	case word == "set-active-expire" && len(args) == 3:
		n, ok := parseInt(args[2])
		m.idleExpire = !ok || n == 0
		s.ok()
	case word == "digest" && len(args) == 2:
		s.kinds("+")
	case word == "help" && len(args) == 2:
		s.kinds("*")
	default:
		s.fail("ERR unknown subcommand or wrong number of arguments for '" + printable(args[1]) + "'. Try DEBUG HELP.")
	}
}

func (m *model) justOK(s *session, _ []string) { s.ok() }

func (m *model) configRewrite(s *session, _ []string) {
	if m.file == nil {
		s.fail("ERR The server is running without a config file")
		return
	}
	s.judge(m.file.begin().judge)
}

func (m *model) slowlogGet(s *session, args []string) {
	if len(args) > 2 {
		s.kinds("*-")
		return
	}
	s.kinds("*")
}

// lolwut draws, and says which version draws.
func (m *model) lolwut(s *session, _ []string) {
	s.judge(func(reply resp.Reply) error {
		if !strings.Contains(string(reply.Text), "Redis ver. "+redisVersion) {
			return fmt.Errorf("want the version below a drawing")
		}
		return nil
	})
}

// configGet knows a parameter that configSet models.
func (m *model) configGet(s *session, args []string) {
	if len(args) != 3 || args[2] != "hz" || m.hz == 0 {
		m.someMap(s, nil)
		return
	}
	s.mapping(1)
	s.bulk("hz")
	s.bulk(strconv.Itoa(m.hz))
}

// configSet models some settings.
func (m *model) configSet(s *session, args []string) {
	name := strings.ToLower(args[2])
	n, err := strconv.Atoi(args[3])
	switch {
	case len(args) == 4 && m.settings.setMemory(name, args[3]):
		s.ok()
	case len(args) == 4 && name == outputLimit && args[3] == noOutputLimit:
		m.settings.outputLimit = false
		s.ok()
	case len(args) != 4 || name != "hz" && name != unknownParameter:
		m.adrift++
		s.judge(func(reply resp.Reply) error {
			if reply.Kind == '-' {
				m.adrift--
			}
			return nil
		})
	case name == unknownParameter:
		s.fail("ERR Unknown option or number of arguments for CONFIG SET - '" + args[2] + "'")
	case err != nil:
		s.fail("ERR CONFIG SET failed (possibly related to argument 'hz') - argument couldn't be parsed into an integer")
	case n < 1 || n > 500:
		m.hz = 0
		s.anything()
	default:
		m.hz = n
		s.ok()
	}
}

// outputLimit is a parameter, and noOutputLimit its value with which nobody is closed.
const (
	outputLimit   = "client-output-buffer-limit"
	noOutputLimit = "normal 0 0 0"
)

// unknownParameter is a parameter that no server has.
const unknownParameter = "no-such-parameter"
