package store

import (
	"flag"
	"strconv"
	"strings"
	"testing"
	"time"

	"seedis/mem"
	"seedis/sys/sim"
)

const seedsUsual = 150

var oneSeed = flag.Int("seed", -1, "the only seed to try; -1 tries all")

// morgue is a Reclaimer whose remains are freed by another thread. It lives on a
// machine of which one thread runs at a time.
type morgue struct {
	waiting []Remains
	handed  int  // objects that came
	closed  bool // no more come
	done    bool // all are freed
}

func (q *morgue) Reclaim(r Remains) {
	q.handed += r.Objects()
	q.waiting = append(q.waiting, r)
}

// serve is the other thread: it frees what comes, in slices of any size.
func (q *morgue) serve(m *sim.Machine, to *mem.Remote) {
	slices := m.Stream("slices")
	for !q.closed || len(q.waiting) > 0 {
		if len(q.waiting) == 0 {
			m.Sleep(time.Microsecond)
			continue
		}
		r := q.waiting[0]
		q.waiting = q.waiting[1:]
		for !r.Free(to, 1+m.Choose(slices, 100)) {
			if m.Choose(slices, 4) == 0 {
				to.Flush()
			}
			m.Pause()
		}
	}
	to.Flush()
	q.done = true
}

// TestRemainsAreFreedBesideTheOwner: while one thread fills two databases and empties
// them, another frees what they had. At the end nothing is left.
func TestRemainsAreFreedBesideTheOwner(t *testing.T) {
	first, end := 0, seedsUsual
	if *oneSeed >= 0 {
		first, end = *oneSeed, *oneSeed+1
	}
	handed := 0
	for seed := first; seed < end; seed++ {
		m := sim.New(sim.Options{Seed: uint64(seed), Faults: sim.MustFaults("stall:0.02/20µs")})
		q := &morgue{}
		m.Start("main", func() {
			heap, err := mem.New(mem.Options{
				Memory: &mapping{}, Reserve: 1 << 30, Hook: m.Hook(), Current: m.Current, Debug: true, Seed: uint64(seed),
			})
			if err != nil {
				m.Fail("%v", err)
			}
			heap.Own()
			to := heap.NewRemote()
			m.Start("reclaimer", func() { q.serve(m, to) })
			q.work(m, New(heap, new(marks), uint64(seed), 2))
			q.close(m, heap)
		})
		if err := m.Run(); err != nil {
			t.Fatalf("%v\nrun: go test ./store -run '^%s$' -seed %d", err, t.Name(), seed)
		}
		handed += q.handed
	}
	if handed == 0 {
		t.Error("nothing was ever handed over")
	}
}

// work is what commands do.
func (q *morgue) work(m *sim.Machine, keyspace *Keyspace) {
	draws := m.Stream("commands")
	keyspace.ReclaimBy(q)
	keyspace.OverwriteLazily(m.Choose(draws, 2) == 0)
	keyspace.SetLimits(Limits{ListNode: 1})
	kinds := []Type{ListType, SetType, ZSetType, HashType}
	for range 30 {
		f := fixture{DB: keyspace.DB(m.Choose(draws, 2)), keyspace: keyspace, heap: keyspace.heap}
		name := strconv.Itoa(m.Choose(draws, 4))
		e := f.find(name)
		switch m.Choose(draws, 7) {
		case 0:
			f.set(name, strings.Repeat("v", 1<<m.Choose(draws, 18)))
		case 1:
			f.Abandon()
		case 2:
			keyspace.Abandon()
		case 3:
			if e.Exists() {
				f.Unlink(e)
			}
		default:
			kind := kinds[m.Choose(draws, len(kinds))]
			for i := range m.Choose(draws, 200) {
				if e = f.find(name); e.Exists() {
					kind = e.Type()
				}
				f.put(kind, name, "element:"+strconv.Itoa(i))
			}
		}
		m.Pause()
	}
	keyspace.Clear()
}

// close waits until all is freed, and demands that nothing is left.
func (q *morgue) close(m *sim.Machine, heap *mem.Heap) {
	for q.closed = true; !q.done; {
		m.Sleep(time.Microsecond)
	}
	for _, blocks := heap.PendingFree(); blocks > 0; _, blocks = heap.PendingFree() {
		heap.Collect(1000)
	}
	if bytes, blocks := heap.Live(); bytes != 0 || blocks != 0 {
		m.Fail("%d bytes in %d blocks are left: %v", bytes, blocks, heap.Leaks())
	}
	if err := heap.Check(); err != nil {
		m.Fail("%v", err)
	}
	heap.Close()
}
