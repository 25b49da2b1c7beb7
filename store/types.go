package store

// Type is the kind of a value, which decides the commands that take it.
type Type uint8

// The types.
const (
	String Type = iota
)

var typeNames = [...]string{String: "string"}

// String is the type as the TYPE command names it.
func (t Type) String() string { return typeNames[t] }

// Encoding is how a value is kept.
type Encoding uint8

// The encodings of strings. Redis tells Embstr from Raw by the length alone
// when a string is set, and leaves Raw behind whatever edits one in place.
const (
	Int    Encoding = iota // a 64-bit integer
	Embstr                 // at most embstrMax bytes
	Raw                    // anything else
)

var encodingNames = [...]string{Int: "int", Embstr: "embstr", Raw: "raw"}

// String is the encoding as OBJECT ENCODING names it.
func (e Encoding) String() string { return encodingNames[e] }

// embstrMax is the length in bytes up to which Redis calls a string embstr: its
// object and string headers and 44 bytes fill the 64 of one jemalloc class.
const embstrMax = 44

// NoExpiry is the expiry of a key that lives until it is deleted. Every time
// from 0 on is an expiry, in milliseconds since the Unix epoch.
const NoExpiry int64 = -1
