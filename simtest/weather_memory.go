package simtest

import (
	"fmt"

	"seedis/config"
)

// memoryWeather is how the server is set to save memory, and to free it.
type memoryWeather struct {
	max      int64 // bytes for all, 0 for no limit
	policy   string
	samples  int
	tenacity int
	clients  int64 // bytes for the clients, 0 for no limit
	lazy     lazySettings
	queue    int // dead values that may wait where the thread that frees them finds them; 0 for the default
}

// drawMemory lets most runs have all the memory that they want. Where there is a
// limit, it is one that the larger values go beyond.
func drawMemory(d dice) memoryWeather {
	w := memoryWeather{policy: noEviction, samples: 5, tenacity: 10}
	if d.oneIn(3) {
		w.max = int64(d.pick(60<<10, 150<<10, 400<<10, 2<<20))
		w.policy = policies[d.below(len(policies))]
		w.samples = d.pick(5, 1, 10, 64)
		w.tenacity = d.pick(10, 0, 100)
	}
	if d.oneIn(8) {
		w.clients = int64(d.pick(200<<10, 250<<10, 400<<10)) // 8 clients take 128 KiB and more
	}
	w.lazy = lazySettings{
		eviction: d.oneIn(2), expire: d.oneIn(2), serverDel: d.oneIn(2), userDel: d.oneIn(2), userFlush: d.oneIn(2),
	}
	w.queue = d.pick(0, 1, 4)
	return w
}

func (w memoryWeather) configure(c *config.Config) {
	c.MaxMemory, c.MaxMemoryPolicy, c.MaxMemorySamples = w.max, w.policy, w.samples
	c.MaxMemoryEvictionTenacity = w.tenacity
	c.MaxMemoryClients = w.clients
	c.LazyFreeLazyEviction, c.LazyFreeLazyExpire = w.lazy.eviction, w.lazy.expire
	c.LazyFreeLazyServerDel = w.lazy.serverDel
	c.LazyFreeLazyUserDel, c.LazyFreeLazyUserFlush = w.lazy.userDel, w.lazy.userFlush
}

// String is for -v.
func (w memoryWeather) String() string {
	return fmt.Sprintf("max-memory=%d policy=%s samples=%d tenacity=%d max-clients-memory=%d lazy=%t queue=%d",
		w.max, w.policy, w.samples, w.tenacity, w.clients, w.lazy, w.queue)
}
