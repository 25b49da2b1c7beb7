package resp

// shortHeader reads the number of a header line of one or two digits at
// position, by far the most frequent, in a few cycles. ok is false for every
// other line, and for one too close to the buffer's end.
func shortHeader(buffer []byte, position int, kind byte) (value int, ok bool) {
	line := buffer[position:]
	if len(line) < len("$10\r\n") || line[0] != kind {
		return 0, false
	}
	tens := line[1] - '0'
	if line[2] == '\r' {
		return int(tens), tens <= 9
	}
	ones := line[2] - '0'
	return int(tens)*10 + int(ones), line[3] == '\r' && tens-1 < 9 && ones <= 9
}

// shortHeaderLength is the length of the header that shortHeader read, in bytes.
func shortHeaderLength(value int) uint32 {
	if value < 10 {
		return uint32(len("$1\r\n"))
	}
	return uint32(len("$10\r\n"))
}

// headerEnd finds the end of the header line at position: the offset of its
// CR. The byte after that must have arrived and is not looked at, as in Redis.
func (p *Parser) headerEnd(buffer []byte, tooLong Error) (end int, status Status) {
	end, status = p.lineEnd(buffer, '\r', tooLong)
	if status == Complete && end+len("\n") >= len(buffer) {
		return 0, Incomplete
	}
	if status == Complete {
		p.scanned = 0
	}
	return end, status
}

// lineEnd finds terminator in the line at position, from where the last call
// stopped looking. Like Redis, which searches with strchr, it sees nothing
// beyond a NUL: such a line ends by growing too long. Unlike in Redis that
// does not depend on how the bytes were cut into receives: the end must be
// within the first lineLimit+1 bytes.
func (p *Parser) lineEnd(buffer []byte, terminator byte, tooLong Error) (end int, status Status) {
	position := int(p.position)
	available := len(buffer) - position
	line := buffer[position : position+min(available, lineLimit+1)]
	i := int(p.scanned)
	for i < len(line) && line[i] != terminator && line[i] != 0 {
		i++
	}
	p.scanned = uint32(i)
	switch {
	case i < len(line) && line[i] == terminator:
		return position + i, Complete
	case available > lineLimit:
		return 0, p.fail(tooLong)
	}
	return 0, Incomplete
}
