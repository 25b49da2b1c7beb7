package commands

import "encoding/binary"

// nameIndex finds a row by its name in a few nanoseconds: a hash table with
// open addressing, whose key is the first eight bytes of the name, in lower
// case, as one number. It is never full, so that a search ends.
type nameIndex struct {
	slots []nameSlot
	shift uint
}

// nameSlot is free when command is nil.
type nameSlot struct {
	prefix  uint64
	command *Command
}

// fillOne is how many slots there are to a name, at least: at a quarter full
// nearly every name is found where it is looked for first.
const fillOne = 4

func newNameIndex(commands []*Command) nameIndex {
	bits := uint(1)
	for 1<<bits < fillOne*len(commands) {
		bits++
	}
	index := nameIndex{slots: make([]nameSlot, 1<<bits), shift: 64 - bits}
	for _, command := range commands {
		prefix := namePrefix([]byte(command.Name))
		slot := index.slot(prefix)
		for index.slots[slot].command != nil {
			slot = (slot + 1) & uint64(len(index.slots)-1)
		}
		index.slots[slot] = nameSlot{prefix, command}
	}
	return index
}

func (x *nameIndex) find(name []byte) *Command {
	prefix := namePrefix(name)
	mask := uint64(len(x.slots) - 1)
	for slot := x.slot(prefix); ; slot++ {
		s := &x.slots[slot&mask]
		if s.command == nil {
			return nil
		}
		if s.prefix == prefix && len(s.command.Name) == len(name) &&
			(len(name) <= 8 || equalFold(name[8:], s.command.Name[8:])) {
			return s.command
		}
	}
}

// slot is where to look first: the top bits of a product with an odd number
// (2^64 divided by the golden ratio) depend on every bit of the prefix.
func (x *nameIndex) slot(prefix uint64) uint64 {
	return prefix * 0x9e3779b97f4a7c15 >> x.shift
}

// namePrefix is the first eight bytes of a name in lower case, the first one
// lowest, 0 behind the end of a shorter name. A name of four to seven bytes is
// read as two halves that overlap.
func namePrefix(name []byte) uint64 {
	switch n := len(name); {
	case n >= 8:
		return lowerBytes(binary.LittleEndian.Uint64(name))
	case n >= 4:
		low := uint64(binary.LittleEndian.Uint32(name))
		high := uint64(binary.LittleEndian.Uint32(name[n-4:]))
		return lowerBytes(low | high<<(8*(n-4)))
	case n == 3:
		return lowerBytes(uint64(name[0]) | uint64(name[1])<<8 | uint64(name[2])<<16)
	case n == 2:
		return lowerBytes(uint64(name[0]) | uint64(name[1])<<8)
	case n == 1:
		return lowerBytes(uint64(name[0]))
	}
	return 0
}

// lowerBytes turns each of eight bytes that is an upper-case letter into lower
// case. Adding to the low seven bits carries into the eighth from 'A' on, and
// from behind 'Z' on; a byte where only the first did, and whose own eighth
// bit is clear, is a letter. A quarter of that bit is the letter's 0x20.
func lowerBytes(word uint64) uint64 {
	const (
		each    = 0x0101010101010101
		low     = 0x7f * each
		top     = 0x80 * each
		fromA   = (0x80 - 'A') * each
		behindZ = (0x7f - 'Z') * each
	)
	bits := word & low
	upper := (bits + fromA) &^ (bits + behindZ) &^ word & top
	return word | upper>>2
}
