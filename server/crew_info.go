package server

import "fmt"

// readPublished takes note of what commands may need to know of the I/O threads, so
// that those need not ask each of them.
func (g *crew) readPublished() {
	g.live, g.returned = 0, 0
	for _, t := range g.threads {
		g.live += t.published.live.Load()
		g.returned += t.published.returned.Load()
	}
}

// moved is what the I/O threads have moved.
func (g *crew) moved() traffic {
	var total traffic
	for _, t := range g.threads {
		total = total.plus(t.published.moved())
	}
	return total
}

// infoThreads tells of each I/O thread of the reactor model: the clients that live
// there, what it has received and sent, and for how long it has worked.
func (s *Server) infoThreads(t *infoText) {
	g := &s.crew
	if len(g.threads) == 0 {
		return
	}
	t.field("io_threads_moves", g.moves)
	for i, thread := range g.threads {
		moved := thread.published.moved()
		t.field(fmt.Sprintf("io_thread_%d", thread.number), fmt.Sprintf("clients=%d,reads=%d,writes=%d,busy_usec=%d",
			g.living[i], moved.reads, moved.writes, thread.published.busy.Load()/1000))
	}
}
