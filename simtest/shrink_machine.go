package simtest

import (
	"slices"

	"seedis/sys/sim"
)

// calm makes the machine's own choices the plainest ones: all of them, or those of
// whole streams.
func (s *shrinker) calm() {
	s.sweep(func() int { return len(s.restless()) }, func(from, to int) bool {
		c := s.edited()
		for _, stream := range s.restless()[from:to] {
			c.calm(stream)
		}
		return s.attempt(c, s.fewer)
	})
}

// calm makes the choices of a stream of the machine the plainest ones.
func (c *course) calm(stream int) {
	if c.list.Streams[stream].Name == scheduleStream {
		c.switches = nil
	}
	c.clear(stream)
}

// scheduleStream is the name of the choices that the switches stand for.
const scheduleStream = "schedule"

// restless are the places of the machine's own streams in which not all is plain.
func (s *shrinker) restless() (places []int) {
	for i, stream := range s.best.list.Streams {
		if sim.Own(stream.Name) && notPlain(stream.Values) > 0 {
			places = append(places, i)
		}
	}
	return places
}

// reproduces tells whether a course fails as it should; and if not, whether something
// like it does, in which the machine makes other choices. The more units are left out,
// the more of those it tries: a large step is worth more than many small ones.
func (s *shrinker) reproduces(c course, units int) bool {
	if s.attempt(c, anyway) {
		return true
	}
	restless := s.restless()
	if len(restless) == 0 {
		return false
	}
	for try := range s.effort * min(units, s.affordable()) {
		other := c
		other.list.Streams = slices.Clone(c.list.Streams)
		for _, stream := range restless {
			loud := notPlain(s.best.list.Streams[stream].Values)
			s.shake(&other, stream, loud*(try%4)/3) // the first one is plain
		}
		if s.attempt(other, anyway) {
			return true
		}
	}
	return false
}

// affordable is how many runs like the best one are soon tried: many short ones, and few
// that are long.
func (s *shrinker) affordable() int {
	const steps = 1 << 18     // a fifth of a second
	const beginning = 1 << 11 // steps that take as long as it takes to begin a run
	return 1 + steps/int(beginning+s.best.steps)
}

// shake gives a stream of the machine n choices that are not plain: such as there
// are, at other places.
func (s *shrinker) shake(c *course, stream, n int) {
	choices := &s.best.list.Streams[stream]
	if choices.Name == scheduleStream {
		c.switches = s.otherSwitches(n)
		return
	}
	places := loudPlaces(choices.Values)
	values := make([]uint32, len(choices.Values))
	for range n {
		place := places[s.dice.below(len(places))]
		const pair = 2 // what strikes, and behind it how hard
		copy(values[s.dice.below(len(values)):], choices.Values[place:min(place+pair, len(values))])
	}
	c.list.Streams[stream] = sim.StreamChoices{Name: choices.Name, Values: values}
}

// loudPlaces are the places of the values that are not 0.
func loudPlaces(values []uint32) (places []int) {
	for place, value := range values {
		if value != 0 {
			places = append(places, place)
		}
	}
	return places
}

// otherSwitches draws n switches: some that there are, and some like them, at other
// steps.
func (s *shrinker) otherSwitches(n int) []sim.Switch {
	known := s.best.switches
	switches := make([]sim.Switch, 0, n)
	for range min(n, len(known)) {
		one := known[s.dice.below(len(known))]
		if s.dice.oneIn(2) {
			one.Step = uint64(s.dice.below(int(known[s.dice.below(len(known))].Step) + 1))
		}
		switches = append(switches, one)
	}
	return switches
}

// searchCourses looks for a course in which the machine hardly does anything that is
// not plain.
func (s *shrinker) searchCourses() {
	for n := 1; n < s.best.events-s.best.requests && s.more(); n *= 2 {
		for range s.effort * s.affordable() {
			if s.attempt(s.sparse(n), s.fewer) {
				break
			}
		}
	}
}

// sparse is the best course with n of the machine's choices at other places, and all
// others plain.
func (s *shrinker) sparse(n int) course {
	c, restless := s.edited(), s.restless()
	parts := make([]int, len(restless))
	for range n {
		parts[s.dice.below(len(parts))]++
	}
	for i, stream := range restless {
		s.shake(&c, stream, parts[i])
	}
	return c
}

// quieten makes single choices of the machine the plainest ones, those of the
// schedule first.
func (s *shrinker) quieten() {
	s.sweep(func() int { return len(s.best.switches) }, func(from, to int) bool {
		c := s.edited()
		c.switches = slices.Delete(slices.Clone(c.switches), from, to)
		return s.attempt(c, s.fewer)
	})
	s.sweep(func() int { return len(s.loud()) }, func(from, to int) bool {
		c := s.edited()
		s.silence(&c, s.loud()[from:to])
		return s.attempt(c, s.fewer)
	})
}

// loud are the machine's own choices that are not plain, but for the schedule.
func (s *shrinker) loud() (units []unit) {
	for _, stream := range s.restless() {
		if choices := &s.best.list.Streams[stream]; choices.Name != scheduleStream {
			for _, place := range loudPlaces(choices.Values) {
				units = append(units, unit{stream, place})
			}
		}
	}
	return units
}
