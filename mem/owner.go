package mem

import "fmt"

// noThread is the number of a caller from outside all threads.
const noThread = 0

// own makes the calling thread the owner of the heap.
func (d *debug) own() { d.owner = d.current() }

// mustOwn panics unless the calling thread owns the heap.
func (d *debug) mustOwn(method string) {
	if caller := d.current(); caller != d.owner && caller != noThread {
		panic(fmt.Sprintf("mem: %s by thread %d of the heap of thread %d", method, caller, d.owner))
	}
}

// mustUse panics unless the Remote is the calling thread's, and that another
// one than the owner of the heap. The thread that uses a Remote first has it.
func (d *debug) mustUse(r *Remote) {
	caller := d.current()
	if caller == noThread {
		return
	}
	if caller == d.owner {
		panic(fmt.Sprintf("mem: a Remote is used by thread %d, which owns the heap", caller))
	}
	if r.thread == noThread {
		r.thread = caller
	}
	if caller != r.thread {
		panic(fmt.Sprintf("mem: the Remote of thread %d is used by thread %d", r.thread, caller))
	}
}
