package commands

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// fillManyToSort makes a list of so many numbers in no order, and a weight for each.
func fillManyToSort(m *machine, count int) {
	for i := range count {
		n := strconv.Itoa(i * 7919 % count)
		m.do("RPUSH", "l", n)
		m.do("SET", "w_"+n, strconv.Itoa(i*104729%count))
	}
}

func BenchmarkSortOfMany(b *testing.B) {
	const count = 300_000
	m := openMachine(b, false)
	defer m.close()
	fillManyToSort(m, count)
	m.call.Sink = silence{}
	room := make([]byte, 16<<20)
	for _, request := range []string{
		"SORT l LIMIT 0 10", "SORT l BY w_* LIMIT 0 10", "SORT l BY w_* LIMIT 150000 100", "SORT l ALPHA DESC LIMIT 100 10",
		"SORT l", "SORT l STORE d", "SORT l BY w_* STORE d", "SORT l BY nosort STORE d",
	} {
		args := requestOf(strings.Fields(request)...)
		b.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(request, " ", "_"), count), func(b *testing.B) {
			for b.Loop() {
				m.writer.Attach(room, 0, &m.reply)
				m.run(args)
			}
		})
	}
}
