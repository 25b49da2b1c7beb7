package store

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// deadElements is how many elements, or keys, the benchmarks free.
const deadElements = 1_000_000

// BenchmarkDelete frees large values at once.
func BenchmarkDelete(b *testing.B) {
	for _, kind := range []Type{ListType, SetType, ZSetType, HashType} {
		b.Run(kind.String(), func(b *testing.B) {
			f := newFastFixture(b)
			benchDying(b, func(i int) { f.put(kind, "big", name16(i)) }, func() { f.Delete(f.find("big")) })
		})
	}
}

// BenchmarkClear frees a database of keys with short values, or with values that
// have a block of their own.
func BenchmarkClear(b *testing.B) {
	for _, length := range []int{32, 1500} {
		b.Run(fmt.Sprintf("value=%d", length), func(b *testing.B) {
			f := newFastFixture(b)
			value := strings.Repeat("v", length)
			benchDying(b, func(i int) { f.set(name16(i), value) }, f.Clear)
		})
	}
}

// benchDying makes elements, one by one, and frees all.
func benchDying(b *testing.B, make func(i int), free func()) {
	var took time.Duration
	for range b.N {
		for i := range deadElements {
			make(i)
		}
		start := time.Now()
		free()
		took += time.Since(start)
	}
	b.ReportMetric(float64(took.Nanoseconds())/float64(b.N)/deadElements, "ns/element")
}
