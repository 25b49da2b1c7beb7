package server

import "fmt"

// Overslept tells of a thread that sleeps on work: it was not woken for what others
// have published for it, or has not published what it has for others. It is for a
// simulated machine, while none of its threads runs: then nobody is about to wake it.
//
// polls tells whether the thread of a name sleeps in its poller, parks whether it is
// parked; main is the name of the thread that runs the server.
func (s *Server) Overslept(main string, polls, parks func(thread string) bool) error {
	for i, end := range s.crew.ends {
		thread, number := s.crew.threads[i].end, s.crew.threads[i].number
		switch {
		case end.Unread() > 0 && polls(main):
			return overslept(main, end.Unread(), ioThreadName(number))
		case thread.Unread() > 0 && polls(ioThreadName(number)):
			return overslept(ioThreadName(number), thread.Unread(), main)
		case end.Unshown() > 0 && polls(main):
			return keptBack(main, end.Unshown(), ioThreadName(number))
		case thread.Unshown() > 0 && polls(ioThreadName(number)):
			return keptBack(ioThreadName(number), thread.Unshown(), main)
		}
	}
	if s.lockstep != nil {
		if err := s.lockstep.overslept(main, parks); err != nil {
			return err
		}
	}
	return s.bio.overslept(main, polls, parks)
}

func (l *lockstep) overslept(main string, parks func(thread string) bool) error {
	for i := 1; i < len(l.hands); i++ {
		if l.threads.Assigned(i) && parks(ioThreadName(i)) {
			return fmt.Errorf("%s was not woken: it was dealt something", ioThreadName(i))
		}
	}
	if l.threads.Overdue() && parks(main) {
		return fmt.Errorf("%s was not woken: it waits for threads that are done", main)
	}
	return nil
}

func (b *bio) overslept(main string, polls, parks func(thread string) bool) error {
	workers := [...]struct {
		name string
		jobs interface {
			Unread() int
			Unshown() int
		}
	}{
		{"bio_close_file", b.closeFile}, {"bio_aof_fsync", b.aofFsync}, {"bio_lazy_free", b.lazyFree.worker},
	}
	for _, w := range workers {
		switch {
		case w.jobs.Unread() > 0 && parks(w.name):
			return overslept(w.name, w.jobs.Unread(), main)
		case w.jobs.Unshown() > 0 && polls(main):
			return keptBack(main, w.jobs.Unshown(), w.name)
		}
	}
	return nil
}

func overslept(thread string, count int, from string) error {
	return fmt.Errorf("%s was not woken: it sleeps on %d values that %s has published for it", thread, count, from)
}

func keptBack(thread string, count int, to string) error {
	return fmt.Errorf("%s sleeps and has not published %d values for %s", thread, count, to)
}
