package simtest

import (
	"slices"
	"strconv"
	"time"
)

// waitFamilies draw the requests that may wait, for a while, and what ends that.
var waitFamilies = []family{
	{8, (*client).waitingRequest},
	{7, (*client).feedRequest},
	{2, (*client).unblockRequest},
}

// waitKey draws a key of few, which many wait for.
func (c *client) waitKey(k kind) string {
	if c.oneIn(12) {
		return c.keyOf(c.kind())
	}
	return "wait " + string(k) + ":" + strconv.Itoa(c.below(3))
}

func (c *client) waitKeys(k kind) []string {
	keys := make([]string, c.between(1, 3))
	for i := range keys {
		keys[i] = c.waitKey(k)
	}
	return keys
}

// waitingRequest waits for a moment, unless there is something.
func (c *client) waitingRequest() []string {
	if c.oneIn(10) {
		return []string{"WAIT", c.word("0", "1", "3", "-1", "x"), c.word("1", "20", "200", "-1", "x", "1.5")}
	}
	return c.requestThatWaits(c.someSeconds())
}

// someSeconds is a short time in seconds; at times it is none.
func (c *client) someSeconds() string {
	if c.oneIn(12) {
		return c.word("-1", "x", "", "1e400", "-0.5", "9223372036854775807e3")
	}
	return c.word("0.001", "0.005", "0.01", "0.0101", "2e-2", "0.1", ".3", "1", "2.5")
}

// requestThatWaits waits for so many seconds.
func (c *client) requestThatWaits(seconds string) []string {
	switch c.below(10) {
	case 0, 1, 2:
		return append(append([]string{c.word("BLPOP", "BRPOP", "blpop")}, c.waitKeys(aList)...), seconds)
	case 3, 4:
		return []string{"BLMOVE", c.waitKey(aList), c.waitKey(aList), c.side(), c.side(), seconds}
	case 5:
		return []string{"BRPOPLPUSH", c.waitKey(aList), c.waitKey(aList), seconds}
	case 6:
		request := append([]string{"BLMPOP", seconds}, c.numbered(c.waitKeys(aList))...)
		return append(append(request, c.side()), c.someOptions([]string{"COUNT", c.count()})...)
	case 7:
		request := append([]string{"BZMPOP", seconds}, c.numbered(c.waitKeys(aSortedSet))...)
		return append(append(request, c.word("MIN", "MAX", "max", "MEAN")), c.someOptions([]string{"COUNT", c.count()})...)
	}
	return append(append([]string{c.word("BZPOPMIN", "BZPOPMAX")}, c.waitKeys(aSortedSet)...), seconds)
}

// feedRequest gives a key, which many wait for, a value.
func (c *client) feedRequest() []string {
	list, sortedSet := c.waitKey(aList), c.waitKey(aSortedSet)
	switch c.below(10) {
	case 0, 1, 2:
		return append([]string{c.word("LPUSH", "RPUSH"), list}, c.elements(4)...)
	case 3:
		return []string{"LMOVE", c.waitKey(aList), list, c.side(), c.side()}
	case 4:
		return []string{"RENAME", c.keyOf(aList), c.word(list, sortedSet)}
	case 5:
		return [][]string{{"DEL", list, sortedSet}, {"PEXPIRE", list, "1"}, {"SET", list, "v"}, {"LRANGE", list, "0", "-1"}}[c.below(4)]
	case 6:
		return []string{"ZUNIONSTORE", sortedSet, "2", c.waitKey(aSortedSet), c.keyOf(aSortedSet)}
	}
	return []string{"ZADD", sortedSet, strconv.Itoa(c.below(5)), c.element(), strconv.Itoa(c.below(5)), c.element()}
}

// unblockRequest ends the wait of some client, if it is waiting.
func (c *client) unblockRequest() []string {
	id := c.word("0", "1000000", "x", "-1")
	if victim := c.run.someClient(c.dice); victim != nil && !c.oneIn(8) {
		id = strconv.FormatUint(victim.session.id, 10)
	}
	return append([]string{"CLIENT", "UNBLOCK", id},
		[][]string{nil, {"TIMEOUT"}, {"ERROR"}, {"error"}, {"NEVER"}, {"ERROR", "x"}}[c.below(6)]...)
}

// someClient is a client that has been connected, nil if the one drawn has not.
func (r *run) someClient(d dice) *client {
	if len(r.clients) == 0 {
		return nil // a rehearsal
	}
	if one := r.clients[d.below(len(r.clients))]; one.session != nil {
		return one
	}
	return nil
}

// waitForEver waits until somebody else ends that, by chance or to help. If nobody
// does, the client leaves.
func (c *client) waitForEver() {
	if c.session.transaction != nil {
		return
	}
	c.left = max(0, c.left-1)
	waiting := len(c.session.script)
	requests := append([][]string{c.requestThatWaits("0")}, c.requests(c.below(4))...)
	if !c.send(pipeline{requests: requests, aside: true}) {
		return
	}
	c.run.stranded = append(c.run.stranded, c)
	s := c.session
	for range 20 {
		c.machine.Sleep(c.duration(time.Millisecond, 20*time.Millisecond, 100*time.Millisecond))
		if s.executed > waiting || s.fate != stays || c.run.isOver() {
			break
		}
	}
	c.run.stranded = slices.DeleteFunc(c.run.stranded, func(other *client) bool { return other == c })
	switch {
	case s.executed > waiting || s.fate != stays:
		c.settle()
	case c.oneIn(2):
		c.reset()
	default:
		c.hangUp()
	}
}

// rescue ends the wait of those who wait for ever.
func (c *client) rescue() {
	requests := [][]string{}
	for _, one := range c.run.stranded {
		switch w := c.run.model.waitOf(one.session); {
		case w == nil:
		case len(w.keys) == 0 || c.oneIn(2): // WAIT waits for no key
			requests = append(requests, []string{"CLIENT", "UNBLOCK", strconv.FormatUint(one.session.id, 10)})
		case w.kind == aList:
			requests = append(requests, []string{"RPUSH", w.keys[len(w.keys)-1], "1", "2"})
		default:
			requests = append(requests, []string{"ZADD", w.keys[len(w.keys)-1], "1", "m"})
		}
	}
	c.left = max(0, c.left-len(requests))
	c.ask(requests...)
}
