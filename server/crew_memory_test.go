package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"seedis/sys/sim"
)

// figure is what INFO tells in a field.
func (v *visitor) figure(field string) int {
	_, text, found := strings.Cut(v.info("all"), "\r\n"+field+":")
	if !found {
		v.machine.Fail("INFO has no %s", field)
	}
	var n int
	fmt.Sscan(text, &n)
	return n
}

// within fails the scene unless a number of bytes is in these bounds.
func (e *exercise) within(what string, bytes, least, most int) {
	if bytes < least || bytes > most {
		e.machine.Fail("%s: %d bytes, want %d to %d", what, bytes, least, most)
	}
}

// What a thread has for a client is the client's while it is there, in used_memory
// too, and is forgotten when it was sent: of its connection, of a courier, and of a
// courier that finds a full socket.
func TestWhatAThreadHasForAClientIsCounted(t *testing.T) {
	const size, slack = 1 << 20, 128 << 10
	const get, wait = "GET large\r\n", "BLPOP none 0\r\n"
	for _, requests := range [][]string{{get}, {get + wait}, {get, get + wait}} {
		e := newCalm(t, sim.Epoll)
		e.play(t, func() {
			told := e.setLarge(size)
			asker, l := e.lodge(), e.lodge()
			before, owed := asker.figure("used_memory"), len(requests)*size
			for _, request := range requests {
				l.say(request)
				e.settled()
			}
			_, bytes := l.client.memory()
			e.within("replies that are not read", bytes, owed-slack, owed+2*slack)
			e.within("used_memory with them", asker.figure("used_memory")-before, owed-slack, owed+2*slack)
			l.want(strings.Repeat(told, len(requests)))
			e.settled()
			_, bytes = l.client.memory()
			e.within("replies that were read", bytes, 0, slack)
			e.machine.Sleep(time.Second) // in which main collects its blocks
			e.within("used_memory afterwards", asker.figure("used_memory")-before, -slack, slack)
		})
	}
}

// What is half received is in the heap of a thread. It counts, and goes back to the
// machine when it is over.
func TestTheHeapsOfThreadsCount(t *testing.T) {
	const size, slack = 4 << 20, 256 << 10
	e := newCalm(t, sim.Epoll)
	e.play(t, func() {
		asker, l := e.lodge(), e.lodge()
		thread := l.client.home.thread
		before, start := asker.figure("used_memory"), asker.figure("allocator_resident")
		l.write(fmt.Sprintf("*2\r\n$6\r\nSTRLEN\r\n$%d\r\n%s", size, strings.Repeat("k", size)))
		e.machine.Sleep(50 * time.Millisecond)
		grown := asker.figure("used_memory") - before
		e.within("used_memory with half a request", grown, size, 3*size)
		e.within("the machine's memory with it", asker.figure("allocator_resident")-start, size, 4*size)
		l.ask("\r\n", ":0\r\n")
		e.settled()
		e.within("used_memory afterwards", asker.figure("used_memory")-before, -slack, slack)
		e.machine.Sleep(20 * time.Second)
		e.within("the thread's pages when it has served", int(thread.published.resident.Load()), 0, 1<<20)
	})
}

// Main frees what is from a sleeping thread's heap, and the thread takes it in at once:
// its timer may be far off.
func TestBlocksComeHomeToASleepingThread(t *testing.T) {
	const size = 1 << 20
	e := newCalm(t, sim.Epoll)
	e.play(t, func() {
		l := e.lodge()
		thread := l.client.home.thread
		l.write(fmt.Sprintf("*3\r\n$5\r\nBLPOP\r\n$%d\r\n%s\r\n$1\r\n0\r\n", size, strings.Repeat("k", size)))
		e.machine.Sleep(20 * time.Millisecond)
		e.within("the request of who waits", int(thread.published.live.Load()), size, 4*size)
		e.lodge().ask(fmt.Sprintf("CLIENT KILL ID %d\r\n", l.client.id), ":1\r\n")
		e.settled()
		e.within("what its thread has when it was killed", int(thread.published.live.Load()), 0, 128<<10)
	})
}

// What threads free of main's heap is pending until main has collected it, and then
// no more, however much it was in all.
func TestPendingBytesOfThreadsAreSettled(t *testing.T) {
	const size = 500_000
	e := newCalm(t, sim.Epoll)
	e.play(t, func() {
		told := e.setLarge(size)
		l := e.lodge()
		for range 10 {
			l.ask("GET large\r\n", told)
		}
		e.machine.Sleep(time.Second)
		e.within("pending", l.figure("lazyfree_pending_bytes"), 0, 0)
		e.within("what threads have freed of main's", int(e.server.crew.returned), 9*size, 12*size)
	})
}

// What a thread had is forgotten when it serves nobody any more.
func TestTheHeapsOfThreadsThatServeNobodyCount(t *testing.T) {
	const size, slack = 4 << 20, 256 << 10
	e := newCalm(t, sim.Epoll)
	e.play(t, func() {
		asker, l := e.lodge(), e.lodge()
		before := asker.figure("used_memory")
		l.write(fmt.Sprintf("*2\r\n$6\r\nSTRLEN\r\n$%d\r\n%s", size, strings.Repeat("k", size)))
		e.machine.Sleep(50 * time.Millisecond)
		e.serveWith(0)
		e.within("used_memory with half a request", asker.figure("used_memory")-before, size, 3*size)
		l.ask("\r\n", ":0\r\n")
		e.settled()
		e.within("used_memory afterwards", asker.figure("used_memory")-before, -slack, slack)
	})
}
