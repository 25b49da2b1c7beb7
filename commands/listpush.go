package commands

import "seedis/store"

// The events of a list, by the end at which something happens.
var (
	eventsPush = [2]Event{store.Head: {"lpush", List}, store.Tail: {"rpush", List}}
	eventsPop  = [2]Event{store.Head: {"lpop", List}, store.Tail: {"rpop", List}}
)

// lPush is LPUSH key element [element ...].
func lPush(c *Call) { c.push(store.Head, false) }

// lPushX is LPUSHX key element [element ...].
func lPushX(c *Call) { c.push(store.Head, true) }

// rPush is RPUSH key element [element ...].
func rPush(c *Call) { c.push(store.Tail, false) }

// rPushX is RPUSHX key element [element ...].
func rPushX(c *Call) { c.push(store.Tail, true) }

// push adds the arguments behind the key at an end of its list, which may have to
// exist.
func (c *Call) push(end store.End, mustExist bool) {
	key := c.Key(1)
	var l store.List
	switch {
	case !c.writeList(&l, key):
		return
	case mustExist && !l.Exists():
		c.Reply.Int(0)
		return
	}
	for i := 2; i < c.Args.Len(); i++ {
		l.Push(end, c.Args.At(i))
	}
	c.Sink.Modified(c.DB, key.Bytes, eventsPush[end], c.Args.Len()-2)
	c.effectAsIs()
	c.Reply.Int(int64(l.Len()))
}

// lMove is LMOVE source destination LEFT|RIGHT LEFT|RIGHT.
func lMove(c *Call) {
	from, ok := c.listEnd(3)
	if !ok {
		return
	}
	to, ok := c.listEnd(4)
	if ok && !c.moveElement(from, to, wordLMove, 4) {
		c.Reply.Null()
	}
}

// rPopLPush is RPOPLPUSH source destination: LMOVE of old.
func rPopLPush(c *Call) {
	if !c.moveElement(store.Tail, store.Head, wordRPopLPush, 2) {
		c.Reply.Null()
	}
}

// moveElement takes an element from an end of the first key's list, adds it at an
// end of the second key's, and replies with it. Without the first there is no
// reply yet, and it returns false. The effect is the word and so many arguments.
func (c *Call) moveElement(from, to store.End, word []byte, arguments int) (answered bool) {
	key := c.Key(1)
	var source, target store.List
	if !c.writeList(&source, key) {
		return true
	}
	if !source.Exists() {
		return false
	}
	targetKey := c.Key(2)
	if !c.writeList(&target, targetKey) {
		return true
	}
	element := source.Peek(from, &c.digits)
	c.Reply.Bulk(element)
	if source.Entry() == target.Entry() {
		c.rotate(&source, key.Bytes, from, to)
	} else {
		target.Push(to, element)
		c.Sink.Modified(c.DB, targetKey.Bytes, eventsPush[to], 0)
		c.drop(&source, key.Bytes, from, 1)
	}
	argv := append(c.argv, word)
	for i := 1; i <= arguments; i++ {
		argv = append(argv, c.Args.At(i))
	}
	c.effect(argv)
	return true
}

// rotate is moveElement within a list.
func (c *Call) rotate(l *store.List, key []byte, from, to store.End) {
	if from != to {
		l.Rotate(from)
	}
	c.Sink.Modified(c.DB, key, eventsPush[to], 0)
	c.Sink.Modified(c.DB, key, eventsPop[from], 1)
}
