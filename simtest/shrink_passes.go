package simtest

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"seedis/sys/sim"
)

// Each pass takes units of one kind away, many at once and then fewer (Zeller and
// Hildebrandt's delta debugging), and keeps what still fails.

// sweep takes away units of the best list: all, then halves, quarters, and so on to
// single ones. count tells how many there are, try takes those from one place up to
// another away. After a success the units are those of the new best list.
func (s *shrinker) sweep(count func() int, try func(from, to int) bool) {
	for size := count(); size >= 1 && s.more(); size = min(size, count()+1) / 2 {
		for at := 0; at < count() && s.more(); {
			before := count()
			if !try(at, min(at+size, before)) || count() >= before {
				at += size
			}
		}
	}
}

// dropClients clears the streams of clients: those do nothing then.
func (s *shrinker) dropClients() {
	s.sweep(func() int { return len(s.clients()) }, func(from, to int) bool {
		c := s.edited()
		for _, client := range s.clients()[from:to] {
			c.clear(client)
		}
		return s.reproduces(c, to-from)
	})
}

// clients are the places of the streams of clients that do something.
func (s *shrinker) clients() (places []int) {
	for i, stream := range s.best.list.Streams {
		if strings.HasPrefix(stream.Name, clientStream) && notPlain(stream.Values) > 0 {
			places = append(places, i)
		}
	}
	return places
}

// unit is a span or a choice of a stream, by their places.
type unit struct{ stream, place int }

// spans are those of the clients, of actions or of what lies in them.
func (s *shrinker) spans(actions bool) (units []unit) {
	for _, stream := range s.clients() {
		choices := &s.best.list.Streams[stream]
		for place, span := range choices.Spans {
			if actions == (span.Depth == 0) && notPlain(choices.Values[span.Begin:span.End]) > 0 {
				units = append(units, unit{stream, place})
			}
		}
	}
	return units
}

// requestsIn counts the requests that the clients of a list send.
func requestsIn(list sim.List) (n int) {
	for _, stream := range list.Streams {
		for _, span := range stream.Spans {
			if span.Depth > 0 && span.Begin < span.End && stream.Values[span.Begin] != 0 {
				n++
			}
		}
	}
	return n
}

// dropActions deletes actions of clients, those together that began one after the
// other: what happened long before matters least.
func (s *shrinker) dropActions() {
	s.sweep(func() int { return len(s.spans(true)) }, func(from, to int) bool {
		actions := s.spans(true)
		slices.SortStableFunc(actions, func(a, b unit) int { return cmp.Compare(s.startOf(a), s.startOf(b)) })
		return s.reproduces(s.without(actions[from:to], (*sim.StreamChoices).Delete), to-from)
	})
}

// startOf is when an action is to begin, in units of startUnit.
func (s *shrinker) startOf(action unit) uint32 {
	choices := &s.best.list.Streams[action.stream]
	return choices.Values[choices.Spans[action.place].Begin+behindBegin]
}

// behindBegin is where that is drawn, counted from where the action begins.
const behindBegin = 1

// fixStarts has each action begin when it did, whatever others do. So the actions that
// are left meet in the same order and find the server at the same age, although those
// are gone that took the time between.
func (s *shrinker) fixStarts() {
	c := s.edited()
	for i, starts := range s.best.starts {
		choices := c.list.Of(clientStream + strconv.Itoa(i+1))
		choices.Values = slices.Clone(choices.Values)
		for _, span := range choices.Spans {
			if span.Depth == 0 && len(starts) > 0 {
				choices.Values[span.Begin+behindBegin] = uint32(min(starts[0]/startUnit, math.MaxInt32-1))
				starts = starts[1:]
			}
		}
	}
	s.attempt(c, anyway)
}

// dropRequests empties the spans within actions, which are requests: they are not
// sent then.
func (s *shrinker) dropRequests() {
	s.sweep(func() int { return len(s.spans(false)) }, func(from, to int) bool {
		return s.reproduces(s.without(s.spans(false)[from:to], (*sim.StreamChoices).Empty), to-from)
	})
}

// dropAtRandom takes away several at once that do not stand side by side: actions,
// requests, and switches of the schedule. Some can only go together.
func (s *shrinker) dropAtRandom() {
	s.sample(func() int { return len(s.spans(true)) }, func(places []int) course {
		return s.without(at(s.spans(true), places), (*sim.StreamChoices).Delete)
	})
	s.sample(func() int { return len(s.spans(false)) }, func(places []int) course {
		return s.without(at(s.spans(false), places), (*sim.StreamChoices).Empty)
	})
	s.sample(func() int { return len(s.best.switches) }, func(kept []int) course {
		c := s.edited()
		c.switches = at(c.switches, kept)
		return c
	})
}

// sample tries courses that follow from some units, drawn from as many as count tells:
// half of them, a quarter, and so on.
func (s *shrinker) sample(count func() int, choose func(places []int) course) {
	tries := s.effort * min(count()*count(), s.affordable())
	for try := 0; try < tries && s.more(); try++ {
		share := 2 << s.dice.below(1+bits.Len(uint(count())))
		var places []int
		for place := range count() {
			if s.dice.oneIn(share) {
				places = append(places, place)
			}
		}
		s.attempt(choose(places), s.fewer)
	}
}

// at are the units at some places.
func at[Unit any](units []Unit, places []int) []Unit {
	some := make([]Unit, len(places))
	for i, place := range places {
		some[i] = units[place]
	}
	return some
}

// without is the best list without some spans.
func (s *shrinker) without(units []unit, edit func(*sim.StreamChoices, []int) sim.StreamChoices) course {
	c := s.edited()
	slices.SortFunc(units, func(a, b unit) int { return cmp.Or(a.stream-b.stream, a.place-b.place) })
	for len(units) > 0 {
		stream, places := units[0].stream, []int{}
		for len(units) > 0 && units[0].stream == stream {
			places = append(places, units[0].place)
			units = units[1:]
		}
		c.list.Streams[stream] = edit(&c.list.Streams[stream], places)
	}
	return c
}

// dropFaults turns whole faults off.
func (s *shrinker) dropFaults() {
	s.sweep(func() int { return len(s.best.faults) }, func(from, to int) bool {
		c := s.edited()
		c.faults = slices.Delete(slices.Clone(c.faults), from, to)
		return s.reproduces(c, to-from)
	})
}

// simplify makes settings of the weather and what clients draw the plainest ones: the
// run does as much, and is easier to understand. It tells whether some were not.
func (s *shrinker) simplify() bool {
	before := drawn(s.best.list)
	s.sweep(func() int { return len(s.drawings()) }, func(from, to int) bool {
		c := s.edited()
		s.silence(&c, s.drawings()[from:to])
		return s.attempt(c, func(r Result) bool {
			return r.Events() <= s.best.events && drawn(r.List()) < drawn(s.best.list)
		})
	})
	s.hold()
	return drawn(s.best.list) < before
}

// drawings are the choices of the weather and of clients that are not plain, but for
// those that begin an action or a request.
func (s *shrinker) drawings() (units []unit) {
	for i := range s.best.list.Streams {
		choices := &s.best.list.Streams[i]
		if sim.Own(choices.Name) {
			continue
		}
		begins := make(map[int]bool, len(choices.Spans))
		for _, span := range choices.Spans {
			begins[span.Begin] = true
		}
		for _, place := range loudPlaces(choices.Values) {
			if !begins[place] {
				units = append(units, unit{i, place})
			}
		}
	}
	return units
}

// drawn counts the choices of the weather and of clients that are not plain.
func drawn(list sim.List) (n int) {
	for _, stream := range list.Streams {
		if !sim.Own(stream.Name) {
			n += notPlain(stream.Values)
		}
	}
	return n
}

// silence makes single choices the plainest ones.
func (s *shrinker) silence(c *course, units []unit) {
	for _, one := range units {
		choices := &c.list.Streams[one.stream]
		if &choices.Values[0] == &s.best.list.Streams[one.stream].Values[0] {
			choices.Values = slices.Clone(choices.Values)
		}
		choices.Values[one.place] = 0
	}
}

// edited is the best course, whose streams may be replaced but not changed.
func (s *shrinker) edited() course {
	c := s.best.course
	c.list.Streams = slices.Clone(c.list.Streams)
	return c
}

// clear makes all choices of a stream the plainest ones.
func (c *course) clear(stream int) {
	c.list.Streams[stream] = sim.StreamChoices{Name: c.list.Streams[stream].Name}
}
