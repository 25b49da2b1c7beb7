package server

import (
	"unsafe"

	"seedis/commands"
	"seedis/mem"
	"seedis/resp"
	"seedis/sys"
)

// transaction is what MULTI has queued: copies of the requests, because the
// query buffer they came in is used again.
type transaction struct {
	requests []request
	spans    []resp.Span
	flags    commands.Flags // of all that is queued
	block    mem.Ref        // the arguments' bytes, one after another
	used     int            // bytes of block
}

// request is one queued command; its arguments are spans of the transaction's
// block.
type request struct {
	command *commands.Command
	first   int // of spans
	count   int
}

// What a request and one of its arguments take in the transaction, in bytes.
const (
	requestSize = int(unsafe.Sizeof(request{}))
	spanSize    = int(unsafe.Sizeof(resp.Span{}))
)

// runsAtOnce tells whether a command is about the transaction or the connection
// itself, and so is not queued.
func runsAtOnce(command *commands.Command) bool {
	switch command.FullName {
	case "exec", "discard", "multi", "watch", "quit", "reset":
		return true
	}
	return false
}

// enqueue copies a request into the transaction of c.
func (s *Server) enqueue(c *client, command *commands.Command, args resp.Args) {
	t := c.transaction
	// A transaction that cannot run any more only answers.
	before := t.overhead()
	fits := c.flags&(dirtyCAS|dirtyExec) != 0 || t.add(s.heap, command, args)
	s.queuedBytes += t.overhead() - before
	if !fits {
		s.log.warning("Closing client that queued more than %d bytes in a transaction: %s", transactionMax, c)
		s.closeClient(c)
		return
	}
	c.reply.SimpleString("QUEUED")
}

// transactionMax bounds what a transaction queues, in bytes: a span counts in 32
// bits.
const transactionMax = 1<<32 - 1

// add copies a request, unless that would make the transaction too large.
func (t *transaction) add(heap *mem.Heap, command *commands.Command, args resp.Args) bool {
	total := argumentBytes(args)
	if t.used+total+t.overhead() > transactionMax {
		return false
	}
	t.flags |= command.Flags
	t.requests = append(t.requests, request{command: command, first: len(t.spans), count: args.Len()})
	t.reserve(heap, t.used+total)
	bytes := t.bytes(heap)
	for i := range args.Len() {
		argument := args.At(i)
		t.spans = append(t.spans, resp.Span{Offset: uint32(t.used), Length: uint32(len(argument))})
		t.used += copy(bytes[t.used:], argument)
	}
	return true
}

// reserve makes the block at least size bytes, doubling it to copy rarely.
func (t *transaction) reserve(heap *mem.Heap, size int) {
	if t.block != mem.Nil && size <= heap.Size(t.block) {
		return
	}
	old := t.block
	t.block = heap.Alloc(max(size, min(2*t.used, transactionMax), 64))
	if old != mem.Nil {
		copy(heap.Bytes(t.block, t.used), heap.Bytes(old, t.used))
		heap.Free(old)
	}
}

func (t *transaction) bytes(heap *mem.Heap) []byte {
	return heap.Bytes(t.block, heap.Size(t.block))
}

// args are the arguments of a queued request.
func (t *transaction) args(heap *mem.Heap, r request) resp.Args {
	return resp.Args{Buffer: t.bytes(heap), Spans: t.spans[r.first : r.first+r.count]}
}

// releaseTransaction ends the transaction of c and drops what it holds.
func (s *Server) releaseTransaction(c *client) {
	t := c.transaction
	if t == nil {
		return
	}
	s.queuedBytes -= t.overhead()
	if t.block != mem.Nil {
		s.heap.Free(t.block)
	}
	c.transaction = nil
}

// memory is what the transaction takes, in bytes.
func (t *transaction) memory(heap *mem.Heap) int {
	if t == nil || t.block == mem.Nil {
		return 0
	}
	return heap.Size(t.block) + t.overhead()
}

// argumentMemory is what CLIENT LIST tells of it, in bytes: in Redis an argument
// costs its length and a pointer.
func (t *transaction) argumentMemory() int {
	const pointer = 8
	if t == nil {
		return 0
	}
	return t.used + pointer*len(t.spans)
}

// overhead is what it takes of the Go heap, beside the arguments, in bytes.
func (t *transaction) overhead() int {
	return cap(t.requests)*requestSize + cap(t.spans)*spanSize
}

// queuedFlags are those of the requests that EXEC would run.
func (c *client) queuedFlags() commands.Flags {
	if c.transaction == nil {
		return 0
	}
	return c.transaction.flags
}

// discard ends a transaction without running it.
func (s *Server) discard(c *client) {
	s.releaseTransaction(c)
	c.flags &^= dirtyCAS | dirtyExec
	s.unwatch(c)
}

// multi is MULTI.
func (s *Server) multi(call *commands.Call) {
	if s.current.transaction != nil {
		call.Reply.Error(resp.ErrNestedMulti)
		return
	}
	s.current.transaction = new(transaction)
	call.Reply.OK()
}

// discardCommand is DISCARD.
func (s *Server) discardCommand(call *commands.Call) {
	if s.current.transaction == nil {
		call.Reply.Error(resp.ErrDiscardWithoutMulti)
		return
	}
	s.discard(s.current)
	call.Reply.OK()
}

// exec is EXEC. All queued requests see one time, that of EXEC.
func (s *Server) exec(call *commands.Call) {
	c := s.current
	switch {
	case c.transaction == nil:
		call.Reply.Error(resp.ErrExecWithoutMulti)
	case c.flags&dirtyExec != 0:
		s.discard(c)
		call.Reply.Error(resp.ErrExecAbort)
	case c.flags&dirtyCAS != 0 || s.watchedExpired(c):
		s.kernel.Mark(sys.MarkExecAborted)
		s.discard(c)
		call.Reply.NullArray()
	default:
		s.runTransaction(c)
	}
}

// runTransaction runs what is queued. For CLIENT LIST the client is inside MULTI
// until all has run.
func (s *Server) runTransaction(c *client) {
	s.unwatch(c)
	exec := s.call.Command
	t := c.transaction
	c.reply.Array(len(t.requests))
	s.call.AtOnce = true
	s.call.FirstKey.Bytes = nil
	before, _ := c.reply.Errors()
	for _, r := range t.requests {
		if s.options.Observer != nil {
			s.options.Observer.ExecutingQueued(c.id)
		}
		s.invoke(c, r.command, t.args(s.heap, r))
	}
	s.call.AtOnce = false
	after, _ := c.reply.Errors()
	s.innerErrors = after - before
	s.call.Command = exec
	s.discard(c)
}

// abortExec answers an EXEC that was itself refused.
func (s *Server) abortExec(c *client, reason resp.Error, args ...any) {
	s.discard(c)
	s.fail(c, resp.ErrExecRefused, reason.Detail(args...))
}
