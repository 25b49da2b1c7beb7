package resp

// Sink gives a Writer room and takes the replies.
type Sink interface {
	// More takes back the Writer's buffer, of which the first used bytes are
	// filled, and returns another to fill from its first byte on: need bytes
	// long if the sink can, and never empty.
	More(used int, need int) []byte
	// Closed tells that nobody will read what is written from now on.
	Closed() bool
}

// Writer writes replies in RESP2 or RESP3 into buffers that a Sink provides.
// The zero Writer speaks RESP2 and drops what is written until Attach.
//
// Invariant: while detached or muted, buffer is nil, so that no reply finds
// room and the fast paths need not ask.
type Writer struct {
	buffer []byte
	used   int
	sink   Sink
	aside  []byte // the buffer of a muted writer
	muted  bool
	resp3  bool

	errors uint64 // error replies written, muted ones included
	code   string // the first word of the last one
}

// Attach makes w write to buffer, of which the first used bytes are filled,
// and then to what sink gives.
func (w *Writer) Attach(buffer []byte, used int, sink Sink) {
	w.buffer, w.used, w.sink = buffer, used, sink
	w.hide()
}

// Detach takes the buffer away and tells how many of its bytes are filled.
// Protocol and muting stay.
func (w *Writer) Detach() (used int) {
	used = w.used
	w.buffer, w.used, w.sink, w.aside = nil, 0, nil, nil
	return used
}

// Used is how many bytes of the current buffer are filled.
func (w *Writer) Used() int { return w.used }

// Protocol is the version of the protocol spoken: 2 or 3.
func (w *Writer) Protocol() int {
	if w.resp3 {
		return 3
	}
	return 2
}

// SetProtocol chooses the version: 2 or 3, see HELLO.
func (w *Writer) SetProtocol(version int) {
	if version != 2 && version != 3 {
		panic("resp: there are protocol versions 2 and 3")
	}
	w.resp3 = version == 3
}

// Errors is how many error replies were written, and the code of the last one:
// its first word, by which clients tell errors apart.
func (w *Writer) Errors() (count uint64, code string) { return w.errors, w.code }

// Mute makes w drop what is written, or ends that, see CLIENT REPLY.
func (w *Writer) Mute(muted bool) {
	if w.muted {
		w.buffer, w.aside = w.aside, nil
	}
	w.muted = muted
	w.hide()
}

func (w *Writer) hide() {
	if w.muted {
		w.buffer, w.aside = nil, w.buffer
	}
}

// Dropping tells that what is written now is read by nobody. Who has a reply of
// any length to write looks now and then, and need not go on.
func (w *Writer) Dropping() bool { return w.muted || w.sink == nil || w.sink.Closed() }

// put writes text as it is, over as many buffers as it takes.
func put[T string | []byte](w *Writer, text T) {
	if len(text) > len(w.buffer)-w.used {
		spill(w, text)
		return
	}
	w.used += copy(w.buffer[w.used:], text)
}

func spill[T string | []byte](w *Writer, text T) {
	if w.muted || w.sink == nil {
		return
	}
	for {
		n := copy(w.buffer[w.used:], text)
		w.used += n
		text = text[n:]
		if len(text) == 0 {
			return
		}
		w.buffer, w.used = w.sink.More(w.used, len(text)), 0
		if len(w.buffer) == 0 {
			panic("resp: a sink gave a buffer without room")
		}
	}
}

// headerMax is the longest header line, in bytes: a kind, the lowest integer,
// CRLF.
const headerMax = len("$-9223372036854775808\r\n")

func appendHeader(dst []byte, kind byte, n int64) []byte {
	dst = append(dst, kind)
	dst = AppendInt(dst, n)
	return append(dst, "\r\n"...)
}

// header writes a line of a kind and a number.
func (w *Writer) header(kind byte, n int64) {
	if len(w.buffer)-w.used >= headerMax {
		w.used += len(appendHeader(w.buffer[w.used:w.used], kind, n))
		return
	}
	var scratch [headerMax]byte
	put(w, appendHeader(scratch[:0], kind, n))
}

// simple writes a reply of one line, of a kind and a text without line ends.
func simple[T string | []byte](w *Writer, kind byte, text T) {
	put(w, []byte{kind})
	put(w, text)
	put(w, "\r\n")
}

// bulk writes text with its length before it.
func bulk[T string | []byte](w *Writer, text T) {
	if len(w.buffer)-w.used < headerMax+len(text)+len("\r\n") {
		w.header('$', int64(len(text)))
		put(w, text)
		put(w, "\r\n")
		return
	}
	reply := appendHeader(w.buffer[w.used:w.used], '$', int64(len(text)))
	reply = append(reply, text...)
	reply = append(reply, "\r\n"...)
	w.used += len(reply)
}
