//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// growth is what loading data did to a server.
type growth struct {
	bytes float64       // resident memory per element
	load  time.Duration // processor time of the server per element
}

// memoryData is what is loaded, and the most that it may take.
type memoryData struct {
	name     string
	fills    []step
	elements int
	limit    float64 // of Seedis's bytes to redis-server's
}

// The limits are the project's own. A list is packed tightly by redis-server
// already, a small hash still has the key and its entry to save.
const (
	anyLimit       = 1.0
	tableLimit     = 0.7
	smallHashLimit = 0.9
)

// memoryTable lists the data: strings with so many keys, and collections of so
// many elements.
func memoryTable(keys []int, elements int) []memoryData {
	var all []memoryData
	for _, n := range keys {
		all = append(all, memoryData{
			name: count(n) + " keys", fills: []step{fillKeys(n)}, elements: n, limit: anyLimit,
		})
	}
	big := shape{elements, digitsOf(elements)}
	one := func(noun string, fill step, limit float64) {
		all = append(all, memoryData{name: big.name(noun), fills: []step{fill}, elements: elements, limit: limit})
	}
	one("list", fillLists(big), anyLimit)
	one("hash", fillHashes(big), tableLimit)
	one("set", fillSets(big), tableLimit)
	one("sorted set", fillSortedSets(big), tableLimit)
	return append(all, smallHashes(elements))
}

// smallHashes is so many hashes of ten fields.
func smallHashes(hashes int) memoryData {
	const fields = 10
	request := []string{"HSET", "hash:" + whole}
	for _, field := range numbered("field:", fields) {
		request = append(request, field, hashValue)
	}
	return memoryData{
		name:     count(hashes) + " hashes of 10",
		fills:    []step{filling(hashes, anyInteger, request...)},
		elements: hashes * fields,
		limit:    smallHashLimit,
	}
}

// memoryCase compares two servers' growth; a server that does not know the
// commands has none.
type memoryCase struct {
	name                 string
	limit                float64
	subject, competition *growth
}

// memoryHeader has the columns of the memory table; A is the subject.
var memoryHeader = []string{
	"data", "A bytes/element", "B bytes/element", "A/B", "at most", "A load us", "B load us",
}

func (m memoryCase) row() []string {
	a, b := m.subject, m.competition
	return []string{
		m.name, a.bytesText(), b.bytesText(), m.ratio(), fmt.Sprintf("%.1f", m.limit), a.loadText(), b.loadText(),
	}
}

// ratio is that of the bytes, bold where it reads as above the limit.
func (m memoryCase) ratio() string {
	if m.subject == nil || m.competition == nil {
		return absent
	}
	ratio := math.Round(m.subject.bytes/m.competition.bytes*100) / 100
	if ratio > m.limit {
		return fmt.Sprintf("**%.2f**", ratio)
	}
	return fmt.Sprintf("%.2f", ratio)
}

func (g *growth) bytesText() string {
	if g == nil {
		return absent
	}
	return fmt.Sprintf("%.1f", g.bytes)
}

func (g *growth) loadText() string {
	if g == nil {
		return absent
	}
	return microseconds(float64(g.load.Nanoseconds()) / 1e3)
}

// memoryContest measures the growth of fresh servers, one at a time.
type memoryContest struct {
	network   network
	placement placement
	subjects  []subject // the last is the competition
	directory string
	progress  io.Writer
	// settling is how long a server gets after its last reply: allocators give
	// back what they have left over in the background, jemalloc within ten
	// seconds.
	settling time.Duration
}

// run measures all data. The result has the cases of every subject but the
// last.
func (m *memoryContest) run(ctx context.Context, table []memoryData) ([][]memoryCase, error) {
	results := make([][]memoryCase, len(m.subjects)-1)
	for _, data := range table {
		var grown []*growth
		for _, subject := range m.subjects {
			g, err := m.measure(ctx, subject, data)
			if err != nil {
				return nil, fmt.Errorf("memory of %s with %s: %w", subject.name, data.name, err)
			}
			fmt.Fprintf(m.progress, "memory, %s: %s %s bytes an element\n", data.name, subject.name, g.bytesText())
			grown = append(grown, g)
		}
		for i := range results {
			results[i] = append(results[i], memoryCase{
				name: data.name, limit: data.limit, subject: grown[i], competition: grown[len(grown)-1],
			})
		}
	}
	return results, nil
}

// measure starts a server, loads data and ends it. A server that does not know
// the commands gives nil.
func (m *memoryContest) measure(ctx context.Context, subject subject, data memoryData) (*growth, error) {
	if err := m.placement.release(); err != nil {
		return nil, err
	}
	s, err := startServer(ctx, subject, m.directory)
	if err != nil {
		return nil, err
	}
	g, err := m.grow(ctx, s, data)
	return g, errors.Join(err, s.stop())
}

func (m *memoryContest) grow(ctx context.Context, s *server, data memoryData) (*growth, error) {
	if err := m.placement.pin([]*server{s}); err != nil {
		return nil, err
	}
	if knows, err := knowsAll(s.address, wireCommands(data.fills)); err != nil || !knows {
		return nil, err
	}
	before, err := s.consumption()
	if err != nil {
		return nil, err
	}
	if err := fill(ctx, m.network, s.address, data.fills, m.placement.patience()); err != nil {
		return nil, err
	}
	if err := pause(ctx, m.settling); err != nil {
		return nil, err
	}
	after, err := s.consumption()
	if err != nil {
		return nil, err
	}
	return &growth{
		bytes: float64(after.resident-before.resident) / float64(data.elements),
		load:  (after.processor - before.processor) / time.Duration(data.elements),
	}, nil
}

// pause waits, or ends early with its context.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// consumption is what a server has used up to now.
type consumption struct {
	resident  int // bytes
	processor time.Duration
}

func (s *server) consumption() (consumption, error) {
	resident, err := residentSize(s.pid())
	if err != nil {
		return consumption{}, err
	}
	processor, err := processorTime(s.pid())
	return consumption{resident: resident, processor: processor}, err
}
