package resp

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// reference reads a whole stream the plain way, from strings to strings.
func reference(stream string, limits Limits) (result outcome) {
	for stream != "" && result.Failure == 0 {
		var command []string
		var complete bool
		if stream[0] == '*' {
			command, stream, complete = result.referenceMultibulk(stream, limits)
		} else {
			command, stream, complete = result.referenceInline(stream)
		}
		if !complete {
			break
		}
		if len(command) > 0 {
			result.Commands = append(result.Commands, command)
		}
	}
	return result
}

// referenceLine cuts a line off; afterwards as many bytes must follow its end.
func (o *outcome) referenceLine(stream, end string, after int, tooLong Error) (line, rest string, ok bool) {
	i := strings.IndexAny(stream, end+"\x00")
	if i < 0 || i > lineLimit || stream[i] == 0 {
		if len(stream) > lineLimit {
			o.Failure = tooLong
		}
		return "", stream, false
	}
	if len(stream) < i+1+after {
		return "", stream, false
	}
	return stream[:i], stream[i+1+after:], true
}

func (o *outcome) referenceMultibulk(stream string, limits Limits) (command []string, rest string, ok bool) {
	line, rest, ok := o.referenceLine(stream, "\r", 1, ErrTooBigMultibulkCount)
	if !ok {
		return nil, rest, false
	}
	count, isInt := ParseInt([]byte(line[1:]))
	switch {
	case !isInt || count > min(limits.MaxArgs, math.MaxInt32):
		o.Failure = ErrInvalidMultibulkLength
	case count > 10 && !limits.Authenticated:
		o.Failure = ErrUnauthenticatedMultibulk
	}
	for ; count > 0 && o.Failure == 0; count-- {
		line, rest, ok = o.referenceLine(rest, "\r", 1, ErrTooBigBulkCount)
		if !ok {
			return nil, rest, false
		}
		if !strings.HasPrefix(line, "$") {
			o.Failure, o.Culprit = ErrExpectedDollar, (line + "\r")[0]
			break
		}
		length, isInt := ParseInt([]byte(line[1:]))
		switch {
		case !isInt || length < 0 || length > limits.MaxBulk:
			o.Failure = ErrInvalidBulkLength
		case length > 16384 && !limits.Authenticated:
			o.Failure = ErrUnauthenticatedBulk
		case int64(len(rest)) < length+2:
			return nil, rest, false
		default:
			command, rest = append(command, rest[:length]), rest[length+2:]
		}
	}
	return command, rest, o.Failure == 0
}

func (o *outcome) referenceInline(stream string) (command []string, rest string, ok bool) {
	line, rest, ok := o.referenceLine(stream, "\n", 0, ErrTooBigInline)
	if !ok {
		return nil, rest, false
	}
	line = strings.TrimSuffix(line, "\r")
	for ok {
		line = strings.TrimLeft(line, " \t\r\v\f")
		if line == "" {
			return command, rest, true
		}
		var argument string
		argument, line, ok = referenceArgument(line)
		command = append(command, argument)
	}
	o.Failure = ErrUnbalancedQuotes
	return nil, rest, false
}

var (
	doubleQuoted = regexp.MustCompile(`(?s)^(\\x[0-9a-fA-F]{2}|\\.|.)`)
	singleQuoted = regexp.MustCompile(`(?s)^(\\'|.)`)
	escapes      = map[string]string{`\n`: "\n", `\r`: "\r", `\t`: "\t", `\b`: "\b", `\a`: "\a"}
)

// referenceArgument cuts the first argument off a line.
func referenceArgument(line string) (argument, rest string, ok bool) {
	plain := strings.IndexAny(line, " \t\r\"'")
	if plain < 0 {
		return line, "", true
	}
	argument, rest = line[:plain], line[plain:]
	unit := doubleQuoted
	switch rest[0] {
	case '\'':
		unit = singleQuoted
	case '"':
	default:
		return argument, rest, true
	}
	quote := rest[:1]
	for rest = rest[1:]; rest != "" && !strings.HasPrefix(rest, quote); {
		text := unit.FindString(rest)
		rest = rest[len(text):]
		argument += referenceUnescape(text)
	}
	rest, ok = strings.CutPrefix(rest, quote)
	return argument, rest, ok && (rest == "" || strings.ContainsAny(rest[:1], " \t\r\v\f"))
}

func referenceUnescape(text string) string {
	if escaped, ok := escapes[text]; ok {
		return escaped
	}
	if hex, isHex := strings.CutPrefix(text, `\x`); isHex && hex != "" {
		c, _ := strconv.ParseUint(hex, 16, 8)
		return string([]byte{byte(c)})
	}
	if len(text) > 1 {
		return strings.TrimPrefix(text, `\`)
	}
	return text
}

// streams draws what clients send, sense and nonsense.
func streams(t *rapid.T) string {
	argument := rapid.OneOf(
		rapid.StringMatching(`[a-z]{0,20}`),
		rapid.StringMatching(`(?s).{0,130}`),
		rapid.SampledFrom([]string{"\r\n", "$3\r\n", strings.Repeat("v", 5000)}),
	)
	multibulk := rapid.Custom(func(t *rapid.T) string {
		arguments := rapid.SliceOfN(argument, 0, 13).Draw(t, "arguments")
		text := fmt.Sprintf("*%d\r\n", len(arguments))
		for _, a := range arguments {
			text += fmt.Sprintf("$%d\r\n%s\r\n", len(a), a)
		}
		return text
	})
	inline := rapid.StringMatching(`([a-z]{0,5}("([a-z \v]|\\[nrtba"\\x]|\\x[0-9a-f]{2})*"|'([a-z ]|\\')*')?[ \t\v]{0,2}){0,4}\r?\n`)
	nonsense := rapid.StringMatching(`[*$]?[-+0-9 "'\\x\x00\r\na]{0,12}(\r?\n)?`)
	// Most streams go wrong at last: then the rest is never reached.
	request := rapid.OneOf(multibulk, multibulk, inline, inline, multibulk, inline, nonsense)
	return strings.Join(rapid.SliceOfN(request, 0, 8).Draw(t, "requests"), "")
}

func someLimits(t *rapid.T) Limits {
	limits := openLimits
	limits.Authenticated = rapid.Bool().Draw(t, "authenticated")
	limits.MaxBulk = rapid.SampledFrom([]int64{1 << 20, 100, 9}).Draw(t, "max bulk")
	return limits
}

func TestAnyChunkingReadsWhatTheReferenceReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream, limits := streams(t), someLimits(t)
		c := peer{limits: limits}
		for rest := stream; rest != ""; {
			n := rapid.IntRange(1, min(len(rest), 200)).Draw(t, "chunk")
			if rapid.Bool().Draw(t, "discard") {
				c.discard()
			}
			c.receive(rest[:n])
			rest = rest[n:]
			if rapid.IntRange(0, 3).Draw(t, "rewind") == 0 {
				c.rewind()
			}
		}
		want := reference(stream, limits)
		if diff := cmp.Diff(want, c.outcome); diff != "" {
			t.Fatalf("%q (-reference +parser): %s", stream, diff)
		}
		if diff := cmp.Diff(want, parseAll(stream, limits)); diff != "" {
			t.Fatalf("%q in one piece (-reference +parser): %s", stream, diff)
		}
	})
}

// discard moves what is still needed to a new buffer and spoils the old one.
func (c *peer) discard() {
	start := c.parser.Start()
	kept := bytes.Clone(c.buffer[start:])
	for i := range c.buffer {
		c.buffer[i] = '?'
	}
	c.buffer = kept
	c.parser.Discard(start)
}

// rewind has everything in the buffer read again.
func (c *peer) rewind() {
	start := c.parser.Start()
	c.parser.Rewind(0)
	var again peer
	again.limits, again.buffer, again.parser = c.limits, c.buffer, c.parser
	again.receive("")
	if again.parser.Start() != start {
		panic("what was read again was not what was read before")
	}
	tail := c.Commands[len(c.Commands)-len(again.Commands):]
	if diff := cmp.Diff(tail, again.Commands, cmpopts.EquateEmpty()); diff != "" {
		panic("what was read again was not what was read before: " + diff)
	}
	c.parser = again.parser
}
