package mem

import (
	"testing"

	"seedis/sys/real"
	"seedis/sys/sim"
)

// A call by the wrong thread is found the first time it is made.
func TestDebugFindsTheWrongThread(t *testing.T) {
	for _, test := range []struct {
		text   string
		misuse func(h *Heap, remote *Remote, r Ref)
	}{
		{"Alloc by thread 2 of the heap of thread 1", func(h *Heap, _ *Remote, _ Ref) { h.Alloc(8) }},
		{"AllocZeroed by thread 2 of the heap of thread 1", func(h *Heap, _ *Remote, _ Ref) { h.AllocZeroed(8) }},
		{"Free by thread 2 of the heap of thread 1", func(h *Heap, _ *Remote, r Ref) { h.Free(r) }},
		{"Collect by thread 2", func(h *Heap, _ *Remote, _ Ref) { h.Collect(1) }},
		{"PendingFree by thread 2", func(h *Heap, _ *Remote, _ Ref) { h.PendingFree() }},
		{"NewRemote by thread 2", func(h *Heap, _ *Remote, _ Ref) { h.NewRemote() }},
		{"Scavenge by thread 2", func(h *Heap, _ *Remote, _ Ref) { h.Scavenge(1) }},
		{"Live by thread 2", func(h *Heap, _ *Remote, _ Ref) { h.Live() }},
		{"Mapped by thread 2", func(h *Heap, _ *Remote, _ Ref) { h.Mapped() }},
		{"Active by thread 2", func(h *Heap, _ *Remote, _ Ref) { h.Active() }},
		{"Resident by thread 2", func(h *Heap, _ *Remote, _ Ref) { h.Resident() }},
		{"Leaks by thread 2", func(h *Heap, _ *Remote, _ Ref) { h.Leaks() }},
		{"Check by thread 2", func(h *Heap, _ *Remote, _ Ref) { h.Check() }},
		{"the Remote of thread 3 is used by thread 2", func(h *Heap, remote *Remote, r Ref) {
			remote.thread = 3
			remote.Free(r)
		}},
		{"a Remote is used by thread 2, which owns the heap", func(h *Heap, remote *Remote, r Ref) {
			h.Own()
			remote.Flush()
		}},
	} {
		m := sim.New(sim.Options{Memory: real.Memory{}})
		h, err := New(Options{Memory: m, Hook: m.Hook(), Reserve: 1 << 30, Debug: true, Current: m.Current})
		if err != nil {
			t.Fatal(err)
		}
		remote := h.NewRemote()
		m.Start("owner", func() {
			h.Own()
			r := h.Alloc(64)
			m.Start("other", func() {
				mustPanic(t, "mem: "+test.text, func() { test.misuse(h, remote, r) })
			})
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		m.ReleaseMemory()
	}
}
