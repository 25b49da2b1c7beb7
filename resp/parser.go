package resp

import "math"

// Limits bound what the parser accepts.
type Limits struct {
	MaxBulk       int64 // longest argument in bytes: proto-max-bulk-len
	MaxArgs       int64 // most arguments of one command; Redis 7.0 allows math.MaxInt32
	Authenticated bool  // until then a command is small: see unauthenticatedArgs
}

const (
	unauthenticatedArgs = 10      // most arguments before AUTH, as in Redis
	unauthenticatedBulk = 16384   // longest argument before AUTH, in bytes, as in Redis
	lineLimit           = 1 << 16 // longest line without its end, in bytes: PROTO_INLINE_MAX_SIZE
	spanLimit           = 1 << 31 // longest argument that a Span in a buffer below 4 GiB is sure to hold
)

// Status says how far Next came.
type Status uint8

const (
	Incomplete Status = iota // the buffer ends inside a command, or between two
	Complete                 // a command was read
	Failed                   // the client broke the protocol: see Parser.Error
)

// Parser cuts a client's query buffer into commands. It keeps offsets only, so
// the buffer may move between calls; it may also grow at its end, and shrink
// at its start by Discard. The zero Parser is ready; each client has one.
//
// Invariant: start <= position, and they are equal if and only if no header of
// a command with arguments was read. While missing > 0, every byte before
// position was understood and is not looked at again.
type Parser struct {
	start    uint32 // where the unfinished (or the next) command starts
	position uint32 // where the next line, or the argument being read, starts
	scanned  uint32 // bytes of the line at position that are known to hold no end
	missing  int32  // arguments still to come; 0 between commands
	bulk     int    // length of the argument being read; headerFirst if its header comes first
	need     int    // while an argument is being read: see Need
	partial  []Span // the unfinished command's arguments so far
	rewrites rewrites
	failure  Error
	culprit  byte // the byte that ErrExpectedDollar tells of
}

// headerFirst is Parser.bulk before an argument's header was read.
const headerFirst = -1

// Next reads the command at Start from buffer, which holds what it held at the
// last call and perhaps more. On Complete it returns spans with the arguments'
// places appended, at least one; on Incomplete it remembers how far it came;
// after Failed it goes on failing until Rewind.
//
// Commands without arguments (an empty line, "*0", "*-1") are passed over, as
// in Redis. Quoted arguments of an inline command are unescaped where they
// lie, so Next may write to buffer.
func (p *Parser) Next(buffer []byte, limits *Limits, spans []Span) ([]Span, Status) {
	if len(buffer) > math.MaxUint32 {
		panic("resp: a query buffer of 4 GiB or more, which no Span can describe")
	}
	if p.failure != 0 {
		return spans, Failed
	}
	if p.missing > 0 {
		return p.resume(buffer, limits, spans)
	}
	first := len(spans)
	for int(p.position) < len(buffer) {
		var status Status
		if len(p.rewrites) > 0 {
			p.rewrites.restore(buffer, p.position)
		}
		if buffer[p.position] != '*' {
			spans, status = p.inline(buffer, spans)
		} else if status = p.multibulk(buffer, limits); status == Complete {
			spans, status = p.arguments(buffer, limits, spans)
		}
		if status != Complete {
			p.partial = append(p.partial, spans[first:]...) // was empty
			return spans[:first], status
		}
		p.start = p.position
		if len(spans) > first {
			return spans, Complete
		}
	}
	return spans, Incomplete
}

// resume goes on with a command of which some arguments may have been read.
// They gather in p.partial, so that many short calls cost no more than one.
func (p *Parser) resume(buffer []byte, limits *Limits, spans []Span) ([]Span, Status) {
	var status Status
	p.partial, status = p.arguments(buffer, limits, p.partial)
	if status == Complete {
		p.start = p.position
		spans = append(spans, p.partial...)
		p.dropPartial()
	}
	return spans, status
}

// multibulk reads the header "*count" at position. A count of 0 or less leaves
// p.missing at 0: a command without arguments.
func (p *Parser) multibulk(buffer []byte, limits *Limits) Status {
	position := int(p.position)
	count, ok := shortHeader(buffer, position, '*')
	if ok {
		p.position += shortHeaderLength(count)
		p.scanned = 0
	} else {
		end, status := p.headerEnd(buffer, ErrTooBigMultibulkCount)
		if status != Complete {
			return status
		}
		value, isInt := ParseInt(buffer[position+1 : end])
		if !isInt || value > math.MaxInt32 {
			return p.fail(ErrInvalidMultibulkLength)
		}
		count = int(max(value, 0))
		p.position = uint32(end + len("\r\n"))
	}
	switch {
	case int64(count) > limits.MaxArgs:
		return p.fail(ErrInvalidMultibulkLength)
	case count > unauthenticatedArgs && !limits.Authenticated:
		return p.fail(ErrUnauthenticatedMultibulk)
	}
	p.missing, p.bulk = int32(count), headerFirst
	return Complete
}

// arguments reads the missing arguments of a command. A bulk's last two bytes
// are not looked at, as in Redis.
func (p *Parser) arguments(buffer []byte, limits *Limits, spans []Span) ([]Span, Status) {
	position, missing, bulk := int(p.position), p.missing, p.bulk
	for ; missing > 0; missing-- {
		if bulk == headerFirst {
			length, ok := shortHeader(buffer, position, '$')
			if ok && int64(length) <= limits.MaxBulk {
				position, bulk = position+int(shortHeaderLength(length)), length
				p.scanned = 0
			} else {
				p.position, p.missing = uint32(position), missing
				if status := p.bulkHeader(buffer, limits); status != Complete {
					return spans, status
				}
				position, bulk = int(p.position), p.bulk
			}
		}
		end := position + bulk + len("\r\n")
		if end > len(buffer) {
			p.position, p.missing, p.bulk = uint32(position), missing, bulk
			p.need = end - len(buffer)
			return spans, Incomplete
		}
		spans = append(spans, Span{uint32(position), uint32(bulk)})
		position, bulk = end, headerFirst
	}
	p.position, p.missing, p.bulk = uint32(position), 0, headerFirst
	return spans, Complete
}

// bulkHeader reads the header "$length" at position into p.bulk.
func (p *Parser) bulkHeader(buffer []byte, limits *Limits) Status {
	p.bulk = headerFirst
	position := int(p.position)
	end, status := p.headerEnd(buffer, ErrTooBigBulkCount)
	if status != Complete {
		return status
	}
	if buffer[position] != '$' {
		p.culprit = buffer[position]
		return p.fail(ErrExpectedDollar)
	}
	length, ok := ParseInt(buffer[position+1 : end])
	switch {
	case !ok, length < 0, length > min(limits.MaxBulk, spanLimit):
		return p.fail(ErrInvalidBulkLength)
	case length > unauthenticatedBulk && !limits.Authenticated:
		return p.fail(ErrUnauthenticatedBulk)
	}
	p.position, p.bulk = uint32(end+len("\r\n")), int(length)
	return Complete
}

func (p *Parser) fail(e Error) Status {
	p.failure = e
	return Failed
}

// partialKept is how many spans a parser keeps room for between commands: few
// commands have more arguments, and a client should not pin what one MSET took.
const partialKept = 256

func (p *Parser) dropPartial() {
	if cap(p.partial) > partialKept {
		p.partial = nil
	}
	p.partial = p.partial[:0]
}
