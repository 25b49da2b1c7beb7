package resp

// Span is the place of one argument in a query buffer, in bytes.
type Span struct {
	Offset uint32
	Length uint32
}

// Args are the arguments of one command, the command's name first: views into
// the query buffer (or the copy that MULTI keeps), good until the command ends.
type Args struct {
	Buffer []byte
	Spans  []Span
}

// Len is the number of arguments, the command's name included.
func (a *Args) Len() int { return len(a.Spans) }

// At returns argument i; 0 is the command's name.
func (a *Args) At(i int) []byte {
	span := a.Spans[i]
	return a.Buffer[span.Offset : span.Offset+span.Length : span.Offset+span.Length]
}

// From returns the arguments from number i on.
func (a Args) From(i int) Args { return Args{a.Buffer, a.Spans[i:]} }
