package server

import (
	"encoding/binary"
	"fmt"

	"seedis/iothreads"
	"seedis/sys"
)

// initThreads makes the I/O threads that the configuration asks for, if it is for the
// reactor model. They do not run yet.
func (s *Server) initThreads() error {
	g := &s.crew
	if s.config.IOThreads <= 1 || s.config.IOThreadsModel != "reactor" {
		return nil
	}
	hook := s.kernel.Hook()
	g.bell = iothreads.NewBell(hook)
	g.bell.Attach(s.main.poller)
	g.mail = g.hasMail
	g.always = s.config.IOThreadsAlways
	g.gate = iothreads.NewGate(s.config.IOThreads - 1)
	g.spin = iothreads.NewSpin(s.kernel, 0)
	g.living = make([]int, s.config.IOThreads-1)
	for number := 1; number < s.config.IOThreads; number++ {
		t, err := s.newThread(number)
		if err != nil {
			return err
		}
		mains, threads := iothreads.Join[message](hook, crewQueued, g.bell, t.bell)
		t.end = threads
		g.threads, g.ends = append(g.threads, t), append(g.ends, mains)
	}
	return nil
}

func (s *Server) newThread(number int) (*ioThread, error) {
	var seed [8]byte
	s.kernel.Random(seed[:])
	poller, errno := s.kernel.NewPoller()
	if errno != sys.OK {
		return nil, fmt.Errorf("Failed creating the event loop of an I/O thread. Error message: '%s'", errno)
	}
	heap, err := s.newHeap(binary.LittleEndian.Uint64(seed[:]), threadReserve)
	if err != nil {
		poller.Close()
		return nil, err
	}
	hook := s.kernel.Hook()
	t := &ioThread{
		reactor: reactor{
			kernel: s.kernel, poller: poller, heap: heap, filter: identity{}, settings: s.main.settings,
			ops: make([]sys.Op, batchMax), sealing: s.options.DebugMemory,
			remotes: []remote{{heap: s.heap, way: s.heap.NewRemote()}},
		},
		clerk: newClerk(s.table, s.keyspace), number: number,
		bell: iothreads.NewBell(hook), spin: iothreads.NewSpin(s.kernel, 0),
	}
	t.keeper, t.now = t, &t.clock
	t.mail = func() bool { return !t.end.Empty() }
	t.published.init(hook)
	s.main.remotes = append(s.main.remotes, remote{heap: heap, way: heap.NewRemote()})
	return t, nil
}

// ioThreadName is the name of an I/O thread, as Redis has it.
func ioThreadName(number int) string { return fmt.Sprintf("io_thd_%d", number) }

// startThreads starts the I/O threads. They and main spin before they sleep if, where
// main may run by now, there is a processor for each and one more. With
// io-threads-always all serve from now on.
func (s *Server) startThreads() {
	g := &s.crew
	if len(g.threads) == 0 {
		return
	}
	if s.kernel.Pressure().Processors > s.config.IOThreads {
		g.spin.SetLimit(mainSpin)
		for _, t := range g.threads {
			t.spin.SetLimit(threadSpin)
		}
	}
	threads := threadsOn(s.kernel, s.config.ServerCPUList)
	for _, t := range g.threads {
		threads.Start(ioThreadName(t.number), t.run)
	}
	g.running = len(g.threads)
	if g.always {
		s.serveWith(len(g.threads))
	}
}

// stopThreads ends the I/O threads. Their clients are main's afterwards.
func (s *Server) stopThreads() {
	g := &s.crew
	g.closing = true
	for _, end := range g.ends {
		end.Send(message{kind: stop})
	}
	s.publishThreads()
	for g.running > 0 {
		s.main.loop.Turn(true)
	}
	for c := s.clients.first; c != nil; c = c.next {
		c.leaveThread()
	}
	for _, c := range s.clients.closing {
		c.leaveThread()
	}
}

// leaveThread makes a connection main's whose thread has ended.
func (c *client) leaveThread() { c.home, c.slot = nil, nil }

// closeThreads gives back what the I/O threads had. In the debug mode of the allocator
// that is every block.
func (s *Server) closeThreads() {
	s.flushRemotes()
	for _, t := range s.crew.threads {
		if !s.begun {
			t.poller.Close() // which is the thread's to do, but there was none
		}
		t.heap.Own()
		for blocks := uint64(1); blocks > 0; _, blocks = t.heap.PendingFree() {
			t.heap.Collect(collectStep)
		}
		if bytes, blocks := t.heap.Live(); blocks > 0 && s.options.DebugMemory {
			panic(fmt.Sprintf("server: %d blocks of %d bytes of I/O thread %d were never freed", blocks, bytes, t.number))
		}
		s.checkHeap(t.heap)
		t.heap.Close()
	}
}

// flushRemotes sends home what was freed of other threads' heaps, and has these look.
func (s *Server) flushRemotes() {
	g := &s.crew
	for i := range s.main.remotes {
		if way := &s.main.remotes[i]; way.used {
			way.used = false
			way.way.Flush()
			g.ends[i].Send(message{kind: collect})
		}
	}
}
