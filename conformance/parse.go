package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ParseCases reads the cases of a file. An error tells the line.
func ParseCases(text string) ([]*Case, error) {
	r := reader{}
	for line := range strings.Lines(text) {
		r.number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := r.line(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", r.number, err)
		}
	}
	if r.pipeline != nil {
		return nil, fmt.Errorf("line %d: a pipeline without its end", r.number)
	}
	return r.cases, nil
}

// reader is the state between two lines.
type reader struct {
	number   int
	cases    []*Case
	pipeline *Step // what "]" will end
}

func (r *reader) line(line string) error {
	if name, isName := strings.CutPrefix(line, "== "); isName {
		r.cases = append(r.cases, &Case{Name: name})
		return nil
	}
	if len(r.cases) == 0 {
		return fmt.Errorf("there is no case yet")
	}
	c := r.cases[len(r.cases)-1]
	switch {
	case r.pipeline != nil && line == "]":
		c.Steps = append(c.Steps, *r.pipeline)
		r.pipeline = nil
		return nil
	case r.pipeline != nil:
		words, err := splitWords(line)
		r.pipeline.Requests = append(r.pipeline.Requests, words)
		return err
	}
	step := Step{Connection: firstConnection}
	if name, rest, found := strings.Cut(line, ": "); found && isName(name) {
		step.Connection, line = name, rest
	}
	if line == "[" {
		r.pipeline = &step
		return nil
	}
	words, err := splitWords(line)
	if err != nil {
		return err
	}
	if line[0] != '@' {
		step.Requests = [][]string{words}
	} else if isHeader(words) {
		return c.parse(words[0], words[1:])
	} else if err := step.parse(words[0], words[1:]); err != nil {
		return err
	}
	c.Steps = append(c.Steps, step)
	return nil
}

func isName(text string) bool { return text != "" && !strings.ContainsAny(text, ` "@[]`) }

// isHeader tells whether a line is about the server, and complete.
func isHeader(words []string) bool {
	switch words[0] {
	case "@config":
		return len(words) > 2
	case "@over", "@protocol":
		return len(words) == 2
	}
	return false
}

func (c *Case) parse(verb string, arguments []string) (err error) {
	switch verb {
	case "@config":
		c.Config = append(c.Config, "--"+arguments[0], strings.Join(arguments[1:], " "))
	case "@over":
		network := slices.Index(networkNames[:], arguments[0])
		if network < 0 {
			return fmt.Errorf("no network %q", arguments[0])
		}
		c.Network = Network(network)
	case "@protocol":
		c.Protocol, err = strconv.Atoi(arguments[0])
	}
	return err
}

func (s *Step) parse(verb string, arguments []string) (err error) {
	switch verb {
	case "@raw":
		s.Action, s.Bytes = Raw, strings.Join(arguments, "")
	case "@reply":
		s.Action, s.Count = Await, 1
		if len(arguments) > 0 {
			s.Count, err = strconv.Atoi(arguments[0])
		}
	case "@blocked", "@connected":
		if len(arguments) != 1 {
			return fmt.Errorf("%s wants a number", verb)
		}
		s.Action = Blocked
		if verb == "@connected" {
			s.Action = Connected
		}
		s.Count, err = strconv.Atoi(arguments[0])
	case "@closed":
		s.Action = Closed
	case "@gone":
		s.Action = Gone
	case "@hangup":
		s.Action = HangUp
	case scanVerb:
		s.Action, s.Requests = Scan, [][]string{arguments}
	case chanceVerb:
		s.Action, s.Requests = Chance, [][]string{arguments}
		if len(arguments) == 0 {
			err = fmt.Errorf("%s needs a request", verb)
		}
	case stateVerb:
		s.Action = State
	default:
		err = fmt.Errorf("no verb %q with these arguments", verb)
	}
	return err
}

// splitWords parts a line at spaces; a word in quotes is a string of Go, and
// may be followed by * and how often it is repeated.
func splitWords(line string) ([]string, error) {
	var words []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		if line[0] != '"' {
			word, rest, _ := strings.Cut(line, " ")
			words, line = append(words, word), rest
			continue
		}
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line, err)
		}
		word, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", quoted, err)
		}
		line = line[len(quoted):]
		if rest, repeated := strings.CutPrefix(line, "*"); repeated {
			count, after, _ := strings.Cut(rest, " ")
			times, err := strconv.Atoi(count)
			if err != nil {
				return nil, err
			}
			word, line = strings.Repeat(word, times), after
		}
		words = append(words, word)
	}
	return words, nil
}
