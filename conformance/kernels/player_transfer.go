package kernels

import (
	"seedis/sys"
)

// content is the byte at a position of the stream that an end sends: unlike
// those near it, and unlike those of other streams.
func content(sender string, position int) byte {
	return streamByte(streamOf(sender), position)
}

// streamOf is what tells the stream of one end from that of another.
func streamOf(sender string) int {
	return int(sender[0])*7 + int(sender[len(sender)-1])*31
}

func streamByte(stream, position int) byte {
	return byte(position + position/251*17 + stream)
}

// next makes size bytes of an end's stream, the next to send.
func (p *player) next(sender string, offset, size int) []byte {
	bytes := make([]byte, size)
	stream, position := streamOf(sender), p.sent[sender]+offset
	for i := range bytes {
		bytes[i] = streamByte(stream, position+i)
	}
	return bytes
}

// mover is what moves bytes: the first poller, as long as it is open. Whoever
// watches in Edge mode has to move them so (sys.Poller); scripts watch by the
// second one, too, and let it miss what it cannot know.
func (p *player) mover() sys.Transfers {
	if p.polling["p0"] {
		return p.pollers["p0"]
	}
	return p.kernel
}

// batchSize is how many operations go together, of which one is the script's: so
// many that io_uring serves (it leaves small batches to plain calls).
const batchSize = 8

// batch is op in the middle of others, which have no descriptor and one byte.
func batch(op sys.Op) []sys.Op {
	ops := make([]sys.Op, batchSize)
	for i := range ops {
		ops[i] = sys.Op{FD: sys.NoFD, Num: 1, Bufs: [sys.MaxBufs][]byte{{untouched}}}
	}
	ops[batchSize/2] = op
	return ops
}

// outcome is what came of the operation in the middle. The others must have failed.
func outcome(ops []sys.Op) Answer {
	answer := Answer{}
	for i, op := range ops {
		switch {
		case i == batchSize/2:
			answer.Errno, answer.N = op.Errno, op.N
		case op.Errno != sys.EBADF || op.N != 0 || op.Bufs[0][0] != untouched:
			answer.Name = "and bytes of no descriptor"
		}
	}
	return answer
}

// send sends the next bytes of the end's stream, in several buffers.
func (p *player) send(s Step) Answer {
	op := sys.Op{FD: p.number(s.On), Num: int32(len(s.Words))}
	offset := 0
	for i := range s.Words {
		size := s.number(i)
		op.Bufs[i] = p.next(s.On, offset, size)
		offset += size
	}
	ops := batch(op)
	p.mover().SendBatch(ops)
	answer := outcome(ops)
	p.sent[s.On] += answer.N
	return answer
}

// sendAll sends from several ends in one batch.
func (p *player) sendAll(s Step) Answer {
	ops := []sys.Op{}
	for _, part := range s.parts() {
		op := sys.Op{FD: p.number(part.On), Num: 1}
		op.Bufs[0] = p.next(part.On, 0, part.total())
		ops = append(ops, op)
	}
	p.mover().SendBatch(ops)
	whole := Answer{}
	for i, part := range s.parts() {
		p.sent[part.On] += ops[i].N
		whole.Parts = append(whole.Parts, Answer{Errno: ops[i].Errno, N: ops[i].N})
	}
	return whole
}

// receiveAll is sendAll the other way.
func (p *player) receiveAll(s Step) Answer {
	ops := []sys.Op{}
	for _, part := range s.parts() {
		op := sys.Op{FD: p.number(part.On), Num: 1}
		op.Bufs[0] = space(part.total())
		ops = append(ops, op)
	}
	p.mover().RecvBatch(ops)
	whole := Answer{}
	for _, op := range ops {
		whole.Parts = append(whole.Parts, received(Answer{Errno: op.Errno, N: op.N}, op.Bufs[0]))
	}
	return whole
}

// space is room for bytes, of which those that are not filled must stay as they are.
func space(size int) []byte {
	bytes := make([]byte, size)
	for i := range bytes {
		bytes[i] = untouched
	}
	return bytes
}

// received completes the answer of a transfer that may have filled whole.
func received(answer Answer, whole []byte) Answer {
	n := min(max(answer.N, 0), len(whole))
	for _, b := range whole[n:] {
		if b != untouched {
			return Answer{Errno: answer.Errno, N: answer.N, Name: "and more bytes than it says"}
		}
	}
	answer.Data = whole[:n]
	return answer
}

// untouched is what buffers hold before a receive.
const untouched = 0xAA

func (p *player) receive(s Step) Answer {
	op := sys.Op{FD: p.number(s.On), Num: int32(len(s.Words))}
	whole := space(s.total())
	rest := whole
	for i := range s.Words {
		size := s.number(i)
		op.Bufs[i], rest = rest[:size:size], rest[size:]
	}
	ops := batch(op)
	p.mover().RecvBatch(ops)
	return received(outcome(ops), whole)
}

const (
	// fillSize is what fill sends at a time.
	fillSize = 64 << 10
	// fillMax is more than the buffers of two sockets of Linux hold together
	// (tcp_wmem, tcp_rmem: 4 MiB and 6 MiB).
	fillMax = 16 << 20
)

// fill sends until an error comes, EAGAIN if all is well.
func (p *player) fill(s Step) Answer {
	step := Step{Verb: "send", On: s.On, Words: []string{"65536"}}
	if step.total() != fillSize {
		panic("kernels: fill sends another size than it says")
	}
	whole := Answer{}
	for whole.N < fillMax && whole.Errno == sys.OK {
		answer := p.send(step)
		whole.N, whole.Errno = whole.N+answer.N, answer.Errno
		if answer.N == 0 && answer.Errno == sys.OK {
			break // not what a send of more than nothing may say
		}
	}
	return whole
}

// drain receives until an error comes or the end of the stream.
func (p *player) drain(s Step) Answer {
	step := Step{Verb: "receive", On: s.On, Words: []string{"65536"}}
	whole := Answer{}
	for {
		answer := p.receive(step)
		whole.Errno, whole.Name = answer.Errno, answer.Name
		whole.N, whole.Data = whole.N+answer.N, append(whole.Data, answer.Data...)
		if answer.N == 0 || answer.Errno != sys.OK || whole.N > fillMax {
			return whole
		}
	}
}
