package commands

import "iter"

// KeySpec says where some of a command's keys are among its arguments and what
// happens to them (https://redis.io/docs/reference/key-specs/).
type KeySpec struct {
	Notes string
	Flags KeyFlags
	Begin BeginSearch
	Find  FindKeys
}

// BeginSearch says where to start looking: at argument Index, or, if Keyword
// is set, behind the first argument that is Keyword, looked for from argument
// StartFrom on (negative: from that many before the end, backwards). The zero
// BeginSearch does not tell, and needs code that knows the command.
type BeginSearch struct {
	Index     int
	Keyword   string
	StartFrom int
}

// FindKeys says which arguments are keys, counted from where the search
// began. A range ends at Last (negative: counted from the end of the
// arguments; if Limit is over 1, only 1/Limit of them count). If Counted, the
// number of keys is itself an argument, number CountAt, and First the first key.
// The zero FindKeys goes with the zero BeginSearch.
type FindKeys struct {
	Last  int
	Limit int

	Counted bool
	CountAt int
	First   int

	Step int
}

// KeyFlags tell what a command does to a key.
type KeyFlags uint16

// The flags, in the order in which COMMAND INFO lists them. The first four
// exclude each other and speak of the value as a whole; Access to Delete speak
// of the data in it.
const (
	KeyReadOnly      KeyFlags = 1 << iota // RO
	KeyReadWrite                          // RW
	KeyOverwrite                          // OW: replaced without a look
	KeyRemove                             // RM
	KeyAccess                             // data is returned or copied
	KeyUpdate                             // data is changed
	KeyInsert                             // data is added
	KeyDelete                             // data is removed
	KeyNotKey                             // routed as a key, but is none
	KeyIncomplete                         // more keys than the spec tells
	KeyVariableFlags                      // the true flags depend on arguments
)

var keyFlagNames = []string{
	"RO", "RW", "OW", "RM", "access", "update", "insert", "delete",
	"not_key", "incomplete", "variable_flags",
}

// Names yields the words of the flags that are set, in the table's order.
func (f KeyFlags) Names() iter.Seq[string] { return setNames(uint32(f), keyFlagNames) }

// keyRange is the old way to tell where keys are: the first and last argument
// (negative: counted from the end) and the step between keys. It covers the
// specs of fixed places that follow one upon the other, and is all 0 without.
func keyRange(specs []KeySpec) (first, last, step int) {
	for _, spec := range specs {
		begin, find := spec.Begin, spec.Find
		if begin.Keyword != "" || !begin.known() || find.Counted || first != 0 && begin.Index != last+1 {
			continue
		}
		if first == 0 {
			first, step = begin.Index, find.Step
		}
		last = find.Last
		if last >= 0 {
			last += begin.Index
		}
	}
	return first, last, step
}

// known tells whether the spec says where the search begins.
func (b BeginSearch) known() bool { return b != BeginSearch{} }

// The specs of most commands: one key, all arguments, every other argument,
// all arguments but a timeout, and keys behind their number.

func oneKey(flags KeyFlags) []KeySpec {
	return []KeySpec{{Flags: flags, Begin: BeginSearch{Index: 1}, Find: FindKeys{Last: 0, Step: 1}}}
}

func allKeys(flags KeyFlags) []KeySpec {
	return []KeySpec{{Flags: flags, Begin: BeginSearch{Index: 1}, Find: FindKeys{Last: -1, Step: 1}}}
}

func keysAndValues(flags KeyFlags) []KeySpec {
	return []KeySpec{{Flags: flags, Begin: BeginSearch{Index: 1}, Find: FindKeys{Last: -1, Step: 2}}}
}

func keysBeforeTimeout(flags KeyFlags) []KeySpec {
	return []KeySpec{{Flags: flags, Begin: BeginSearch{Index: 1}, Find: FindKeys{Last: -2, Step: 1}}}
}

// countedKeys are keys whose number is argument number at.
func countedKeys(at int, flags KeyFlags) KeySpec {
	return KeySpec{Flags: flags, Begin: BeginSearch{Index: at}, Find: FindKeys{Counted: true, First: 1, Step: 1}}
}
