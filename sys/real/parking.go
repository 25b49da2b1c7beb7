//go:build unix

package real

import (
	"slices"
	"sync"
	"time"

	"seedis/sys"
)

// parking lets threads sleep on words where there is no futex(2).
//
// Whoever parks looks at the word with the mutex held, and whoever unparks has
// changed it before it takes the mutex: so either the new value is seen, or the
// sleeper is found. A goroutine that is locked to its thread takes the thread
// along to sleep on its channel.
type parking struct {
	mutex    sync.Mutex
	sleepers map[*sys.Uint32][]chan struct{} // who sleeps longest comes first
}

// park is Threads.Park.
func (p *parking) park(word *sys.Uint32, expect uint32, timeout time.Duration) sys.Errno {
	woken, errno := p.enter(word, expect)
	if errno != sys.OK {
		return errno
	}
	if timeout < 0 {
		<-woken
		return sys.OK
	}
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-woken:
		return sys.OK
	case <-timer.C:
		return p.leave(word, woken)
	}
}

// unpark is Threads.Unpark.
func (p *parking) unpark(word *sys.Uint32, n int) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	sleepers := p.sleepers[word]
	n = min(n, len(sleepers))
	for _, woken := range sleepers[:n] {
		close(woken)
	}
	p.keep(word, slices.Delete(sleepers, 0, n))
}

// enter makes the caller a sleeper if the word still has the value.
func (p *parking) enter(word *sys.Uint32, expect uint32) (chan struct{}, sys.Errno) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if word.Address().Load() != expect {
		return nil, sys.EAGAIN
	}
	if p.sleepers == nil {
		p.sleepers = map[*sys.Uint32][]chan struct{}{}
	}
	woken := make(chan struct{})
	p.sleepers[word] = append(p.sleepers[word], woken)
	return woken, sys.OK
}

// leave ends a sleep whose time ran out, unless it was ended just before.
func (p *parking) leave(word *sys.Uint32, woken chan struct{}) sys.Errno {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	sleepers := p.sleepers[word]
	i := slices.Index(sleepers, woken)
	if i < 0 {
		return sys.OK
	}
	p.keep(word, slices.Delete(sleepers, i, i+1))
	return sys.ETIMEDOUT
}

// keep writes down who still sleeps on word. A word on which nobody does is
// forgotten, or it could not be collected.
func (p *parking) keep(word *sys.Uint32, sleepers []chan struct{}) {
	if len(sleepers) == 0 {
		delete(p.sleepers, word)
		return
	}
	p.sleepers[word] = sleepers
}
