package server

import (
	"bytes"
	"testing"
)

// benchmarkPipeline is how many requests arrive at once.
const benchmarkPipeline = 100

// BenchmarkGet is what a GET costs from the query buffer to the reply buffer:
// all but the socket.
func BenchmarkGet(b *testing.B) {
	s, c := newFixture(b)
	feed(s, c, []byte("SET k value\r\n"))
	requests := bytes.Repeat([]byte("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"), benchmarkPipeline)
	b.ReportAllocs()
	for b.Loop() {
		feed(s, c, requests)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchmarkPipeline), "ns/request")
}

// BenchmarkSet is the same of a SET.
func BenchmarkSet(b *testing.B) {
	s, c := newFixture(b)
	requests := bytes.Repeat([]byte("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nvalue\r\n"), benchmarkPipeline)
	b.ReportAllocs()
	for b.Loop() {
		feed(s, c, requests)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchmarkPipeline), "ns/request")
}
