package commands

import "seedis/resp"

// bitfield is BITFIELD key [GET type offset | [OVERFLOW WRAP|SAT|FAIL] SET type
// offset value | INCRBY type offset increment ...].
func bitfield(c *Call) {
	plan, ok := planBitfield(c)
	switch {
	case !ok:
	case plan.writes:
		c.writeBitfield(plan)
	default:
		c.readBitfield(plan)
	}
}

// bitfieldReadOnly is BITFIELD_RO key [GET type offset ...].
func bitfieldReadOnly(c *Call) {
	plan, ok := planBitfield(c)
	switch {
	case !ok:
	case plan.writes:
		c.Reply.Error(resp.ErrBitfieldReadOnly)
	default:
		c.readBitfield(plan)
	}
}

// bitfieldPlan is what the steps of a BITFIELD amount to.
type bitfieldPlan struct {
	steps   int
	writes  bool
	lastBit int64 // the last one written
}

// planBitfield reads all steps before any is taken. An error is the reply.
func planBitfield(c *Call) (plan bitfieldPlan, ok bool) {
	parser := newBitfieldParser(c)
	for parser.next() {
		step := &parser.step
		plan.steps++
		if step.verb != bitfieldGet {
			plan.writes = true
			plan.lastBit = max(plan.lastBit, step.offset+int64(step.kind.width)-1)
		}
	}
	return plan, !parser.failed
}

// readBitfield takes the steps of a BITFIELD that only reads.
func (c *Call) readBitfield(plan bitfieldPlan) {
	text, ok := c.readBits(c.Key(1))
	if !ok {
		return
	}
	c.Reply.Array(plan.steps)
	for parser := newBitfieldParser(c); parser.next(); {
		c.Reply.Int(parser.step.kind.read(text, parser.step.offset))
	}
}

// writeBitfield takes the steps of a BITFIELD that writes. First the string
// grows as far as any step will write. That is a change though every step may
// fail to fit: redis-server then keeps silent about it, and its replicas are
// left with a shorter string.
func (c *Call) writeBitfield(plan bitfieldPlan) {
	key := c.Key(1)
	text, grown, ok := c.writeBits(key, plan.lastBit)
	if !ok {
		return
	}
	changes := 0 // as Redis counts: all that is written where there was nothing
	c.Reply.Array(plan.steps)
	for parser := newBitfieldParser(c); parser.next(); {
		if wrote, changed := parser.step.take(c, text); changed || wrote && grown {
			changes++
		}
	}
	if grown || changes > 0 {
		c.Sink.Modified(c.DB, key.Bytes, eventSetBit, changes)
		c.effectAsIs()
	}
}

// bitfieldVerb is what a step does with its integer.
type bitfieldVerb uint8

const (
	bitfieldGet bitfieldVerb = iota
	bitfieldSet
	bitfieldIncrBy
)

// bitfieldStep is one GET, SET or INCRBY.
type bitfieldStep struct {
	verb     bitfieldVerb
	kind     bitInteger
	offset   int64 // bits
	operand  int64 // of SET and INCRBY
	overflow overflowMode
}

// take takes the step and replies: with the value before it, or that which
// INCRBY made, or null for one that does not fit. It tells whether it wrote, and
// something else than was there.
func (s *bitfieldStep) take(c *Call, text []byte) (wrote, changed bool) {
	before := s.kind.read(text, s.offset)
	if s.verb == bitfieldGet {
		c.Reply.Int(before)
		return false, false
	}
	var after int64
	var ok bool
	if s.verb == bitfieldSet {
		after, ok = s.kind.convert(s.operand, s.overflow)
	} else {
		after, ok = s.kind.add(before, s.operand, s.overflow)
	}
	if !ok {
		c.Reply.Null()
		return false, false
	}
	s.kind.write(text, s.offset, after)
	if s.verb == bitfieldSet {
		c.Reply.Int(before)
	} else {
		c.Reply.Int(after)
	}
	return true, after != before
}

// bitfieldParser reads the steps out of the arguments, one after the other. A
// command is parsed twice, to check it and to run it: so no list of steps has
// to be kept.
type bitfieldParser struct {
	call     *Call
	argument int // the next to be read
	overflow overflowMode
	step     bitfieldStep // that next has read
	failed   bool
}

func newBitfieldParser(c *Call) bitfieldParser { return bitfieldParser{call: c, argument: 2} }

// next reads the next step. It returns false at the end, and if there is an
// error, which is the reply.
func (p *bitfieldParser) next() bool {
	for p.argument < p.call.Args.Len() {
		if !p.call.isWord(p.argument, "overflow") || p.remaining() < 1 {
			return p.parseStep()
		}
		mode, ok := overflowModeNamed(p.call.Args.At(p.argument + 1))
		if !ok {
			return p.fail(resp.ErrBitfieldOverflow)
		}
		p.overflow = mode
		p.argument += 2
	}
	return false
}

// remaining is how many arguments there are behind the next.
func (p *bitfieldParser) remaining() int { return p.call.Args.Len() - p.argument - 1 }

// fail replies with an error and ends the parsing.
func (p *bitfieldParser) fail(e resp.Error) bool {
	p.call.Reply.Error(e)
	p.failed = true
	return false
}

func (p *bitfieldParser) parseStep() bool {
	verb, operands, ok := p.verb()
	if !ok || p.remaining() < operands {
		return p.fail(resp.ErrSyntax)
	}
	kind, ok := parseBitInteger(p.call.Args.At(p.argument + 1))
	if !ok {
		return p.fail(resp.ErrBitfieldType)
	}
	p.step = bitfieldStep{verb: verb, kind: kind, overflow: p.overflow}
	if !p.parseOffset() || !p.parseOperand() {
		p.failed = true
		return false
	}
	p.argument += 1 + operands
	return true
}

// verb is what the next argument asks for, and how many operands that takes.
func (p *bitfieldParser) verb() (verb bitfieldVerb, operands int, ok bool) {
	switch {
	case p.call.isWord(p.argument, "get"):
		return bitfieldGet, 2, true
	case p.call.isWord(p.argument, "set"):
		return bitfieldSet, 3, true
	case p.call.isWord(p.argument, "incrby"):
		return bitfieldIncrBy, 3, true
	}
	return 0, 0, false
}

// parseOffset reads where the integer begins: at a bit, or, behind a "#", at a
// multiple of its width.
func (p *bitfieldParser) parseOffset() (ok bool) {
	text, scale := p.call.Args.At(p.argument+2), int64(1)
	if len(text) > 0 && text[0] == '#' {
		text, scale = text[1:], int64(p.step.kind.width)
	}
	p.step.offset, ok = p.call.bitOffset(text, scale)
	return ok
}

func (p *bitfieldParser) parseOperand() (ok bool) {
	if p.step.verb == bitfieldGet {
		return true
	}
	p.step.operand, ok = p.call.integer(p.argument + 3)
	return ok
}
