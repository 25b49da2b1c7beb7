package iothreads

import "seedis/sys"

// sleeper is how a thread without a poller sleeps until there is something for
// it, and how others wake it: see the package comment.
type sleeper struct {
	threads  sys.Threads
	sleeping sys.Uint32 // 1: the thread sleeps, or is about to
}

func (s *sleeper) init(threads sys.Threads) {
	s.threads = threads
	s.sleeping.Init(threads.Hook(), 0)
}

// sleep stops the calling thread, of which there is one, until somebody wakes
// it, unless needed tells that there is something to do. It may return early.
func (s *sleeper) sleep(needed func() bool) {
	s.sleeping.Store(1)
	if !needed() {
		s.threads.Park(&s.sleeping, 1, -1)
	}
	s.sleeping.Store(0)
}

// wake wakes the thread if it sleeps, and tells whether it did. Whoever calls it has
// published before what the thread is needed for.
func (s *sleeper) wake() bool {
	if s.sleeping.Load() == 0 || !s.sleeping.CompareAndSwap(1, 0) {
		return false
	}
	s.threads.Unpark(&s.sleeping, 1)
	return true
}
