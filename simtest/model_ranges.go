package simtest

import (
	"math/big"
	"strings"
)

const errTooLong = "ERR string exceeds maximum allowed size (proto-max-bulk-len)"

// textOf is a key's text, empty if there is none. If the key holds something
// else, that is answered, and not ok.
func (m *model) textOf(s *session, key string) (text string, ok bool) {
	v, ok := m.lookupKind(s, key, aString)
	if v != nil {
		text = v.text
	}
	return text, ok
}

// getRange is GETRANGE and SUBSTR.
func (m *model) getRange(s *session, args []string) {
	first, ok := parseInt(args[2])
	last, alsoOK := parseInt(args[3])
	if !ok || !alsoOK {
		s.fail(errNotInteger)
		return
	}
	text, ok := m.textOf(s, args[1])
	if !ok {
		return
	}
	length := int64(len(text))
	if first < 0 && last < 0 && first > last {
		s.bulk("")
		return
	}
	first, last = fromEnd(first, length), min(fromEnd(last, length), length-1)
	if first > last {
		s.bulk("")
		return
	}
	s.bulk(text[first : last+1])
}

// fromEnd is where a position is that counts from the end if it is negative:
// at the front if that is beyond it.
func fromEnd(position, length int64) int64 {
	if position < 0 {
		position = max(0, position+length)
	}
	return position
}

func (m *model) setRange(s *session, args []string) {
	offset, ok := parseInt(args[2])
	switch {
	case !ok:
		s.fail(errNotInteger)
		return
	case offset < 0:
		s.fail("ERR offset is out of range")
		return
	}
	text, ok := m.textOf(s, args[1])
	part := args[3]
	if !ok {
		return
	}
	if part == "" {
		s.integer(int64(len(text)))
		return
	}
	if offset > m.settings.maxBulk || offset+int64(len(part)) > m.settings.maxBulk {
		s.fail(errTooLong)
		return
	}
	changed := []byte(text)
	for int64(len(changed)) < offset+int64(len(part)) {
		changed = append(changed, 0)
	}
	copy(changed[offset:], part)
	m.edit(s.db, args[1], string(changed), inPlace)
	s.integer(int64(len(changed)))
}

// getEX is GETEX key [EX s | PX ms | EXAT s | PXAT ms | PERSIST].
func (m *model) getEX(s *session, args []string) {
	unit, text, persist := "", "", false
	for rest := args[2:]; len(rest) > 0; {
		word := strings.ToUpper(rest[0])
		rest = rest[1:]
		switch {
		case word == "PERSIST" && unit == "":
			persist = true
		case strings.Contains(" EX PX EXAT PXAT ", " "+word+" ") && !persist && (unit == "" || unit == word) && len(rest) > 0:
			unit, text = word, rest[0]
			rest = rest[1:]
		default:
			s.fail(errSyntax)
			return
		}
	}
	v, ok := m.lookupKind(s, args[1], aString)
	if !ok {
		return
	}
	if v == nil {
		s.null()
		return
	}
	if unit == "" {
		if persist && v.expireAt != noExpiry {
			m.renew(s.db, args[1], v, noExpiry)
		}
		s.bulk(v.text)
		return
	}
	at, ok := m.deadline(s, "getex", unit, text)
	if !ok {
		return
	}
	s.bulk(v.text)
	if strings.HasSuffix(unit, "AT") && at <= m.now {
		m.remove(s.db, args[1])
		return
	}
	m.renew(s.db, args[1], v, at)
}

// incrByFloat is computed with the 64 bits of precision that Redis has from
// the processor. Numbers that do not end, or not in time, are not asked for.
func (m *model) incrByFloat(s *session, args []string) {
	sum := new(big.Float).SetPrec(longDoubleBits)
	old, ok := m.lookupKind(s, args[1], aString)
	if !ok {
		return
	}
	present := ""
	if old != nil {
		present = old.text
	}
	for i, text := range []string{present, args[2]} {
		if i == 0 && old == nil {
			continue
		}
		n, ok := parseFloat(text)
		if !ok {
			s.fail("ERR value is not a valid float")
			return
		}
		sum.Add(sum, n)
	}
	text := formatFloat(sum)
	m.edit(s.db, args[1], text, formatted)
	s.bulk(text)
}

// formatFloat writes a number as INCRBYFLOAT does.
func formatFloat(n *big.Float) string {
	const digits = 17
	text := strings.TrimSuffix(strings.TrimRight(n.Text('f', digits), "0"), ".")
	if text == "-0" {
		return "0"
	}
	return text
}

// longDoubleBits is the length of an x87 number's mantissa.
const longDoubleBits = 64

func parseFloat(text string) (*big.Float, bool) {
	if text == "" || strings.Trim(text, "+-.0123456789eE") != "" {
		return nil, false
	}
	n, _, err := big.ParseFloat(text, 10, longDoubleBits, big.ToNearestEven)
	return n, err == nil
}

// textsOf are the texts of LCS, which has an error of its own.
func (m *model) textsOf(s *session, first, second string) (a, b string, ok bool) {
	one, other := m.lookup(s.db, first), m.lookup(s.db, second)
	if one != nil && one.kind != aString || other != nil && other.kind != aString {
		s.fail("ERR The specified keys must contain string values")
		return "", "", false
	}
	if one != nil {
		a = one.text
	}
	if other != nil {
		b = other.text
	}
	return a, b, true
}

// lcs is LCS key key [LEN]: the subsequence that the plain table finds, from
// the end on, left before up.
func (m *model) lcs(s *session, args []string) {
	a, b, ok := m.textsOf(s, args[1], args[2]) // also if the options are wrong
	if !ok {
		return
	}
	lengthOnly := false
	for _, word := range args[3:] {
		if !strings.EqualFold(word, "len") {
			s.fail(errSyntax)
			return
		}
		lengthOnly = true
	}
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
		for j := 1; i > 0 && j <= len(b); j++ {
			if a[i-1] == b[j-1] {
				longest[i][j] = longest[i-1][j-1] + 1
			} else {
				longest[i][j] = max(longest[i-1][j], longest[i][j-1])
			}
		}
	}
	if lengthOnly {
		s.integer(int64(longest[len(a)][len(b)]))
		return
	}
	common := make([]byte, longest[len(a)][len(b)])
	for i, j := len(a), len(b); i > 0 && j > 0; {
		switch {
		case a[i-1] == b[j-1]:
			common[longest[i][j]-1] = a[i-1]
			i, j = i-1, j-1
		case longest[i-1][j] > longest[i][j-1]:
			i--
		default:
			j--
		}
	}
	s.bulk(string(common))
}
