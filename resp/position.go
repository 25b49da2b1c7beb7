package resp

// Position is the offset up to which the buffer was understood. Inside an
// unfinished command it lies beyond Start.
func (p *Parser) Position() int { return int(p.position) }

// Start is the offset of the unfinished (or the next) command. The bytes before
// it may be discarded once the commands in them were executed.
func (p *Parser) Start() int { return int(p.start) }

// Need is how many bytes are missing of the argument being read, its CRLF
// included, or 0 if no argument is being read. It is as of the last Next.
func (p *Parser) Need() int {
	if _, inBulk := p.Partial(); !inBulk {
		return 0
	}
	return p.need
}

// Partial tells where in a command the last Next ran out of bytes: in a header
// or an inline command's line, or in an argument; neither if between commands.
func (p *Parser) Partial() (inHeader, inBulk bool) {
	inBulk = p.missing > 0 && p.bulk != headerFirst
	inHeader = !inBulk && (p.missing > 0 || p.scanned > 0)
	return inHeader, inBulk
}

// PartialSize is how long the arguments are that were read of an unfinished
// command, in bytes.
func (p *Parser) PartialSize() int {
	total := 0
	for _, span := range p.partial {
		total += int(span.Length)
	}
	return total
}

// Error is the error that made Next fail.
func (p *Parser) Error() Error { return p.failure }

// WriteError writes the reply that tells the client why Next failed. The
// connection ends after it.
func (p *Parser) WriteError(w *Writer) {
	if p.failure == ErrExpectedDollar {
		w.Error(p.failure, p.culprit)
		return
	}
	w.Error(p.failure)
}

// Discard says that the caller took the first n bytes out of the buffer. None
// of an unfinished command may be among them.
func (p *Parser) Discard(n int) {
	if n < 0 || n > int(p.start) {
		panic("resp: bytes of an unfinished command were discarded")
	}
	if n == 0 {
		return // or a long command would be walked with each receive
	}
	p.start -= uint32(n)
	p.position -= uint32(n)
	for i := range p.partial {
		p.partial[i].Offset -= uint32(n)
	}
	p.rewrites.discard(uint32(n))
}

// Rewind goes back to the start of a command that was read but not executed,
// or of the unfinished one: Next will read it again, under the limits of then.
func (p *Parser) Rewind(position int) {
	if position < 0 || position > int(p.start) {
		panic("resp: rewound to a place that is not behind")
	}
	p.start, p.position = uint32(position), uint32(position)
	p.scanned, p.missing, p.failure = 0, 0, 0
	p.dropPartial()
}
