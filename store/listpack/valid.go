package listpack

// Valid tells whether p, which may be anything, is a listpack: whether each entry
// is the one encoding of its value, its backlen included, and whether length and
// count are right. A count that the header does not have is none that is wrong.
//
// Redis (lpValidateIntegrity) lets entries pass that it would not write itself,
// such as a small integer in 64 bits. One without entries is valid, though no
// key has it.
func Valid(p []byte) bool {
	if len(p) < EmptySize || total(p) != len(p) || p[End(p)] != endByte {
		return false
	}
	at, n := HeaderSize, 0
	for at != End(p) {
		size, ok := validEntry(p[at:End(p)])
		if !ok {
			return false
		}
		at += size
		n++
	}
	return count(p) == n || count(p) == uncounted
}

// validEntry tells whether p begins with an entry, and of which size.
func validEntry(p []byte) (size int, ok bool) {
	encoded := encodedSize(p)
	if encoded == 0 || encoded+backlenSize(encoded) > len(p) {
		return 0, false
	}
	text, n, _ := Decode(p, 0)
	var v Value
	if text != nil {
		v.Encode(text)
	} else {
		v.EncodeInt(n)
	}
	if v.encoded() != encoded || !Is(p, 0, &v) {
		return 0, false
	}
	var want [5]byte
	size = encoded + putBacklen(want[:], encoded)
	return size, string(p[encoded:size]) == string(want[:size-encoded])
}

// encodedSize is how long the entry that p begins with is to be without its
// backlen, which may be longer than p, or 0 if p does not tell.
func encodedSize(p []byte) int {
	if n := int(sizes[p[0]]); n != 0 {
		return n - 1
	}
	isLong := p[0] == text32 && len(p) >= 5 || p[0]&0xF0 == text12 && len(p) >= 2
	if !isLong {
		return 0
	}
	head, length := longText(p, 0)
	return head + length
}
