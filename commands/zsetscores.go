package commands

import (
	"bytes"
	"math"
	"strconv"

	"seedis/resp"
	"seedis/store"
)

// parseScore reads a score: what C's strtod reads to its end, except space before
// the number, NaN, and numbers too large or so small that they become 0.
func parseScore(text []byte) (score float64, ok bool) {
	score, inRange, ok := parseDouble(text)
	return score, ok && inRange
}

// parseDouble reads a score, or a number out of a score's range: it is infinite or
// 0 then.
func parseDouble(text []byte) (number float64, inRange, ok bool) {
	if n, isInt := resp.ParseInt(text); isInt {
		return float64(n), true, true
	}
	if bytes.IndexByte(text, '_') >= 0 { // Go lets it stand between digits
		return 0, false, false
	}
	var err error
	if isHex := isHexadecimal(text); isHex && !bytes.ContainsAny(text, "pP") { // Go demands an exponent
		number, err = strconv.ParseFloat(string(text)+"p0", 64)
	} else {
		number, err = strconv.ParseFloat(string(text), 64)
	}
	if math.IsNaN(number) || err != nil && !math.IsInf(number, 0) {
		return 0, false, false
	}
	return number, err == nil && (number != 0 || isZero(text)), true
}

func isHexadecimal(text []byte) bool {
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		text = text[1:]
	}
	return len(text) > 2 && text[0] == '0' && lowerByte(text[1]) == 'x'
}

// isZero tells whether a number has no digit but 0 before its exponent.
func isZero(text []byte) bool {
	mark := "eE"
	if isHexadecimal(text) {
		mark = "pP"
	}
	if i := bytes.IndexAny(text, mark); i >= 0 {
		text = text[:i]
	}
	return !bytes.ContainsAny(text, "123456789abcdefABCDEF")
}

// scoreRange is arguments from and to as the ends of a range of scores. If one
// is none, the error is the reply.
func (c *Call) scoreRange(from, to int) (r store.ScoreRange, ok bool) {
	var minOK, maxOK bool
	r.Min, minOK = parseScoreBound(c.Args.At(from))
	r.Max, maxOK = parseScoreBound(c.Args.At(to))
	if !minOK || !maxOK {
		c.Reply.Error(resp.ErrRangeNotFloat)
		return r, false
	}
	return r, true
}

// parseScoreBound reads an end of a range of scores, which a parenthesis excludes.
// As to Redis it is C's string that strtod reads: it ends with a zero byte, may
// begin with space, is 0 if it is empty, and may be out of range.
func parseScoreBound(text []byte) (b store.ScoreBound, ok bool) {
	if len(text) > 0 && text[0] == '(' {
		b.Exclusive = true
		text = text[1:]
	}
	text, _, _ = bytes.Cut(text, []byte{0})
	if len(text) == 0 {
		return b, true
	}
	b.Score, _, ok = parseDouble(bytes.TrimLeft(text, " \t\n\v\f\r"))
	return b, ok
}

// lexRange is arguments from and to as the ends of a range of members. If one is
// none, the error is the reply.
func (c *Call) lexRange(from, to int) (r store.LexRange, ok bool) {
	var minOK, maxOK bool
	r.Min, minOK = parseLexBound(c.Args.At(from))
	r.Max, maxOK = parseLexBound(c.Args.At(to))
	if !minOK || !maxOK {
		c.Reply.Error(resp.ErrRangeNotLex)
		return r, false
	}
	return r, true
}

// parseLexBound reads an end of a range of members: "[member", "(member" without
// the member, "-" or "+". To Redis the signs are C's strings, which end with a
// zero byte.
func parseLexBound(text []byte) (b store.LexBound, ok bool) {
	if len(text) == 0 {
		return b, false
	}
	isAlone := len(text) == 1 || text[1] == 0
	switch text[0] {
	case '-':
		return store.LexBound{Kind: store.Lowest}, isAlone
	case '+':
		return store.LexBound{Kind: store.Highest}, isAlone
	case '[':
		return store.LexBound{Kind: store.Inclusive, Member: text[1:]}, true
	case '(':
		return store.LexBound{Kind: store.Exclusive, Member: text[1:]}, true
	}
	return b, false
}
