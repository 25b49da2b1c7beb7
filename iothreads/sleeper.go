package iothreads

import (
	"time"

	"seedis/sys"
)

// sleeper is the bell of a thread without a poller, and the waker too: the thread
// parks on the bell's flag.
type sleeper struct {
	Bell
	threads sys.Threads
}

func (s *sleeper) init(threads sys.Threads) {
	s.threads = threads
	s.Bell.init(threads.Hook())
	s.Attach(s)
}

// Wake ends the park of the thread, if it has begun. If not, it does not begin: the
// flag is down.
func (s *sleeper) Wake() { s.threads.Unpark(&s.asleep, 1) }

// unlimited is the timeout of a park that only a waker ends.
const unlimited time.Duration = -1

// sleep stops the calling thread, of which there is one, until the bell rings,
// unless needed tells that there is something to do. It may return early.
func (s *sleeper) sleep(needed func() bool) {
	if s.MaySleep(needed) {
		s.threads.Park(&s.asleep, 1, unlimited)
		s.Awake()
	}
}
