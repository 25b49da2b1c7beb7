package simtest

import (
	"strconv"
	"time"
)

// What takes much is for clients that have so many requests left: short runs stay short.
const longRun = 24

// growTall makes a sorted set so large that nodes of its tree are split whose children
// are nodes themselves, asks for places in it, and takes it down again.
func (c *client) growTall() {
	const (
		members    = 2400 // of which 1922 fit below one node
		perRequest = 200
	)
	if c.run.weather.slow || c.left < longRun || !c.oneIn(16) {
		return
	}
	c.left = max(0, c.left-members/perRequest)
	key, stride := "tall:"+strconv.Itoa(c.below(2)), c.pick(1, 1021, members-1) // ascending, mixed, descending
	for first := 0; first < members; first += perRequest {
		request := []string{"ZADD", key}
		for i := first; i < first+perRequest; i++ {
			place := i * stride % members
			request = append(request, strconv.Itoa(place/2), tallMember(place))
		}
		if !c.ask(request) {
			return
		}
	}
	if c.askTall(key, members) && c.shortenTall(key, members) {
		c.ask([]string{"ZREVRANGE", key, "0", "-1"}, []string{"ZADD", key, "-1", "first"}, []string{c.word("UNLINK", "ZCARD"), key})
	}
}

func tallMember(place int) string { return "t" + strconv.Itoa(place) }

// askTall asks for places of members, and for members at places.
func (c *client) askTall(key string, members int) bool {
	requests := [][]string{}
	for range c.between(2, 6) {
		place := strconv.Itoa(c.below(members))
		requests = append(requests, []string{c.word("ZRANK", "ZREVRANK"), key, tallMember(c.below(members))},
			[]string{c.word("ZRANGE", "ZREVRANGE"), key, place, place})
	}
	return c.ask(requests...)
}

// shortenTall removes members here and there, so that nodes are joined.
func (c *client) shortenTall(key string, members int) bool {
	requests := [][]string{}
	for range c.between(2, 8) {
		first := c.below(members)
		last := first + c.pick(60, 200, 1000)
		requests = append(requests, []string{"ZREMRANGEBYRANK", key, strconv.Itoa(first), strconv.Itoa(last)})
	}
	return c.ask(requests...)
}

// shareBlocks makes values whose blocks lie on the same pages, has them freed in the
// background, and makes others with such blocks meanwhile: so the owner of a page takes
// back what was freed while more comes.
func (c *client) shareBlocks() {
	const (
		values = 6
		fields = lazyElements + 6 // so that a value is freed in the background, block by block
		length = 300              // bytes of a block: a page has room for some 190
	)
	if c.run.weather.slow || c.left < longRun || c.run.weather.valueMax < length {
		return
	}
	c.left = max(0, c.left-2*values)
	text := c.fillerOf(length)
	requests := [][]string{}
	for i := range fields * values { // in turns
		requests = append(requests, []string{"HSET", sharedKey(0, i%values), strconv.Itoa(i), text})
	}
	if !c.ask(requests...) || !c.ask([]string{"UNLINK", sharedKey(0, 0)}) {
		return
	}
	for generation := range 3 {
		c.machine.Sleep(c.duration(50*time.Microsecond, time.Millisecond, 100*time.Millisecond))
		if !c.shareAnew(generation, values, fields, text) {
			return
		}
	}
}

// shareAnew frees a generation of values, and makes the next one in the same moment.
func (c *client) shareAnew(generation, values, fields int, text string) bool {
	free, requests := []string{"UNLINK"}, [][]string{}
	for i := range values {
		free = append(free, sharedKey(generation, i))
		request := []string{"HSET", sharedKey(generation+1, i)}
		for field := range fields {
			request = append(request, strconv.Itoa(field), text)
		}
		requests = append(requests, request)
	}
	if !c.send(pipeline{requests: [][]string{free}}) {
		return false
	}
	c.machine.Sleep(c.duration(0, 5*time.Microsecond, 10*time.Microsecond, 20*time.Microsecond, 50*time.Microsecond))
	return c.ask(requests...)
}

func sharedKey(generation, i int) string {
	return "shared:" + strconv.Itoa(generation) + ":" + strconv.Itoa(i)
}
