package conformance

import (
	"fmt"
	"strconv"
	"strings"
)

// Case is a scenario: what some clients send to a server that has just started.
//
// Written down, a case begins with "== " and its name. What follows, a line
// each, is sent in order, and each line waits for its reply:
//
//	@config NAME VALUE  a parameter of the server
//	@over tcp           the clients come over the loopback interface,
//	@over network       or from another machine; otherwise by a unix socket
//	@protocol 2         the case is about one version only
//	SET key "a b"       a request; words in quotes are strings of Go
//	SET key "x"*1000    a word repeated
//	b: GET key          a request of connection b; a, if no name is given. It
//	                    is opened by the first line that names it
//	[                   what follows, up to "]", is sent at once: a pipeline
//	@raw "*1\r\n"       bytes, for which no reply is awaited
//	@reply 2            awaits replies; one, if no number is given
//	@blocked 2          awaits that so many clients wait, by asking INFO
//	@connected 2        awaits that there are so many, by asking INFO: a server
//	                    hears of a @hangup some time after it
//	@closed             awaits that the server closes the connection
//	@gone               the same, and how much came before is left to chance
//	@hangup             closes the connection
//	@scan MATCH a*      SCAN from 0 until it comes back there
//	@scan HSCAN key     the same over one collection
//	@chance SPOP key 2  a request whose reply is up to chance, which draws
//	                    elements or lists them in the order of a hash table
//	@state              looks at all keys of all databases, their types,
//	                    encodings, lives and contents
//
// {addr:b} in a word is b's address as the server sees it, {laddr:b} that of
// the server as b sees it. Lines that begin with # are comments.
type Case struct {
	Name     string
	Config   []string // as redis-server's arguments
	Network  Network
	Protocol int // 0: both
	Steps    []Step
}

// Network is the way by which clients come.
type Network int

// The networks: a unix socket, the loopback interface, and an address that a
// server takes for another machine's.
const (
	Unix Network = iota
	Loopback
	Remote
)

// Action is what a step does.
type Action int

// The actions, by their verbs.
const (
	Send      Action = iota // one request, or several in a pipeline
	Raw                     // @raw
	Await                   // @reply
	Blocked                 // @blocked
	Connected               // @connected
	Closed                  // @closed
	Gone                    // @gone
	HangUp                  // @hangup
	Scan                    // @scan
	Chance                  // @chance
	State                   // @state
)

// scanVerb, chanceVerb and stateVerb are what several requests are asked by;
// their answers are shown as those to requests of that name.
const (
	scanVerb   = "@scan"
	chanceVerb = "@chance"
	stateVerb  = "@state"
)

// Step is a line of a case.
type Step struct {
	Connection string
	Action     Action
	Requests   [][]string // of Send; of Chance: one; of Scan: one, without the cursor and without SCAN
	Bytes      string     // of Raw
	Count      int        // of Await, Blocked and Connected
}

// Request is the step of sending one request on the first connection.
func Request(words ...string) Step {
	return Step{Connection: firstConnection, Requests: [][]string{words}}
}

const firstConnection = "a"

// String writes the case as ParseCases reads it.
func (c *Case) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "== %s\n", c.Name)
	for i := 0; i < len(c.Config); i += 2 {
		fmt.Fprintf(&text, "@config %s %s\n", strings.TrimPrefix(c.Config[i], "--"), quoteWord(c.Config[i+1]))
	}
	if c.Network != Unix {
		fmt.Fprintf(&text, "@over %s\n", networkNames[c.Network])
	}
	if c.Protocol != 0 {
		fmt.Fprintf(&text, "@protocol %d\n", c.Protocol)
	}
	for i := range c.Steps {
		text.WriteString(c.Steps[i].String())
	}
	return text.String()
}

var networkNames = [...]string{Unix: "unix", Loopback: "tcp", Remote: "network"}

// String writes the step, with the end of its line.
func (s *Step) String() string {
	connection := ""
	if s.Connection != firstConnection {
		connection = s.Connection + ": "
	}
	switch s.Action {
	case Raw:
		return connection + "@raw " + quoteWord(s.Bytes) + "\n"
	case Await:
		return fmt.Sprintf("%s@reply %d\n", connection, s.Count)
	case Blocked:
		return fmt.Sprintf("%s@blocked %d\n", connection, s.Count)
	case Connected:
		return fmt.Sprintf("%s@connected %d\n", connection, s.Count)
	case Closed:
		return connection + "@closed\n"
	case Gone:
		return connection + "@gone\n"
	case HangUp:
		return connection + "@hangup\n"
	case State:
		return connection + stateVerb + "\n"
	case Chance:
		return connection + chanceVerb + " " + joinWords(s.Requests[0]) + "\n"
	case Scan:
		return connection + strings.TrimSpace(scanVerb+" "+joinWords(s.Requests[0])) + "\n"
	}
	if len(s.Requests) == 1 {
		return connection + joinWords(s.Requests[0]) + "\n"
	}
	text := connection + "[\n"
	for _, request := range s.Requests {
		text += joinWords(request) + "\n"
	}
	return text + "]\n"
}

func joinWords(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quoteWord(word)
	}
	return strings.Join(quoted, " ")
}

// repeatedMin is the length from which a word of one byte only is written in
// short.
const repeatedMin = 40

func quoteWord(word string) string {
	if len(word) >= repeatedMin && strings.Count(word, word[:1]) == len(word) {
		return fmt.Sprintf("%q*%d", word[:1], len(word))
	}
	quoted := strconv.Quote(word)
	if word == "" || len(quoted) != len(word)+len(`""`) || strings.Contains(word, " ") ||
		strings.IndexByte("[]@#=", word[0]) >= 0 || strings.HasSuffix(word, ":") {
		return quoted
	}
	return word
}
