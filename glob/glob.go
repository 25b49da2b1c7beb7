package glob

// Match tells whether the whole of text fits pattern. With foldCase, ASCII
// letters match in either case, except behind a backslash in a class, which
// Redis compares as it stands.
//
// No text at all fits the empty pattern alone, as in Redis: not even a star.
//
// The cost is at most the product of both lengths, whatever the pattern.
func Match(pattern, text []byte, foldCase bool) bool {
	if len(text) == 0 {
		return len(pattern) == 0
	}
	matched, _ := match(pattern, text, foldCase)
	return matched
}

// match also returns the number of steps: how often an element of the pattern
// was held against a byte.
//
// Every element but the star takes exactly one byte. So when a try fails, only
// the last star need take one byte more: whatever an earlier star could give
// away, the last one can take as well.
func match(pattern, text []byte, foldCase bool) (matched bool, steps int) {
	const none = -1
	p, t := 0, 0
	star, starText := none, 0 // the element behind the last star, and what it was tried on
	for t < len(text) {
		steps++
		if p < len(pattern) && pattern[p] == '*' {
			p++
			star, starText = p, t
			continue
		}
		if p < len(pattern) {
			if width, ok := matchByte(pattern[p:], text[t], foldCase); ok {
				p += width
				t++
				continue
			}
		}
		if star == none {
			return false, steps
		}
		starText++
		p, t = star, starText
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
		steps++
	}
	return p == len(pattern), steps
}

// matchByte holds the first element of pattern, which is not a star, against
// one byte, and returns the length of the element.
func matchByte(pattern []byte, c byte, foldCase bool) (width int, ok bool) {
	switch {
	case pattern[0] == '?':
		return 1, true
	case pattern[0] == '[':
		return matchClass(pattern, c, foldCase)
	case pattern[0] == '\\' && len(pattern) > 1:
		return 2, equal(pattern[1], c, foldCase)
	}
	return 1, equal(pattern[0], c, foldCase)
}

// matchClass is matchByte for an element that begins with a bracket.
func matchClass(pattern []byte, c byte, foldCase bool) (width int, ok bool) {
	at := 1
	negated := at < len(pattern) && pattern[at] == '^'
	if negated {
		at++
	}
	found := false
	for at < len(pattern) && pattern[at] != ']' {
		rest := pattern[at:]
		switch {
		case rest[0] == '\\' && len(rest) >= 2:
			found = found || rest[1] == c
			at += 2
		case len(rest) >= 3 && rest[1] == '-':
			found = found || within(rest[0], rest[2], c, foldCase)
			at += 3
		default:
			found = found || equal(rest[0], c, foldCase)
			at++
		}
	}
	if at < len(pattern) {
		at++ // the closing bracket
	}
	return at, found != negated
}

// within tells whether c lies between two bytes given in either order.
func within(start, end, c byte, foldCase bool) bool {
	if start > end {
		start, end = end, start
	}
	if foldCase {
		start, end, c = lower(start), lower(end), lower(c)
	}
	return start <= c && c <= end
}

func equal(a, b byte, foldCase bool) bool {
	return a == b || foldCase && lower(a) == lower(b)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
