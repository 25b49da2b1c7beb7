package commands

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// ranksOf is a sorter of elements with these orders, whose texts say nothing more of
// them.
func ranksOf(orders []uint64) *sorter {
	s := &sorter{elements: make([][]byte, len(orders))}
	for i, order := range orders {
		s.rank(order, i)
	}
	return s
}

// indexes are the elements that the ranks are of.
func indexes(ranks []sortRank) (at []int) {
	for _, rank := range ranks {
		at = append(at, rank.at)
	}
	return at
}

// A part is in the order in which all would be, in which equal ones stay as they are.
func TestAPartIsArrangedAsTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(0, 300).Draw(t, "count")
		orders := rapid.SliceOfN(rapid.Uint64Range(0, rapid.Uint64Range(0, 1000).Draw(t, "most")), count, count).Draw(t, "orders")
		first := rapid.IntRange(0, count).Draw(t, "first")
		end := rapid.IntRange(first, count).Draw(t, "end")
		whole, part := ranksOf(orders), ranksOf(orders)
		slices.SortStableFunc(whole.ranks, func(a, b sortRank) int { return int(a.order) - int(b.order) })
		part.arrangePart(first, end)
		if got, want := indexes(part.ranks[first:end]), indexes(whole.ranks[first:end]); !slices.Equal(got, want) {
			t.Fatalf("from %d to %d these are in order: %v, want %v", first, end, got, want)
		}
		if slices.Sort(orders); !slices.Equal(orders, ordersOf(part)) {
			t.Fatal("some ranks are lost")
		}
	})
}

// ordersOf are the orders that there are, in ascending order.
func ordersOf(s *sorter) (orders []uint64) {
	for _, rank := range s.ranks {
		orders = append(orders, rank.order)
	}
	slices.Sort(orders)
	return orders
}

// Ranks that give a bad pivot time and again are sorted out all the same, and
// before that costs more than to put them in order.
func TestBadPivotsAreGivenUp(t *testing.T) {
	const count = 1 << 14
	s := ranksOf(badForPivots(count))
	s.arrangePart(count-2, count)
	for i, rank := range s.ranks[count-2:] {
		if want := uint64(count - 2 + i); rank.order != want {
			t.Errorf("in place %d is %d", want, rank.order)
		}
	}
	if cap(s.spare) < count/2 {
		t.Errorf("pivots were found that halve the ranks until %d are left", cap(s.spare))
	}
}

// badForPivots are the numbers to below count, in an order in which the middle one
// of three is always the second least that is left. It follows what partition does:
// of those that are left, the first and the one in the middle get the least numbers,
// and the latter changes places with the second.
func badForPivots(count int) []uint64 {
	at := make([]int, count) // which number is at a place by now
	for i := range at {
		at[i] = i
	}
	orders := make([]uint64, count)
	for low := 0; count-low > 2; low += 2 {
		left := at[low:]
		middle := len(left) / 2
		orders[left[0]], orders[left[middle]] = uint64(low), uint64(low+1)
		left[middle], left[1] = left[1], left[middle]
	}
	orders[at[count-2]], orders[at[count-1]] = uint64(count-2), uint64(count-1)
	return orders
}

// A part that LIMIT asks for is what the whole has there, whatever is sorted how.
func TestLimitIsAPartOfTheWhole(t *testing.T) {
	m := newMachine(t)
	const count = 500
	for i := range count {
		n := strconv.Itoa(i * 7919 % 100)
		m.do("RPUSH", "l", n)
		m.do("SADD", "s", "member"+strconv.Itoa(i))
		m.do("SET", "w_"+n, strconv.Itoa(i%10))
	}
	for _, request := range [][]string{
		{"SORT", "l"}, {"SORT", "l", "DESC"}, {"SORT", "l", "ALPHA"}, {"SORT", "s", "ALPHA", "DESC"}, {"SORT", "l", "BY", "w_*"},
		{"SORT", "l", "BY", "w_*", "ALPHA", "DESC"}, {"SORT", "s", "BY", "w_*"},
	} {
		m.do(append(slices.Clone(request), "STORE", "whole")...)
		for _, limit := range [][2]int{{0, 1}, {0, 10}, {7, 3}, {240, 20}, {490, 10}, {499, 5}, {0, 250}, {100, 300}, {250, 0}} {
			words := append(slices.Clone(request), "LIMIT", strconv.Itoa(limit[0]), strconv.Itoa(limit[1]))
			end := min(limit[0]+limit[1], count) - 1
			want := m.do("LRANGE", "whole", strconv.Itoa(limit[0]), strconv.Itoa(end))
			if limit[1] == 0 {
				want = "*0\r\n"
			}
			if got := m.do(words...); got != want {
				t.Errorf("%q replies\n%q, want\n%q", words, got, want)
			}
		}
	}
}

func BenchmarkArrangePart(b *testing.B) {
	const count = 300_000
	orders := make([]uint64, count)
	for i := range orders {
		orders[i] = uint64(i) * 104729 % count
	}
	s := ranksOf(orders)
	ranks := slices.Clone(s.ranks)
	for _, part := range []int{10, count / 8, count / 4, count / 2, count - 1, count} {
		b.Run(fmt.Sprintf("%d of %d", part, count), func(b *testing.B) {
			for b.Loop() {
				copy(s.ranks, ranks)
				s.arrangePart(0, part)
			}
		})
	}
}
