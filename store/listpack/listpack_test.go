package listpack

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"testing"
)

// grown is p made longer, with what must not be taken for content.
func grown(p []byte, more int) []byte {
	return append(slices.Clone(p), bytes.Repeat([]byte{0xA5}, more)...)
}

// encoded is the Value of a text.
func encoded(text []byte) (v Value) {
	v.Encode(text)
	return v
}

// encodedInt is the Value of an integer.
func encodedInt(n int64) (v Value) {
	v.EncodeInt(n)
	return v
}

// listOf is a listpack with these values.
func listOf(values ...string) []byte {
	p := make([]byte, EmptySize)
	Init(p)
	return appended(p, values...)
}

func appended(p []byte, values ...string) []byte {
	for _, value := range values {
		v := encoded([]byte(value))
		p = append(p, make([]byte, v.Size())...)
		Append(p, &v)
	}
	return p
}

// textsOf reads forward.
func textsOf(p []byte) []string {
	texts := []string{}
	var scratch [Digits]byte
	for at := First(p); at != End(p); {
		var text []byte
		text, at = Text(p, at, &scratch)
		texts = append(texts, string(text))
	}
	return texts
}

// textsBackward reads backward, and returns what it read in forward order.
func textsBackward(p []byte) []string {
	texts := []string{}
	var scratch [Digits]byte
	for at := Last(p); at != None; at = Previous(p, at) {
		text, _ := Text(p, at, &scratch)
		texts = append(texts, string(text))
	}
	slices.Reverse(texts)
	return texts
}

func equal(a, b []string) bool { return slices.Equal(a, b) }

func TestAnEmptyListpack(t *testing.T) {
	p := listOf()
	if Len(p) != 0 || First(p) != End(p) || Last(p) != None || Seek(p, 0) != None || Seek(p, -1) != None {
		t.Error("it has an entry")
	}
	v := encoded([]byte("x"))
	if Find(p, First(p), &v, 0) != None {
		t.Error("a value is found")
	}
	if !Valid(p) {
		t.Error("it is not valid")
	}
}

// TestEveryIntegerNearAnEdge holds the width, and that reading inverts writing,
// around every power of two.
func TestEveryIntegerNearAnEdge(t *testing.T) {
	for bits := range 64 {
		for _, near := range []int64{-1, 0, 1} {
			for _, n := range []int64{1<<bits + near, -1<<bits + near} {
				checkInteger(t, n)
			}
		}
	}
}

func checkInteger(t *testing.T, n int64) {
	t.Helper()
	v := encodedInt(n)
	if want := sizeOfInteger(n); v.Size() != want {
		t.Errorf("%d takes %d bytes, not %d", n, v.Size(), want)
	}
	digits := strconv.FormatInt(n, 10)
	p := listOf("before", digits, "behind")
	at := Seek(p, 1)
	if got, ok := Integer(p, at); !ok || got != n {
		t.Errorf("%d is read as %d, %v", n, got, ok)
	}
	if !Is(p, at, &v) || Find(p, First(p), &v, 0) != at {
		t.Errorf("%d is not found", n)
	}
	if texts := textsBackward(p); !equal(texts, []string{"before", digits, "behind"}) {
		t.Errorf("%d: %q is read backward", n, texts)
	}
}

// sizeOfInteger is the table of the format.
func sizeOfInteger(n int64) int {
	switch {
	case n >= 0 && n <= 127:
		return 2
	case n >= -4096 && n <= 4095:
		return 3
	case n >= math.MinInt16 && n <= math.MaxInt16:
		return 4
	case n >= -8_388_608 && n <= 8_388_607:
		return 5
	case n >= math.MinInt32 && n <= math.MaxInt32:
		return 6
	}
	return 10
}

func TestOnlyOneFormOfANumberIsAnInteger(t *testing.T) {
	for _, text := range []string{
		"", "-", "+1", "-0", "00", "01", "-01", " 1", "1 ", "1a", "a1", "0x1", "1.0", "1e3", "--1", "1-",
		"9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999", "/", ":",
	} {
		v := encoded([]byte(text))
		p := listOf(text)
		if n, ok := Integer(p, First(p)); ok {
			t.Errorf("%q is the integer %d", text, n)
		}
		if !Is(p, First(p), &v) {
			t.Errorf("%q is not itself", text)
		}
	}
}

func TestSizesOfTextsAtTheEdges(t *testing.T) {
	for _, row := range []struct{ length, head, backlen int }{
		{0, 1, 1}, {1, 1, 1}, {63, 1, 1}, {64, 2, 1}, {125, 2, 1}, {126, 2, 2},
		{4095, 2, 2}, {4096, 5, 2}, {16_377, 5, 2}, {16_378, 5, 3},
		{2_097_145, 5, 3}, {2_097_146, 5, 4}, {268_435_449, 5, 4}, {268_435_450, 5, 5},
	} {
		v := encoded(make([]byte, row.length))
		if want := row.head + row.length + row.backlen; v.Size() != want {
			t.Errorf("a text of %d bytes takes %d bytes, not %d", row.length, v.Size(), want)
		}
	}
}

// TestTheLongestBacklen edits around a text whose backlen has 5 bytes.
func TestTheLongestBacklen(t *testing.T) {
	v, small := encoded(make([]byte, 268_435_450)), encodedInt(7)
	p := make([]byte, EmptySize+v.Size(), EmptySize+v.Size()+2*small.Size())
	Init(p[:EmptySize])
	Append(p, &v)
	p = p[:len(p)+2*small.Size()]
	InsertPair(p, End(p)-2*small.Size(), &small, &small)
	if !Valid(p) || Seek(p, 0) != First(p) || Previous(p, Previous(p, Last(p))) != First(p) {
		t.Error("the entries are not found again")
	}
	p = p[:len(p)-Delete(p, First(p), 1)]
	if !equal(textsOf(p), []string{"7", "7"}) {
		t.Errorf("%q is left", textsOf(p))
	}
}

// TestALongerValueThatBeginsAlike looks for texts that would end behind the
// listpack; their first byte is that of the last entry.
func TestALongerValueThatBeginsAlike(t *testing.T) {
	for _, lengths := range [][2]int{{3900, 4000}, {4096, 70_000}} {
		p, v := listOf(xs(lengths[0])), encoded([]byte(xs(lengths[1])))
		if at := Find(p, First(p), &v, 0); at != None || Is(p, First(p), &v) {
			t.Errorf("%d bytes are found in %d", lengths[1], lengths[0])
		}
	}
}

func TestTheLastEntryIsNotOneThatWouldTakeMore(t *testing.T) {
	p := slices.Clip(listOf("1"))
	for _, text := range []string{"5000000000", "2", xs(63), ""} {
		if v := encoded([]byte(text)); Is(p, First(p), &v) {
			t.Errorf("1 is %q", text)
		}
	}
}

func TestFits(t *testing.T) {
	p := listOf()
	if !Fits(p, MaxSize-EmptySize) || Fits(p, MaxSize-EmptySize+1) ||
		!Fits(nil, MaxSize-EmptySize) || Fits(nil, MaxSize-EmptySize+1) {
		t.Error("the limit is not 1 GiB")
	}
}

func TestASliceOfAnotherLengthIsRefused(t *testing.T) {
	v := encoded([]byte("value"))
	for name, edit := range map[string]func(p []byte){
		"insert without room":    func(p []byte) { Insert(p, First(p), &v) },
		"insert with more room":  func(p []byte) { Insert(grown(p, v.Size()+1), First(p), &v) },
		"insert before all":      func(p []byte) { Insert(grown(p, v.Size()), HeaderSize-1, &v) },
		"insert behind the end":  func(p []byte) { Insert(grown(p, v.Size()), len(p), &v) },
		"replace without room":   func(p []byte) { Replace(p, First(p), &v) },
		"replace with more room": func(p []byte) { Replace(grown(p, v.Size()), First(p), &v) },
		"delete the end":         func(p []byte) { Delete(p, First(p), 2) },
		"read the end":           func(p []byte) { Decode(p, End(p)) },
		"init elsewhere":         func(p []byte) { Init(p[:EmptySize+1]) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("nothing is said")
				}
			}()
			edit(listOf("1"))
		})
	}
}

func TestNothingIsAllocated(t *testing.T) {
	field, value := []byte("field:1"), []byte("12345")
	p := listOf("field:0", "a", "field:1", "-77", "field:2", xs(200))
	room := grown(p, 64)
	if n := testing.AllocsPerRun(100, func() {
		f, v := encoded(field), encoded(value)
		p := room[:copy(room, p)]
		at := Find(p, First(p), &f, 1)
		p = room[:len(p)+f.Size()+v.Size()]
		InsertPair(p, at, &f, &v)
		Delete(p, at, 2)
		var scratch [Digits]byte
		for at := First(p); p[at] != endByte; {
			_, at = Text(p, at, &scratch)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
