package server

import (
	"slices"

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
	watchKey
	expired bool
}

// watchers are the clients that watch each key.
type watchers struct {
	byKey map[watchKey][]*client
}

// watchCommand is WATCH.
func (s *Server) watchCommand(call *commands.Call) {
	c := s.current
	if c.transaction.open {
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
	name := watchKey{db: c.db.Index(), key: string(key.Bytes)}
	for i := range c.watched {
		if c.watched[i].watchKey == name {
			return
		}
	}
	entry := c.db.Find(key)
	c.watched = append(c.watched, watch{
		watchKey: name,
		expired:  entry.Exists() && commands.IsExpired(entry, now),
	})
	if s.watchers.byKey == nil {
		s.watchers.byKey = make(map[watchKey][]*client)
	}
	s.watchers.byKey[name] = append(s.watchers.byKey[name], c)
}

// unwatch forgets all keys that c watches.
func (s *Server) unwatch(c *client) {
	for _, w := range c.watched {
		others := without(s.watchers.byKey[w.watchKey], c)
		if len(others) == 0 {
			delete(s.watchers.byKey, w.watchKey)
		} else {
			s.watchers.byKey[w.watchKey] = others
		}
	}
	c.watched = nil
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
	for _, c := range s.watchers.byKey[watchKey{db: db.Index(), key: string(key)}] {
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
