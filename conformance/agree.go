package conformance

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// running is a server on Linux.
type running interface {
	dial() (connection, error)
	stop() error
}

var _, _ running = (*oracle)(nil), (*linuxServer)(nil)

// answers are what one server made of a case.
type answers struct {
	server string
	given  []Answer
	err    error // the case came to no end
}

// agree carries out a case on three servers of its own and compares. The error
// is a report, or errNoOracle or errNoNetwork. The simulated server is asked
// before the other that runs in this process: if it breaks down, that is a
// report.
func (m *comparison) agree(c *Case, protocol int) error {
	oracle := playOn("redis-server", c, protocol, func(dir string) (running, error) { return startOracle(dir, c) })
	if err := m.judge(c, protocol, oracle, simulate(c, protocol, play, usual)); err != nil {
		return err
	}
	linux := playOn("on Linux", c, protocol, func(dir string) (running, error) { return startLinux(dir, c, usual) })
	return m.judge(c, protocol, oracle, linux)
}

// judge compares what two servers made of a case.
func (m *comparison) judge(c *Case, protocol int, oracle, other answers) error {
	if oracle.err != nil {
		return fmt.Errorf("redis-server: %w\n%s", oracle.err, excerpt(c.String()))
	}
	at, difference := m.compare(oracle.given, other.given)
	if at >= 0 {
		return report(c, protocol, at, difference, oracle, other)
	}
	if other.err != nil {
		return fmt.Errorf("RESP%d, %s: %w\n%s", protocol, other.server, other.err, excerpt(c.String()))
	}
	return nil
}

// playOn carries out a case on a server with a directory of its own.
func playOn(name string, c *Case, protocol int, start func(dir string) (running, error)) answers {
	a := answers{server: name}
	// Not a test's directory: its name may be too long for a unix socket.
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		a.err = err
		return a
	}
	defer os.RemoveAll(dir)
	server, err := start(dir)
	if err != nil {
		a.err = err
		return a
	}
	a.given, err = play(c, protocol, server.dial)
	a.err = errors.Join(err, server.stop())
	return a
}

// report tells where the answers differ, what both said there, and the case.
func report(c *Case, protocol, at int, difference string, oracle, other answers) error {
	var text strings.Builder
	fmt.Fprintf(&text, "RESP%d, answer %d", protocol, at+1)
	if at < len(oracle.given) {
		asked := oracle.given[at]
		fmt.Fprintf(&text, " (connection %s, %.200s)", asked.Connection, joinWords(asked.Request))
	}
	fmt.Fprintf(&text, ", %s: %s\n", other.server, difference)
	for _, a := range []answers{oracle, other} {
		fmt.Fprintf(&text, "%-13s %s\n", a.server, a.shown(at))
	}
	text.WriteString(excerpt(c.String()))
	return errors.New(text.String())
}

const (
	// shownMax bounds a reply in a report, lineMax a line of its case, in
	// bytes. Generated cases, which are to be replayed, have shorter lines.
	shownMax = 1000
	lineMax  = 4000
)

func (a *answers) shown(at int) string {
	if at >= len(a.given) {
		return fmt.Sprint("nothing: ", a.err)
	}
	text := fmt.Sprintf("%.*q", shownMax, a.given[at].Reply)
	if a.given[at].Closed {
		text += ", and closes"
	}
	return text
}

func excerpt(text string) string {
	var short strings.Builder
	for line := range strings.Lines(text) {
		if len(line) > lineMax {
			line = line[:lineMax] + "...\n"
		}
		short.WriteString(line)
	}
	return short.String()
}
