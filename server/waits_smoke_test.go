package server

import (
	"testing"

	"seedis/commands"
	"seedis/store"
	"seedis/sys"
)

func smokeTake(call *commands.Call) {
	first, end := 1, call.Args.Len()
	if call.Ready != 0 {
		first, end = call.Ready, call.Ready+1
	}
	for i := first; i < end; i++ {
		key := call.Key(i)
		e := call.DB.Find(key)
		if e.Exists() {
			var scratch [store.Digits]byte
			text := append([]byte(nil), e.Text(&scratch)...)
			if len(text) == 1 {
				call.DB.Delete(e)
			} else {
				call.DB.SetString(key, e, text[1:], store.NoExpiry)
			}
			call.Sink.Modified(call.DB, key.Bytes, commands.Event{Name: "take", Class: commands.String}, 1)
			call.Reply.Bulk(text[:1])
			return
		}
	}
	if call.AtOnce {
		call.Reply.NullArray()
		return
	}
	call.Wait = commands.Wait{Asked: true, First: 1, End: call.Args.Len(), Kind: store.String}
}

func TestSmoke(t *testing.T) {
	s, a := newFixture(t)
	s.table.Find([]byte("touch")).Run = smokeTake
	join := func() *client {
		peer, errno := s.kernel.Connect(sys.Addr{Path: s.config.UnixSocket})
		if errno != sys.OK {
			t.Fatal(errno)
		}
		t.Cleanup(func() { s.kernel.Close(peer) })
		s.listeners[0].Ready(0)
		return s.clients.last
	}
	send := func(c *client, text string) {
		copy(c.query.room(s.heap, 0), text)
		c.query.received(len(text))
		s.clock.update()
		s.serveBatch([]*client{c})
		s.serveResumed()
	}
	show := func(c *client) string {
		c.settle()
		out := ""
		for _, b := range c.output.waiting() {
			out += string(s.heap.Bytes(b.ref, b.used))
		}
		return out
	}
	b, c, d := join(), join(), join()
	send(b, "TOUCH k j\r\nPING\r\n")
	send(c, "TOUCH j k\r\nECHO c\r\n")
	send(d, "TOUCH k\r\n")
	send(a, "MULTI\r\nSET j x\r\nSET k yz\r\nEXEC\r\n")
	t.Logf("%q %q %q %q", show(a), show(b), show(c), show(d))
	send(d, "CLIENT REPLY SKIP\r\nWAIT 1 50\r\nPING\r\nWAIT 1 0\r\n")
	t.Log(len(s.deadlines.queue), s.checkDeadlines())
	s.kernel.Wall()
	for len(s.deadlines.queue) > 0 {
		s.checkDeadlines()
	}
	t.Logf("%q %s", show(d), d)
	send(a, "CLIENT UNBLOCK 6 ERROR\r\n")
	t.Logf("%q %q", show(a), show(d))
	send(a, "INFO commandstats\r\n")
	t.Logf("%q", show(a))
	if len(s.waits.byKey) != 0 {
		t.Error(len(s.waits.byKey))
	}
}
