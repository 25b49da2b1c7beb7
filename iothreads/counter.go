package iothreads

import "seedis/sys"

// Counter is a number that one thread adds to and any other may read.
type Counter struct {
	value sys.Uint64
}

// NewCounter makes a counter that is 0. The hook is that of the machine.
func NewCounter(hook sys.Hook) *Counter {
	c := new(Counter)
	c.value.Init(hook, 0)
	return c
}

// Add counts n more.
func (c *Counter) Add(n uint64) { c.value.Add(n) }

// Load is what was counted so far.
func (c *Counter) Load() uint64 { return c.value.Load() }
