package resp

import (
	"strings"
	"testing"
)

var openLimits = Limits{MaxBulk: 512 << 20, MaxArgs: 1<<31 - 1, Authenticated: true}

// benchmarkParse reports the time of one command of a pipeline of 16.
func benchmarkParse(b *testing.B, command string) {
	const pipeline = 16
	buffer := []byte(strings.Repeat(command, pipeline))
	spans := make([]Span, 0, 64)
	var parser Parser
	for b.Loop() {
		parser.Rewind(0)
		spans = spans[:0]
		var status Status
		for range pipeline {
			if spans, status = parser.Next(buffer, &openLimits, spans); status != Complete {
				b.Fatal(status)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*pipeline), "ns/command")
}

func BenchmarkParseGet16(b *testing.B) {
	benchmarkParse(b, "*2\r\n$3\r\nGET\r\n$16\r\nkey:000000000001\r\n")
}

func BenchmarkParseSet16(b *testing.B) {
	benchmarkParse(b, "*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000001\r\n$32\r\n"+strings.Repeat("v", 32)+"\r\n")
}
