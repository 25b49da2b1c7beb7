package server

import (
	"slices"
	"unsafe"

	"seedis/commands"
	"seedis/resp"
	"seedis/store"
)

// watchKey names a key of a database.
type watchKey struct {
	db  int
	key string
}

// watch is one key that a client watches. A key that was past its time already
// when it was watched may be deleted without failing EXEC.
type watch struct {
	*watchedKey
	expired bool
}

// watchedKey is a key that somebody watches.
type watchedKey struct {
	watchKey
	clients []*client // in the order in which they began to; the first pays for the key
}

// watchers are the clients that watch each key.
type watchers struct {
	byKey  map[watchKey]*watchedKey
	most   int // keys that byKey held since it was made
	memory int // bytes, of all clients
}

// What watching takes of the Go heap, in bytes: a client's entry with its place among
// those of the key, and a key with its entry in the map, beside its name.
const (
	watchSize      = int(unsafe.Sizeof(watch{}) + unsafe.Sizeof(uintptr(0)))
	watchedKeySize = int(unsafe.Sizeof(watchedKey{}) + unsafe.Sizeof(watchKey{}) + unsafe.Sizeof(uintptr(0)))
)

func (k *watchedKey) memory() int { return watchedKeySize + len(k.key) }

// watchCommand is WATCH.
func (s *Server) watchCommand(call *commands.Call) {
	c := s.current
	if c.transaction != nil {
		call.Reply.Error(resp.ErrWatchInMulti)
		return
	}
	// Nothing more can fail what has failed already.
	if c.flags&dirtyCAS == 0 {
		for i := 1; i < call.Args.Len(); i++ {
			s.watch(c, call.Key(i), call.Now)
		}
	}
	call.Reply.OK()
}

// unwatchCommand is UNWATCH.
func (s *Server) unwatchCommand(call *commands.Call) {
	s.unwatch(s.current)
	s.current.flags &^= dirtyCAS
	call.Reply.OK()
}

func (s *Server) watch(c *client, key store.Key, now int64) {
	watched := s.watchers.watched(watchKey{db: c.db.Index(), key: string(key.Bytes)})
	for i := range c.watched {
		if c.watched[i].watchedKey == watched {
			return
		}
	}
	entry := c.db.Find(key)
	c.watched = append(c.watched, watch{
		watchedKey: watched,
		expired:    entry.Exists() && commands.IsExpired(entry, now),
	})
	s.watchers.charge(c, watchSize)
	if len(watched.clients) == 0 {
		s.watchers.charge(c, watched.memory())
	}
	watched.clients = append(watched.clients, c)
}

// watched is the entry of a key; there is one from now on.
func (w *watchers) watched(name watchKey) *watchedKey {
	watched := w.byKey[name]
	if watched == nil {
		if w.byKey == nil {
			w.byKey = make(map[watchKey]*watchedKey)
		}
		watched = &watchedKey{watchKey: name}
		w.byKey[name] = watched
		w.most = max(w.most, len(w.byKey))
	}
	return watched
}

// charge makes a client pay for so many bytes more.
func (w *watchers) charge(c *client, bytes int) {
	c.watchMemory += bytes
	w.memory += bytes
}

// unwatch forgets all keys that c watches.
func (s *Server) unwatch(c *client) {
	if len(c.watched) == 0 {
		return
	}
	for _, watch := range c.watched {
		s.leaveWatched(c, watch.watchedKey)
	}
	s.watchers.charge(c, -len(c.watched)*watchSize)
	c.watched = nil
	s.watchers.byKey = shrunk(s.watchers.byKey, &s.watchers.most)
}

// leaveWatched takes c out of those who watch a key. Where it was the first, the
// next one pays now.
func (s *Server) leaveWatched(c *client, watched *watchedKey) {
	w, paid := &s.watchers, watched.clients[0] == c
	watched.clients = without(watched.clients, c)
	if paid {
		w.charge(c, -watched.memory())
	}
	switch {
	case len(watched.clients) == 0:
		delete(w.byKey, watched.watchKey)
	case paid:
		heir := watched.clients[0]
		w.charge(heir, watched.memory())
		s.weigh(heir)
	}
}

func without(list []*client, c *client) []*client {
	for i := range list {
		if list[i] == c {
			return slices.Delete(list, i, i+1)
		}
	}
	return list
}

// touch fails the transactions of those who watch key.
func (s *Server) touch(db *store.DB, key []byte) {
	if len(s.watchers.byKey) == 0 {
		return
	}
	watched := s.watchers.byKey[watchKey{db: db.Index(), key: string(key)}]
	if watched == nil {
		return
	}
	for _, c := range watched.clients {
		s.touchClient(c, db, key)
	}
}

func (s *Server) touchClient(c *client, db *store.DB, key []byte) {
	for i := range c.watched {
		w := &c.watched[i]
		if w.db != db.Index() || w.key != string(key) {
			continue
		}
		if w.expired && !db.Find(s.keyspace.Key(key)).Exists() {
			// It was gone for the client when it was watched.
			w.expired = false
			return
		}
		c.flags |= dirtyCAS
	}
}

// touchAll fails the transactions of those who watch a key of db that goes or
// changes as all of db is emptied.
func (s *Server) touchAll(db *store.DB) {
	if len(s.watchers.byKey) == 0 {
		return
	}
	for c := s.clients.first; c != nil; c = c.next {
		for _, w := range c.watched {
			if w.db == db.Index() {
				s.touchFlushed(c, db, w)
			}
		}
	}
}

// touchFlushed is called while the database still has its keys.
func (s *Server) touchFlushed(c *client, db *store.DB, w watch) {
	if !w.expired && db.Find(s.keyspace.Key([]byte(w.key))).Exists() {
		c.flags |= dirtyCAS
	}
}

// touchSwapped fails the transactions of those who watch a key that db has or
// that comes there from other. Both still have their own keys.
func (s *Server) touchSwapped(db, other *store.DB) {
	if len(s.watchers.byKey) == 0 {
		return
	}
	for c := s.clients.first; c != nil; c = c.next {
		for i := range c.watched {
			if w := &c.watched[i]; w.db == db.Index() {
				key := s.keyspace.Key([]byte(w.key))
				s.touchReplaced(c, w, db.Find(key), other.Find(key))
			}
		}
	}
}

// touchReplaced is called for a watched key whose entry is replaced by another;
// either may not exist. A key past its time counts as none.
func (s *Server) touchReplaced(c *client, w *watch, before, after store.Entry) {
	late := after.Exists() && commands.IsExpired(after, s.clock.milliseconds())
	switch {
	case !before.Exists() && !after.Exists(), w.expired && late:
	case w.expired && !after.Exists():
		w.expired = false
	case !w.expired && !before.Exists() && late:
		w.expired = true
	default:
		c.flags |= dirtyCAS
	}
}

// watchedExpired tells whether a watched key ran out of time since.
func (s *Server) watchedExpired(c *client) bool {
	now := s.clock.milliseconds()
	for _, w := range c.watched {
		if w.expired {
			continue
		}
		entry := s.keyspace.DB(w.db).Find(s.keyspace.Key([]byte(w.key)))
		if entry.Exists() && commands.IsExpired(entry, now) {
			return true
		}
	}
	return false
}
