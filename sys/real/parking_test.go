//go:build unix

package real

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"seedis/sys"
)

// asleep waits until n threads sleep on word.
func (p *parking) asleep(word *sys.Uint32, n int) {
	for {
		p.mutex.Lock()
		sleeping := len(p.sleepers[word])
		p.mutex.Unlock()
		if sleeping == n {
			return
		}
		runtime.Gosched()
	}
}

func TestParkRefusesAnotherValue(t *testing.T) {
	var p parking
	var word sys.Uint32
	word.Init(nil, 1)
	if errno := p.park(&word, 0, -1); errno != sys.EAGAIN {
		t.Errorf("parked on another value: %s", errno)
	}
}

func TestParkEndsInTime(t *testing.T) {
	var p parking
	var word sys.Uint32
	if errno := p.park(&word, 0, time.Millisecond); errno != sys.ETIMEDOUT {
		t.Errorf("nobody woke it, and yet: %s", errno)
	}
	if len(p.sleepers) != 0 {
		t.Error("the word is remembered though nobody sleeps on it")
	}
}

// Unpark wakes as many as it is asked to, in the order in which they came, and
// none that sleep on another word.
func TestUnparkWakesTheFirst(t *testing.T) {
	var p parking
	var word, other sys.Uint32
	woken := make(chan int)
	for i := range 3 {
		go func() {
			p.park(&word, 0, time.Hour)
			woken <- i
		}()
		p.asleep(&word, i+1)
	}
	p.unpark(&other, 3)
	p.asleep(&word, 3)
	p.unpark(&word, 2)
	p.asleep(&word, 1)
	if first, second := <-woken, <-woken; first+second != 0+1 {
		t.Errorf("woke %d and %d", first, second)
	}
	p.unpark(&word, 5)
	if last := <-woken; last != 2 {
		t.Errorf("woke %d", last)
	}
	p.unpark(&word, 1)
	if len(p.sleepers) != 0 {
		t.Error("the word is remembered though nobody sleeps on it")
	}
}

// A wake-up may come when the time has run out but the sleeper is not gone: it
// counts as woken, and is not looked for again.
func TestUnparkBeforeLeaving(t *testing.T) {
	var p parking
	var word sys.Uint32
	woken, _ := p.enter(&word, 0)
	p.unpark(&word, 1)
	if errno := p.leave(&word, woken); errno != sys.OK {
		t.Errorf("it was woken, and yet: %s", errno)
	}
}

// The word changes while a thread is on its way to sleep. Were the word looked at
// before the mutex is taken, the thread would sleep on a value that is gone.
func TestParkLooksWhenNobodyCanUnpark(t *testing.T) {
	for range 100 {
		var p parking
		var word sys.Uint32
		result := make(chan sys.Errno)
		p.mutex.Lock()
		go func() { result <- p.park(&word, 0, time.Second) }()
		for range 100 { // so that it comes as far as it can
			runtime.Gosched()
		}
		word.Store(1)
		p.mutex.Unlock()
		p.unpark(&word, 1)
		if errno := <-result; errno != sys.EAGAIN {
			t.Fatalf("parked on a value that was gone: %s", errno)
		}
	}
}

// Two threads hand a token to and fro. Should a wake-up be lost, both sleep for
// good.
func TestParkLosesNoWakeUp(t *testing.T) {
	const rounds = 10_000
	var p parking
	var turn sys.Uint32
	var players sync.WaitGroup
	for me := range uint32(2) {
		players.Go(func() {
			for range rounds {
				for turn.Load() != me {
					p.park(&turn, 1-me, -1)
				}
				turn.Store(1 - me)
				p.unpark(&turn, 1)
			}
		})
	}
	players.Wait()
}
