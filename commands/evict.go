package commands

import (
	"seedis/store"
	"seedis/sys"
)

// Evict deletes an entry because memory is full, whatever its database. lazily
// leaves it to the background to free a value that is worth that
// (lazyfree-lazy-eviction). No command may be running.
func (c *Call) Evict(e store.Entry, lazily bool) {
	c.Stats.EvictedKeys++
	c.Marks.Mark(sys.MarkKeyEvicted)
	c.depart(e, lazily, eventEvicted)
}

// depart deletes an entry that nobody asked to be deleted.
func (c *Call) depart(e store.Entry, lazily bool, event Event) {
	db, key := e.DB(), append(c.gone, e.Key()...)
	remove(e, lazily)
	c.Sink.Modified(db, key, event, 0)
	c.effectIn(db, append(c.argv, removalWord(lazily), key))
	c.gone = kept(key)
}
