package commands

import (
	"math"

	"seedis/resp"
)

// move is MOVE key db.
func move(c *Call) {
	to, ok := c.Database(2)
	if !ok {
		return
	}
	if to == c.DB {
		c.Reply.Error(resp.ErrSameObject)
		return
	}
	key := c.Key(1)
	e := c.write(key)
	if !e.Exists() || c.writeIn(to, key).Exists() {
		c.Reply.Int(0)
		return
	}
	c.DB.Move(key, e, to)
	c.Sink.Modified(c.DB, key.Bytes, eventMoveFrom, 0)
	c.Sink.Modified(to, key.Bytes, eventMoveTo, 1)
	c.effectAsIs()
	c.Reply.Int(1)
}

// swapDB is SWAPDB index1 index2. Clients stay with their numbers, and so find
// other keys there. A database may be swapped with itself.
func swapDB(c *Call) {
	first, ok := c.swapIndex(1, resp.ErrInvalidFirstDB)
	if !ok {
		return
	}
	second, ok := c.swapIndex(2, resp.ErrInvalidSecondDB)
	if !ok {
		return
	}
	databases := int64(c.Keyspace.Databases())
	if first < 0 || first >= databases || second < 0 || second >= databases {
		c.Reply.Error(resp.ErrDBIndexOutOfRange)
		return
	}
	c.Sink.Swapping(c.Keyspace.DB(int(first)), c.Keyspace.DB(int(second)))
	c.Keyspace.Swap(int(first), int(second))
	c.effectAsIs()
	c.Reply.OK()
}

// swapIndex is argument i as a number of 32 bits. Both are read before either is
// held against the databases that there are.
func (c *Call) swapIndex(i int, invalid resp.Error) (int64, bool) {
	index, ok := resp.ParseInt(c.Args.At(i))
	if !ok || index < math.MinInt32 || index > math.MaxInt32 {
		c.Reply.Error(invalid)
		return 0, false
	}
	return index, true
}
