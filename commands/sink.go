package commands

import "seedis/store"

// Event says how a key changed: the name and class of its keyspace
// notification (https://redis.io/docs/manual/keyspace-notifications/).
type Event struct {
	Name  string
	Class EventClass
}

// EventClass is the letter that selects an event in notify-keyspace-events.
type EventClass byte

// The classes of the commands that exist.
const (
	Generic EventClass = 'g'
	String  EventClass = '$'
	List    EventClass = 'l'
	Set     EventClass = 's'
	Hash    EventClass = 'h'
	ZSet    EventClass = 'z'
	Expired EventClass = 'x'
	Evicted EventClass = 'e'
)

// Sink is the one place that every write goes through. Package server is the
// sink of a running server; tests have their own.
type Sink interface {
	// Modified tells that key, as it is named in db, was written, deleted or
	// got another lifetime. changes is how many changes that was, for those who
	// count what was not saved yet: one for each element, and none where a command
	// has another event that counts, or nobody changed anything (an expiry).
	Modified(db *store.DB, key []byte, event Event, changes int)
	// Flushing tells that every key of db is about to go.
	Flushing(db *store.DB)
	// Swapping tells that two databases are about to exchange all their keys;
	// both may be the same.
	Swapping(a, b *store.DB)
	// Effect gives one command that repeats the write elsewhere. argv is good
	// until Effect returns.
	Effect(db *store.DB, argv [][]byte)
}
