package simtest

import (
	"strconv"
	"strings"
	"time"
)

// memoryFamilies draw the requests that make values that take long to free, those
// that free them, and settings of how.
var memoryFamilies = []family{
	{6, (*client).bigRequest},
	{10, (*client).freeRequest},
	{2, (*client).memorySetting},
}

// bigKey draws a key of few, which are big if they are there.
func (c *client) bigKey() string { return "big:" + strconv.Itoa(c.below(6)) }

// bigRequest makes a value of many blocks, or of a large one.
func (c *client) bigRequest() []string {
	const few, many, veryLong = 70, 150, 70_000
	key := c.bigKey()
	switch c.below(5) {
	case 0:
		return append([]string{"SADD", key}, c.manyElements(c.pick(few, many))...)
	case 1:
		request := []string{"HSET", key, "long", c.fillerOf(hashValueMax + 1)} // so that it is a table
		for _, field := range c.manyElements(c.pick(few, many)) {
			request = append(request, field, "v")
		}
		return request
	case 2:
		request := []string{"ZADD", key}
		for i, member := range append(c.manyElements(few), strings.Repeat("m", sortedSetMemberMax+1)) {
			request = append(request, strconv.Itoa(i), member)
		}
		return request
	case 3:
		request := []string{"RPUSH", key}
		for i := range c.pick(few, many) {
			request = append(request, strconv.Itoa(i))
		}
		return request
	}
	if c.run.weather.valueMax > veryLong {
		return []string{"SETRANGE", key, strconv.Itoa(veryLong), "x"}
	}
	return append([]string{"SADD", key}, c.manyElements(few)...)
}

// freeRequest frees a value that may be big, or all.
func (c *client) freeRequest() []string {
	key := c.bigKey()
	switch c.below(16) {
	case 0, 1, 2, 3:
		return []string{c.word("UNLINK", "UNLINK", "DEL"), key, c.bigKey()}
	case 4:
		return []string{"GETDEL", key}
	case 5:
		return [][]string{{"SET", key, "v"}, {"SETEX", key, "100", "v"}, {"MSET", key, "v", c.bigKey(), "w"}}[c.below(3)]
	case 6:
		return []string{"RENAME", c.key(), key}
	case 7:
		return []string{"COPY", c.key(), key, "REPLACE"}
	case 8:
		return []string{c.word("SUNIONSTORE", "SINTERSTORE", "SDIFFSTORE"), key, c.keyOf(aSet), c.bigKey()}
	case 9:
		return []string{"SORT", c.keyOf(aList), "STORE", key}
	case 10:
		return []string{c.word("ZUNIONSTORE", "ZINTERSTORE"), key, "1", c.keyOf(aSortedSet)}
	case 11:
		return []string{"PEXPIRE", key, c.word("-1", "1", "1", "20")}
	case 12:
		return [][]string{{"SPOP", key, "1000"}, {"LTRIM", key, "1", "0"}, {"ZREMRANGEBYRANK", key, "0", "-1"}}[c.below(3)]
	case 13:
		if c.oneIn(4) {
			return append([]string{c.word("FLUSHDB", "FLUSHALL")}, [][]string{nil, {"ASYNC"}, {"SYNC"}}[c.below(3)]...)
		}
	case 14, 15: // so that the pieces of a list part, and meet again
		element := strconv.Itoa(c.below(20))
		return [][]string{{"LINSERT", key, "BEFORE", element, "x"}, {"LREM", key, "0", element}}[c.below(2)]
	}
	return []string{c.word("TYPE", "EXISTS"), key}
}

// memorySetting sets how values are freed, and where memory is limited, how.
func (c *client) memorySetting() []string {
	request := []string{"CONFIG", "SET", c.word("lazyfree-lazy-eviction", "lazyfree-lazy-expire", "lazyfree-lazy-server-del",
		"lazyfree-lazy-user-del", "lazyfree-lazy-user-flush"), c.word("yes", "no")}
	limit := c.run.weather.memory.max
	if limit == 0 || c.oneIn(2) {
		return request
	}
	switch c.below(6) {
	case 0:
		return []string{"CONFIG", "SET", "maxmemory-policy", policies[c.below(len(policies))]}
	case 1:
		return []string{"CONFIG", "SET", "maxmemory-samples", c.word("1", "5", "64")}
	case 2:
		return []string{"CONFIG", "SET", "maxmemory-eviction-tenacity", c.word("10", "0", "100")}
	}
	return []string{"CONFIG", "SET", "maxmemory", strconv.FormatInt(int64(c.pick(1, 2, 4, 0))*limit/2, 10)}
}

// expireMany gives many keys one end, lets it come, and perhaps nobody asks for
// them.
func (c *client) expireMany() {
	most := c.pick(20, 100, 400)
	if c.run.weather.slow {
		most = 20
	}
	end := (startWall + c.machine.Elapsed().Microseconds()) / 1000
	if c.run.weather.clockJumps() {
		end += 1000 // the clock may be ahead by now
	}
	end += int64(c.pick(5, 50, 200))
	request := []string{"PXAT", strconv.FormatInt(end, 10)}
	first, requests := c.below(c.run.weather.bulk), [][]string{}
	for i := range min(c.between(1, most), c.run.weather.bulk) {
		key := bulkKey((first + i) % c.run.weather.bulk)
		requests = append(requests, append([]string{"SET", key, c.shortValue()}, request...))
	}
	c.left = max(0, c.left-len(requests)/20) // they are many, but nothing much
	if c.ask(requests...) {
		c.machine.Sleep(c.duration(0, 100*time.Millisecond, 400*time.Millisecond))
	}
}

// freeMany makes big values and frees them at once, so that some are waiting while
// another is freed.
func (c *client) freeMany() {
	requests := [][]string{}
	most := 8
	if c.run.weather.slow {
		most = 2
	}
	for range c.between(2, most) {
		requests = append(requests, c.bigRequest())
	}
	free := []string{"UNLINK"}
	for i := range 6 {
		free = append(free, "big:"+strconv.Itoa(i))
	}
	requests = append(requests, free)
	c.left = max(0, c.left-len(requests))
	c.ask(requests...)
}

// watchTheLast watches what there is while it fills the memory, so that what it
// watches is evicted.
func (c *client) watchTheLast() {
	const most = 20
	if c.run.weather.memory.max == 0 || c.session.transaction != nil {
		return
	}
	living := c.run.model.living(c.session.db, "*")
	if len(living) == 0 {
		return
	}
	first := c.below(len(living))
	watched := living[first:min(first+most, len(living))]
	requests := [][]string{append([]string{"WATCH"}, watched...)}
	for range c.between(1, 4) {
		requests = append(requests, []string{"SET", c.key(), c.fillerOf(c.run.weather.valueMax)})
	}
	requests = append(requests, []string{"MULTI"}, []string{"PING"}, []string{"EXEC"})
	c.left = max(0, c.left-len(requests))
	c.ask(requests...)
}
