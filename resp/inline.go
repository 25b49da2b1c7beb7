package resp

import "bytes"

// inline reads the inline command at position: words up to the end of the
// line, such as a person types.
func (p *Parser) inline(buffer []byte, spans []Span) ([]Span, Status) {
	position := int(p.position)
	end, status := p.lineEnd(buffer, '\n', ErrTooBigInline)
	if status != Complete {
		return spans, status
	}
	line := bytes.TrimSuffix(buffer[position:end], []byte{'\r'})
	if bytes.ContainsAny(line, `"'`) {
		p.rewrites.keep(p.position, line)
	}
	spans, ok := splitLine(line, position, spans)
	if !ok {
		return spans, p.fail(ErrUnbalancedQuotes)
	}
	p.position, p.scanned = uint32(end+len("\n")), 0
	return spans, Complete
}

// splitLine cuts a line that lies at offset of the buffer into arguments by
// Redis's rules (sdssplitargs), unescaping quoted ones where they lie. It
// tells whether all quotes were closed.
func splitLine(line []byte, offset int, spans []Span) ([]Span, bool) {
	cut := splitter{line: line}
	for cut.skipSpace() {
		start := cut.read
		if !cut.argument() {
			return spans, false
		}
		spans = append(spans, Span{uint32(offset + start), uint32(cut.write - start)})
	}
	return spans, true
}

// splitter reads a line and writes its arguments over it. What is written is
// never longer than what was read: write <= read.
type splitter struct {
	line        []byte
	read, write int
}

// skipSpace goes to the next argument and tells whether there is one.
func (s *splitter) skipSpace() bool {
	for s.read < len(s.line) && isSpace(s.line[s.read]) {
		s.read++
	}
	s.write = s.read
	return s.read < len(s.line)
}

func (s *splitter) put(c byte, consumed int) {
	s.line[s.write] = c
	s.write++
	s.read += consumed
}

// argument reads one argument. Quotes may start inside it but must end it.
func (s *splitter) argument() (closed bool) {
	for s.read < len(s.line) {
		switch c := s.line[s.read]; c {
		case ' ', '\t', '\r': // unlike between arguments, no vertical tab or form feed
			return true
		case '"':
			s.read++
			return s.doubleQuoted()
		case '\'':
			s.read++
			return s.singleQuoted()
		default:
			s.put(c, 1)
		}
	}
	return true
}

func (s *splitter) doubleQuoted() (closed bool) {
	for s.read < len(s.line) {
		rest := s.line[s.read:]
		switch {
		case rest[0] == '"':
			return s.closeQuote()
		case rest[0] != '\\' || len(rest) < len(`\n`):
			s.put(rest[0], 1)
		case len(rest) >= len(`\xff`) && rest[1] == 'x' && isHex(rest[2]) && isHex(rest[3]):
			s.put(hexDigit(rest[2])<<4|hexDigit(rest[3]), len(`\xff`))
		default:
			s.put(unescape(rest[1]), len(`\n`))
		}
	}
	return false
}

func (s *splitter) singleQuoted() (closed bool) {
	for s.read < len(s.line) {
		rest := s.line[s.read:]
		switch {
		case rest[0] == '\'':
			return s.closeQuote()
		case bytes.HasPrefix(rest, []byte(`\'`)):
			s.put('\'', len(`\'`))
		default:
			s.put(rest[0], 1)
		}
	}
	return false
}

// closeQuote passes a closing quote, after which only space may follow.
func (s *splitter) closeQuote() bool {
	s.read++
	return s.read == len(s.line) || isSpace(s.line[s.read])
}

// unescape is what a backslash and c mean in double quotes.
func unescape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'a':
		return '\a'
	}
	return c
}

// isSpace is C's isspace.
func isSpace(c byte) bool { return c == ' ' || c-'\t' < 5 }

func isHex(c byte) bool { return c-'0' < 10 || (c|0x20)-'a' < 6 }

func hexDigit(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return (c | 0x20) - 'a' + 10
}
