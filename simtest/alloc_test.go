package simtest

import (
	"bytes"
	"runtime"
	"runtime/debug"
	"testing"

	"seedis/sys"
	"seedis/sys/real"
)

// batch is 16 pipelined commands, SET and GET of 8 keys, and their replies.
// The keys end in digits that can be counted up in place.
type batch struct {
	request, reply []byte
	digits         []int // where in request the digits are
}

const (
	batchKeys   = 8
	digitsOfKey = 8
)

func newBatch() *batch {
	b := &batch{}
	key, value := "key:00000000", "a value of thirty-two bytes, 32."
	for range batchKeys {
		for _, args := range [][]string{{"SET", key, value}, {"GET", key}} {
			start := len(b.request)
			b.request = AppendRequest(b.request, args...)
			b.digits = append(b.digits, start+bytes.Index(b.request[start:], []byte(key))+len("key:"))
		}
		b.reply = append(b.reply, "+OK\r\n$32\r\n"+value+"\r\n"...)
	}
	return b
}

// number makes the keys those from n on.
func (b *batch) number(n int) {
	for i, at := range b.digits {
		rest := n + i/2
		for d := digitsOfKey - 1; d >= 0; d-- {
			b.request[at+d] = byte('0' + rest%10)
			rest /= 10
		}
	}
}

// allocations counts what the Go heap gives out while a client sends 100,000
// commands and receives the replies, after as many to warm up. next says which
// keys a batch is about.
func allocations(t *testing.T, next func(batch int) int) uint64 {
	const (
		commands   = 100_000
		perBatch   = 2 * batchKeys
		choicesMax = 10_000_000
	)
	m, err := New(Options{Seed: 1, Memory: real.Memory{}, PlainMemory: true, Reserve: choicesMax})
	if err != nil {
		t.Fatal(err)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	var before, after runtime.MemStats
	m.Start("client", func() {
		conn, errno := m.Machine.Dial(Address())
		if errno != sys.OK {
			m.Fail("connect: %v", errno)
		}
		b, received := newBatch(), make([]byte, 4096)
		for i := range 2 * commands / perBatch {
			if i == commands/perBatch {
				runtime.ReadMemStats(&before)
			}
			b.number(next(i))
			if _, errno := conn.Write(b.request); errno != sys.OK {
				m.Fail("send: %v", errno)
			}
			n := 0
			for n < len(b.reply) {
				got, errno := conn.Read(received[n:])
				if errno != sys.OK || got == 0 {
					m.Fail("the connection ended: %v", errno)
				}
				n += got
			}
			if !bytes.Equal(received[:n], b.reply) {
				m.Fail("a wrong reply: %q", received[:n])
			}
		}
		runtime.ReadMemStats(&after)
		conn.Close()
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	if choices := len(m.Choices()); choices >= choicesMax {
		t.Fatalf("%d choices were recorded, more than there was room for", choices)
	}
	return after.Mallocs - before.Mallocs
}

// allocateNothing counts up to three times. The count is the whole process's,
// and now and then the runtime allocates something of its own: that does not
// happen three times in a row, and what the server allocates does.
func allocateNothing(t *testing.T, next func(batch int) int) {
	var counts []uint64
	for range 3 {
		count := allocations(t, next)
		if count == 0 {
			return
		}
		counts = append(counts, count)
	}
	t.Errorf("%d allocations in 100,000 commands", counts)
}

func TestCommandsAllocateNothing(t *testing.T) {
	const keys = 1000
	allocateNothing(t, func(batch int) int { return batch * batchKeys % keys })
}

func TestAGrowingTableAllocatesNothing(t *testing.T) {
	allocateNothing(t, func(batch int) int { return batch * batchKeys })
}
