//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// growth is what loading keys did to a server.
type growth struct {
	bytes float64       // resident memory per key
	load  time.Duration // processor time of the server per key
}

// memoryCase compares two servers' growth.
type memoryCase struct {
	keys                 int
	subject, competition growth
}

// memoryHeader has the columns of the memory table; A is the subject.
var memoryHeader = []string{"keys", "A bytes/key", "B bytes/key", "A/B", "A load us/key", "B load us/key"}

func (m memoryCase) row() []string {
	a, b := m.subject, m.competition
	return []string{
		count(m.keys),
		fmt.Sprintf("%.1f", a.bytes),
		fmt.Sprintf("%.1f", b.bytes),
		fmt.Sprintf("%.2f", a.bytes/b.bytes),
		microseconds(float64(a.load.Nanoseconds()) / 1e3),
		microseconds(float64(b.load.Nanoseconds()) / 1e3),
	}
}

// memoryContest measures the growth of fresh servers, one at a time.
type memoryContest struct {
	network   network
	placement placement
	subjects  []subject // the last is the competition
	directory string
	progress  io.Writer
}

// run measures every number of keys. The result has the cases of every
// subject but the last.
func (m *memoryContest) run(ctx context.Context, keys []int) ([][]memoryCase, error) {
	results := make([][]memoryCase, len(m.subjects)-1)
	for _, n := range keys {
		var grown []growth
		for _, subject := range m.subjects {
			g, err := m.measure(ctx, subject, n)
			if err != nil {
				return nil, fmt.Errorf("memory of %s with %s keys: %w", subject.name, count(n), err)
			}
			fmt.Fprintf(m.progress, "memory, %s keys: %s %.1f bytes a key\n", count(n), subject.name, g.bytes)
			grown = append(grown, g)
		}
		for i := range results {
			results[i] = append(results[i], memoryCase{keys: n, subject: grown[i], competition: grown[len(grown)-1]})
		}
	}
	return results, nil
}

// measure starts a server, loads keys and ends it.
func (m *memoryContest) measure(ctx context.Context, subject subject, keys int) (growth, error) {
	if err := m.placement.release(); err != nil {
		return growth{}, err
	}
	s, err := startServer(ctx, subject, m.directory)
	if err != nil {
		return growth{}, err
	}
	g, err := m.grow(ctx, s, keys)
	return g, errors.Join(err, s.stop())
}

func (m *memoryContest) grow(ctx context.Context, s *server, keys int) (growth, error) {
	if err := m.placement.pin([]*server{s}); err != nil {
		return growth{}, err
	}
	before, err := s.consumption()
	if err != nil {
		return growth{}, err
	}
	if err := fill(ctx, m.network, s.address, keys, m.placement.patience()); err != nil {
		return growth{}, err
	}
	after, err := s.consumption()
	if err != nil {
		return growth{}, err
	}
	return growth{
		bytes: float64(after.resident-before.resident) / float64(keys),
		load:  (after.processor - before.processor) / time.Duration(keys),
	}, nil
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
