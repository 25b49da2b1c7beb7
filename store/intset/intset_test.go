package intset

import (
	"bytes"
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"testing"
)

// with is the set with n too.
func with(p []byte, n int64) []byte {
	index, found := Search(p, n)
	if found {
		return p
	}
	longer := bytes.Repeat([]byte{0xA5}, SizeWith(p, n)) // not to be taken for content
	copy(longer, p)
	Insert(longer, index, n)
	return longer
}

// setOf adds the integers in this order.
func setOf(integers ...int64) []byte {
	p := make([]byte, HeaderSize)
	Init(p)
	for _, n := range integers {
		p = with(p, n)
	}
	return p
}

// integersOf reads all of them.
func integersOf(p []byte) []int64 {
	integers := []int64{}
	for i := range Len(p) {
		integers = append(integers, At(p, i))
	}
	return integers
}

// TestTheBytesAreThoseOfRedis has sets of redis-server 7.0.15, made so: CONFIG SET
// rdbcompression no; SADD key and the integers; DUMP key, without the first byte
// (11, a set as intset), the length of the string behind it, and the last 10
// bytes (version and checksum).
func TestTheBytesAreThoseOfRedis(t *testing.T) {
	for _, row := range []struct {
		integers []int64
		bytes    string
	}{
		{[]int64{1}, "02000000010000000100"},
		{[]int64{1, 2, 3}, "0200000003000000010002000300"},
		{[]int64{3, 1, 2, -1}, "0200000004000000ffff010002000300"},
		{[]int64{32767, -32768}, "02000000020000000080ff7f"},
		{[]int64{1, -32769}, "0400000002000000ff7fffff01000000"},
		{[]int64{1, 32768}, "04000000020000000100000000800000"},
		{[]int64{-5, 32768, 1}, "0400000003000000fbffffff0100000000800000"},
		{[]int64{1, 2147483648}, "080000000200000001000000000000000000008000000000"},
		{[]int64{1, -2147483649}, "0800000002000000ffffff7fffffffff0100000000000000"},
		{[]int64{5, -40000, 70000}, "0400000003000000c063ffff0500000070110100"},
		{
			[]int64{1, 40000, -3000000000, 3000000000},
			"080000000400000000a22f4dffffffff0100000000000000409c000000000000005ed0b200000000",
		},
		{
			[]int64{9223372036854775807, -9223372036854775808, 0},
			"080000000300000000000000000000800000000000000000ffffffffffffff7f",
		},
	} {
		p := setOf(row.integers...)
		if got := hex.EncodeToString(p); got != row.bytes {
			t.Errorf("%d:\n%s\n%s is Redis's", row.integers, got, row.bytes)
		}
		if !Valid(p) {
			t.Errorf("%d: not valid", row.integers)
		}
	}
}

// TestTheWidthStays has what DUMP says of a set after SADD key 1 2 100000 and
// SREM key 100000.
func TestTheWidthStays(t *testing.T) {
	p := setOf(1, 2, 100_000)
	p = p[:len(p)-Delete(p, 2)]
	if got, want := hex.EncodeToString(p), "04000000020000000100000002000000"; got != want {
		t.Errorf("%s, %s is Redis's", got, want)
	}
}

func TestWidthOf(t *testing.T) {
	for _, row := range []struct {
		n    int64
		want int
	}{
		{0, 2}, {-1, 2}, {math.MaxInt16, 2}, {math.MinInt16, 2},
		{math.MaxInt16 + 1, 4}, {math.MinInt16 - 1, 4}, {math.MaxInt32, 4}, {math.MinInt32, 4},
		{math.MaxInt32 + 1, 8}, {math.MinInt32 - 1, 8}, {math.MaxInt64, 8}, {math.MinInt64, 8},
	} {
		if got := WidthOf(row.n); got != row.want {
			t.Errorf("%d needs %d bytes, not %d", row.n, got, row.want)
		}
	}
}

func TestAnEmptySet(t *testing.T) {
	p := setOf()
	for _, n := range []int64{0, math.MinInt64, math.MaxInt64} {
		if index, found := Search(p, n); index != 0 || found {
			t.Errorf("%d is found: %d, %v", n, index, found)
		}
	}
	if Len(p) != 0 || len(p) != HeaderSize || !Valid(p) {
		t.Errorf("%x is not an empty set", p)
	}
}

func TestLeastAndGreatest(t *testing.T) {
	p := setOf(7, -40_000, 12)
	if Min(p) != -40_000 || Max(p) != 12 {
		t.Errorf("from %d to %d", Min(p), Max(p))
	}
}

func TestWhatIsNotASet(t *testing.T) {
	for _, row := range []struct{ name, bytes string }{
		{"nothing", ""},
		{"less than a header", "02000000000000"},
		{"no width", "0000000000000000"},
		{"no such width", "03000000010000000000" + "00"},
		{"shorter than it says", "020000000200000001" + "00"},
		{"longer than it says", "0200000001000000" + "01000200"},
		{"far shorter than it says", "08000000ffffffff"},
		{"half an integer", "0400000001000000" + "0100"},
		{"one twice", "0200000002000000" + "01000100"},
		{"not in order", "0200000002000000" + "02000100"},
		{"not in order by sign", "0200000002000000" + "0100ffff"},
	} {
		p, err := hex.DecodeString(row.bytes)
		if err != nil {
			t.Fatal(err)
		}
		if Valid(p) {
			t.Errorf("%s is valid", row.name)
		}
	}
}

func TestMisuseIsRefused(t *testing.T) {
	for name, edit := range map[string]func(p []byte){
		"insert without room":   func(p []byte) { Insert(p, 0, 1) },
		"insert into thin air":  func(p []byte) { Insert(append(p, 0, 0), 4, 99) },
		"insert before all":     func(p []byte) { Insert(append(p, 0, 0), -1, 99) },
		"delete what is not":    func(p []byte) { Delete(p, 3) },
		"delete before all":     func(p []byte) { Delete(p, -1) },
		"init of another size":  func(p []byte) { Init(p) },
		"upgrade without room":  func(p []byte) { Insert(append(p, 0, 0), 3, 1<<20) },
		"least of an empty set": func(p []byte) { Init(p[:HeaderSize]); Min(p[:HeaderSize]) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("nothing is said")
				}
			}()
			edit(setOf(5, 6, 7))
		})
	}
}

func TestNothingIsAllocated(t *testing.T) {
	p := setOf(1, 2, 3, 5)
	room := append(slices.Clone(p), make([]byte, 64)...)
	if n := testing.AllocsPerRun(100, func() {
		set := room[:len(p)]
		copy(set, p)
		index, _ := Search(set, 70_000)
		set = room[:SizeWith(set, 70_000)]
		Insert(set, index, 70_000)
		Delete(set, 0)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkSearch(b *testing.B) {
	for _, scale := range []int64{1, 100, 10_000_000} {
		p := setOf()
		for i := range int64(512) {
			p = with(p, i*scale)
		}
		b.Run(strconv.Itoa(8*Width(p))+" bits", func(b *testing.B) {
			n := int64(0)
			for b.Loop() {
				n = (n + 173) % 512
				if _, found := Search(p, n*scale); !found {
					b.Fatal("not found")
				}
			}
		})
	}
}

func BenchmarkInsertAndDelete(b *testing.B) {
	p := setOf()
	for i := range int64(512) {
		p = with(p, 2*i)
	}
	room := append(slices.Clone(p), 0, 0)
	for b.Loop() {
		set := room[:len(p)]
		index, _ := Search(set, 257)
		Insert(room, index, 257)
		Delete(room, index)
	}
}
