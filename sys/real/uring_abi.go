//go:build linux

package real

import "seedis/sys"

// The words of io_uring(7), which package unix does not have. All lie in memory
// that the kernel reads or writes, so they hold addresses and no pointers.

// The operations (io_uring_enter(2)), by their numbers in linux/io_uring.h.
const (
	ringSendMessage    = 9
	ringReceiveMessage = 10
	ringSend           = 26
	ringReceive        = 27
)

const (
	// ringSingleMap is the feature that both queues lie in one mapping, since
	// Linux 5.4; ringNoDrop that completions without room are kept, since 5.5.
	ringSingleMap = 1 << 0
	ringNoDrop    = 1 << 1
	// ringSubmitAll is the flag of io_uring_setup(2) that one entry which is
	// refused does not hold up those behind it, since Linux 5.18.
	ringSubmitAll = 1 << 7
	// ringGetEvents is the flag of io_uring_enter(2) to wait for completions.
	ringGetEvents = 1 << 0
	// ringEntriesAt is the offset in the descriptor at which the entries of the
	// submission queue are mapped.
	ringEntriesAt = 0x10000000
)

// ringParameters are asked for in io_uring_setup(2), and answered there.
type ringParameters struct {
	submissionEntries, completionEntries uint32
	flags                                uint32
	pollThread, pollIdle                 uint32
	features                             uint32
	workers                              uint32
	_                                    [3]uint32
	submissions                          submissionOffsets
	completions                          completionOffsets
}

// submissionOffsets tell where the parts of the submission queue lie.
type submissionOffsets struct {
	head, tail, mask, entries, flags, dropped, array, _ uint32
	_                                                   uint64
}

// completionOffsets tell where the parts of the completion queue lie.
type completionOffsets struct {
	head, tail, mask, entries, overflow, completions, flags, _ uint32
	_                                                          uint64
}

// submission is an operation to carry out (struct io_uring_sqe).
type submission struct {
	operation uint8
	_         [3]uint8
	fd        int32
	_         uint64
	address   uintptr // of a buffer, or a message
	_         [8 - ptrSize]byte
	length    uint32 // of the buffer; 1 for a message
	flags     uint32 // of send(2) and recv(2)
	place     uint64 // of the Op in its batch, which comes back
	_         [3]uint64
}

// completion is what came of one (struct io_uring_cqe).
type completion struct {
	place  uint64
	result int32 // bytes, or a negated errno
	_      uint32
}

// ptrSize is the size of an address, in bytes.
const ptrSize = 4 << (^uintptr(0) >> 63)

// message is a vector of buffers as sendmsg(2) and recvmsg(2) take it (struct
// msghdr), and the vector.
type message struct {
	name        uintptr
	nameLength  uint32
	vector      uintptr
	buffers     uintptr
	control     uintptr
	controlSize uintptr
	flags       int32
	buffer      [sys.MaxBufs]buffer
}

// buffer is one of a vector (struct iovec).
type buffer struct{ address, length uintptr }
