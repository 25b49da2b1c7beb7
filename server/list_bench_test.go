package server

import (
	"bytes"
	"testing"
)

// BenchmarkLongList is what an LPUSH and an RPOP cost, each, of a list of a million
// elements, which is a queue.
func BenchmarkLongList(b *testing.B) {
	const (
		elements = 1_000_000
		turn     = 64 // pipelines of one direction
	)
	pushes := bytes.Repeat([]byte("*3\r\n$5\r\nLPUSH\r\n$4\r\nlist\r\n$16\r\nitem000000123456\r\n"), benchmarkPipeline)
	pops := bytes.Repeat([]byte("*2\r\n$4\r\nRPOP\r\n$4\r\nlist\r\n"), benchmarkPipeline)
	s, c := newFixture(b)
	for range elements / benchmarkPipeline {
		feed(s, c, pushes)
	}
	for _, command := range []struct {
		name             string
		forward, reverse []byte
	}{{"lpush", pushes, pops}, {"rpop", pops, pushes}} {
		b.Run(command.name, func(b *testing.B) {
			for done := 0; b.Loop(); done++ {
				feed(s, c, command.forward)
				if done%turn == turn-1 {
					b.StopTimer()
					for range turn {
						feed(s, c, command.reverse)
					}
					b.StartTimer()
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchmarkPipeline), "ns/request")
		})
	}
}
