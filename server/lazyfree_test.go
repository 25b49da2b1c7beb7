package server

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"

	"seedis/store"
)

// bigHash is requests that make a hash worth freeing in the background, with
// fields of 100 bytes.
func bigHash(key string, fields int) []byte {
	var requests []byte
	for i := range fields {
		requests = fmt.Appendf(requests, "HSET %s field:%d %0100d\r\n", key, i, i)
	}
	return requests
}

// feedAll is feed of more than a query buffer takes at once.
func feedAll(s *Server, c *client, requests []byte) {
	for request := range bytes.Lines(requests) {
		feed(s, c, request)
	}
}

// settle ends the turn and waits until nothing is pending and all is collected.
func settle(s *Server) {
	for s.bio.publish(); s.lazyFree.pendingObjects() > 0; {
		s.kernel.Pause()
	}
	for s.reclaimable() {
		s.heap.Collect(64)
	}
}

func infoField(s *Server, name string) string {
	var text infoText
	s.infoMemory(&text)
	_, rest, _ := bytes.Cut(text, []byte("\r\n"+name+":"))
	value, _, _ := bytes.Cut(rest, []byte("\r\n"))
	return string(value)
}

// What UNLINK removes is freed by the thread: until then it is pending, afterwards
// all memory is home and nothing is pending any more.
func TestUnlinkIsFreedInTheBackground(t *testing.T) {
	s, c := newFixture(t)
	feed(s, c, []byte("SET other x\r\n")) // the table stays
	before, blocksBefore := s.heap.Live()
	feedAll(s, c, bigHash("hash", 5000))
	hash, _ := s.heap.Live()
	hash -= before

	feed(s, c, []byte("UNLINK hash\r\n"))
	if live, _ := s.heap.Live(); live < before+hash*9/10 {
		t.Errorf("UNLINK itself has freed %d of %d bytes", before+hash-live, hash)
	}
	if pending := s.pendingFreeBytes(); pending < hash/2 || pending > hash*3/2 {
		t.Errorf("%d bytes are pending of a hash of %d", pending, hash)
	}
	if got := infoField(s, "lazyfree_pending_objects"); got != "1" {
		t.Errorf("lazyfree_pending_objects:%s", got)
	}

	s.bio.start()
	settle(s)
	if live, blocks := s.heap.Live(); live != before || blocks != blocksBefore {
		t.Errorf("%d bytes in %d blocks are in use, %d in %d before the hash came", live, blocks, before, blocksBefore)
	}
	if pending := s.pendingFreeBytes(); pending != 0 {
		t.Errorf("%d bytes are pending for good", pending)
	}
	if pending, freed := infoField(s, "lazyfree_pending_objects"), infoField(s, "lazyfreed_objects"); pending != "0" || freed != "1" {
		t.Errorf("lazyfree_pending_objects:%s, lazyfreed_objects:%s", pending, freed)
	}
}

// catcher keeps what is dead.
type catcher struct{ remains store.Remains }

func (c *catcher) Reclaim(r store.Remains) { c.remains = r }

// As a job is done, its bytes go from the queue to the heap's inboxes, and none is
// counted twice: what is pending altogether stays the same until main collects.
func TestPendingBytesAreCountedOnce(t *testing.T) {
	s, c := newFixture(t)
	var dead catcher
	s.keyspace.ReclaimBy(&dead)
	feedAll(s, c, bigHash("hash", 5000))
	feed(s, c, []byte("FLUSHALL ASYNC\r\n"))
	all := dead.remains.Bytes()
	s.lazyFree.bytes = all
	freer := &s.lazyFree.freer
	freer.remote = s.heap.NewRemote()
	for !dead.remains.Free(freer, 100) {
		freer.remote.Flush()
		if now := s.pendingFreeBytes(); now != all {
			t.Fatalf("%d bytes are pending, %d were", now, all)
		}
	}
	freer.remote.Flush()
	settle(s)
}

// A server that ends leaves what is still to be freed, large or not, as all memory
// goes.
func TestWhatIsAbandonedIsLeft(t *testing.T) {
	s, c := newFixture(t)
	feedAll(s, c, bigHash("large", 2*lazyFreeStep))
	feedAll(s, c, bigHash("middling", 600))
	_, before := s.heap.Live()
	feed(s, c, []byte("UNLINK middling large\r\n"))
	s.lazyFree.abandon()
	s.bio.stop()
	if pending := s.lazyFree.pendingObjects(); pending != 2 {
		t.Errorf("%d objects are pending of 2 that were abandoned", pending)
	}
	if _, blocks := s.heap.Live(); blocks < before-10 {
		t.Errorf("%d blocks of what was abandoned are freed", before-blocks)
	}
}

// A turn may leave any number of dead values: main sleeps afterwards, and the thread
// frees all of them.
func TestATurnLeavesManyDeadValues(t *testing.T) {
	s, c := newFixtureWith(t, Options{Reserve: 1 << 30, LazyFreeQueued: 2})
	s.bio.start()
	const keys = 200
	for i := range keys {
		key := fmt.Sprintf("set:%d", i)
		feed(s, c, fmt.Appendf(nil, "SADD %s %s\r\nSADD %s %s\r\n", key, members(0, 40), key, members(40, 40)))
		feed(s, c, fmt.Appendf(nil, "UNLINK %s\r\n", key))
	}
	for s.bio.publish(); s.lazyFree.pendingObjects() > 0; {
		s.kernel.Pause()
	}
	if freed := s.lazyFree.freedObjects(); freed != keys {
		t.Errorf("%d of %d dead values were freed", freed, keys)
	}
}

// Each setting moves one way of removing keys to the background. The numbers are
// redis-server's.
func TestWhatIsFreedInTheBackground(t *testing.T) {
	for _, row := range []struct {
		setting  string // that does it; "": always
		requests string
		objects  string // lazyfreed_objects then
	}{
		{"", "UNLINK big", "1"},
		{"", "UNLINK small", "0"},
		{"", "FLUSHALL ASYNC", "3"},
		{"", "FLUSHDB ASYNC", "3"},
		{"lazyfree-lazy-user-flush", "FLUSHALL", "3"},
		{"lazyfree-lazy-user-flush", "FLUSHDB", "3"},
		{"lazyfree-lazy-user-del", "DEL big", "1"},
		{"lazyfree-lazy-server-del", "SET big x", "1"},
		{"lazyfree-lazy-server-del", "RENAME small big", "1"},
		{"lazyfree-lazy-expire", "PEXPIRE big -1", "1"},
	} {
		t.Run(row.requests, func(t *testing.T) {
			check := func(value, want string) {
				t.Helper()
				s, c := newFixture(t)
				s.bio.start()
				feedAll(s, c, append(bigHash("big", 600), "HSET small a 1\r\nSET other x\r\n"...))
				if row.setting != "" {
					feed(s, c, fmt.Appendf(nil, "CONFIG SET %s %s\r\n", row.setting, value))
				}
				feed(s, c, []byte(row.requests+"\r\n"))
				settle(s)
				if got := infoField(s, "lazyfreed_objects"); got != want {
					t.Errorf("%s %s, %s: lazyfreed_objects:%s, want %s", row.setting, value, row.requests, got, want)
				}
			}
			check("yes", row.objects)
			if row.setting != "" {
				check("no", "0")
			}
		})
	}
}

// CONFIG RESETSTAT forgets what was freed, not what is pending.
func TestResetOfLazyFreeStatistics(t *testing.T) {
	s, c := newFixture(t)
	s.bio.start()
	for i := range 3 {
		feedAll(s, c, bigHash("hash", 600))
		feed(s, c, []byte("UNLINK hash\r\n"))
		if i == 1 {
			feed(s, c, []byte("CONFIG RESETSTAT\r\n"))
			s.bio.publish()
		} else {
			settle(s)
		}
	}
	if got, err := strconv.Atoi(infoField(s, "lazyfreed_objects")); err != nil || got < 1 || got > 2 {
		t.Errorf("lazyfreed_objects:%d", got)
	}
	feed(s, c, []byte("CONFIG RESETSTAT\r\n"))
	if got := infoField(s, "lazyfreed_objects"); got != "0" {
		t.Errorf("lazyfreed_objects:%s after CONFIG RESETSTAT", got)
	}
}

// A server that never runs frees itself what it would have handed over, and one
// that ends in the midst of it frees all or leaves it: a leak or a block freed
// twice is a panic here.
func TestServersEndWithValuesPending(t *testing.T) {
	for name, row := range map[string]struct{ debug, started bool }{
		"never started": {debug: true},
		"started":       {debug: true, started: true},
		"in production": {started: true},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := newFixtureWith(t, Options{Reserve: 1 << 30, DebugMemory: row.debug})
			if row.started {
				s.bio.start()
			}
			feedAll(s, c, bigHash("one", 600))
			feedAll(s, c, bigHash("other", 600))
			feed(s, c, []byte("UNLINK one\r\n"))
			s.bio.publish()
			feed(s, c, []byte("FLUSHALL ASYNC\r\n"))
		})
	}
}
