package server

import (
	"fmt"
	"slices"
	"testing"

	"seedis/iothreads"
	"seedis/loop"
	"seedis/sys/real"
)

// watcher is an I/O thread that does not run, with one slot, and main's end of the way
// there.
func watcher(t *testing.T) (*ioThread, *slot, *iothreads.End[message]) {
	t.Helper()
	kernel, err := real.New()
	if err != nil {
		t.Fatal(err)
	}
	thread := &ioThread{reactor: reactor{kernel: kernel}}
	var mains *iothreads.End[message]
	mains, thread.end = iothreads.Join[message](nil, 8, iothreads.NewBell(nil), iothreads.NewBell(nil))
	s := &slot{thread: thread, watched: true}
	s.connection = &connection{reactor: &thread.reactor, slot: s}
	return thread, s, mains
}

// News about a descriptor is used at once by who is there, and kept for who is not.
func TestNewsStayInASlotUntilSomebodyUsesThem(t *testing.T) {
	const all = loop.Readable | loop.Writable
	for _, news := range []struct {
		name                    string
		here, held, courier     bool
		blocked                 bool // the sender waits for room
		fired                   loop.Mask
		receives, sends, hungUp bool
	}{
		{name: "a request, and the thread has it", here: true, fired: loop.Readable, receives: true},
		{name: "a request, and main has it", fired: loop.Readable},
		{name: "room that is not wanted", here: true, fired: loop.Writable},
		{name: "room for who waits for it", here: true, blocked: true, fired: loop.Writable, sends: true},
		{name: "room, and main has the replies", blocked: true, fired: loop.Writable},
		{name: "room for a courier", courier: true, blocked: true, held: true, fired: loop.Writable, sends: true},
		{name: "the end, and the thread has it", here: true, fired: all | loop.HungUp, receives: true},
		{name: "the end, and main has it for a moment", fired: all | loop.HungUp},
		{name: "the end, and main keeps it", held: true, fired: all | loop.HungUp, hungUp: true},
		{name: "a request, and main keeps it", held: true, fired: loop.Readable},
	} {
		t.Run(news.name, func(t *testing.T) {
			thread, s, mains := watcher(t)
			s.here, s.held = news.here, news.held
			sender := s.connection
			if news.courier {
				s.courier = &connection{reactor: &thread.reactor, slot: s}
				sender = s.courier
			}
			if news.blocked {
				sender.state |= sendBlocked
			}
			s.Ready(news.fired)
			thread.end.Publish()
			m, told := mains.Take()
			got := fmt.Sprint(slices.Contains(thread.ready, s), slices.Contains(thread.reactor.pending, sender), told && m.kind == hungUp)
			if want := fmt.Sprint(news.receives, news.sends, news.hungUp); got != want {
				t.Errorf("receives, sends, tells main: %s, want %s", got, want)
			}
			kept := fmt.Sprint(s.readable, s.writable, s.hungUp)
			if want := fmt.Sprint(news.fired&loop.Readable != 0, news.fired&loop.Writable != 0, news.fired&loop.HungUp != 0); kept != want {
				t.Errorf("it keeps %s, want %s", kept, want)
			}
		})
	}
}
