package commands

import "strings"

// Command is one row of the table.
type Command struct {
	// Name is in lower case; a subcommand's is its own word only.
	Name string
	// Arity counts the arguments, the name (and the subcommand's) included;
	// negative: at least that many.
	Arity int
	Flags Flags
	// Categories are the ACL categories beyond those that follow from Flags.
	Categories Categories
	// Keys says where the keys are among the arguments.
	Keys []KeySpec
	// Doc is what COMMAND DOCS tells, and the tips of COMMAND INFO.
	Doc Doc
	// Subcommands belong to a container such as CONFIG, which has no Run
	// unless it also works alone, as COMMAND does.
	Subcommands []*Command
	// Run executes one call. Rows about the server itself are bound by it.
	Run func(*Call)

	// FullName is the name as error texts and INFO show it: "config|get".
	// Parent is the container of a subcommand, nil otherwise. NewTable sets
	// both, and firstKey and index.
	FullName string
	Parent   *Command
	firstKey int
	index    int
}

// ArityOK tells whether a call may have n arguments, the name included.
func (c *Command) ArityOK(n int) bool {
	if c.Arity >= 0 {
		return n == c.Arity
	}
	return n >= -c.Arity
}

// Index is the row's number in its table, from 0 on; subcommands have theirs.
func (c *Command) Index() int { return c.index }

// FirstKey is the number of the argument that is the first key, 0 if the
// position is not fixed or there is none.
func (c *Command) FirstKey() int { return c.firstKey }

// Sub finds a subcommand by its word in any case, nil if there is none.
func (c *Command) Sub(name []byte) *Command {
	for _, sub := range c.Subcommands {
		if equalFold(name, sub.Name) {
			return sub
		}
	}
	return nil
}

// upperName is the name as help texts show it.
func (c *Command) upperName() string { return strings.ToUpper(c.Name) }

// place enters what follows from the row's place in the table.
func (c *Command) place(parent *Command) {
	c.Parent, c.FullName = parent, c.Name
	if parent != nil {
		c.FullName = parent.Name + "|" + c.Name
	}
	c.firstKey, _, _ = keyRange(c.Keys)
	for _, sub := range c.Subcommands {
		sub.place(c)
	}
}

// isWord tells whether a text is an option's word, in any case. To Redis these are
// C's strings, which end with a zero byte; the names of commands are not.
func isWord(text []byte, lower string) bool {
	if n := len(lower); len(text) > n && text[n] == 0 {
		text = text[:n]
	}
	return equalFold(text, lower)
}

// equalFold compares a word of a client with one of ours, which is in lower
// case, without regard to the case of ASCII letters.
func equalFold(word []byte, lower string) bool {
	if len(word) != len(lower) {
		return false
	}
	for i, b := range word {
		if lowerByte(b) != lower[i] {
			return false
		}
	}
	return true
}

func lowerByte(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + ('a' - 'A')
	}
	return b
}
