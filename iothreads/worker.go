package iothreads

import "seedis/sys"

// Worker is a background thread that does jobs one after the other, in the order
// in which one other thread, the sender, submits them. All methods are the
// sender's.
type Worker[T any] struct {
	threads sys.Threads
	name    string
	do      func(T)
	queue   *Queue[T]

	// The sender's own.
	submitted uint64 // jobs so far
	started   bool
	stopped   bool

	// Shared, and written once a batch or a job.
	sleeper sleeper
	ending  sys.Uint32 // 1: nothing more is submitted
	_       apart
	done    sys.Uint64 // jobs so far; written by the thread
	ended   sys.Uint32 // 1: the thread is through
	_       apart
}

// NewWorker makes a worker whose thread, of this name, does each job by calling
// do. About capacity jobs, a power of two, wait without costing memory of their own;
// more take room as they come.
func NewWorker[T any](threads sys.Threads, name string, capacity int, do func(T)) *Worker[T] {
	hook := threads.Hook()
	w := &Worker[T]{threads: threads, name: name, do: do, queue: NewQueue[T](hook, capacity)}
	w.sleeper.init(threads)
	w.ending.Init(hook, 0)
	w.done.Init(hook, 0)
	w.ended.Init(hook, 0)
	return w
}

// Start starts the thread. Jobs may have been submitted before.
func (w *Worker[T]) Start() {
	if w.started || w.stopped {
		panic("iothreads: a worker starts once")
	}
	w.started = true
	w.threads.Start(w.name, w.run)
}

// Submit queues a job, which the thread sees after Publish. It never waits.
func (w *Worker[T]) Submit(job T) {
	if w.stopped {
		panic("iothreads: a job for a worker that has stopped")
	}
	w.submitted++
	w.queue.Put(job)
}

// Publish shows the thread all that was submitted and wakes it; it tells whether
// the thread slept. A sender calls it once a batch.
func (w *Worker[T]) Publish() (woken bool) {
	return w.queue.Publish() && w.sleeper.Ring()
}

// Pending is the number of jobs that were submitted and are not done.
func (w *Worker[T]) Pending() int { return int(w.submitted - w.done.Load()) }

// Stop returns when all jobs that were submitted are done and the thread needs
// nothing of the worker any more. The jobs of a worker that was never started
// are done by the caller. Stop may be called again.
func (w *Worker[T]) Stop() {
	if w.stopped {
		return
	}
	w.stopped = true
	w.queue.Publish()
	w.ending.Store(1)
	if !w.started {
		w.drain()
		return
	}
	w.sleeper.Ring()
	for w.ended.Load() == 0 {
		w.threads.Park(&w.ended, 0, unlimited)
	}
}

// run is the thread.
func (w *Worker[T]) run() {
	for w.ending.Load() == 0 {
		w.drain()
		w.sleeper.sleep(w.needed)
	}
	w.drain() // the sender has published before it set ending
	w.ended.Store(1)
	w.threads.Unpark(&w.ended, 1)
}

// needed tells whether there is a reason not to sleep.
func (w *Worker[T]) needed() bool { return !w.queue.Empty() || w.ending.Load() == 1 }

// drain does what is published.
func (w *Worker[T]) drain() {
	for {
		job, ok := w.queue.Take()
		if !ok {
			return
		}
		w.do(job)
		w.done.Add(1)
		w.queue.Release()
	}
}
