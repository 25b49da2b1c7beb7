package store

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/mem"
	"seedis/store/listpack"
)

func TestEncodingOfSet(t *testing.T) {
	f := newFixture(t)
	for _, test := range []struct {
		value string
		want  Encoding
	}{
		{"", Embstr},
		{"0", Int},
		{"-1", Int},
		{"9223372036854775807", Int},
		{"-9223372036854775808", Int},
		{"9223372036854775808", Embstr},
		{"-9223372036854775809", Embstr},
		{"99999999999999999999", Embstr},
		{"007", Embstr},
		{"+7", Embstr},
		{"-0", Embstr},
		{"-", Embstr},
		{" 7", Embstr},
		{"7 ", Embstr},
		{"1e3", Embstr},
		{strings.Repeat("a", 44), Embstr},
		{strings.Repeat("a", 45), Raw},
		{strings.Repeat("1", 45), Raw},
	} {
		e := f.set("key", test.value)
		if e.Encoding() != test.want || text16(e) != test.value {
			t.Errorf("SET %q: %v %q, want %v", test.value, e.Encoding(), text16(e), test.want)
		}
	}
}

func TestParseIntegerIsTheInverseOfPrinting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`-?[0-9]{0,21}`),
			rapid.StringMatching(`-?922337203685477580[0-9]`),
			rapid.Map(rapid.Int64(), func(n int64) string { return strconv.FormatInt(n, 10) }),
			rapid.String(),
		).Draw(t, "text")
		n, ok := listpack.ParseInteger([]byte(text))
		if ok != (encodingOf(text) == Int) || ok && strconv.FormatInt(n, 10) != text {
			t.Fatalf("ParseInteger(%q) = %d, %v", text, n, ok)
		}
	})
}

func TestNames(t *testing.T) {
	got := []string{String.String(), Int.String(), Embstr.String(), Raw.String()}
	if want := "string int embstr raw"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// An APPEND makes the string raw whatever it was, an empty one too.
func TestAppendLeavesRaw(t *testing.T) {
	for _, value := range []string{"12", "text", strings.Repeat("a", 45), strings.Repeat("a", 5000)} {
		for _, suffix := range []string{"", "3", strings.Repeat("b", 2000)} {
			f := newFixture(t)
			f.SetExpire(f.set("key", value), 99)
			if length := f.append("key", suffix); length != len(value)+len(suffix) {
				t.Errorf("APPEND returned %d", length)
			}
			e := f.find("key")
			if text16(e) != value+suffix || e.Encoding() != Raw || e.ExpireAt() != 99 {
				t.Errorf("%.20q + %.20q = %.20q %v, expires %d", value, suffix, text16(e), e.Encoding(), e.ExpireAt())
			}
		}
	}
}

func TestAppendToNothingSets(t *testing.T) {
	f := newFixture(t)
	if length := f.append("key", "17"); length != 2 {
		t.Errorf("APPEND returned %d", length)
	}
	if e := f.find("key"); e.Encoding() != Int || text16(e) != "17" {
		t.Errorf("got %v %q", e.Encoding(), text16(e))
	}
}

// Digits that an APPEND put together are an integer all the same.
func TestIntegerOutOfRawDigits(t *testing.T) {
	f := newFixture(t)
	f.set("key", "4")
	f.append("key", "2")
	if n, ok := f.find("key").Int(); n != 42 || !ok {
		t.Errorf("got %d, %v", n, ok)
	}
}

// A string built of a hundred thousand appends is copied a few dozen times, not
// each time.
func TestAppendGrowsByDoubling(t *testing.T) {
	f := newFastFixture(t)
	moves, place := 0, mem.Nil
	for range 100_000 {
		f.append("key", "0123456789")
		e := f.find("key")
		at := e.ref
		if h := e.header(); h.flags&isExternal != 0 {
			at = e.external(h).block
		}
		if at != place {
			moves, place = moves+1, at
		}
	}
	if moves > 25 {
		t.Errorf("a string of 1 MB moved %d times", moves)
	}
}

// A long string that grows in steps much smaller than itself is copied a few
// times in all, also where the room that Redis sets aside is long used up.
func TestLargeStringsGrowInProportion(t *testing.T) {
	const step, length = 64 << 10, 128 << 20
	f := newFastFixture(t)
	copied, place := 0, mem.Nil
	for end := step; end <= length; end += step {
		before := end - step
		key := f.key("key")
		e, _ := f.Writable(key, f.Find(key), end)
		if at := blockOfValue(e); at != place {
			copied, place = copied+before, at
		}
	}
	if copied > 5*length {
		t.Errorf("%d MiB were copied to make %d", copied>>20, length>>20)
	}
	if bytes, _ := f.heap.Live(); bytes > length*5/4+1<<20 {
		t.Errorf("a string of %d MiB takes %d", length>>20, bytes>>20)
	}
}

// The length at which a value leaves its entry, and the ways back.
func TestValueLeavesItsEntryAndReturns(t *testing.T) {
	f := newFixture(t)
	name := "a key of 20 bytes..."
	largest := embeddedMax - headerSize - len(name)
	for _, test := range []struct {
		length   int
		external bool
	}{{largest, false}, {largest + 1, true}, {1 << 20, true}, {largest, false}, {0, false}, {largest + 1, true}, {8, false}} {
		value := strings.Repeat("v", test.length)
		e := f.set(name, value)
		if external := e.header().flags&isExternal != 0; external != test.external || text16(e) != value {
			t.Errorf("value of %d bytes: external %v, right %v", test.length, external, text16(e) == value)
		}
		f.audit(t)
	}
}

// However much room a long key's block has over, a value that grows in it moves
// to its own as if it had been set.
func TestAppendMovesTheValueOfALongKeyOut(t *testing.T) {
	f := newFixture(t)
	name := strings.Repeat("k", 70_000)
	f.set(name, "")
	for length := range 60 {
		e := f.find(name)
		if external := e.header().flags&isExternal != 0; external != (length > embstrMax) {
			t.Errorf("value of %d bytes: external %v", length, external)
		}
		f.append(name, "a")
		f.audit(t)
	}
}

// With a key as large as an entry may be, short values still stay in it.
func TestShortValuesStayWithLongKeys(t *testing.T) {
	f := newFixture(t)
	name := strings.Repeat("k", 100_000)
	for _, value := range []string{"", "12345", strings.Repeat("v", 44)} {
		if e := f.set(name, value); e.header().flags&isExternal != 0 || text16(e) != value {
			t.Errorf("%q has a block of its own, or is %q", value, text16(e))
		}
	}
	if e := f.set(name, strings.Repeat("v", 45)); e.header().flags&isExternal == 0 || string(e.Key()) != name {
		t.Error("a value of 45 bytes has no block of its own")
	}
}

func TestReplacingInPlaceMovesNothing(t *testing.T) {
	f := newFixture(t)
	for _, length := range []int{32, 500, 5000} {
		before := f.set("key", strings.Repeat("a", length))
		_, blocks := f.heap.Live()
		after := f.set("key", strings.Repeat("b", length))
		if _, now := f.heap.Live(); before != after || now != blocks {
			t.Errorf("a value of %d bytes moved when it was replaced by its like", length)
		}
	}
}

// A short value does not hold on to the block of a long one.
func TestReplacingByLessGivesMemoryBack(t *testing.T) {
	f := newFixture(t)
	f.set("key", "short")
	want, _ := f.heap.Live()
	for _, length := range []int{100, 1000, 100_000} {
		f.set("key", strings.Repeat("a", length))
		f.set("key", "short")
		if bytes, _ := f.heap.Live(); bytes != want {
			t.Errorf("after a value of %d bytes: %d bytes in use, want %d", length, bytes, want)
		}
	}
}

// The figure that memory per key rests on.
func TestEntrySize(t *testing.T) {
	for _, test := range []struct {
		key, value int
		expireAt   int64
		want       int
	}{
		{16, 32, NoExpiry, 56},
		{16, 32, 0, 64},
		{16, intSize, NoExpiry, 32},
		{255, 1, NoExpiry, 264},
		{256, 0, NoExpiry, 272},
		{16, 5000, math.MaxInt64, 48},
	} {
		if got := layoutOf(test.key, test.value, test.value, test.expireAt).size(); got != test.want {
			t.Errorf("key %d, value %d, expiry %d: %d bytes, want %d", test.key, test.value, test.expireAt, got, test.want)
		}
	}
}

func TestExpiryComesAndGoes(t *testing.T) {
	f := newFixture(t)
	for _, value := range []string{"12", "text", strings.Repeat("a", 5000)} {
		e := f.set("key", value)
		for _, at := range []int64{0, 1, math.MaxInt64} {
			e = f.SetExpire(e, at)
			if e.ExpireAt() != at || text16(e) != value || f.Expires() != 1 {
				t.Errorf("%.10q: expires %d, want %d", text16(e), e.ExpireAt(), at)
			}
		}
		e = f.ClearExpire(f.ClearExpire(e))
		if e.ExpireAt() != NoExpiry || text16(e) != value || f.Expires() != 0 || e != f.find("key") {
			t.Errorf("%.10q: expires %d after ClearExpire", text16(e), e.ExpireAt())
		}
	}
}
