package commands

import (
	"slices"

	"seedis/resp"
	"seedis/store"
)

// zUnion is ZUNION numkeys key [key ...] [WEIGHTS weight [weight ...]]
// [AGGREGATE SUM | MIN | MAX] [WITHSCORES].
func zUnion(c *Call) { c.replyCombinedScores(unionOfScores) }

// zInter is ZINTER, with the arguments of ZUNION.
func zInter(c *Call) { c.replyCombinedScores(intersectionOfScores) }

// zDiff is ZDIFF numkeys key [key ...] [WITHSCORES].
func zDiff(c *Call) { c.replyCombinedScores(differenceOfScores) }

// zUnionStore is ZUNIONSTORE destination numkeys key [key ...] [WEIGHTS weight
// [weight ...]] [AGGREGATE SUM | MIN | MAX].
func zUnionStore(c *Call) { c.storeCombinedScores(unionOfScores, eventZUnionStore) }

// zInterStore is ZINTERSTORE, with the arguments of ZUNIONSTORE.
func zInterStore(c *Call) { c.storeCombinedScores(intersectionOfScores, eventZInterStore) }

// zDiffStore is ZDIFFSTORE destination numkeys key [key ...].
func zDiffStore(c *Call) { c.storeCombinedScores(differenceOfScores, eventZDiffStore) }

// zInterCard is ZINTERCARD numkeys key [key ...] [LIMIT limit].
func zInterCard(c *Call) {
	o := scoreCombination{operation: intersectionOfScores, counted: true}
	if !o.parse(c, 1) {
		return
	}
	found := int64(0)
	o.eachShared(c, func([]byte, float64) bool {
		found++
		return found != o.limit
	})
	c.operands = kept(o.operands)
	c.Reply.Int(found)
}

// scoreOperation is what is made of sorted sets together.
type scoreOperation uint8

const (
	unionOfScores scoreOperation = iota
	intersectionOfScores
	differenceOfScores
)

// scoreCombination is what a command that combines sorted sets asks for.
type scoreCombination struct {
	operation scoreOperation
	stored    bool // there is nobody to have scores
	counted   bool // nor members, of which LIMIT may bound the number

	operands   []operand // in the scratch for them
	by         store.Aggregate
	withScores bool
	limit      int64 // 0 is none
}

// weighs tells whether the command knows WEIGHTS and AGGREGATE.
func (o *scoreCombination) weighs() bool { return o.operation != differenceOfScores && !o.counted }

// replyCombinedScores replies with the result.
func (c *Call) replyCombinedScores(operation scoreOperation) {
	o := scoreCombination{operation: operation}
	if !o.parse(c, 1) {
		return
	}
	tally := c.DB.Tally(store.Key{})
	o.combine(c, &tally)
	result := tally.Ranked()
	c.replyPairs(result.Len(), o.withScores)
	for w := result.Forward(0, result.Len()); w.Left() > 0; w.Next() {
		c.replyMember(w.Member(&c.digits), w.Score(), o.withScores)
	}
	if result.Exists() {
		result.Remove()
	}
}

// storeCombinedScores lets the first key have the result.
func (c *Call) storeCombinedScores(operation scoreOperation, event Event) {
	o := scoreCombination{operation: operation, stored: true}
	if !o.parse(c, 2) {
		return
	}
	tally := c.DB.Tally(c.Key(1))
	o.combine(c, &tally)
	result := tally.Draft()
	c.storeZSet(&result, event)
}

// combine adds what the operands amount to together to the result, and gives the
// scratch back.
func (o *scoreCombination) combine(c *Call, result *store.Tally) {
	switch o.operation {
	case unionOfScores:
		o.unite(c, result)
	case intersectionOfScores:
		o.intersect(c, result)
	default:
		o.subtract(c, result)
	}
	c.operands = kept(o.operands)
}

// parse reads numkeys, which is argument i, and what follows it. The types of the
// keys matter before the options do. An error is the reply.
func (o *scoreCombination) parse(c *Call, i int) bool {
	keys, ok := c.integer(i)
	switch {
	case !ok:
		return false
	case keys < 1:
		c.Reply.Error(resp.ErrNoInputKeys, c.Command.FullName)
		return false
	case keys > int64(c.Args.Len()-i-1):
		c.Reply.Error(resp.ErrSyntax)
		return false
	}
	behind := i + 1 + int(keys)
	o.operands, ok = c.findOperands(i+1, behind)
	return ok && o.parseOptions(c, behind)
}

func (o *scoreCombination) parseOptions(c *Call, i int) (ok bool) {
	for i < c.Args.Len() {
		left := c.Args.Len() - i
		switch {
		case o.weighs() && left > len(o.operands) && c.isWord(i, "weights"):
			ok = o.parseWeights(c, i+1)
			i += 1 + len(o.operands)
		case o.weighs() && left > 1 && c.isWord(i, "aggregate"):
			ok = o.parseAggregate(c, i+1)
			i += 2
		case o.counted && left > 1 && c.isWord(i, "limit"):
			o.limit, ok = c.cardinalityLimit(i + 1)
			i += 2
		case !o.stored && !o.counted && c.isWord(i, "withscores"):
			o.withScores, ok = true, true
			i++
		default:
			c.Reply.Error(resp.ErrSyntax)
			return false
		}
		if !ok {
			return false
		}
	}
	return true
}

// parseWeights reads as many weights as there are keys.
func (o *scoreCombination) parseWeights(c *Call, i int) (ok bool) {
	for k := range o.operands {
		if o.operands[k].weight, ok = parseScore(c.Args.At(i + k)); !ok {
			c.Reply.Error(resp.ErrWeightNotFloat)
			return false
		}
	}
	return true
}

func (o *scoreCombination) parseAggregate(c *Call, i int) bool {
	switch {
	case c.isWord(i, "sum"):
		o.by = store.Sum
	case c.isWord(i, "min"):
		o.by = store.Least
	case c.isWord(i, "max"):
		o.by = store.Greatest
	default:
		c.Reply.Error(resp.ErrSyntax)
		return false
	}
	return true
}

// bySize puts the smallest operand first, and leaves those of one size in the
// order of the keys: which scores are added up first shows in the last digits.
func (o *scoreCombination) bySize() {
	slices.SortStableFunc(o.operands, func(a, b operand) int { return a.size - b.size })
}

// unite adds all members of all operands.
func (o *scoreCombination) unite(c *Call, result *store.Tally) {
	o.bySize()
	for i := range o.operands {
		from := &o.operands[i]
		from.each(c, func(member []byte, score float64) bool {
			result.Add(member, from.weigh(score), o.by)
			return true
		})
	}
}

// intersect adds the members that all operands have.
func (o *scoreCombination) intersect(c *Call, result *store.Tally) {
	o.eachShared(c, func(member []byte, score float64) bool {
		result.Add(member, score, o.by)
		return true
	})
}

// eachShared visits the members that all operands have, with their aggregates,
// until visit says that it is enough.
func (o *scoreCombination) eachShared(c *Call, visit func(member []byte, score float64) bool) {
	o.bySize()
	least, others := &o.operands[0], o.operands[1:]
	prepare(c, others, least.size)
	defer release(others)
	least.each(c, func(member []byte, score float64) bool {
		total := least.weigh(score)
		for i := range others {
			another, has := score, true
			if others[i].entry != least.entry { // a lookup may change the table that is walked over
				another, has = others[i].score(c, member)
			}
			if !has {
				return true
			}
			total = o.by.Of(total, others[i].weight*another)
		}
		return visit(member, total)
	})
}

// subtract adds the members of the first operand that no other has. It looks each
// of them up in the others or, where that is the longer way, takes all of them
// and then takes back what the others have.
func (o *scoreCombination) subtract(c *Call, result *store.Tally) {
	first := &o.operands[0]
	others := slices.DeleteFunc(o.operands[1:], func(other operand) bool { return other.size == 0 })
	members := first.size
	for i := range others {
		if others[i].entry == first.entry {
			return
		}
		members += others[i].size
	}
	if lookUpToSubtract(first.size, 1+len(others), members) {
		addOwnScores(c, first, others, result)
		return
	}
	left := 0
	first.each(c, func(member []byte, score float64) bool {
		result.Add(member, score, store.Sum)
		left++
		return true
	})
	for i := 0; i < len(others) && left > 0; i++ {
		others[i].each(c, func(member []byte, _ float64) bool {
			if result.Delete(member) {
				left--
			}
			return left > 0
		})
	}
}

// addOwnScores adds the members of one operand to the result that none of the
// others has. It looks in the largest first, which is the likeliest to have one.
func addOwnScores(c *Call, one *operand, others []operand, result *store.Tally) {
	slices.SortStableFunc(others, func(a, b operand) int { return b.size - a.size })
	prepare(c, others, one.size)
	defer release(others)
	one.each(c, func(member []byte, score float64) bool {
		if !anyHas(c, others, member) {
			result.Add(member, score, store.Sum)
		}
		return true
	})
}
