package simtest

import (
	"math"
	"math/big"
	"strings"
)

const (
	errBitOffset = "ERR bit offset is not an integer or out of range"
	errBit       = "ERR bit is not an integer or out of range"
)

// bitsOf are a text's bits, the highest of each byte first.
func bitsOf(text string) []byte {
	bits := make([]byte, 0, 8*len(text))
	for i := range len(text) {
		for shift := 7; shift >= 0; shift-- {
			bits = append(bits, text[i]>>shift&1)
		}
	}
	return bits
}

// textOfBits is the reverse; there are 8 for each byte.
func textOfBits(bits []byte) string {
	text := make([]byte, len(bits)/8)
	for i, bit := range bits {
		text[i/8] |= bit << (7 - i%8)
	}
	return string(text)
}

// longEnough are bits, with zeros behind their end, that have whole bytes and
// at least length.
func longEnough(bits []byte, length int) []byte {
	for len(bits) < length || len(bits)%8 != 0 {
		bits = append(bits, 0)
	}
	return bits
}

// bitOffset reads where a bit is; a number after # counts in widths, if that
// is not 0. It answers if there is no such bit.
func (m *model) bitOffset(s *session, text string, width int64) (int, bool) {
	factor := int64(1)
	if width > 0 && strings.HasPrefix(text, "#") {
		text, factor = text[1:], width
	}
	n, ok := parseInt(text)
	if !ok || n < 0 || n > math.MaxInt64/factor || (n*factor)>>3 >= m.settings.maxBulk {
		s.fail(errBitOffset)
		return 0, false
	}
	return int(n * factor), true
}

func (m *model) setBit(s *session, args []string) {
	offset, ok := m.bitOffset(s, args[2], 0)
	if !ok {
		return
	}
	bit, ok := parseInt(args[3])
	if !ok || bit != 0 && bit != 1 {
		s.fail(errBit)
		return
	}
	text, ok := m.textOf(s, args[1])
	if !ok {
		return
	}
	bits := longEnough(bitsOf(text), offset+1)
	old := bits[offset]
	bits[offset] = byte(bit)
	m.editBits(s.db, args[1], bits)
	s.integer(int64(old))
}

// editBits changes a text by its bits. What stays equal is not modified, even
// if it was a number and is text from now on.
func (m *model) editBits(db int, key string, bits []byte) {
	text := textOfBits(bits)
	if old := m.databases[db].values[key]; old != nil && old.text == text {
		old.edited = inPlace
		return
	}
	m.edit(db, key, text, inPlace)
}

func (m *model) getBit(s *session, args []string) {
	offset, ok := m.bitOffset(s, args[2], 0)
	if !ok {
		return
	}
	if text, ok := m.textOf(s, args[1]); ok {
		s.integer(int64(longEnough(bitsOf(text), offset+1)[offset]))
	}
}

// bitRange is the part of a text that [start end [BYTE | BIT]] selects, as
// bits, and where it begins. The first word that is wrong is the answer: BITCOUNT
// looks at the unit last, BITPOS before the end. To BITCOUNT a range from the end
// that is the wrong way round is empty, even if it lies before the front.
func (m *model) bitRange(s *session, words []string, counting bool, bits []byte) (part []byte, start int64, ok bool) {
	bounds, unit := [2]int64{0, -1}, int64(8)
	order := [3]int{0, 2, 1}
	if counting {
		order = [3]int{0, 1, 2}
	}
	for _, i := range order {
		if i >= len(words) {
			continue
		}
		if i < len(bounds) {
			if bounds[i], ok = parseInt(words[i]); !ok {
				s.fail(errNotInteger)
				return nil, 0, false
			}
			continue
		}
		if counting && backwards(bounds) {
			return nil, 0, true
		}
		switch strings.ToUpper(words[i]) {
		case "BIT":
			unit = 1
		case "BYTE":
		default:
			s.fail(errSyntax)
			return nil, 0, false
		}
	}
	length := int64(len(bits)) / unit
	first, last := fromEnd(bounds[0], length), min(fromEnd(bounds[1], length), length-1)
	if counting && backwards(bounds) || first > last {
		return nil, 0, true
	}
	return bits[first*unit : (last+1)*unit], first * unit, true
}

// backwards tells whether both bounds count from the end, the wrong way round.
func backwards(bounds [2]int64) bool {
	return bounds[0] < 0 && bounds[1] < 0 && bounds[0] > bounds[1]
}

func (m *model) bitCount(s *session, args []string) {
	v, ok := m.lookupKind(s, args[1], aString)
	switch {
	case !ok:
		return
	case v == nil:
		s.integer(0)
		return
	case len(args) == 3 || len(args) > 5:
		s.fail(errSyntax)
		return
	}
	part, _, ok := m.bitRange(s, args[2:], true, bitsOf(v.text))
	if !ok {
		return
	}
	count := 0
	for _, bit := range part {
		count += int(bit)
	}
	s.integer(int64(count))
}

func (m *model) bitPos(s *session, args []string) {
	wanted, ok := parseInt(args[2])
	if !ok {
		s.fail(errNotInteger)
		return
	}
	if wanted != 0 && wanted != 1 {
		s.fail("ERR The bit argument must be 1 or 0.")
		return
	}
	v, ok := m.lookupKind(s, args[1], aString)
	switch {
	case !ok:
		return
	case v == nil:
		s.integer(-wanted)
		return
	case len(args) > 6:
		s.fail(errSyntax)
		return
	}
	part, start, ok := m.bitRange(s, args[3:], false, bitsOf(v.text))
	if !ok {
		return
	}
	for i, bit := range part {
		if int64(bit) == wanted {
			s.integer(start + int64(i))
			return
		}
	}
	if wanted == 0 && len(args) < 5 && len(part) > 0 {
		s.integer(start + int64(len(part))) // zeros follow the end, unless one is given
		return
	}
	s.integer(-1)
}

func (m *model) bitOp(s *session, args []string) {
	operation := strings.ToUpper(args[1])
	sources := args[3:]
	switch operation {
	case "AND", "OR", "XOR":
	case "NOT":
		if len(sources) != 1 {
			s.fail("ERR BITOP NOT must be called with a single source key.")
			return
		}
	default:
		s.fail(errSyntax)
		return
	}
	longest := 0
	operands := make([][]byte, len(sources))
	for i, key := range sources {
		text, ok := m.textOf(s, key)
		if !ok {
			return
		}
		operands[i] = bitsOf(text)
		longest = max(longest, len(operands[i]))
	}
	result := longEnough(operands[0], longest)
	for i := range result {
		if operation == "NOT" {
			result[i] ^= 1
		}
		for _, other := range operands[1:] {
			bit := byte(0)
			if i < len(other) {
				bit = other[i]
			}
			switch operation {
			case "AND":
				result[i] &= bit
			case "OR":
				result[i] |= bit
			case "XOR":
				result[i] ^= bit
			}
		}
	}
	if longest > 0 {
		m.lookup(s.db, args[2])
		m.overwritten(s.db, args[2])
		m.place(s.db, args[2], value{kind: aString, text: textOfBits(result), expireAt: noExpiry, edited: inPlace})
	} else {
		m.dropTarget(s.db, args[2])
	}
	s.integer(int64(longest / 8))
}

// field is one operation of BITFIELD.
type field struct {
	word     string
	signed   bool
	width    int
	offset   int
	operand  int64
	overflow string
}

func (m *model) bitField(s *session, args []string)   { m.fields(s, args, false) }
func (m *model) bitFieldRO(s *session, args []string) { m.fields(s, args, true) }

func (m *model) fields(s *session, args []string, readOnly bool) {
	operations, ok := m.parseFields(s, args[2:], readOnly)
	if !ok {
		return
	}
	text, ok := m.textOf(s, args[1])
	if !ok {
		return
	}
	bits := bitsOf(text)
	changes := false
	for _, f := range operations {
		if f.word != "GET" {
			changes = true
			bits = longEnough(bits, f.offset+f.width)
		}
	}
	s.array(len(operations))
	for _, f := range operations {
		old := f.read(bits)
		if f.word == "GET" {
			s.integer(old.Int64())
			continue
		}
		next := big.NewInt(f.operand)
		switch {
		case f.word == "INCRBY":
			next.Add(next, old)
		case !f.signed: // a negative number is a large one
			next.SetUint64(uint64(f.operand))
		}
		next, fits := f.confine(next)
		switch {
		case !fits:
			s.null()
			continue
		case f.word == "SET":
			s.integer(old.Int64())
		default:
			s.integer(next.Int64())
		}
		for i := range f.width {
			bits[f.offset+i] = byte(new(big.Int).Rsh(next, uint(f.width-1-i)).Bit(0))
		}
	}
	if changes {
		m.editBits(s.db, args[1], bits)
	}
}

func (m *model) parseFields(s *session, words []string, readOnly bool) (operations []field, ok bool) {
	overflow, writes := "WRAP", false
	for len(words) > 0 {
		word := strings.ToUpper(words[0])
		if word == "OVERFLOW" && len(words) > 1 {
			overflow = strings.ToUpper(words[1])
			if overflow != "WRAP" && overflow != "SAT" && overflow != "FAIL" {
				s.fail("ERR Invalid OVERFLOW type specified")
				return nil, false
			}
			words = words[2:]
			continue
		}
		count := map[string]int{"GET": 3, "SET": 4, "INCRBY": 4}[word]
		if count == 0 || len(words) < count {
			s.fail(errSyntax)
			return nil, false
		}
		f := field{word: word, overflow: overflow}
		if !f.parseType(words[1]) {
			s.fail("ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.")
			return nil, false
		}
		if f.offset, ok = m.bitOffset(s, words[2], int64(f.width)); !ok {
			return nil, false
		}
		if count == 4 {
			writes = true
			if f.operand, ok = parseInt(words[3]); !ok {
				s.fail(errNotInteger)
				return nil, false
			}
		}
		operations = append(operations, f)
		words = words[count:]
	}
	if readOnly && writes {
		s.fail("ERR BITFIELD_RO only supports the GET subcommand")
		return nil, false
	}
	return operations, true
}

// parseType reads i1 to i64, or u1 to u63.
func (f *field) parseType(text string) bool {
	if text == "" {
		return false
	}
	n, ok := parseInt(text[1:])
	f.signed, f.width = text[0] == 'i', int(n)
	return ok && n >= 1 && (text[0] == 'i' && n <= 64 || text[0] == 'u' && n <= 63)
}

// read is the field's value; beyond the end are zeros.
func (f *field) read(bits []byte) *big.Int {
	n := new(big.Int)
	for i := range f.width {
		n.Lsh(n, 1)
		if f.offset+i < len(bits) && bits[f.offset+i] == 1 {
			n.SetBit(n, 0, 1)
		}
	}
	if f.signed && n.Bit(f.width-1) == 1 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(f.width)))
	}
	return n
}

// confine makes a number fit the field, in the way that OVERFLOW says, and
// tells whether it may be written.
func (f *field) confine(n *big.Int) (*big.Int, bool) {
	one := big.NewInt(1)
	size := new(big.Int).Lsh(one, uint(f.width))
	least, most := new(big.Int), new(big.Int).Sub(size, one)
	if f.signed {
		half := new(big.Int).Rsh(size, 1)
		least.Neg(half)
		most.Sub(half, one)
	}
	if n.Cmp(least) >= 0 && n.Cmp(most) <= 0 {
		return n, true
	}
	// Redis's SET asks how far it is to the most, in 64 bits: too far is the
	// other way.
	wraps := f.word == "SET" && !new(big.Int).Sub(most, n).IsInt64()
	switch {
	case f.overflow == "FAIL":
		return nil, false
	case f.overflow == "SAT" && n.Cmp(least) < 0 && !wraps:
		return least, true
	case f.overflow == "SAT":
		return most, true
	}
	n = new(big.Int).Mod(new(big.Int).Sub(n, least), size)
	return n.Add(n, least), true
}
