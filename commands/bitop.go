package commands

import (
	"encoding/binary"
	"slices"

	"seedis/resp"
	"seedis/store"
)

// bitOperation is what BITOP does with its sources.
type bitOperation uint8

const (
	bitAnd bitOperation = iota
	bitOr
	bitXor
	bitNot // of one source
)

// bitOperationNamed is the operation of that word in any case.
func bitOperationNamed(word []byte) (bitOperation, bool) {
	for i, name := range [...]string{bitAnd: "and", bitOr: "or", bitXor: "xor", bitNot: "not"} {
		if isWord(word, name) {
			return bitOperation(i), true
		}
	}
	return 0, false
}

// bitOp is BITOP AND|OR|XOR|NOT destkey key [key ...]. The result is as long as
// the longest source; shorter ones, and keys that do not exist, count as 0
// behind their end.
func bitOp(c *Call) {
	operation, ok := bitOperationNamed(c.Args.At(1))
	if !ok {
		c.Reply.Error(resp.ErrSyntax)
		return
	}
	if operation == bitNot && c.Args.Len() != 4 {
		c.Reply.Error(resp.ErrBitOpNot)
		return
	}
	sources, length, ok := c.bitSources()
	if !ok {
		return
	}
	if length > 0 {
		key := c.Key(2)
		operation.combine(c.bitTarget(key, sources, length), sources)
		c.Sink.Modified(c.DB, key.Bytes, eventSet, 1)
		c.effectAsIs()
	} else {
		c.dropTarget(c.Key(2))
	}
	c.entries = kept(sources)
	c.Reply.Int(int64(length))
}

// bitSources looks the sources up, in the scratch for entries, and returns the
// length of the longest, in bytes. If one is no string, the error is the reply.
func (c *Call) bitSources() (sources []store.Entry, length int, ok bool) {
	sources = c.entries
	for i := 3; i < c.Args.Len(); i++ {
		e, ok := c.readAs(store.String, c.Key(i))
		if !ok {
			return nil, 0, false
		}
		if e.Exists() {
			length = max(length, e.StringLen())
		}
		sources = append(sources, e)
	}
	return sources, length, true
}

// bitTarget makes the destination a string of length bytes without an expiry,
// to be written. If it is a source, it keeps its bytes, and the sources get its
// entry as it is now. Otherwise its bytes are 0.
func (c *Call) bitTarget(key store.Key, sources []store.Entry, length int) []byte {
	before := c.write(key)
	if !before.Exists() || !slices.Contains(sources, before) {
		_, target := c.DB.SetZeros(key, before, length)
		return target
	}
	after, target := c.DB.Writable(key, c.DB.ClearExpire(before), length)
	for i, source := range sources {
		if source == before {
			sources[i] = after
		}
	}
	return target
}

// dropTarget deletes the destination of an empty result. One past its time is
// deleted like any other, and not told as expired.
func (c *Call) dropTarget(key store.Key) {
	e := c.DB.Find(key)
	if !e.Exists() {
		return
	}
	c.DB.Drop(e)
	c.Sink.Modified(c.DB, key.Bytes, eventDel, 1)
	c.effectAsIs()
}

// bitBlock is how much of the result is made at a time, in bytes: it stays in
// the first cache while source after source goes by.
const bitBlock = 4096

// combine writes the result to target. That may be a source: each block of it
// is written when the same block of every source has been read.
func (o bitOperation) combine(target []byte, sources []store.Entry) {
	var room [bitBlock]byte
	for start := 0; start < len(target); start += bitBlock {
		result := room[:min(bitBlock, len(target)-start)]
		copyBlock(result, sources[0], start)
		for _, source := range sources[1:] {
			o.foldBlock(result, source, start)
		}
		if o == bitNot {
			invert(result)
		}
		copy(target[start:], result)
	}
}

// copyBlock fills result with the source's bytes from start on.
func copyBlock(result []byte, source store.Entry, start int) {
	var scratch [store.Digits]byte
	clear(result[copy(result, bytesFrom(source, start, &scratch)):])
}

// foldBlock combines result with the source's bytes from start on.
func (o bitOperation) foldBlock(result []byte, source store.Entry, start int) {
	var scratch [store.Digits]byte
	block := bytesFrom(source, start, &scratch)
	block = block[:min(len(block), len(result))]
	switch o {
	case bitAnd:
		foldAnd(result, block)
		clear(result[len(block):])
	case bitOr:
		foldOr(result, block)
	case bitXor:
		foldXor(result, block)
	case bitNot:
		panic("commands: NOT has one source")
	}
}

// bytesFrom is what a string has from start on: nothing if it does not exist.
func bytesFrom(e store.Entry, start int, scratch *[store.Digits]byte) []byte {
	if !e.Exists() {
		return nil
	}
	text := e.Text(scratch)
	return text[min(start, len(text)):]
}

// What follows combines as many bytes of into as there are in from, a word at
// a time.

func foldAnd(into, from []byte) {
	for ; len(from) >= 8; into, from = into[8:], from[8:] {
		word := binary.NativeEndian.Uint64(into) & binary.NativeEndian.Uint64(from)
		binary.NativeEndian.PutUint64(into, word)
	}
	for i, b := range from {
		into[i] &= b
	}
}

func foldOr(into, from []byte) {
	for ; len(from) >= 8; into, from = into[8:], from[8:] {
		word := binary.NativeEndian.Uint64(into) | binary.NativeEndian.Uint64(from)
		binary.NativeEndian.PutUint64(into, word)
	}
	for i, b := range from {
		into[i] |= b
	}
}

func foldXor(into, from []byte) {
	for ; len(from) >= 8; into, from = into[8:], from[8:] {
		word := binary.NativeEndian.Uint64(into) ^ binary.NativeEndian.Uint64(from)
		binary.NativeEndian.PutUint64(into, word)
	}
	for i, b := range from {
		into[i] ^= b
	}
}

func invert(b []byte) {
	for ; len(b) >= 8; b = b[8:] {
		binary.NativeEndian.PutUint64(b, ^binary.NativeEndian.Uint64(b))
	}
	for i := range b {
		b[i] = ^b[i]
	}
}
