package store

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strings"
	"testing"
)

// batch is how many commands are prefetched together.
const batch = 64

var benchSizes = []int{100_000, 1_000_000, 5_000_000}

// dataset is a database of keys of 16 bytes and values of 32.
type dataset struct {
	fixture
	size  int
	state uint64
	names [batch][16]byte
	keys  [batch]Key
}

var benchValue = []byte(strings.Repeat("v", 32))

// newDataset fills a database and finishes its rehash.
func newDataset(b *testing.B, size int) *dataset {
	d := &dataset{fixture: newFastFixture(b), size: size}
	for i := range size {
		d.name(0, uint64(i))
		key := d.keyspace.Key(d.names[0][:])
		d.SetString(key, d.Find(key), benchValue, NoExpiry)
	}
	for d.Rehash(1000) {
	}
	return d
}

func (d *dataset) name(i int, n uint64) {
	binary.LittleEndian.PutUint64(d.names[i][:], n)
	copy(d.names[i][8:], ":session")
}

// draw makes a batch of random names.
func (d *dataset) draw() {
	for i := range d.names {
		d.state++
		d.name(i, scramble(d.state)%uint64(d.size))
	}
}

func (d *dataset) hash() {
	for i := range d.keys {
		d.keys[i] = d.keyspace.Key(d.names[i][:])
	}
}

func (d *dataset) prefetch() {
	for i := range d.keys {
		d.PrefetchBucket(d.keys[i].Hash)
	}
	for i := range d.keys {
		d.PrefetchEntry(d.keys[i].Hash)
	}
}

// each runs a benchmark of one operation, on databases of several sizes, with
// and without prefetches.
func each(b *testing.B, operation func(d *dataset, key Key)) {
	for _, size := range benchSizes {
		d := newDataset(b, size)
		for _, prefetched := range []bool{false, true} {
			b.Run(fmt.Sprintf("keys=%d/prefetch=%v", size, prefetched), func(b *testing.B) {
				for done := 0; done < b.N; done += batch {
					d.draw()
					d.hash()
					if prefetched {
						d.prefetch()
					}
					for _, key := range d.keys {
						operation(d, key)
					}
				}
			})
		}
	}
}

var benchSink int

func BenchmarkFind(b *testing.B) {
	var scratch [Digits]byte
	each(b, func(d *dataset, key Key) { benchSink += int(d.Find(key).Text(&scratch)[31]) })
}

func BenchmarkSetExisting(b *testing.B) {
	each(b, func(d *dataset, key Key) { d.SetString(key, d.Find(key), benchValue, NoExpiry) })
}

// BenchmarkInsert grows a database from nothing, and reports what it came to.
func BenchmarkInsert(b *testing.B) {
	for _, size := range benchSizes {
		b.Run(fmt.Sprintf("keys=%d", size), func(b *testing.B) {
			for range b.N {
				d := newDataset(b, size)
				bytes, _ := d.heap.Live()
				b.ReportMetric(float64(bytes)/float64(size), "bytes/key")
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*size), "ns/key")
		})
	}
}

func BenchmarkHash(b *testing.B) {
	secret := newSecret(testSeed)
	for _, length := range []int{4, 8, 16, 32, 100, 1000} {
		key := make([]byte, length)
		b.Run(fmt.Sprintf("bytes=%d", length), func(b *testing.B) {
			for b.Loop() {
				key[0]++
				benchSink += int(secret.hash(key))
			}
		})
	}
}

// BenchmarkVolatile walks over a database of which a share expires: the time is that
// of one home bucket with its chain.
func BenchmarkVolatile(b *testing.B) {
	const keys, slice = 5_000_000, 256
	d := newDataset(b, keys)
	share := 0
	for _, more := range []int{0, 1, 7, 92} {
		for i := range keys {
			if i%100 >= share && i%100 < share+more {
				d.name(0, uint64(i))
				d.SetExpire(d.Find(d.keyspace.Key(d.names[0][:])), int64(i))
			}
		}
		share += more
		b.Run(fmt.Sprintf("percent=%d", share), func(b *testing.B) {
			visited, cursor := 0, uint64(0)
			for done := 0; done < b.N; done += slice {
				cursor = d.Volatile(cursor, slice, func(e Entry) {
					visited++
					benchSink += int(e.ExpireAt())
				})
			}
			b.ReportMetric(float64(visited)/float64(b.N), "entries/op")
		})
	}
}

// BenchmarkSample looks at the clocks of so many entries, as eviction does.
func BenchmarkSample(b *testing.B) {
	for _, size := range benchSizes {
		d := newDataset(b, size)
		for _, count := range []int{5, 10, 64} {
			b.Run(fmt.Sprintf("keys=%d/count=%d", size, count), func(b *testing.B) {
				visited := 0
				for b.Loop() {
					d.Sample(count, false, func(e Entry) {
						visited++
						benchSink += int(e.IdleSeconds())
					})
				}
				b.ReportMetric(float64(visited)/float64(b.N), "entries/op")
			})
		}
	}
}

// BenchmarkRehash moves the buckets of a full table that grows, and of a sparse one
// that shrinks: the time is that of one bucket.
func BenchmarkRehash(b *testing.B) {
	for _, size := range benchSizes {
		for _, percent := range []int{100, sparsePercent} {
			d := newDataset(b, size)
			full := uint64(size) * 4 / 21
			b.Run(fmt.Sprintf("keys=%d/full=%d", size, percent), func(b *testing.B) {
				from := full * 100 / uint64(percent)
				from = 1 << bits.Len64(from)
				to := from * growFactor
				if percent == sparsePercent {
					to = from / shrinkFactor
				}
				for moved := 0; moved < b.N; moved += int(from) {
					b.StopTimer()
					d.rehashTo(from)
					b.StartTimer()
					d.target = newTarget(d.heap, to)
					d.Rehash(min(int(from), b.N-moved))
				}
			})
		}
	}
}

// rehashTo brings the table to a size, when a rehash that runs has ended.
func (d *dataset) rehashTo(buckets uint64) {
	for d.Rehash(1000) {
	}
	if d.active.mask+1 != buckets {
		d.target = newTarget(d.heap, buckets)
	}
	for d.Rehash(1000) {
	}
}
