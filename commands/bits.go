package commands

import (
	"seedis/resp"
	"seedis/store"
)

// A bitmap is a string seen as its bits. They are numbered from 0 on, the most
// significant bit of the first byte; behind the end of the string all are 0.

// getBit is GETBIT key offset.
func getBit(c *Call) {
	offset, ok := c.bitOffset(c.Args.At(2), 1)
	if !ok {
		return
	}
	if bits, ok := c.readBits(c.Key(1)); ok {
		c.Reply.Int(int64(bitAt(bits, offset)))
	}
}

// setBit is SETBIT key offset value. It counts as a write only if the string
// grows or the bit turns.
func setBit(c *Call) {
	offset, ok := c.bitOffset(c.Args.At(2), 1)
	if !ok {
		return
	}
	bit, ok := resp.ParseInt(c.Args.At(3))
	if !ok || bit&^1 != 0 {
		c.Reply.Error(resp.ErrBitValue)
		return
	}
	key := c.Key(1)
	bits, changed, ok := c.writeBits(key, offset)
	if !ok {
		return
	}
	before := bitAt(bits, offset)
	if before != byte(bit) {
		bits[offset/8] ^= 0x80 >> (offset % 8)
		changed = true
	}
	if changed {
		c.Sink.Modified(c.DB, key.Bytes, eventSetBit, 1)
		c.effectAsIs()
	}
	c.Reply.Int(int64(before))
}

// bitAt is one bit, 0 or 1.
func bitAt(bits []byte, offset int64) byte {
	if offset/8 >= int64(len(bits)) {
		return 0
	}
	return bits[offset/8] >> (7 - offset%8) & 1
}

// bitOffset reads where a bit is, given in units of scale bits. If that is no
// offset, or one that no string may reach, the error is the reply. The product
// wraps around at 64 bits before it is judged, as that of redis-server does.
func (c *Call) bitOffset(text []byte, scale int64) (int64, bool) {
	n, ok := resp.ParseInt(text)
	offset := n * scale
	if !ok || offset < 0 || offset/8 >= c.MaxBulk {
		c.Reply.Error(resp.ErrBitOffset)
		return 0, false
	}
	return offset, true
}

// readBits looks a string up to read its bits: none if there is no key. If it is
// no string, the error is the reply.
func (c *Call) readBits(key store.Key) (bits []byte, ok bool) {
	e, ok := c.readAs(store.String, key)
	if !ok || !e.Exists() {
		return nil, ok
	}
	return e.Text(&c.digits), true
}

// writeBits looks a string up to write its bits in place. It makes it as long
// as the last of them needs, and tells whether it had to.
func (c *Call) writeBits(key store.Key, last int64) (bits []byte, grown, ok bool) {
	e, ok := c.writeAs(store.String, key)
	if !ok {
		return nil, false, false
	}
	need := int(last/8) + 1
	grown = !e.Exists() || e.StringLen() < need
	_, bits = c.DB.Writable(key, e, need)
	return bits, grown, true
}
