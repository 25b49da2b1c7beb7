package server

import (
	"bytes"
	"fmt"
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

// BenchmarkSetWhileOthersWait is the same beside 100 clients that wait for other
// keys.
func BenchmarkSetWhileOthersWait(b *testing.B) {
	p := newParty(b, 101)
	for member := 1; member <= 100; member++ {
		p.send(member, fmt.Sprintf("BLPOP waited:%d 0\r\n", member))
	}
	requests := bytes.Repeat([]byte("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nvalue\r\n"), benchmarkPipeline)
	b.ReportAllocs()
	for b.Loop() {
		feed(p.Server, p.members[0], requests)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchmarkPipeline), "ns/request")
}

// BenchmarkServe is what a BLPOP that waits and the LPUSH that serves it cost
// together.
func BenchmarkServe(b *testing.B) {
	p := newParty(b, 2)
	b.ReportAllocs()
	for b.Loop() {
		feed(p.Server, p.members[1], []byte("*3\r\n$5\r\nBLPOP\r\n$1\r\nk\r\n$1\r\n0\r\n"))
		feed(p.Server, p.members[0], []byte("*3\r\n$5\r\nLPUSH\r\n$1\r\nk\r\n$5\r\nvalue\r\n"))
		p.serveResumed()
		p.members[1].sent(p.members[1].owedBytes())
	}
}

// BenchmarkWriteThatServesNobody is a write to a key that 500 clients wait for
// for another type, while somebody waits for that type elsewhere.
func BenchmarkWriteThatServesNobody(b *testing.B) {
	const waiting = 500
	p := newParty(b, 2)
	p.send(1, "BZPOPMIN other 0\r\n")
	for range waiting {
		p.members = append(p.members, p.join())
		p.send(len(p.members)-1, "BLPOP k 0\r\n")
	}
	request := []byte("ZINCRBY k 1 a\r\n")
	b.ReportAllocs()
	for b.Loop() {
		feed(p.Server, p.members[0], request)
	}
}
