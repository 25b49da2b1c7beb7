package commands

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLCS(t *testing.T) {
	transcript(t, `
		MSET a ohmytext b mynewtext  -> OK
		LCS a b                      -> "mytext"
		LCS a b LEN                  -> 6
		LCS b a                      -> "mytext"
		LCS a b IDX                  -> ["matches" [[[4 7] [5 8]] [[2 3] [0 1]]] "len" 6]
		LCS a b idx minmatchlen 4    -> ["matches" [[[4 7] [5 8]]] "len" 6]
		LCS a b IDX WITHMATCHLEN     -> ["matches" [[[4 7] [5 8] 4] [[2 3] [0 1] 2]] "len" 6]
		LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN -> ["matches" [[[4 7] [5 8] 4]] "len" 6]
		LCS a b IDX MINMATCHLEN 9223372036854775807 -> ["matches" [] "len" 6]
		LCS a b IDX MINMATCHLEN -9223372036854775808 -> ["matches" [[[4 7] [5 8]] [[2 3] [0 1]]] "len" 6]
		LCS a b MINMATCHLEN 4 WITHMATCHLEN -> "mytext"
		LCS a b LEN LEN WITHMATCHLEN -> 6
		LCS a a                      -> "ohmytext"
		LCS a a IDX                  -> ["matches" [[[0 7] [0 7]]] "len" 8]
		LCS a nope                   -> ""
		LCS nope a LEN               -> 0
		LCS nope nope2 IDX           -> ["matches" [] "len" 0]
		MSET n 12345 m -13579        -> OK
		LCS n m                      -> "135"
		LCS m n IDX                  -> ["matches" [[[3 3] [4 4]] [[2 2] [2 2]] [[1 1] [0 0]]] "len" 3]
		MSET x ab y ba               -> OK
		LCS x y                      -> "b"
		LCS y x                      -> "a"
	`)
}

func TestLCSOptions(t *testing.T) {
	transcript(t, `
		LCS a b LEN IDX              -> -ERR If you want both the length and indexes, please just use IDX.
		LCS a b LEN IDX foo          -> -ERR syntax error
		LCS a b MINMATCHLEN          -> -ERR syntax error
		LCS a b MINMATCHLEN x LEN IDX -> -ERR value is not an integer or out of range
		LCS a b MINMATCHLEN LEN      -> -ERR value is not an integer or out of range
		LCS a b foo MINMATCHLEN x    -> -ERR syntax error
		LCS a b ""                   -> -ERR syntax error
		LCS a                        -> -ERR wrong number of arguments for 'lcs' command
	`)
}

// TestLCSIsAMapInRESP3 holds the reply with indexes against redis-server's.
func TestLCSIsAMapInRESP3(t *testing.T) {
	m, o := newMachine(t), dialOracle(t)
	speak(t, m, o, 3)
	for _, words := range [][]string{
		{"MSET", "a", "ohmytext", "b", "mynewtext"},
		{"LCS", "a", "b", "IDX", "WITHMATCHLEN"}, {"LCS", "a", "nope", "IDX"}, {"LCS", "a", "b"},
	} {
		if got, want := m.do(words...), o.do(t, words...); got != want {
			t.Errorf("%q replies %q, want %q", words, got, want)
		}
	}
}

// TestLCSIsBounded holds the limit against that of redis-server, whose table has
// a row and a column more than there are bytes, and four bytes in each place.
func TestLCSIsBounded(t *testing.T) {
	m := newMachine(t)
	const overMaxBulk = "-ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len\r\n"
	for _, length := range []struct{ a, b int }{{511, 1023}, {1023, 511}, {1, 300_000}, {300_000, 1}, {0, 9}} {
		m.do("SET", "a", strings.Repeat("x", length.a))
		m.do("SET", "b", strings.Repeat("x", length.b))
		table := 4 * int64(length.a+1) * int64(length.b+1)
		for maxBulk, want := range map[int64]string{
			table: fmt.Sprintf(":%d\r\n", min(length.a, length.b)), table - 1: overMaxBulk, 0: overMaxBulk,
		} {
			m.call.MaxBulk = maxBulk
			if got := m.do("LCS", "a", "b", "LEN"); got != want {
				t.Errorf("%v with %d bytes allowed: %q, want %q", length, maxBulk, got, want)
			}
		}
	}
}

// TestLCSTakesAnEighthOfItsLimit, or what the stack has, whatever the lengths.
func TestLCSTakesAnEighthOfItsLimit(t *testing.T) {
	check := func(a, b []byte) {
		limit := 4 * (len(a) + 1) * (len(b) + 1)
		for _, keepRows := range []bool{false, true} {
			table := newLCSTable(a, b, keepRows)
			if words := table.words(); words > lcsRoom && 8*words > limit/8 {
				t.Errorf("%d and %d bytes, rows kept %v: %d words, Redis takes %d bytes", len(a), len(b), keepRows, words, limit)
			}
		}
		short := newLCSTable(a, b, false)
		if words, row := short.words(), min(len(a), len(b))/64+1; words > (256+1)*row {
			t.Errorf("%d and %d bytes: %d words for the length, a row has %d", len(a), len(b), words, row)
		}
	}
	lengths := []int{0, 1, 2, 3, 8, 9, 16, 17, 32, 33, 63, 64, 65, 128, 129, 255, 256, 257, 1000, 100_000}
	for _, a := range lengths {
		for _, b := range lengths {
			check([]byte(randomText(1, a)), []byte(randomText(2, b)))
		}
	}
}

// TestLCSWorksOffTheGoHeap compares strings whose tables do not fit the stack:
// they come from the heap, which the machine finds empty when it is closed.
func TestLCSWorksOffTheGoHeap(t *testing.T) {
	m := openMachine(t, false)
	t.Cleanup(m.close)
	room := make([]byte, 1<<16)
	m.writer.Attach(room, 0, &m.reply)
	m.run(requestOf("MSET", "a", strings.Repeat("abcdefg", 1000), "b", strings.Repeat("hgfedcba", 1000), "c", "x"))
	_, blocks := m.heap.Live()
	for _, request := range []string{"LCS a b LEN", "LCS a b IDX MINMATCHLEN 5", "LCS c a LEN", "LCS c a", "LCS a c", "LCS c c IDX"} {
		args := requestOf(strings.Fields(request)...)
		m.writer.Attach(room, 0, &m.reply)
		if allocations := testing.AllocsPerRun(5, func() { m.run(args) }); allocations != 0 {
			t.Errorf("%s allocates %v times", request, allocations)
		}
		if _, now := m.heap.Live(); now != blocks {
			t.Errorf("%s leaves %d blocks", request, now-blocks)
		}
	}
}

// TestLCSAgainstAPlainTable compares the subsequence and its runs with those
// that the textbook's table of lengths gives.
func TestLCSAgainstAPlainTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.SliceOfN(rapid.SampledFrom([]byte("ab")), 0, 200),
			rapid.SliceOfN(rapid.SampledFrom([]byte("abcdefgh\x00\xff")), 0, 200),
			rapid.SliceOfN(rapid.Byte(), 0, 100),
			rapid.SliceOfN(rapid.SampledFrom([]byte("ab")), 0, 9),
		)
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		if rapid.Bool().Draw(t, "related") && len(a) > 2 {
			b = append(append(b, a[len(a)/3:]...), a[:len(a)/2]...)
		}
		want, wantRuns := plainLCS(a, b)
		table := newLCSTable(a, b, true)
		table = table.filled(make([]uint64, table.words()))
		var got []byte
		var runs []string
		for w := table.walk(); w.next(); {
			got = append(append([]byte(nil), a[w.a:w.a+w.length]...), got...)
			runs = append(runs, fmt.Sprint(w.a, w.b, w.length))
		}
		if string(got) != want || table.length != len(want) || fmt.Sprint(runs) != fmt.Sprint(wantRuns) {
			t.Fatalf("of %q and %q: %q in %v, want %q in %v", a, b, got, runs, want, wantRuns)
		}
		short := newLCSTable(a, b, false)
		if short = short.filled(make([]uint64, short.words())); short.length != len(want) {
			t.Fatalf("of %q and %q: length %d, want %d", a, b, short.length, len(want))
		}
	})
}

// plainLCS is the subsequence, and its runs from the last on. Where both ways
// lead to a longest one, a byte of b is left out.
func plainLCS(a, b []byte) (common string, runs []string) {
	lengths := make([][]int, len(a)+1)
	for i := range lengths {
		lengths[i] = make([]int, len(b)+1)
		for j := range b {
			if i == 0 {
				continue
			} else if a[i-1] == b[j] {
				lengths[i][j+1] = lengths[i-1][j] + 1
			} else {
				lengths[i][j+1] = max(lengths[i-1][j+1], lengths[i][j])
			}
		}
	}
	run := 0
	end := func(i, j int) {
		if run > 0 {
			runs = append(runs, fmt.Sprint(i, j, run))
		}
		run = 0
	}
	i, j := len(a), len(b)
	for i > 0 && j > 0 {
		if a[i-1] == b[j-1] {
			i, j, run = i-1, j-1, run+1
			common = string(a[i:i+1]) + common
			continue
		}
		end(i, j)
		if lengths[i-1][j] > lengths[i][j-1] {
			i--
		} else {
			j--
		}
	}
	end(i, j)
	return common, runs
}
