package resp

import (
	"bytes"
	"strings"
)

// appendText appends e's text with its verbs filled in. The verbs are those
// of the table and mean what they mean in C: %s a string or bytes up to the
// first NUL, %.128s at most 128 bytes of one, %d an int or int64, %c a byte.
// It asserts that there is one argument for each verb.
func (e Error) appendText(dst []byte, arguments ...any) []byte {
	text := e.String()
	for {
		verb := strings.IndexByte(text, '%')
		if verb < 0 {
			break
		}
		dst = append(dst, text[:verb]...)
		text = text[verb+1:]
		precision := len(".128")
		if !strings.HasPrefix(text, ".128") {
			precision = 0
		}
		if len(arguments) == 0 {
			panic("resp: too few arguments for " + e.Name())
		}
		dst = appendArgument(dst, arguments[0], precision > 0)
		text, arguments = text[precision+1:], arguments[1:]
	}
	if len(arguments) > 0 {
		panic("resp: too many arguments for " + e.Name())
	}
	return append(dst, text...)
}

// Detail is e's text with its verbs filled in and without the code ERR: what
// ErrExecRefused repeats of another error. Other codes stay.
func (e Error) Detail(arguments ...any) string {
	text := oneLine(e.appendText(nil, arguments...))
	return string(bytes.TrimPrefix(text, []byte("ERR ")))
}

func appendArgument(dst []byte, argument any, cut bool) []byte {
	start := len(dst)
	switch value := argument.(type) {
	case byte:
		return append(dst, value)
	case int:
		return AppendInt(dst, int64(value))
	case int64:
		return AppendInt(dst, value)
	case string:
		dst = append(dst, value...)
	case []byte:
		dst = append(dst, value...)
	default:
		panic("resp: an error's argument is neither text nor a number")
	}
	return dst[:start+len(cString(dst[start:], cut))]
}

// quotedMax bounds the names and arguments that an error repeats, in bytes.
const quotedMax = 128

// cString is what C's printf shows of text: nothing from the first NUL on,
// and, if cut, no more than quotedMax bytes.
func cString(text []byte, cut bool) []byte {
	if cut && len(text) > quotedMax {
		text = text[:quotedMax]
	}
	if end := bytes.IndexByte(text, 0); end >= 0 {
		text = text[:end]
	}
	return text
}

// oneLine makes text fit for an error reply, in place: line ends at its end go
// away, others become spaces.
func oneLine(text []byte) []byte {
	text = bytes.TrimRight(text, "\r\n")
	for i, c := range text {
		if c == '\r' || c == '\n' {
			text[i] = ' '
		}
	}
	return text
}

// appendQuoted appends arguments as ErrUnknownCommand shows them: each in
// quotes and followed by a space, until quotedMax bytes are reached.
func appendQuoted(dst []byte, arguments Args) []byte {
	start := len(dst)
	for i := range arguments.Len() {
		room := quotedMax - (len(dst) - start)
		if room <= 0 {
			break
		}
		argument := cString(arguments.At(i), true)
		dst = append(dst, '\'')
		dst = append(dst, argument[:min(len(argument), room)]...)
		dst = append(dst, "' "...)
	}
	return dst
}
