package kernels

import (
	"seedis/sys"
)

// content is the byte at a position of the stream that an end sends: unlike
// those near it, and unlike those of other streams.
func content(sender string, position int) byte {
	stream := int(sender[0])*7 + int(sender[len(sender)-1])*31
	return byte(position + position/251*17 + stream)
}

// next makes size bytes of an end's stream, the next to send.
func (p *player) next(sender string, offset, size int) []byte {
	bytes := make([]byte, size)
	for i := range bytes {
		bytes[i] = content(sender, p.sent[sender]+offset+i)
	}
	return bytes
}

// send sends the next bytes of the end's stream, in several buffers.
func (p *player) send(s Step) Answer {
	op := sys.Op{FD: p.number(s.On), Num: int32(len(s.Words))}
	offset := 0
	for i, size := range s.sizes() {
		op.Bufs[i] = p.next(s.On, offset, size)
		offset += size
	}
	ops := []sys.Op{op}
	p.kernel.SendBatch(ops)
	p.sent[s.On] += ops[0].N
	return Answer{Errno: ops[0].Errno, N: ops[0].N}
}

// The rest of a buffer that is not filled must stay as it was.
const untouched = 0xAA

func (p *player) receive(s Step) Answer {
	op := sys.Op{FD: p.number(s.On), Num: int32(len(s.Words))}
	whole := make([]byte, s.total())
	for i := range whole {
		whole[i] = untouched
	}
	rest := whole
	for i, size := range s.sizes() {
		op.Bufs[i], rest = rest[:size:size], rest[size:]
	}
	ops := []sys.Op{op}
	p.kernel.RecvBatch(ops)
	n := ops[0].N
	for _, b := range whole[min(max(n, 0), len(whole)):] {
		if b != untouched {
			return Answer{Errno: ops[0].Errno, N: n, Name: "and more bytes than it says"}
		}
	}
	return Answer{Errno: ops[0].Errno, N: n, Data: whole[:min(max(n, 0), len(whole))]}
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
