package commands

import (
	"seedis/resp"
	"seedis/store"
)

// zAdd is ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member [score member
// ...].
func zAdd(c *Call) { c.addMembers(0) }

// zIncrBy is ZINCRBY key increment member: ZADD with INCR.
func zIncrBy(c *Call) { c.addMembers(store.Increment) }

// addOptions are the words before ZADD's first score.
type addOptions struct {
	rule    store.Rule
	changed bool // CH
	first   int  // the argument that is the first score
}

// addMembers adds members, or changes their scores.
func (c *Call) addMembers(rule store.Rule) {
	options := addOptions{rule: rule}
	if !options.parse(c) || !c.parseScores(options.first) {
		return
	}
	var z store.ZSet
	if !c.writeZSet(&z) {
		return
	}
	if options.rule&store.Increment != 0 {
		c.incrementScore(&z, &options)
	} else {
		c.setScores(&z, &options)
	}
}

// parse reads the options. If they do not fit together, the error is the reply.
func (o *addOptions) parse(c *Call) bool {
	for o.first = 2; o.first < c.Args.Len() && o.parseWord(c); {
		o.first++
	}
	has := func(rules store.Rule) bool { return o.rule&rules == rules }
	pairs := c.Args.Len() - o.first
	switch {
	case pairs == 0 || pairs%2 != 0:
		c.Reply.Error(resp.ErrSyntax)
	case has(store.OnlyNew | store.OnlyExisting):
		c.Reply.Error(resp.ErrNewAndExisting)
	case has(store.OnlyNew | store.OnlyGreater), has(store.OnlyNew | store.OnlyLess), has(store.OnlyGreater | store.OnlyLess):
		c.Reply.Error(resp.ErrGreaterLessOrNew)
	case has(store.Increment) && pairs > 2:
		c.Reply.Error(resp.ErrIncrementPairs)
	default:
		return true
	}
	return false
}

// parseWord reads one option, and tells whether it is one.
func (o *addOptions) parseWord(c *Call) bool {
	switch word := c.Args.At(o.first); {
	case isWord(word, "nx"):
		o.rule |= store.OnlyNew
	case isWord(word, "xx"):
		o.rule |= store.OnlyExisting
	case isWord(word, "ch"):
		o.changed = true
	case isWord(word, "incr"):
		o.rule |= store.Increment
	case isWord(word, "gt"):
		o.rule |= store.OnlyGreater
	case isWord(word, "lt"):
		o.rule |= store.OnlyLess
	default:
		return false
	}
	return true
}

// parseScores reads every second argument from first on into the scratch for
// scores: all before the first member is added. If one is none, the error is the
// reply.
func (c *Call) parseScores(first int) bool {
	c.scores = kept(c.scores)
	for i := first; i < c.Args.Len(); i += 2 {
		score, ok := parseScore(c.Args.At(i))
		if !ok {
			c.Reply.Error(resp.ErrNotFloat)
			return false
		}
		c.scores = append(c.scores, score)
	}
	return true
}

// setScores replies with how many members are new, or have another score as well.
func (c *Call) setScores(z *store.ZSet, o *addOptions) {
	added, rescored := 0, 0
	for i, score := range c.scores {
		switch _, outcome := z.Add(c.Args.At(o.first+2*i+1), score, o.rule); outcome {
		case store.Added:
			added++
		case store.Rescored:
			rescored++
		}
	}
	if changes := added + rescored; changes > 0 {
		c.Sink.Modified(c.DB, c.Args.At(1), eventZAdd, changes)
		c.effectAsIs()
	}
	if o.changed {
		added += rescored
	}
	c.Reply.Int(int64(added))
}

// incrementScore replies with the new score, or with nothing if an option forbids
// it.
func (c *Call) incrementScore(z *store.ZSet, o *addOptions) {
	score, outcome := z.Add(c.Args.At(o.first+1), c.scores[0], o.rule)
	switch outcome {
	case store.Added, store.Rescored:
		c.Sink.Modified(c.DB, c.Args.At(1), eventZIncr, 1)
		c.effectAsIs()
	case store.Refused:
		c.Reply.Null()
		return
	case store.NotANumber:
		c.Reply.Error(resp.ErrScoreNotNumber)
		return
	}
	c.Reply.Double(score)
}
