package rdb

// The bounds of LZF's format: a run of literals has at most runMax bytes, a
// match has at most matchMax and begins at most distanceMax bytes before.
const (
	runMax      = 1 << 5
	matchMax    = 1<<8 + 1<<3
	distanceMax = 1 << 13
)

// Compressor walks over a text as LZF's compressor does and counts what it would
// write. The places of three bytes are remembered by a hash of them, the last
// one only, so that the outcome depends on the hash. It is large (256 KiB), so
// who needs it often keeps one. The zero value is ready.
type Compressor struct {
	text    []byte
	places  [1 << 16]int32 // by hash; place 0 stands for none
	written int
	run     int // literals since the last match, in a run that is open
	limit   int // of what may be written
}

// length is how many bytes LZF makes of a text, 0 if it does not save five.
func (z *Compressor) length(text []byte) int {
	z.begin(text)
	defer z.forget()
	at := 0
	for at < len(text)-2 {
		place := z.remember(at)
		if !z.matches(place, at) {
			if z.written >= z.limit {
				return 0
			}
			z.literal()
			at++
			continue
		}
		if z.written-z.closed()+4 >= z.limit {
			return 0
		}
		length := z.matchLength(place, at)
		z.match(length)
		at += length
		if at < len(text)-2 {
			z.remember(at - 2)
			z.remember(at - 1)
		}
	}
	if z.written+3 > z.limit {
		return 0
	}
	for ; at < len(text); at++ {
		z.literal()
	}
	return z.written - z.closed()
}

func (z *Compressor) begin(text []byte) {
	clear(z.places[:])
	z.text, z.limit = text, len(text)-4
	z.written, z.run = 1, 0
}

// forget lets go of the text, which is another's.
func (z *Compressor) forget() { z.text = nil }

// remember notes the place of three bytes and returns the one noted before.
func (z *Compressor) remember(at int) int {
	three := uint32(z.text[at])<<16 | uint32(z.text[at+1])<<8 | uint32(z.text[at+2])
	place := &z.places[uint16(three>>8-5*three)]
	before := *place
	*place = int32(at)
	return int(before)
}

// matches tells whether the same three bytes are at both places. The first
// place of all is never found.
func (z *Compressor) matches(place, at int) bool {
	return place > 0 && at-place <= distanceMax && string(z.text[place:place+3]) == string(z.text[at:at+3])
}

// matchLength is how far the bytes at both places are the same. Up to 18 bytes
// are compared at once where there are so many, in disregard of the two that a
// match otherwise leaves at the end of the text.
func (z *Compressor) matchLength(place, at int) int {
	longest := min(len(z.text)-at-2, matchMax)
	length := 3
	if longest > 16 {
		for ; length <= 18; length++ {
			if z.text[place+length] != z.text[at+length] {
				return length
			}
		}
	}
	for length < longest && z.text[place+length] == z.text[at+length] {
		length++
	}
	return length
}

// closed is 1 if the open run is empty: its byte of length is taken back then.
func (z *Compressor) closed() int {
	if z.run == 0 {
		return 1
	}
	return 0
}

func (z *Compressor) literal() {
	z.run++
	z.written++
	if z.run == runMax {
		z.run = 0
		z.written++
	}
}

// match writes a distance and a length, and opens the next run.
func (z *Compressor) match(length int) {
	z.written += 2 - z.closed()
	if length-2 >= 7 {
		z.written++
	}
	z.run = 0
	z.written++
}
