package resp

import "strings"

// Raw writes a reply that is already in the protocol's form, or a part of one.
func (w *Writer) Raw(reply []byte) { put(w, reply) }

// OK writes the reply of commands that have nothing to say.
func (w *Writer) OK() { put(w, "+OK\r\n") }

// SimpleString writes a status: s must not contain a line end.
func (w *Writer) SimpleString(s string) { simple(w, '+', s) }

// Error writes an error with its verbs filled in, see Error.
func (w *Writer) Error(e Error, arguments ...any) {
	var scratch [errorUsual]byte
	w.count(e.String())
	simple(w, '-', oneLine(e.appendText(scratch[:0], arguments...)))
}

// count takes note of an error reply.
func (w *Writer) count(text string) {
	w.errors++
	w.code, _, _ = strings.Cut(text, " ")
}

// errorUsual is room for most error replies, so that they are not allocated:
// the longest text without arguments, but for one, has 205 bytes.
const errorUsual = 256

// ErrorText writes an error that is not in the table, its code included.
func (w *Writer) ErrorText(text string) {
	var scratch [errorUsual]byte
	w.count(text)
	simple(w, '-', oneLine(append(scratch[:0], text...)))
}

// UnknownCommand writes ErrUnknownCommand about args.
func (w *Writer) UnknownCommand(args Args) {
	var scratch [errorUsual]byte
	w.Error(ErrUnknownCommand, args.At(0), appendQuoted(scratch[:0], args.From(1)))
}

// Int writes an integer.
func (w *Writer) Int(n int64) { w.header(':', n) }

// Bulk writes a string of any bytes.
func (w *Writer) Bulk(text []byte) { bulk(w, text) }

// BulkString writes a string of any bytes.
func (w *Writer) BulkString(text string) { bulk(w, text) }

// BulkInt writes n as a string of its decimal digits.
func (w *Writer) BulkInt(n int64) {
	var scratch [headerMax]byte
	bulk(w, AppendInt(scratch[:0], n))
}

// Null writes the absence of a string.
func (w *Writer) Null() { w.null("$-1\r\n") }

// NullArray writes the absence of an array.
func (w *Writer) NullArray() { w.null("*-1\r\n") }

func (w *Writer) null(resp2 string) {
	if w.resp3 {
		put(w, "_\r\n")
		return
	}
	put(w, resp2)
}

// Array writes the header of an array: the n replies written next are in it.
func (w *Writer) Array(n int) { w.header('*', int64(n)) }

// Map writes the header of a map of n keys, each followed by its value.
func (w *Writer) Map(n int) {
	if w.resp3 {
		w.header('%', int64(n))
		return
	}
	w.header('*', 2*int64(n))
}

// Set writes the header of a set of n elements, an array in RESP2.
func (w *Writer) Set(n int) { w.aggregate('~', n) }

// Push writes the header of a message of n parts that answers no command, an
// array in RESP2.
func (w *Writer) Push(n int) { w.aggregate('>', n) }

func (w *Writer) aggregate(kind byte, n int) {
	if !w.resp3 {
		kind = '*'
	}
	w.header(kind, int64(n))
}

// Attribute writes the header of n keys and values about the reply after
// them. RESP2 has no such thing: it may be written in RESP3 only.
func (w *Writer) Attribute(n int) {
	if !w.resp3 {
		panic("resp: RESP2 has no attributes")
	}
	w.header('|', int64(n))
}

// Double writes a floating-point number, in 17 digits: a string in RESP2.
func (w *Writer) Double(d float64) {
	var scratch [32]byte // "-2.2250738585072014e-308" is the longest, 24
	text := AppendDouble(scratch[:0], d)
	if w.resp3 {
		simple(w, ',', text)
		return
	}
	bulk(w, text)
}

// Bool writes a truth value: 1 or 0 in RESP2.
func (w *Writer) Bool(b bool) {
	text := ":0\r\n#f\r\n"
	if b {
		text = ":1\r\n#t\r\n"
	}
	half := len(text) / 2
	if w.resp3 {
		put(w, text[half:])
		return
	}
	put(w, text[:half])
}

// BigNumber writes an integer of any size, given in decimal: a string in RESP2.
func (w *Writer) BigNumber(digits string) {
	if w.resp3 {
		simple(w, '(', digits)
		return
	}
	bulk(w, digits)
}

// Verbatim writes text to be shown as it is, of a format of three letters such
// as "txt": a string without its format in RESP2.
func (w *Writer) Verbatim(format string, text []byte) {
	const formatLength = len("txt")
	if len(format) != formatLength {
		panic("resp: a verbatim string's format has three letters")
	}
	if !w.resp3 {
		bulk(w, text)
		return
	}
	w.header('=', int64(formatLength+len(":")+len(text)))
	put(w, format)
	put(w, ":")
	put(w, text)
	put(w, "\r\n")
}
