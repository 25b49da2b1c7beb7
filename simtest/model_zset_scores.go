package simtest

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// What C's strtod takes for a number. It also takes "nan", which no command
// lets pass.
var (
	decimalNumber  = regexp.MustCompile(`(?i)^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$`)
	hexNumber      = regexp.MustCompile(`(?i)^[+-]?0x([0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(p[+-]?[0-9]+)?$`)
	infiniteNumber = regexp.MustCompile(`(?i)^[+-]?inf(inity)?$`)
)

// strtod reads a text that is a number from end to end. inRange is false if no
// double comes near the number: it is too large, or too small to tell from 0.
func strtod(text string) (number float64, inRange, ok bool) {
	mantissa := ""
	switch {
	case infiniteNumber.MatchString(text):
	case decimalNumber.MatchString(text):
		mantissa, _, _ = strings.Cut(strings.ToLower(text), "e")
	case hexNumber.MatchString(text):
		var scaled bool
		mantissa, _, scaled = strings.Cut(strings.ToLower(text), "p")
		if !scaled {
			text += "p0" // which Go wants, and C does not
		}
	default:
		return 0, false, false
	}
	number, err := strconv.ParseFloat(text, 64)
	inRange = err == nil && (number != 0 || !strings.ContainsAny(mantissa, "123456789abcdef"))
	return number, inRange, true
}

// parseScore reads a score or a weight.
func parseScore(text string) (float64, bool) {
	number, inRange, ok := strtod(text)
	return number, ok && inRange
}

// scoreBound is one end of a range of scores.
type scoreBound struct {
	score    float64
	excluded bool
}

// parseScoreBound reads "5" or "(5". Unlike a score, a bound may be empty, which
// is 0, begin with space and lie out of range. It ends at a NUL.
func parseScoreBound(text string) (bound scoreBound, ok bool) {
	text = untilNUL(text)
	text, bound.excluded = strings.CutPrefix(text, "(")
	if text == "" {
		return bound, true
	}
	bound.score, _, ok = strtod(strings.TrimLeft(text, " \t\n\v\f\r"))
	return bound, ok
}

// scoreRange is a range of scores, from least to most.
type scoreRange struct{ least, most scoreBound }

func parseScoreRange(least, most string) (r scoreRange, refusal string) {
	var ok, alsoOK bool
	r.least, ok = parseScoreBound(least)
	r.most, alsoOK = parseScoreBound(most)
	if !ok || !alsoOK {
		return r, "ERR min or max is not a float"
	}
	return r, ""
}

func (r scoreRange) has(score float64) bool {
	if r.least.excluded && score == r.least.score || r.most.excluded && score == r.most.score {
		return false
	}
	return r.least.score <= score && score <= r.most.score
}

// lexBound is one end of a range of members.
type lexBound struct {
	sign byte // '-' and '+' are before and behind all, '(' excludes the text, '[' does not
	text string
}

func parseLexBound(text string) (bound lexBound, ok bool) {
	if text == "" {
		return bound, false
	}
	bound = lexBound{text[0], text[1:]}
	switch bound.sign {
	case '[', '(':
		return bound, true
	case '-', '+':
		return bound, untilNUL(bound.text) == ""
	}
	return bound, false
}

// lexRange is a range of members, from least to most.
type lexRange struct{ least, most lexBound }

func parseLexRange(least, most string) (r lexRange, refusal string) {
	var ok, alsoOK bool
	r.least, ok = parseLexBound(least)
	r.most, alsoOK = parseLexBound(most)
	if !ok || !alsoOK {
		return r, "ERR min or max not valid string range item"
	}
	return r, ""
}

// begun tells that a member is not before the range, which is not empty.
func (r lexRange) begun(member string) bool {
	switch r.least.sign {
	case '-':
		return true
	case '(':
		return member > r.least.text
	}
	return member >= r.least.text
}

// ended tells that a member is behind the range, which is not empty.
func (r lexRange) ended(member string) bool {
	switch r.most.sign {
	case '+':
		return false
	case '(':
		return member >= r.most.text
	}
	return member > r.most.text
}

// empty tells that nothing can lie in the range.
func (r lexRange) empty() bool {
	least, most := r.least, r.most
	switch {
	case least.sign == '+' || most.sign == '-':
		return true
	case least.sign == '-' || most.sign == '+':
		return false
	}
	return least.text > most.text || least.text == most.text && (least.sign == '(' || most.sign == '(')
}

// scoreText is a score as C's "%.17g" prints it.
func scoreText(score float64) string {
	switch {
	case math.IsInf(score, 1):
		return "inf"
	case math.IsInf(score, -1):
		return "-inf"
	}
	const digits = 17 // that tell every double from its neighbours
	return strconv.FormatFloat(score, 'g', digits, 64)
}

// packedText is a score as a listpack has it: whole numbers, up to where half
// of all integers end, as integers.
func packedText(score float64) string {
	const most = 1 << 62
	if whole := math.Trunc(score); whole == score && math.Abs(score) <= most {
		return strconv.FormatInt(int64(score), 10)
	}
	return scoreText(score)
}

// double answers with a score.
func (s *session) double(score float64) {
	if s.resp3 {
		s.expect(",", scoreText(score), "\r\n")
		return
	}
	s.bulk(scoreText(score))
}
