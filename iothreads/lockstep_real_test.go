//go:build linux

package iothreads

import (
	"fmt"
	"slices"
	"testing"

	"seedis/sys/real"
)

// realGang is threads in lock-step on Linux that add one to each item.
func realGang(k *real.Kernel, count, spin int) *Lockstep[*int] {
	name := func(i int) string { return fmt.Sprintf("step_%d", i) }
	return NewLockstep(k, count, spin, name, func(_ int, items []*int) {
		for _, item := range items {
			*item++
		}
	})
}

// With a spin and without one, through thousands of runs: the race detector sees
// the items and the lists.
func TestLockstepOnRealThreads(t *testing.T) {
	for _, spin := range []int{0, 10, 10_000} {
		k := newKernel(t)
		l := realGang(k, 4, spin)
		values := make([]int, 50)
		items := make([]*int, len(values))
		for i := range items {
			items[i] = &values[i]
		}
		l.Start()
		const rounds, runs = 10, 30
		for range rounds {
			l.Activate()
			for i := range runs {
				l.Run(items[:i])
			}
			l.Deactivate()
		}
		l.Stop()
		for i, v := range values {
			if v != rounds*(runs-1-min(i, runs-1)) {
				t.Errorf("spin %d: item %d was done %d times", spin, i, v)
			}
		}
	}
}

func TestLockstepNamesItsThreads(t *testing.T) {
	l := realGang(newKernel(t), 3, 0)
	l.Start()
	names := threadNames(t)
	for _, name := range []string{"step_1", "step_2"} {
		if !slices.Contains(names, name) {
			t.Errorf("no thread %s among %v", name, names)
		}
	}
	l.Stop()
}

func TestWhatALockstepRefuses(t *testing.T) {
	for name, misuse := range map[string]func(*Lockstep[*int]){
		"a second start":        func(l *Lockstep[*int]) { l.Start(); l.Start() },
		"a start after the end": func(l *Lockstep[*int]) { l.Stop(); l.Start() },
		"work before the start": func(l *Lockstep[*int]) { l.Activate() },
		"work while asleep":     func(l *Lockstep[*int]) { l.Start(); l.Run(nil) },
		"work after the end":    func(l *Lockstep[*int]) { l.Start(); l.Stop(); l.Activate() },
		"no thread, not even main": func(*Lockstep[*int]) {
			realGang(newKernel(t), 0, 0)
		},
	} {
		l := realGang(newKernel(t), 2, 0)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("it took %s", name)
				}
			}()
			misuse(l)
		}()
		l.Stop()
	}
}

func TestLockstepAllocatesNothing(t *testing.T) {
	l := realGang(newKernel(t), 3, 1000)
	items := make([]*int, 100)
	for i := range items {
		items[i] = new(int)
	}
	l.Start()
	l.Activate()
	if allocations := testing.AllocsPerRun(100, func() { l.Run(items) }); allocations != 0 {
		t.Errorf("%v allocations for a run", allocations)
	}
	l.Stop()
}

// It keeps nothing of what is done.
func TestLockstepForgetsWhatIsDone(t *testing.T) {
	l := realGang(newKernel(t), 2, 0)
	l.Start()
	l.Activate()
	l.Run([]*int{new(int), new(int), new(int)})
	for i := range l.hands {
		for _, item := range l.hands[i].items[:cap(l.hands[i].items)] {
			if item != nil {
				t.Errorf("thread %d still has an item that is done", i)
			}
		}
	}
	l.Stop()
}

// What a run of 32 items costs with one thread beside the caller, which spins.
func BenchmarkLockstep(b *testing.B) {
	l := realGang(newKernel(b), 2, 1_000_000)
	items := make([]*int, 32)
	for i := range items {
		items[i] = new(int)
	}
	l.Start()
	l.Activate()
	for range b.N {
		l.Run(items)
	}
	l.Stop()
}
