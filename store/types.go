package store

// Type is the kind of a value, which decides the commands that take it.
type Type uint8

// The types.
const (
	String Type = iota
	ListType
	SetType
	ZSetType
	HashType
)

var typeNames = [...]string{String: "string", ListType: "list", SetType: "set", ZSetType: "zset", HashType: "hash"}

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

// The encodings of collections.
const (
	Listpack  Encoding = Raw + 1 + iota // a small hash or sorted set, in one piece
	Intset                              // a small set of integers, in one piece
	Quicklist                           // a short list: a listpack
	Hashtable                           // a large hash or set: a dict of elements
	Skiplist                            // a large sorted set: a dict and a tree
	Chunked                             // a long list: a chain of listpacks
)

// Redis has one encoding of lists, and names a sorted set's order after its own
// structure.
var encodingNames = [...]string{
	Int: "int", Embstr: "embstr", Raw: "raw",
	Listpack: "listpack", Intset: "intset", Quicklist: "quicklist",
	Hashtable: "hashtable", Skiplist: "skiplist", Chunked: "quicklist",
}

// String is the encoding as OBJECT ENCODING names it.
func (e Encoding) String() string { return encodingNames[e] }

// rooted tells whether the value's block is a root, with blocks behind it.
func (e Encoding) rooted() bool { return e >= Hashtable }

// embstrMax is the length in bytes up to which Redis calls a string embstr: its
// object and string headers and 44 bytes fill the 64 of one jemalloc class.
const embstrMax = 44

// NoExpiry is the expiry of a key that lives until it is deleted. Every time
// from 0 on is an expiry, in milliseconds since the Unix epoch.
const NoExpiry int64 = -1
