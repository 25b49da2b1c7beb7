package server

import (
	"strings"
	"testing"
	"time"

	"seedis/iothreads"
	"seedis/mem"
	"seedis/sys/sim"
)

// misdeed is what a thread must not do, and what is said of it.
type misdeed struct {
	name, complaint string
	do              func(e *exercise, l *lodger)
}

var misdeeds = []misdeed{
	{"another's connection is touched", "was touched by a thread that does not own it", func(_ *exercise, l *lodger) {
		l.client.lastActive++
	}},
	{"another's connection is received from", "touches a connection that it does not own", func(e *exercise, l *lodger) {
		e.server.main.receive([]*connection{&l.client.connection})
	}},
	{"another's connection is ended", "main ends a connection that an I/O thread has", func(e *exercise, l *lodger) {
		e.server.finish(&l.client.connection, ending{reason: endIdle})
	}},
	{"a block of a thread is not freed", "were never freed", func(_ *exercise, l *lodger) {
		thread := l.client.home.thread
		thread.loop.AddTimer(time.Microsecond, func() time.Duration { thread.heap.Alloc(100); return -1 })
		l.ask("PING\r\n", "+PONG\r\n")
	}},
	{"a block is freed twice", "mem: ", func(e *exercise, l *lodger) {
		thread := l.client.home.thread
		var ref mem.Ref
		thread.loop.AddTimer(time.Microsecond, func() time.Duration {
			if ref == mem.Nil {
				ref = thread.heap.Alloc(100)
			}
			thread.heap.Free(ref)
			return time.Microsecond
		})
		l.ask("PING\r\n", "+PONG\r\n")
	}},
	{"a message is sent and not published", "has not published 1 values", func(e *exercise, _ *lodger) {
		e.server.crew.ends[0].Send(message{kind: collect})
	}},
	{"a message is published, and nobody woken", "sleeps on 1 values", func(e *exercise, l *lodger) {
		bell := iothreads.NewBell(e.machine.Hook()) // a wrong one
		mains, threads := iothreads.Join[message](e.machine.Hook(), 2, bell, bell)
		e.server.crew.ends[0], e.server.crew.threads[0].end = mains, threads
		mains.Send(message{kind: collect})
		mains.Publish()
	}},
}

// What a thread must not do is found in simulation, where nothing runs at the same time
// and no race detector would see it.
func TestWhatIsFoundInSimulation(t *testing.T) {
	for _, wrong := range misdeeds {
		t.Run(wrong.name, func(t *testing.T) {
			e := newCalm(t, sim.Epoll)
			e.machine.Start("server", func() { e.server.Run() })
			e.machine.Start("scene", func() {
				l := e.lodge()
				e.settled()
				wrong.do(e, l)
				e.settled()
				l.ask("PING\r\n", "+PONG\r\n")
				l.close()
				e.settled()
				e.end()
			})
			if err := e.machine.Run(); err == nil || !strings.Contains(err.Error(), wrong.complaint) {
				t.Errorf("got %v, want %q", err, wrong.complaint)
			}
			e.machine.ReleaseMemory()
		})
	}
}
