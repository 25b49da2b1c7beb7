package commands

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"seedis/resp"
)

// partsOf are the texts of the elements of a reply.
func partsOf(reply string) (parts []string) {
	tree, _, err := resp.ParseReply([]byte(reply))
	if err != nil {
		panic(err)
	}
	for _, element := range tree.Elements {
		parts = append(parts, string(element.Text))
	}
	return parts
}

// collectionsToDraw make a collection of so many elements at key k, and name the
// command that draws from it.
var collectionsToDraw = []struct {
	name, draw string
	add        func(i int) string
}{
	{"integers", "SRANDMEMBER", func(i int) string { return fmt.Sprintf("SADD k %d", i) }},
	{"set", "SRANDMEMBER", func(i int) string { return fmt.Sprintf("SADD k member:%d", i) }},
	{"hash", "HRANDFIELD", func(i int) string { return fmt.Sprintf("HSET k field:%d %d", i, i) }},
	{"sorted set", "ZRANDMEMBER", func(i int) string { return fmt.Sprintf("ZADD k %d member:%d", i, i) }},
}

// Every element is drawn about as often as every other. The square sum of what is
// too often and too seldom has the mean of the elements' number less one, and
// strays from it by more than five deviations once in millions of times; the seed
// is fixed.
func TestEveryElementIsAsLikely(t *testing.T) {
	const times = 100
	for _, kind := range collectionsToDraw {
		for _, elements := range []int{10, 700} {
			m := newMachine(t)
			for i := range elements {
				m.do(strings.Fields(kind.add(i))...)
			}
			counts := map[string]int{}
			for _, drawn := range partsOf(m.do(kind.draw, "k", fmt.Sprint(-elements*times))) {
				counts[drawn]++
			}
			squares := float64(elements-len(counts)) * times // of those that never came
			for _, count := range counts {
				squares += float64((count-times)*(count-times)) / times
			}
			mean := float64(elements - 1)
			if most := mean + 5*math.Sqrt(2*mean); squares > most {
				t.Errorf("%s of %d: %d came, the square sum is %.1f, want %.1f at the most", kind.name, elements, len(counts), squares, most)
			}
		}
	}
}

// TestDrawingEnds: no reply is so large that drawing it lasts for ever, and what
// nobody reads is not drawn.
func TestDrawingEnds(t *testing.T) {
	for _, kind := range collectionsToDraw {
		m := newMachine(t)
		m.do(strings.Fields(kind.add(1))...)
		for _, test := range []struct {
			count   int64
			refused uint64
		}{{-drawnMost, 0}, {-drawnMost - 1, 1}, {-math.MaxInt64 / 2, 1}, {-math.MaxInt64, 1}} {
			before, _ := m.writer.Errors()
			m.writer.Mute(true) // or what is not refused takes minutes, or for ever
			m.do(kind.draw, "k", fmt.Sprint(test.count))
			m.writer.Mute(false)
			m.reply.take(&m.writer)
			if after, _ := m.writer.Errors(); after-before != test.refused {
				t.Fatalf("%s: a count of %d is refused %d times, want %d", kind.name, test.count, after-before, test.refused)
			}
			if got := m.do(kind.draw, "none", fmt.Sprint(test.count)); got != "*0\r\n" {
				t.Errorf("%s: a count of %d of nothing is answered with %q", kind.name, test.count, got)
			}
		}
		if got := m.do(kind.draw, "k", fmt.Sprint(-drawnMost-1)); got != "-ERR value is out of range\r\n" {
			t.Errorf("%s: a count too many is answered with %q", kind.name, got)
		}
	}
}
