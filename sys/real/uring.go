//go:build linux

package real

import (
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// ringSize is how many operations one call carries out: the server's batches
// have 64.
const ringSize = 64

// ring is an io_uring(7): a queue of operations in memory shared with the
// kernel, a queue of their outcomes, and one system call for all of them.
//
// Between two batches both queues are empty: an operation that would have to wait
// fails with EAGAIN instead (MSG_DONTWAIT), so nothing stays in flight. That is
// why a completion is matched by its place in the batch alone, why completions
// never lack room, and why no flag of io_uring_setup(2) that orders how work is
// done later (SINGLE_ISSUER, DEFER_TASKRUN, COOP_TASKRUN) makes a difference: none
// was measured. So a ring may be made by one thread and used by another.
type ring struct {
	transfers // for batches that are not worth the call

	fd          int
	submissions ringQueue
	completions ringQueue
	// entries, outcomes and messages lie in the mappings below: one of each for
	// every place, and outcomes twice as many.
	entries  []submission
	outcomes []completion
	messages []message

	queueMemory, entryMemory, messageMemory []byte
}

// ringQueue has the counters of one queue. They run freely; a place is a
// counter's lowest bits. The kernel moves one of the two, the ring's thread the
// other.
type ringQueue struct {
	head, tail *atomic.Uint32
}

// newRing makes a ring. Its memory is its own: no address of the Go heap stays
// in it past a batch.
func newRing() (*ring, sys.Errno) {
	parameters := ringParameters{flags: ringSubmitAll}
	fd, errno := setUpRing(&parameters)
	if errno == sys.EINVAL { // Linux before 5.18
		parameters = ringParameters{}
		fd, errno = setUpRing(&parameters)
	}
	if errno != sys.OK {
		return nil, errno
	}
	r := &ring{fd: fd}
	if errno := r.lay(&parameters); errno != sys.OK {
		r.close()
		return nil, errno
	}
	return r, sys.OK
}

// setUpRing is io_uring_setup(2). What is too old to say what is needed here
// counts as absent.
func setUpRing(parameters *ringParameters) (int, sys.Errno) {
	fd, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, ringSize, uintptr(unsafe.Pointer(parameters)), 0)
	if errno != 0 {
		return 0, sys.Errno(errno)
	}
	const needed = ringSingleMap | ringNoDrop
	if parameters.features&needed != needed {
		unix.Close(int(fd))
		return 0, sys.ENOSYS
	}
	return int(fd), sys.OK
}

// lay maps the ring's memory and finds its parts.
func (r *ring) lay(parameters *ringParameters) sys.Errno {
	sent, done := &parameters.submissions, &parameters.completions
	queueSize := max(uintptr(sent.array)+ringSize*unsafe.Sizeof(uint32(0)),
		uintptr(done.completions)+uintptr(parameters.completionEntries)*unsafe.Sizeof(completion{}))
	for _, mapping := range []struct {
		memory *[]byte
		fd     int
		offset int64
		size   uintptr
		flags  int
	}{
		{&r.queueMemory, r.fd, 0, queueSize, unix.MAP_SHARED | unix.MAP_POPULATE},
		{&r.entryMemory, r.fd, ringEntriesAt, ringSize * unsafe.Sizeof(submission{}), unix.MAP_SHARED | unix.MAP_POPULATE},
		{&r.messageMemory, -1, 0, ringSize * unsafe.Sizeof(message{}), unix.MAP_PRIVATE | unix.MAP_ANONYMOUS},
	} {
		memory, err := unix.Mmap(mapping.fd, mapping.offset, int(mapping.size), unix.PROT_READ|unix.PROT_WRITE, mapping.flags)
		if err != nil {
			return errnoOf(err)
		}
		*mapping.memory = memory
	}
	r.submissions = ringQueue{r.counter(sent.head), r.counter(sent.tail)}
	r.completions = ringQueue{r.counter(done.head), r.counter(done.tail)}
	r.entries = unsafe.Slice((*submission)(unsafe.Pointer(&r.entryMemory[0])), ringSize)
	r.outcomes = unsafe.Slice((*completion)(unsafe.Pointer(&r.queueMemory[done.completions])), parameters.completionEntries)
	r.messages = unsafe.Slice((*message)(unsafe.Pointer(&r.messageMemory[0])), ringSize)
	// The kernel finds entries by an array of their places, which could be in
	// any order, and are in the one.
	places := unsafe.Slice((*uint32)(unsafe.Pointer(&r.queueMemory[sent.array])), ringSize)
	for i := range places {
		places[i] = uint32(i)
	}
	return sys.OK
}

func (r *ring) counter(offset uint32) *atomic.Uint32 {
	return (*atomic.Uint32)(unsafe.Pointer(&r.queueMemory[offset]))
}

// close ends the ring. Nothing is in flight, so nobody uses its memory.
func (r *ring) close() sys.Errno {
	for _, memory := range [][]byte{r.queueMemory, r.entryMemory, r.messageMemory} {
		if memory == nil {
			continue // the ring could not be laid out
		}
		if err := unix.Munmap(memory); err != nil {
			panic("real: the memory of a ring cannot be unmapped: " + err.Error())
		}
	}
	return errnoOf(unix.Close(r.fd))
}

// ringPoller waits by epoll and moves bytes by a ring, whose batches are nearer than
// those of epollPoller.transfers.
type ringPoller struct {
	*epollPoller
	*ring
}

func newRingPoller() (sys.Poller, sys.Errno) {
	epoll, errno := newEpollPoller()
	if errno != sys.OK {
		return nil, errno
	}
	ring, errno := newRing()
	if errno != sys.OK {
		epoll.Close()
		return nil, errno
	}
	return &ringPoller{epoll, ring}, sys.OK
}

// Close closes all descriptors. A second Close returns EBADF.
func (p *ringPoller) Close() sys.Errno {
	errno := p.epollPoller.Close()
	if errno == sys.EBADF {
		return errno
	}
	if other := p.ring.close(); errno == sys.OK {
		errno = other
	}
	return errno
}
