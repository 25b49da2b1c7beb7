package commands

import (
	"fmt"
	"strings"
	"testing"
)

// overlapping makes the sets a and b of so many members each, of which they share
// half, and the set c that shares one in a hundred with a.
func overlapping(m *machine, size int) {
	add := func(key string, first int) {
		for from := first; from < first+size; from += size / 10 {
			words := []string{"SADD", key}
			for i := range size / 10 {
				words = append(words, fmt.Sprintf("member:%07d", from+i))
			}
			m.do(words...)
		}
	}
	add("a", 0)
	add("b", size/2)
	add("c", size-size/100)
}

func BenchmarkSetAlgebra(b *testing.B) {
	for _, size := range []int{1000, 100_000} {
		m := openMachine(b, false)
		overlapping(m, size)
		m.call.Sink = silence{}
		room := make([]byte, 4<<20)
		for _, request := range []string{
			"SINTERSTORE d a b", "SINTERSTORE d a c", "SUNIONSTORE d a b", "SUNIONSTORE d a", "SDIFFSTORE d a b", "SDIFFSTORE d a c",
			"SDIFFSTORE d a b b b b", "SUNION a b", "SDIFF a b", "ZUNIONSTORE d 2 a b", "ZINTERSTORE d 2 a b",
		} {
			args := requestOf(strings.Fields(request)...)
			b.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(request, " ", "_"), size), func(b *testing.B) {
				for b.Loop() {
					m.writer.Attach(room, 0, &m.reply)
					m.run(args)
				}
			})
		}
		m.close()
	}
}
