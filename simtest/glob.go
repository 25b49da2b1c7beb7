package simtest

// globOf compiles a pattern of KEYS into a function that tells whether a text
// matches. It steps through all places that a match may have come to, side by
// side, so that no pattern takes long.
func globOf(pattern string) func(string) bool {
	if pattern == "*" {
		return func(string) bool { return true }
	}
	atoms := parseGlob(pattern)
	return func(text string) bool {
		if text == "" {
			return pattern == ""
		}
		places := make([]bool, len(atoms)+1)
		places[0] = true
		passStars(atoms, places)
		for i := range len(text) {
			next := make([]bool, len(atoms)+1)
			for p, here := range places[:len(atoms)] {
				switch {
				case !here:
				case atoms[p].star:
					next[p] = true
				case atoms[p].matches(text[i]):
					next[p+1] = true
				}
			}
			passStars(atoms, next)
			places = next
		}
		return places[len(atoms)]
	}
}

// passStars lets a match go on behind a star without taking a byte.
func passStars(atoms []atom, places []bool) {
	for p := range atoms {
		if places[p] && atoms[p].star {
			places[p+1] = true
		}
	}
}

// atom is a star, or what one byte may be.
type atom struct {
	star    bool
	allowed [256]bool
}

func (a *atom) matches(b byte) bool { return a.allowed[b] }

func parseGlob(pattern string) []atom {
	var atoms []atom
	for i := 0; i < len(pattern); i++ {
		var a atom
		switch c := pattern[i]; {
		case c == '*':
			a.star = true
		case c == '?':
			a.allow(0, 255)
		case c == '[':
			i = a.parseClass(pattern, i+1)
		case c == '\\' && i+1 < len(pattern):
			i++
			a.allow(pattern[i], pattern[i])
		default:
			a.allow(c, c)
		}
		atoms = append(atoms, a)
	}
	return atoms
}

func (a *atom) allow(first, last byte) {
	if first > last {
		first, last = last, first
	}
	for b := int(first); b <= int(last); b++ {
		a.allowed[b] = true
	}
}

// parseClass reads what follows a bracket and returns where it ends: at the
// closing bracket, or with the pattern.
func (a *atom) parseClass(pattern string, i int) int {
	negated := i < len(pattern) && pattern[i] == '^'
	if negated {
		i++
	}
	for ; i < len(pattern) && pattern[i] != ']'; i++ {
		switch {
		case pattern[i] == '\\' && i+1 < len(pattern):
			i++
			a.allow(pattern[i], pattern[i])
		case i+2 < len(pattern) && pattern[i+1] == '-':
			a.allow(pattern[i], pattern[i+2])
			i += 2
		default:
			a.allow(pattern[i], pattern[i])
		}
	}
	if negated {
		for b := range a.allowed {
			a.allowed[b] = !a.allowed[b]
		}
	}
	return i
}
