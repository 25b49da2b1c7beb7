package server

import (
	"slices"
	"testing"

	"seedis/mem"
	"seedis/sys"
)

// The map of clients gives its room back when most have gone, and never loses
// one.
func TestTheMapOfClientsShrinks(t *testing.T) {
	var l clients
	var all []*client
	for range 10 * mapKept {
		c := &client{}
		l.add(c)
		all = append(all, c)
	}
	for i, c := range all[:len(all)-3] {
		l.remove(c)
		if len(l.byID) != len(all)-i-1 || l.byID[all[len(all)-1].id] == nil {
			t.Fatalf("after %d have gone there are %d", i+1, len(l.byID))
		}
	}
	if l.mostIDs > mapKept {
		t.Errorf("3 clients have a map for %d", l.mostIDs)
	}
}

func TestListsOfATurnKeepNeitherClientsNorMuchRoom(t *testing.T) {
	list := make([]*client, 100, listKept)
	for i := range list {
		list[i] = &client{}
	}
	list = emptied(list)
	if len(list) != 0 || cap(list) != listKept || slices.ContainsFunc(list[:100], func(c *client) bool { return c != nil }) {
		t.Errorf("%d of %d are left", len(list), cap(list))
	}
	if list = emptied(make([]*client, 1, listKept+1)); cap(list) != 0 {
		t.Errorf("there is room for %d", cap(list))
	}
}

// A client that is ended is nobody's any more at once, also where the cron would
// have looked at it next; it is freed later.
func TestNobodySeesAClientThatIsEnded(t *testing.T) {
	s, c := newFixture(t)
	s.cron.client = c
	s.closeClient(c)
	if s.clients.count != 0 || s.clients.first != nil || s.clients.byID[c.id] != nil || s.cron.client != nil {
		t.Errorf("%d clients, cron at %v", s.clients.count, s.cron.client)
	}
	s.cronClients()
	if !slices.Equal(s.clients.closing, []*client{c}) {
		t.Errorf("%d are to be freed", len(s.clients.closing))
	}
	s.closeClient(c)
	s.freeClosing()
	if len(s.clients.closing) != 0 {
		t.Error("it is still to be freed")
	}
}

// A client that waits and is ended leaves those before and behind it waiting.
func TestAClientLeavesTheOthersWaiting(t *testing.T) {
	s, first := newFixture(t)
	waiting := []*client{first}
	for range 4 {
		peer, errno := s.kernel.Connect(sys.Addr{Path: s.config.UnixSocket})
		if errno != sys.OK {
			t.Fatal(errno)
		}
		t.Cleanup(func() { s.kernel.Close(peer) })
		s.listeners[0].Ready(0)
		waiting = append(waiting, s.clients.last)
	}
	s.pauseFor(pauseAll, 1000)
	for _, c := range waiting {
		feed(s, c, []byte("PING\r\n"))
	}
	for _, leaver := range []int{2, 0, 2} {
		s.closeClient(waiting[leaver])
		s.freeClosing()
		waiting = slices.Delete(waiting, leaver, leaver+1)
		var queued []*client
		for c := s.blocked.queues[postponed].first; c != nil; c = c.blocked.next {
			queued = append(queued, c)
		}
		if !slices.Equal(queued, waiting) || s.blocked.count != len(waiting) {
			t.Fatalf("%d are waiting, counted as %d, want %d", len(queued), s.blocked.count, len(waiting))
		}
	}
	s.endPause()
	if s.blocked.count != 0 || !slices.EqualFunc(s.blocked.resumed, waiting, isConnectionOf) {
		t.Errorf("%d wait, %d go on", s.blocked.count, len(s.blocked.resumed))
	}
	s.serveResumed()
	for _, c := range waiting {
		if c.query.length != 0 || c.owedBytes() != len("+PONG\r\n") {
			t.Errorf("a client is owed %d bytes", c.owedBytes())
		}
	}
}

// What a client has sent last is its end: the receive that met it took a block
// for nothing, and the cron comes by before the client is freed.
func TestAnEmptyQueryBufferIsTrimmedToNothing(t *testing.T) {
	s, c := newFixture(t)
	c.query.room(&s.main, 0)
	c.query.trim(&s.main)
	if c.query.block != mem.Nil || c.query.size != 0 {
		t.Errorf("%d bytes are left", c.query.size)
	}
}

func isConnectionOf(connection *connection, c *client) bool { return connection == &c.connection }
