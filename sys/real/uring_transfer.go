//go:build linux

package real

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// direction is one of the two ways of bytes, in the words of the ring and as the
// plain call that does the same.
type direction struct {
	operation, messageOperation uint8
	flags                       uint32
	plainly                     func(op *sys.Op)
}

var (
	inward  = direction{ringReceive, ringReceiveMessage, unix.MSG_DONTWAIT, receiveOp}
	outward = direction{ringSend, ringSendMessage, sendFlags, sendOp}
)

// ringLeast is the smallest batch that the ring carries out. An operation costs the
// ring about 100 ns more than a plain call costs the kernel once inside, and saves
// the way in: both are even at 8, and at 32 and 64 the ring needs 7-10% less over
// unix sockets, 2-6% over TCP (Linux 6.18, processor time of the thread).
const ringLeast = 8

// RecvBatch receives into every Op's buffers.
func (r *ring) RecvBatch(ops []sys.Op) {
	if len(ops) < ringLeast {
		r.transfers.RecvBatch(ops)
		return
	}
	for i := range ops {
		mustHaveRoom(&ops[i])
	}
	r.transferBatch(ops, inward)
}

// SendBatch sends every Op's buffers.
func (r *ring) SendBatch(ops []sys.Op) {
	if len(ops) < ringLeast {
		r.transfers.SendBatch(ops)
		return
	}
	r.transferBatch(ops, outward)
}

// transferBatch carries a batch out in as few calls as the ring's size allows.
func (r *ring) transferBatch(ops []sys.Op, way direction) {
	for len(ops) > 0 {
		part := ops[:min(ringSize, len(ops))]
		r.queue(part, way)
		r.carryOut(part, way)
		// The entries hold addresses, which keep nothing alive.
		runtime.KeepAlive(part)
		ops = ops[len(part):]
	}
}

// queue writes the entries of a batch, from the place on where the last one
// ended. Fields that are not set here are 0, and stay so.
func (r *ring) queue(ops []sys.Op, way direction) {
	tail := r.submissions.tail.Load()
	for i := range ops {
		op, place := &ops[i], (tail+uint32(i))%ringSize
		entry := &r.entries[place]
		entry.fd, entry.flags, entry.place = int32(op.FD), way.flags, uint64(i)
		if op.Num == 1 {
			entry.operation = way.operation
			entry.address, entry.length = addressOf(op.Bufs[0]), lengthOf(op.Bufs[0])
			continue
		}
		entry.operation = way.messageOperation
		entry.address, entry.length = r.compose(place, op), 1
	}
	r.submissions.tail.Store(tail + uint32(len(ops)))
}

// compose writes the message of a place and returns its address.
func (r *ring) compose(place uint32, op *sys.Op) uintptr {
	m := &r.messages[place]
	for i, buf := range op.Bufs[:op.Num] {
		m.buffer[i] = buffer{addressOf(buf), uintptr(len(buf))}
	}
	m.vector, m.buffers = uintptr(unsafe.Pointer(&m.buffer)), uintptr(op.Num)
	return uintptr(unsafe.Pointer(m))
}

// addressOf is where a buffer lies, for the kernel. The collector does not move
// what is on its heap, and the batch holds on to it.
func addressOf(buf []byte) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(buf))) }

// lengthOf is what one call moves at most: MAX_RW_COUNT, 2 GiB less a page.
func lengthOf(buf []byte) uint32 { return uint32(min(len(buf), 0x7ffff000)) }

// carryOut submits what is queued and returns when all of it is done. The first
// call is raw, because it does not wait: what can be done now is done in it, and
// the rest fails. The loop is for the interrupted call, and for a kernel that
// lacks the memory to take all entries at once.
func (r *ring) carryOut(ops []sys.Op, way direction) {
	_, _, errno := syscall.RawSyscall6(unix.SYS_IO_URING_ENTER, uintptr(r.fd), uintptr(len(ops)), 0, 0, 0, 0)
	done := r.reap(ops, way)
	for done < len(ops) {
		switch errno {
		case 0, unix.EINTR:
		case unix.EAGAIN, unix.EBUSY, unix.ENOMEM:
			done += r.withdraw(ops, way)
		default:
			panic("real: io_uring_enter failed: " + errno.Error())
		}
		_, _, errno = syscall.Syscall6(unix.SYS_IO_URING_ENTER, uintptr(r.fd), uintptr(r.unsubmitted()),
			uintptr(len(ops)-done), ringGetEvents, 0, 0)
		done += r.reap(ops, way)
	}
}

// unsubmitted is how many entries the kernel has not taken yet.
func (r *ring) unsubmitted() uint32 {
	return r.submissions.tail.Load() - r.submissions.head.Load()
}

// reap takes the outcomes that have arrived, in whatever order, and returns their
// number.
func (r *ring) reap(ops []sys.Op, way direction) int {
	head, tail := r.completions.head.Load(), r.completions.tail.Load()
	for at := head; at != tail; at++ {
		outcome := &r.outcomes[at%uint32(len(r.outcomes))]
		finish(&ops[outcome.place], outcome.result, way)
	}
	r.completions.head.Store(tail)
	return int(tail - head)
}

// finish gives an Op its result. What was interrupted or called off before it
// began is done over, plainly.
func finish(op *sys.Op, result int32, way direction) {
	switch {
	case result >= 0:
		op.N, op.Errno = int(result), sys.OK
	case unix.Errno(-result) == unix.EINTR, unix.Errno(-result) == unix.ECANCELED:
		way.plainly(op)
	default:
		op.N, op.Errno = 0, sys.Errno(-result)
	}
}

// withdraw takes back the entries that the kernel has no memory for, does them
// plainly, and returns their number. They are the last ones of the batch.
func (r *ring) withdraw(ops []sys.Op, way direction) int {
	rest := ops[len(ops)-int(r.unsubmitted()):]
	for i := range rest {
		way.plainly(&rest[i])
	}
	r.submissions.tail.Store(r.submissions.head.Load())
	return len(rest)
}
