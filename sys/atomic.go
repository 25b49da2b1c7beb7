package sys

import "sync/atomic"

// Hook is called by an atomic before each of its steps, so that the simulated
// machine can switch threads there. A nil Hook costs a predictable branch.
type Hook func()

// Uint32 is an atomic 32-bit word, and the word of Threads.Park. Its zero
// value is 0 with no hook; Init ties it to a machine before it is shared.
// Every step is sequentially consistent (sync/atomic).
type Uint32 struct {
	value atomic.Uint32
	hook  Hook
}

// Init sets the hook and the first value. Call it before sharing the word.
func (a *Uint32) Init(hook Hook, value uint32) {
	a.hook = hook
	a.value.Store(value)
}

func (a *Uint32) step() {
	if a.hook != nil {
		a.hook()
	}
}

// Load returns the value.
func (a *Uint32) Load() uint32 { a.step(); return a.value.Load() }

// Store sets the value.
func (a *Uint32) Store(value uint32) { a.step(); a.value.Store(value) }

// Add adds delta and returns the new value.
func (a *Uint32) Add(delta uint32) uint32 { a.step(); return a.value.Add(delta) }

// Swap sets the value and returns the one before.
func (a *Uint32) Swap(value uint32) uint32 { a.step(); return a.value.Swap(value) }

// CompareAndSwap sets the value to new if it is old, and tells whether it did.
func (a *Uint32) CompareAndSwap(old, new uint32) bool {
	a.step()
	return a.value.CompareAndSwap(old, new)
}

// Address is the word itself, for the implementations of Park and Unpark.
func (a *Uint32) Address() *atomic.Uint32 { return &a.value }

// Uint64 is the 64-bit sibling of Uint32.
type Uint64 struct {
	value atomic.Uint64
	hook  Hook
}

// Init sets the hook and the first value. Call it before sharing the word.
func (a *Uint64) Init(hook Hook, value uint64) {
	a.hook = hook
	a.value.Store(value)
}

func (a *Uint64) step() {
	if a.hook != nil {
		a.hook()
	}
}

// Load returns the value.
func (a *Uint64) Load() uint64 { a.step(); return a.value.Load() }

// Store sets the value.
func (a *Uint64) Store(value uint64) { a.step(); a.value.Store(value) }

// Add adds delta and returns the new value.
func (a *Uint64) Add(delta uint64) uint64 { a.step(); return a.value.Add(delta) }

// Swap sets the value and returns the one before.
func (a *Uint64) Swap(value uint64) uint64 { a.step(); return a.value.Swap(value) }

// CompareAndSwap sets the value to new if it is old, and tells whether it did.
func (a *Uint64) CompareAndSwap(old, new uint64) bool {
	a.step()
	return a.value.CompareAndSwap(old, new)
}
