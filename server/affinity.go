package server

import (
	"seedis/config"
	"seedis/sys"
)

// pinned starts threads that run on some processors only.
type pinned struct {
	sys.Threads
	processors []int
}

func (p pinned) Start(name string, run func()) {
	p.Threads.Start(name, func() {
		p.Pin(p.processors)
		run()
	})
}

// threadsOn are the machine's threads, kept to the processors of a list as
// server_cpulist has them. A list that says nothing, nonsense, or of processors that
// there are not, leaves them where they may be, as in Redis.
func threadsOn(threads sys.Threads, list string) sys.Threads {
	processors, ok := config.CPUList(list)
	if !ok {
		return threads
	}
	return pinned{threads, processors}
}

// pin keeps the calling thread to the processors of a list.
func (s *Server) pin(list string) {
	if processors, ok := config.CPUList(list); ok {
		s.kernel.Pin(processors)
	}
}
