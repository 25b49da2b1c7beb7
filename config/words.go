package config

import (
	"strconv"
	"strings"
)

// splitWords splits a line as redis.conf is split: at blanks, with 'single'
// quotes, in which only \' is special, and "double" quotes, which know \n, \r,
// \t, \b, \a and \xHH. A closing quote ends its word. It fails when quotes are
// unbalanced.
func splitWords(line string) (words []string, ok bool) {
	for {
		line = strings.TrimLeft(line, blanks)
		if line == "" {
			return words, true
		}
		var word string
		if word, line, ok = nextWord(line); !ok {
			return nil, false
		}
		words = append(words, word)
	}
}

const blanks = " \t\n\v\f\r"

// nextWord takes one word off a line that begins with it. Quotes may also open
// in the middle of a word.
func nextWord(line string) (word, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case strings.IndexByte(blanks, c) >= 0:
			return b.String(), line[i:], true
		case c == '"' || c == '\'':
			length, ok := quoted(&b, line[i:])
			i += length
			if !ok || i < len(line) && strings.IndexByte(blanks, line[i]) < 0 {
				return "", "", false
			}
			return b.String(), line[i:], true
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), "", true
}

// quoted reads the quoted text at the start of line and returns its length
// with both quotes.
func quoted(b *strings.Builder, line string) (length int, ok bool) {
	quote := line[0]
	for i := 1; i < len(line); {
		switch {
		case line[i] == quote:
			return i + 1, true
		case quote == '"' && line[i] == '\\' && i+1 < len(line):
			c, width := unescape(line[i:])
			b.WriteByte(c)
			i += width
		case quote == '\'' && strings.HasPrefix(line[i:], `\'`):
			b.WriteByte('\'')
			i += 2
		default:
			b.WriteByte(line[i])
			i++
		}
	}
	return 0, false
}

// unescape reads the escape sequence at the start of text, which has at least
// one byte behind the backslash.
func unescape(text string) (c byte, width int) {
	if len(text) >= 4 && text[1] == 'x' {
		if value, err := strconv.ParseUint(text[2:4], 16, 8); err == nil {
			return byte(value), 4
		}
	}
	if at := strings.IndexByte("nrtba", text[1]); at >= 0 {
		return "\n\r\t\b\a"[at], 2
	}
	return text[1], 2
}

func splitWordsOrPanic(line string) []string {
	words, ok := splitWords(line)
	if !ok {
		panic("config: unbalanced quotes in a default: " + line)
	}
	return words
}
