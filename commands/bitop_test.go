package commands

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestBitOp(t *testing.T) {
	transcript(t, `
		SET a foobar                 -> OK
		SET b abc                    -> OK
		BITOP AND d a b              -> 6
		GET d                        -> "`+"`"+`bc\x00\x00\x00"
		BITOP OR d a b               -> 6
		GET d                        -> "goobar"
		BITOP XOR d a b              -> 6
		GET d                        -> "\a\r\fbar"
		BITOP NOT d b                -> 3
		GET d                        -> "\x9e\x9d\x9c"
		BITOP AND d a nope b         -> 6
		GET d                        -> "\x00\x00\x00\x00\x00\x00"
		bitop or d nope b            -> 3
		GET d                        -> "abc"
		BITOP AND d a                -> 6
		GET d                        -> "foobar"
		SET n 12                     -> OK
		SET m -3                     -> OK
		BITOP OR n n m               -> 2
		GET n                        -> "=3"
	`)
}

func TestBitOpWithoutResult(t *testing.T) {
	transcript(t, `
		SET d x                      -> OK
		BITOP AND d nope nothing     -> 0
		EXISTS d                     -> 0
		SET d ""                     -> OK
		BITOP NOT d d                -> 0
		EXISTS d                     -> 0
		BITOP NOT d nope             -> 0
		EXISTS d                     -> 0
	`)
}

func TestBitOpArguments(t *testing.T) {
	transcript(t, `
		SET a x                      -> OK
		BITOP NAND d a a             -> -ERR syntax error
		BITOP "" d a                 -> -ERR syntax error
		BITOP NOT d a a              -> -ERR BITOP NOT must be called with a single source key.
		BITOP NOT d                  -> -ERR wrong number of arguments for 'bitop' command
		EXISTS d                     -> 0
	`)
}

// TestBitOpOntoASource: the destination is read before it is written, as often
// as it is named, and loses its expiry.
func TestBitOpOntoASource(t *testing.T) {
	transcript(t, `
		SET a abc EX 100             -> OK
		SET b 123456                 -> OK
		BITOP OR a b a               -> 6
		GET a                        -> "qrs456"
		TTL a                        -> -1
		BITOP XOR a a a              -> 6
		GET a                        -> "\x00\x00\x00\x00\x00\x00"
		BITOP XOR b b b b            -> 6
		GET b                        -> "123456"
		BITOP NOT b b                -> 6
		BITOP NOT b b                -> 6
		GET b                        -> "123456"
		SET a abcdefghi EX 100       -> OK
		BITOP AND b b a              -> 9
		TTL a                        -> 100
		GET b                        -> "!\"#$%&\x00\x00\x00"
		SET d "a longer value" EX 100 -> OK
		BITOP OR d b                 -> 9
		TTL d                        -> -1
		STRLEN d                     -> 9
	`)
}

// TestBitOpIsTheModels combines strings of several blocks, the destination
// among the sources or not.
func TestBitOpIsTheModels(t *testing.T) {
	lengths := rapid.SampledFrom([]int{0, 1, 7, 8, 45, 1025, bitBlock - 1, bitBlock, bitBlock + 1, 3*bitBlock + 13})
	rapid.Check(t, func(t *rapid.T) {
		m := openMachine(t, true)
		defer m.close()
		values := map[string]string{}
		for i, key := range []string{"a", "b", "c"} {
			values[key] = randomText(uint64(i), lengths.Draw(t, key))
			m.do("SET", key, values[key])
		}
		operation := rapid.SampledFrom([]string{"AND", "OR", "XOR", "NOT"}).Draw(t, "operation")
		sources := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "nope"}), 1, 5).Draw(t, "sources")
		if operation == "NOT" {
			sources = sources[:1]
		}
		destination := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "destination")
		var operands []string
		for _, source := range sources {
			operands = append(operands, values[source])
		}
		m.do(append([]string{"BITOP", operation, destination}, sources...)...)
		values[destination] = combined(operation, operands)
		for key, want := range values {
			wanted := fmt.Sprintf("$%d\r\n%s\r\n", len(want), want)
			if want == "" && key == destination {
				wanted = "$-1\r\n"
			}
			if m.do("GET", key) != wanted {
				t.Fatalf("after %s %s %q %s is wrong", operation, destination, sources, key)
			}
		}
	})
}

// randomText is length bytes, the same for the same seed.
func randomText(seed uint64, length int) string {
	random := rand.New(rand.NewPCG(seed, 0))
	text := make([]byte, length)
	for i := range text {
		text[i] = byte(random.Uint32())
	}
	return string(text)
}

// combined is what BITOP writes, made byte by byte.
func combined(operation string, operands []string) string {
	length := 0
	for _, operand := range operands {
		length = max(length, len(operand))
	}
	result := make([]byte, length)
	for i := range result {
		result[i] = byteAt(operands[0], i)
		for _, operand := range operands[1:] {
			switch b := byteAt(operand, i); operation {
			case "AND":
				result[i] &= b
			case "OR":
				result[i] |= b
			case "XOR":
				result[i] ^= b
			}
		}
		if operation == "NOT" {
			result[i] = ^result[i]
		}
	}
	return string(result)
}

func byteAt(text string, i int) byte {
	if i >= len(text) {
		return 0
	}
	return text[i]
}
