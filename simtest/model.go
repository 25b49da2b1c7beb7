package simtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"seedis/sys"
	"seedis/sys/sim"
)

// model is a second implementation of the commands, on plain Go maps: slow,
// obvious, and without a line in common with packages store, commands and
// server. It carries out each request as the server begins to, at the
// time that the server's commands see, and knows then what the reply must be.
type model struct {
	settings  settings
	rows      []row
	databases []database
	sessions  map[uint64]*session // those that were accepted
	peers     map[sys.Addr]*session
	watching  []*session   // those that watch keys
	scans     []*iteration // under way
	choice    *choice      // what is not known of the request being executed; nil if all is
	waits     []*wait      // in the order in which they began
	ready     []place      // keys that those who wait are to be served from, in that order
	executing *execution   // the transaction that EXEC carries out; nil outside it
	running   *row         // of what is carried out
	removal   *removal     // of a key that the server lets go, until its effect tells so
	ghosts    []place      // keys that may go while a request is carried out; see haunt
	full      bool         // the next request is refused for want of memory
	now       int64        // milliseconds since 1970

	file       *configFile // nil: the server has none
	idleExpire bool        // keys past their time are left where they are until somebody asks for them
	counts     removalCounts
	lazy       lazyCounts

	pause    pause
	resumed  resumed
	calm     int64 // when the faults had ceased, in milliseconds since 1970; 0: they have not
	hz       int   // as CONFIG SET left it; 0 is not known
	shutdown bool  // the server was told to end
	// undisturbed: the faults are long over, and the server has nothing else to do.
	undisturbed bool

	// adrift counts the requests that set the server to something that is not
	// modelled, and that nobody knows to be refused.
	adrift int
}

// database is what SELECT selects.
type database struct {
	values map[string]*value
	// expiring has, among others, each key with a lifetime, so that few need
	// be looked at to find those past their time.
	expiring []string
}

func newModel(settings settings) *model {
	m := &model{
		settings:  settings,
		hz:        settings.hz,
		rows:      allRows(),
		databases: make([]database, settings.databases),
		sessions:  map[uint64]*session{},
		peers:     map[sys.Addr]*session{},
	}
	for i := range m.databases {
		m.databases[i].values = map[string]*value{}
	}
	return m
}

// session is a connection as the server sees it.
type session struct {
	id            uint64
	conn          *sim.Conn // the client's side; nil until the client knows of it
	peer          string
	client        int // number of the scripted client
	db            int
	name          string
	resp3         bool
	authenticated bool
	transaction   *transaction // nil outside MULTI
	doomed        bool         // a request was refused: EXEC will be
	dirty         bool         // a watched key changed: EXEC will fail
	watched       []watch
	fate          fate
	noEvict       bool // CLIENT NO-EVICT ON
	silent        bool // it ended itself inside EXEC: no reply is sent any more
	muted         bool // CLIENT REPLY OFF
	skipNext      bool // CLIENT REPLY SKIP came
	skipping      bool // the request before was that
	parting       bool // the client ends the connection, or makes the server end it
	iteration     *iteration

	// script are the requests that the client has sent, of which as many as
	// executed must have come first. unscripted: nobody knows what it sends.
	script     [][]string
	unscripted bool

	// since is when the client has sent what it has sent, or has had its last
	// request executed, in milliseconds since 1970; 0 if nobody knows.
	since int64

	statistics statistics // that INFO has told this client last

	request  []string // what is being answered
	executed int      // requests so far
	expected transcript
}

// fate says what is to become of a connection.
type fate uint8

const (
	stays  fate = iota
	leaves      // the server closes it when all replies are sent
	cut         // the server closes it at once
)

// transaction is what MULTI has queued.
type transaction struct {
	requests []queuedRequest
}

type queuedRequest struct {
	row  *row
	args []string
}

// session finds the session with a peer. Client and server come to know of a
// connection in either order. When both sides have closed one, the next client
// may have its address.
func (m *model) session(peer sys.Addr) *session {
	s := m.peers[peer]
	if s == nil || s.conn != nil && s.conn.Over() {
		s = &session{peer: peer.String(), authenticated: m.settings.password == ""}
		m.peers[peer] = s
	}
	return s
}

// accept gives a session its number. An error: the server had to turn it away.
func (m *model) accept(id uint64, peer sys.Addr) error {
	if m.settings.maxClients <= m.staying() {
		return fmt.Errorf("client %v (id %d) is let in, beyond %d others", peer, id, m.settings.maxClients)
	}
	s := m.session(peer)
	s.id = id
	m.sessions[id] = s
	return nil
}

// staying counts the sessions that the server has for certain.
func (m *model) staying() int {
	if m.settings.resets {
		return 0
	}
	count := 0
	for _, id := range slices.Sorted(maps.Keys(m.sessions)) {
		if m.sessions[id].stays() {
			count++
		}
	}
	return count
}

// stays tells that nobody has said, to the server or to us, that it ends.
func (s *session) stays() bool { return s.fate == stays && !s.parting }

// execute carries out one request of a session. An error is something that the
// server should not do.
func (m *model) execute(s *session, args []string, now int64) error {
	if s.fate != stays {
		return fmt.Errorf("client %d (id %d) was ended, and yet %s is executed", s.client, s.id, quote(args))
	}
	if m.waitOf(s) != nil {
		return fmt.Errorf("client %d (id %d) waits for %s, and yet %s is executed", s.client, s.id, quote(s.request), quote(args))
	}
	if !s.unscripted && (s.executed >= len(s.script) || !slices.Equal(s.script[s.executed], args)) {
		return fmt.Errorf("client %d (id %d) did not send %s next, and yet it is executed", s.client, s.id, quote(args))
	}
	if err := m.undecided(); err != nil {
		return err
	}
	m.now, m.ghosts = now, nil
	s.request = args
	if err := m.admit(s, args); err != nil {
		return fmt.Errorf("client %d (id %d): %w", s.client, s.id, err)
	}
	if m.full {
		return fmt.Errorf("client %d (id %d): memory is full, but that is not why %s is refused", s.client, s.id, quote(args))
	}
	if m.waitOf(s) == nil {
		m.finish(s)
	}
	return nil
}

// finish ends the request of a session if all of its reply is known, and nothing of
// a transaction is to come.
func (m *model) finish(s *session) {
	if m.choice == nil && m.executing == nil {
		s.finish(m.now)
	}
}

// finish comes when a request is carried out, and all of its reply known.
func (s *session) finish(now int64) {
	s.executed++
	s.skipping, s.skipNext = s.skipNext, false
	s.request = nil
	if s.since != 0 {
		s.since = max(s.since, now)
	}
}

// admit decides what becomes of a request: refused, queued or carried out. The
// first check that fails gives the reply. An error is that it should wait, or
// should not have waited so long.
func (m *model) admit(s *session, args []string) error {
	r := findRow(m.rows, args[0])
	if r == nil {
		s.refuse(nil, unknownCommand(args))
		return nil
	}
	if r.subcommands != nil && len(args) > 1 {
		container := r
		if r = findRow(container.subcommands, args[1]); r == nil {
			s.refuse(container, fmt.Sprintf("ERR unknown subcommand '%s'. Try %s HELP.",
				printable(args[1]), strings.ToUpper(container.name)))
			return nil
		}
	}
	switch {
	case !r.takes(len(args)):
		s.refuse(r, "ERR wrong number of arguments for '"+r.fullName()+"' command")
	case r.flags&guarded != 0 && !m.settings.debugCommand:
		s.refuse(r, debugRefused)
	case !s.authenticated && r.flags&anybody == 0:
		s.refuse(r, "NOAUTH Authentication required.")
	case s.transaction != nil && r.flags&neverQueued != 0:
		s.refuse(r, "ERR Command not allowed inside a transaction")
	case m.full:
		return m.refuseFull(s, r)
	case m.mustWait(s, r):
		return fmt.Errorf("%s is executed while clients are paused", quote(args))
	case m.lateness(s, r) > m.patience(s.since):
		return fmt.Errorf("%s is executed %d ms after it could have been", quote(args), m.lateness(s, r))
	case s.transaction != nil && r.flags&immediate == 0:
		if !s.doomed && !s.dirty {
			s.transaction.requests = append(s.transaction.requests, queuedRequest{r, args})
		}
		s.status("QUEUED")
	default:
		m.run(s, r, args)
	}
	return nil
}

// run carries a request out.
func (m *model) run(s *session, r *row, args []string) {
	m.running = r
	m.lazy.expectResult(r)
	r.run(m, s, args)
}

const debugRefused = "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", " +
	"you can run it from a local connection, otherwise you need to set this option in the configuration file, " +
	"and then restart the server."

// refuse answers a request that is not carried out.
func (s *session) refuse(r *row, text string) {
	if s.transaction != nil {
		s.doomed = true
	}
	if r != nil && r.name == "exec" {
		s.discard()
		text = "EXECABORT Transaction discarded because of: " + strings.TrimPrefix(text, "ERR ")
	}
	s.fail(text)
}

// unknownCommand repeats the beginning of the request, 128 bytes of it.
func unknownCommand(args []string) string {
	const most = 128
	var shown strings.Builder
	for _, arg := range args[1:] {
		if shown.Len() >= most {
			break
		}
		arg = untilNUL(arg)
		fmt.Fprintf(&shown, "'%s' ", arg[:min(len(arg), most-shown.Len())])
	}
	return fmt.Sprintf("ERR unknown command '%s', with args beginning with: %s", printable(args[0]), shown.String())
}

// printable is a name as error texts repeat it.
func printable(name string) string {
	const most = 128
	return untilNUL(name[:min(len(name), most)])
}

// untilNUL is the part of a text that C's printf shows.
func untilNUL(text string) string {
	before, _, _ := strings.Cut(text, "\x00")
	return before
}
