package server

import (
	"cmp"
	"fmt"
	"math"

	"seedis/iothreads"
	"seedis/mem"
	"seedis/store"
	"seedis/sys"
)

// lazyFree is main's side of lazy free: it takes what is dead from the keyspace
// and has the thread bio_lazy_free free it.
//
// A dead block goes by four places:
//
//	Remains in the queue --> the thread frees --> the heap's inboxes --> the heap
//
// It is pending until main has collected it. How much is pending main knows from its
// own figures, what it has handed over and what it has collected, and not from how
// far the thread is: so no block is missed or counted twice on its way from one place
// to the next. What the thread tells, when a job is done, is how wrong its estimate
// was.
type lazyFree struct {
	worker *iothreads.Worker[store.Remains]
	queued int // dead values that the queue has room for without growing
	heap   *mem.Heap
	marks  sys.Marks
	freer  lazyFreer
	// What was handed over: keys, and their bytes as they were estimated.
	objects uint64
	bytes   uint64
	// forgotten is the objects that CONFIG RESETSTAT has made INFO forget.
	forgotten uint64
}

var _ store.Reclaimer = (*lazyFree)(nil)

// lazyFreer is the thread's side. Main reads the counters, and the rest before the
// thread starts.
type lazyFreer struct {
	heap   *mem.Heap
	remote *mem.Remote // the thread's way to the heap; nil while there is no thread
	freed  uint64      // bytes of the job that is being done, which main will collect

	freedObjects *iothreads.Counter // of jobs that are done
	excess       *iothreads.Counter // of their estimates over what they freed, in bytes; it wraps around
	hurry        *iothreads.Counter // main's: not 0 when all memory will go at once
}

const (
	// lazyFreeQueued is how many dead values the queue has room for before it grows.
	// Hardly a turn leaves more, and they take 50 KiB.
	lazyFreeQueued = 256
	// lazyFreeStep is how many blocks are freed between two looks at hurry, some
	// 50 us.
	lazyFreeStep = 1024
)

func (l *lazyFree) init(kernel sys.Kernel, threads sys.Threads, heap *mem.Heap, queued int) {
	hook := kernel.Hook()
	l.heap, l.marks, l.queued = heap, kernel, cmp.Or(queued, lazyFreeQueued)
	l.freer = lazyFreer{
		heap:         heap,
		freedObjects: iothreads.NewCounter(hook),
		excess:       iothreads.NewCounter(hook),
		hurry:        iothreads.NewCounter(hook),
	}
	l.worker = iothreads.NewWorker(threads, "bio_lazy_free", l.queued, l.freer.do)
}

// start starts the thread.
func (l *lazyFree) start() {
	l.freer.remote = l.heap.NewRemote()
	l.worker.Start()
}

// runs tells whether there is a thread that frees.
func (l *lazyFree) runs() bool { return l.freer.remote != nil }

// Reclaim hands over what is dead.
func (l *lazyFree) Reclaim(r store.Remains) {
	if waiting := l.worker.Pending(); waiting > 0 {
		l.marks.Mark(sys.MarkFreeQueued)
		if waiting >= l.queued {
			l.marks.Mark(sys.MarkFreeOverflow)
		}
	}
	l.objects += uint64(r.Objects())
	l.bytes += r.Bytes()
	l.worker.Submit(r)
}

// publish shows the thread what was handed over.
func (l *lazyFree) publish() {
	if l.worker.Publish() {
		l.marks.Mark(sys.MarkFreerWoken)
	}
}

// noteCollected takes note that freed blocks have come home.
func (l *lazyFree) noteCollected() {
	if l.worker.Pending() > 0 {
		l.marks.Mark(sys.MarkCollectedMeanwhile)
	}
}

// pendingObjects is how many keys are still to be freed.
func (l *lazyFree) pendingObjects() uint64 { return l.objects - l.freer.freedObjects.Load() }

// freedObjects is how many keys were freed since the start or CONFIG RESETSTAT.
func (l *lazyFree) freedObjects() uint64 { return l.freer.freedObjects.Load() - l.forgotten }

// pendingBytes is about how much of the memory in use is on its way to be free. The
// value that is being freed may turn out to be larger than it was taken for.
// The I/O threads have freed so many bytes besides, which main collects, too.
func (l *lazyFree) pendingBytes(besides uint64) uint64 {
	pending := l.bytes + besides - l.freer.excess.Load() - l.heap.Collected()
	return uint64(max(0, int64(pending)))
}

// resetStatistics lets INFO begin anew.
func (l *lazyFree) resetStatistics() { l.forgotten = l.freer.freedObjects.Load() }

// abandon lets the thread leave what is dead as it is: all memory goes at once.
func (l *lazyFree) abandon() { l.freer.hurry.Add(1) }

// do frees one dead value, or all that a database had.
func (f *lazyFreer) do(r store.Remains) {
	f.freed = 0
	for done := false; !done; done = r.Free(f, lazyFreeStep) {
		if f.hurry.Load() != 0 {
			return
		}
	}
	if f.remote != nil {
		f.remote.Flush()
	}
	f.excess.Add(r.Bytes() - f.freed)
	f.freedObjects.Add(uint64(r.Objects()))
}

// Free gives a block back. Without a thread there is nothing to collect.
func (f *lazyFreer) Free(ref mem.Ref) {
	if f.remote == nil {
		f.heap.Free(ref)
		return
	}
	f.freed += uint64(f.heap.Size(ref))
	f.remote.Free(ref)
}

// configureLazyFree tells those who remove values what is freed in the background,
// as configured. Eviction asks the configuration itself.
func (s *Server) configureLazyFree() {
	s.call.Lazy.Expire = s.config.LazyFreeLazyExpire
	s.call.Lazy.UserDel = s.config.LazyFreeLazyUserDel
	s.call.Lazy.UserFlush = s.config.LazyFreeLazyUserFlush
	s.keyspace.OverwriteLazily(s.config.LazyFreeLazyServerDel)
}

// pendingFreeBytes is how much of the memory in use is on its way to be free. It may
// be asked before each command.
func (s *Server) pendingFreeBytes() uint64 { return s.lazyFree.pendingBytes(s.crew.returned) }

// reclaimable tells whether blocks that bio_lazy_free has freed can be collected.
//
// There is no need to wait for the end of a long job: Collect takes whole pages,
// whose blocks it does not touch, for as long as pages become free that way, and the
// blocks of the others only when nothing more comes.
func (s *Server) reclaimable() bool {
	_, blocks := s.heap.PendingFree()
	return blocks > 0
}

// freeAll empties the keyspace, lets the background threads end, and asserts that
// no block is left behind.
func (s *Server) freeAll() {
	for i := range s.keyspace.Databases() {
		s.keyspace.DB(i).Clear()
	}
	s.bio.stop()
	for s.reclaimable() {
		s.heap.Collect(math.MaxInt)
	}
	if pending := s.lazyFree.pendingObjects(); pending > 0 {
		panic(fmt.Sprintf("server: %d objects are still to be freed", pending))
	}
	if bytes, blocks := s.heap.Live(); blocks > 0 {
		panic(fmt.Sprintf("server: %d blocks of %d bytes were never freed", blocks, bytes))
	}
}
