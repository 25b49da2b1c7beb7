package commands

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"seedis/resp"
)

// commandGetKeys is COMMAND GETKEYS command [argument ...].
func (t *Table) commandGetKeys(c *Call) {
	keys, ok := t.keysOfCall(c)
	if !ok {
		return
	}
	c.Reply.Array(len(keys))
	for _, key := range keys {
		c.Reply.Bulk(key.name)
	}
}

// commandGetKeysAndFlags is COMMAND GETKEYSANDFLAGS command [argument ...].
func (t *Table) commandGetKeysAndFlags(c *Call) {
	keys, ok := t.keysOfCall(c)
	if !ok {
		return
	}
	c.Reply.Array(len(keys))
	for _, key := range keys {
		c.Reply.Array(2)
		c.Reply.Bulk(key.name)
		replyStatuses(c.Reply, slices.Collect(key.flags.Names()))
	}
}

// keysOfCall finds the keys of the call that the arguments of c are. If that is
// none, the error is the reply.
func (t *Table) keysOfCall(c *Call) (keys []keyArgument, ok bool) {
	call := c.Args.From(2)
	command := t.Lookup(call)
	switch {
	case command == nil:
		c.Reply.Error(resp.ErrInvalidCommand)
		return nil, false
	case !command.hasKeys():
		c.Reply.Error(resp.ErrNoKeyArguments)
		return nil, false
	case !command.ArityOK(call.Len()):
		c.Reply.Error(resp.ErrCommandArgumentCount)
		return nil, false
	}
	keys = command.keyArguments(call)
	if len(keys) == 0 && command.Flags&NoMandatoryKeys == 0 {
		c.Reply.Error(resp.ErrCommandArguments)
		return nil, false
	}
	return keys, true
}

// keyArgument is an argument that is a key, and what the command does to it.
type keyArgument struct {
	name  []byte
	flags KeyFlags
}

// hasKeys tells whether any spec finds keys and not only what is routed like
// them.
func (c *Command) hasKeys() bool {
	for _, spec := range c.Keys {
		if spec.Flags&KeyNotKey == 0 {
			return true
		}
	}
	return false
}

// keyArguments are the keys of a call by all specs, in their order; none if the
// arguments do not fit one of them.
func (c *Command) keyArguments(args resp.Args) []keyArgument {
	var keys []keyArgument
	for _, spec := range c.Keys {
		if spec.Flags&KeyNotKey != 0 {
			continue
		}
		if !spec.Begin.known() {
			if at := hiddenKey(c, spec, args); at != 0 {
				keys = append(keys, keyArgument{args.At(at), spec.Flags})
			}
			continue
		}
		begin, found := spec.Begin.find(args)
		if !found {
			continue
		}
		first, last, ok := spec.Find.bounds(args, begin)
		if !ok {
			return c.looselyCountedKeys(args)
		}
		flags := spec.Flags
		if flags&KeyVariableFlags != 0 {
			flags = trueFlags(c, args)
		}
		for i := first; i <= last; i += spec.Find.Step {
			keys = append(keys, keyArgument{args.At(i), flags})
		}
	}
	return keys
}

// find is the argument where the search for keys begins. Without its keyword
// the spec speaks of no keys. As in Redis the last argument is no keyword, as
// nothing would follow it.
func (b BeginSearch) find(args resp.Args) (begin int, found bool) {
	if b.Keyword == "" {
		return b.Index, true
	}
	keyword := strings.ToLower(b.Keyword)
	if b.StartFrom < 0 {
		for i := args.Len() + b.StartFrom; i > 0; i-- {
			if isWord(args.At(i), keyword) {
				return i + 1, true
			}
		}
		return 0, false
	}
	for i := b.StartFrom; i < args.Len()-1; i++ {
		if isWord(args.At(i), keyword) {
			return i + 1, true
		}
	}
	return 0, false
}

// bounds are the first and the last argument that may be a key, and whether
// there are so many arguments.
func (f FindKeys) bounds(args resp.Args, begin int) (first, last int, ok bool) {
	n := args.Len()
	first, last = begin, begin+f.Last
	switch {
	case f.Counted:
		if begin+f.CountAt >= n {
			return 0, 0, false
		}
		number, isNumber := resp.ParseInt(args.At(begin + f.CountAt))
		count := int(int32(number)) // of a number that is positive Redis keeps the low 32 bits
		if !isNumber || number < 0 || count < 0 || count > n {
			return 0, 0, false
		}
		first = begin + f.First
		last = first + (count-1)*f.Step
	case f.Last < 0 && f.Limit > 1:
		last = begin + (n-begin)/f.Limit + f.Last
	case f.Last < 0:
		last = n + f.Last
	}
	return first, last, first <= last && last < n
}

// looselyCountedKeys are the keys of a call that does not fit the specs, if they
// count keys. Like Redis it reads the number once more, now as far as it is one
// ("2x" is 2), puts the keys it counts before those of fixed places, and does
// not tell what happens to them.
func (c *Command) looselyCountedKeys(args resp.Args) []keyArgument {
	var counted, fixed []keyArgument
	for _, spec := range c.Keys {
		begin, find := spec.Begin.Index, spec.Find
		if !find.Counted {
			fixed = append(fixed, keyArgument{name: args.At(begin)})
			continue
		}
		first := begin + find.First
		count := leadingInt(args.At(begin + find.CountAt))
		if count < 1 || count > args.Len()-first {
			return nil
		}
		for i := range count {
			counted = append(counted, keyArgument{name: args.At(first + i)})
		}
	}
	if counted == nil {
		return nil
	}
	return append(counted, fixed...)
}

// leadingInt is the number at the beginning of a text, 0 if there is none or no
// int64 holds it: the low 32 bits of it, as atoi(3) gives.
func leadingInt(text []byte) int {
	digits := bytes.TrimLeft(text, " \t\n\v\f\r")
	negative := len(digits) > 0 && digits[0] == '-'
	if negative || len(digits) > 0 && digits[0] == '+' {
		digits = digits[1:]
	}
	number := int64(0)
	for _, digit := range digits {
		if digit < '0' || digit > '9' {
			break
		}
		if number > (math.MaxInt64-int64(digit-'0'))/10 {
			return 0
		}
		number = number*10 + int64(digit-'0')
	}
	if negative {
		number = -number
	}
	return int(int32(number))
}

// hiddenKey is the argument that is the key of a spec that does not tell where
// it is, 0 if there is none. Such are the specs of SORT for what it stores, and
// for keys that are no arguments but made of elements.
func hiddenKey(command *Command, spec KeySpec, args resp.Args) int {
	switch command.Name {
	case "sort", "sort_ro":
		if spec.Flags&KeyOverwrite != 0 {
			return sortDestination(args)
		}
		return 0
	}
	panic("commands: where " + command.Name + " has its keys is told by nobody")
}

// sortDestination is the argument behind the last STORE, 0 if there is none. As
// in Redis, that argument is itself looked at as an option.
func sortDestination(args resp.Args) int {
	destination := 0
	for i := 2; i < args.Len(); i++ {
		switch option := args.At(i); {
		case isWord(option, "limit"):
			i += 2
		case isWord(option, "by"), isWord(option, "get"):
			i++
		case isWord(option, "store") && i+1 < args.Len():
			destination = i + 1
		}
	}
	return destination
}

// trueFlags tells what a command does to its key where that depends on the
// arguments.
func trueFlags(command *Command, args resp.Args) KeyFlags {
	switch command.Name {
	case "set":
		return setKeyFlags(args)
	case "bitfield":
		return bitfieldKeyFlags(args)
	}
	panic("commands: what " + command.Name + " does to its keys is told by nobody")
}

// setKeyFlags: with GET the value is read before it is replaced.
func setKeyFlags(args resp.Args) KeyFlags {
	for i := 3; i < args.Len(); i++ {
		if isWord(args.At(i), "get") {
			return KeyReadWrite | KeyAccess | KeyUpdate
		}
	}
	return KeyOverwrite | KeyUpdate
}

// bitfieldKeyFlags: a BITFIELD of nothing but GET only reads. One that is wrong
// is taken for one that writes.
func bitfieldKeyFlags(args resp.Args) KeyFlags {
	for i := 2; i < args.Len(); {
		more := args.Len() - i - 1
		switch word := args.At(i); {
		case isWord(word, "get") && more >= 2:
			i += 3
		case isWord(word, "overflow") && more >= 1:
			i += 2
		default:
			return KeyReadWrite | KeyAccess | KeyUpdate
		}
	}
	return KeyReadOnly | KeyAccess
}
