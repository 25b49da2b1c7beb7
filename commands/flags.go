package commands

import "iter"

// Flags say how the server treats a command
// (https://redis.io/docs/reference/key-specs/, COMMAND INFO).
type Flags uint32

// The flags, in the order in which COMMAND INFO lists them.
const (
	Write           Flags = 1 << iota // may change the keyspace
	ReadOnly                          // reads keys and never changes them
	DenyOOM                           // refused when memory is full
	Admin                             // administrates the server
	PubSub                            // is about publishing or subscribing
	NoScript                          // not callable from scripts
	Blocking                          // may block its client
	Loading                           // allowed while a dataset is loaded
	Stale                             // allowed on a replica with stale data
	SkipMonitor                       // not shown to MONITOR
	SkipSlowlog                       // not entered in the slow log
	Asking                            // accepted for a slot being imported
	Fast                              // runs in constant or logarithmic time
	NoAuth                            // allowed before authentication
	MayReplicate                      // may be propagated though it is no write
	NoMandatoryKeys                   // has keys, but works without
	NoAsyncLoading                    // refused while a replica swaps datasets
	NoMulti                           // not allowed inside MULTI
	MovableKeys                       // keys can be found from the arguments only
	AllowBusy                         // allowed while a script runs too long
	Protected                         // works only if a setting allows it; COMMAND INFO does not tell
)

var flagNames = []string{
	"write", "readonly", "denyoom", "admin", "pubsub", "noscript", "blocking",
	"loading", "stale", "skip_monitor", "skip_slowlog", "asking", "fast",
	"no_auth", "may_replicate", "no_mandatory_keys", "no_async_loading",
	"no_multi", "movablekeys", "allow_busy",
}

// Names yields the words of the flags that are set, in the table's order.
func (f Flags) Names() iter.Seq[string] { return setNames(uint32(f), flagNames) }

// Categories are the ACL categories of a command (ACL CAT).
type Categories uint32

// The categories, in the order in which COMMAND INFO lists them.
const (
	CategoryKeyspace Categories = 1 << iota
	CategoryRead
	CategoryWrite
	CategorySet
	CategorySortedSet
	CategoryList
	CategoryHash
	CategoryString
	CategoryBitmap
	CategoryHyperLogLog
	CategoryGeo
	CategoryStream
	CategoryPubSub
	CategoryAdmin
	CategoryFast
	CategorySlow
	CategoryBlocking
	CategoryDangerous
	CategoryConnection
	CategoryTransaction
	CategoryScripting
)

var categoryNames = []string{
	"keyspace", "read", "write", "set", "sortedset", "list", "hash", "string",
	"bitmap", "hyperloglog", "geo", "stream", "pubsub", "admin", "fast", "slow",
	"blocking", "dangerous", "connection", "transaction", "scripting",
}

// Names yields the words of the categories that are set, without their "@".
func (c Categories) Names() iter.Seq[string] { return setNames(uint32(c), categoryNames) }

// AllCategories are the row's own categories and those that its flags imply.
func (c *Command) AllCategories() Categories {
	all := c.Categories
	imply := func(flag Flags, categories Categories) {
		if c.Flags&flag != 0 {
			all |= categories
		}
	}
	imply(Write, CategoryWrite)
	if all&CategoryScripting == 0 {
		imply(ReadOnly, CategoryRead)
	}
	imply(Admin, CategoryAdmin|CategoryDangerous)
	imply(PubSub, CategoryPubSub)
	imply(Blocking, CategoryBlocking)
	imply(Fast, CategoryFast)
	if all&CategoryFast == 0 {
		all |= CategorySlow
	}
	return all
}

// categoryNamed finds a category by its word in any case, 0 if there is none.
func categoryNamed(word []byte) Categories {
	for i, name := range categoryNames {
		if isWord(word, name) {
			return 1 << i
		}
	}
	return 0
}

// setNames yields the name of each bit that is set, the lowest first.
func setNames(bits uint32, names []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i, name := range names {
			if bits&(1<<i) != 0 && !yield(name) {
				return
			}
		}
	}
}
