package kernels

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"seedis/sys"
)

func (p *player) poller(s Step) Answer {
	if p.pollers[s.On] != nil {
		return skipped
	}
	poller, errno := p.kernel.NewPoller()
	if errno == sys.OK {
		p.pollers[s.On], p.polling[s.On] = poller, true
		p.made++
	}
	return Answer{Errno: errno}
}

// closePoller may be asked twice: then the descriptors may be others' by now.
func (p *player) closePoller(name string) Answer {
	p.polling[name] = false
	return Answer{Errno: p.pollers[name].Close()}
}

// watchName is what a token stands for.
type watchName struct{ poller, object string }

// interest reads the letters of readyText.
func interest(letters string) (ready sys.Ready) {
	for i, letter := range "rw" {
		if strings.ContainsRune(letters, letter) {
			ready |= 1 << i
		}
	}
	return ready
}

func mode(word string) sys.Mode {
	if word == "edge" {
		return sys.Edge
	}
	return sys.Level
}

// token gives every watch one of its own, with bits in both halves, and makes
// the watch's earlier ones stale.
func (p *player) token(s Step) uint64 {
	named := watchName{s.On, s.word(0)}
	p.forget(func(name watchName) bool { return name == named })
	p.tokens++
	token := p.tokens<<40 | p.tokens
	p.watched[token] = named
	return token
}

// forget makes tokens stale: events that carry them are about nothing any more.
func (p *player) forget(is func(watchName) bool) {
	maps.DeleteFunc(p.watched, func(_ uint64, name watchName) bool { return is(name) })
}

func (p *player) add(s Step) Answer {
	return p.change(s, sys.Poller.Add)
}

func (p *player) modify(s Step) Answer {
	return p.change(s, sys.Poller.Modify)
}

// change is Add or Modify; one that fails leaves the tokens as they are.
func (p *player) change(s Step, do func(sys.Poller, sys.FD, sys.Ready, sys.Mode, uint64) sys.Errno) Answer {
	if !p.polling[s.On] {
		return skipped
	}
	before := maps.Clone(p.watched)
	errno := do(p.pollers[s.On], p.number(s.word(0)), interest(s.word(1)), mode(s.word(2)), p.token(s))
	if errno != sys.OK {
		p.watched = before
	}
	return Answer{Errno: errno}
}

func (p *player) delete(s Step) Answer {
	if !p.polling[s.On] {
		return skipped
	}
	errno := p.pollers[s.On].Delete(p.number(s.word(0)))
	if errno == sys.OK {
		p.forget(func(name watchName) bool { return name == watchName{s.On, s.word(0)} })
	}
	return Answer{Errno: errno}
}

// waitRepeats is how often a Wait that returns nothing, or EINTR, is repeated:
// it may do so for no reason, but not for ever (of a campaign: once in 10).
const waitRepeats = 10

func (p *player) wait(s Step) Answer {
	if !p.polling[s.On] {
		return skipped
	}
	events := make([]sys.Event, max(1, s.number(0)))
	n, errno := 0, sys.OK
	for range waitRepeats {
		if n, errno = p.pollers[s.On].Wait(events, 0); n > 0 || errno != sys.OK && errno != sys.EINTR {
			break
		}
	}
	if errno == sys.EINTR {
		errno = sys.OK
	}
	return p.events(s.On, events, n, errno)
}

// events translates the tokens of a Wait into names.
func (p *player) events(poller string, events []sys.Event, n int, errno sys.Errno) Answer {
	answer := Answer{Errno: errno}
	if n < 0 || n > len(events) {
		answer.Name = fmt.Sprint(n, " events")
		return answer
	}
	for _, event := range events[:n] {
		watch := p.watched[event.Token]
		if watch.poller != poller {
			watch.object = staleToken
		}
		answer.Events = append(answer.Events, Seen{watch.object, event.Ready})
	}
	slices.SortFunc(answer.Events, func(a, b Seen) int { return strings.Compare(a.Object, b.Object) })
	return answer
}

// staleToken is the object of an event of something that is not watched.
const staleToken = "a stale token"

func (p *player) wake(s Step) Answer {
	if !p.polling[s.On] {
		return skipped
	}
	p.pollers[s.On].Wake()
	return Answer{}
}

// dozes is how long a wait with sleep lasts at most.
const dozes = time.Millisecond

// doze may end early for no reason, and sees what comes while it sleeps.
func (p *player) doze(s Step) Answer {
	if !p.polling[s.On] {
		return skipped
	}
	events := make([]sys.Event, max(1, s.number(0)))
	n, errno := p.pollers[s.On].Wait(events, dozes)
	if errno == sys.EINTR {
		errno = sys.OK
	}
	return p.events(s.On, events, n, errno)
}

// overslept is the name in the answer of a sleep that a wake did not end.
const overslept = "overslept"

// sleep waits with a timeout that only a lost wake lets run out.
func (p *player) sleep(s Step) Answer {
	if !p.polling[s.On] {
		return skipped
	}
	events := make([]sys.Event, 8)
	start := p.kernel.Monotonic()
	n, errno := p.pollers[s.On].Wait(events, settleTime)
	late := p.kernel.Monotonic()-start >= settleTime
	if errno == sys.EINTR {
		errno = sys.OK
	}
	answer := p.events(s.On, events, n, errno)
	if late {
		answer.Name = overslept
	}
	return answer
}

// clock reads the clocks that never go back, and tells if one did.
func (p *player) clock(Step) Answer {
	monotonic, cycles := p.kernel.Monotonic(), p.kernel.Cycles()
	answer := Answer{}
	if monotonic < p.monotonic || cycles < p.cycles {
		answer.Name = "went back"
	}
	p.monotonic, p.cycles = monotonic, cycles
	return answer
}

// park is done on a word of its own, for no time or for a short one.
func (p *player) park(s Step) Answer {
	var word sys.Uint32
	word.Init(p.kernel.Hook(), uint32(s.first()))
	return Answer{Errno: p.kernel.Park(&word, uint32(s.number(0)), time.Duration(s.number(1)))}
}
