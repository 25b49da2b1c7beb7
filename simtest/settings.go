package simtest

import (
	"slices"
	"time"

	"seedis/config"
)

// settings are what of a run's configuration and faults changes replies.
type settings struct {
	password     string
	databases    int
	debugCommand bool
	maxBulk      int64 // bytes
	maxClients   int
	hz           int
	maxMemory    int64 // bytes; 0 is no limit
	policy       string
	clientLimit  bool // clients are closed to save memory
	outputLimit  bool // clients are closed that do not read what they are owed
	couriers     bool // they may have read it all by the time that main hears of it
	lazy         lazySettings
	resets       bool // connections may break
	// patience is how many milliseconds a short request may take to the server,
	// and wait there for its turn.
	patience int64
}

func settingsOf(c *config.Config, resets bool, patience time.Duration) settings {
	output := c.ClientOutputBufferLimit[config.ClientNormal]
	return settings{
		password:     c.RequirePass,
		databases:    c.Databases,
		debugCommand: c.EnableDebugCommand != config.ProtectedNo,
		maxBulk:      c.ProtoMaxBulkLen,
		maxClients:   c.MaxClients,
		hz:           c.HZ,
		maxMemory:    c.MaxMemory,
		policy:       c.MaxMemoryPolicy,
		clientLimit:  c.MaxMemoryClients != 0,
		outputLimit:  output.Hard != 0 || output.Soft != 0,
		couriers:     c.IOThreadsModel == "reactor" && c.IOThreads > 1,
		lazy: lazySettings{
			eviction: c.LazyFreeLazyEviction, expire: c.LazyFreeLazyExpire, serverDel: c.LazyFreeLazyServerDel,
			userDel: c.LazyFreeLazyUserDel, userFlush: c.LazyFreeLazyUserFlush,
		},
		resets:   resets,
		patience: patience.Milliseconds(),
	}
}

// setMemory follows a setting about memory. It tells whether it is one, and the
// value good.
func (s *settings) setMemory(name, text string) bool {
	switch n, isNumber := parseInt(text); name {
	case "maxmemory":
		if !isNumber || n < 0 {
			return false
		}
		s.maxMemory = n
	case "maxmemory-policy":
		if !slices.Contains(policies, text) {
			return false
		}
		s.policy = text
	case "maxmemory-samples":
		return isNumber && n > 0 && n <= 64
	case "maxmemory-eviction-tenacity":
		return isNumber && n >= 0 && n <= 100
	default:
		return s.lazy.set(name, text)
	}
	return true
}

// set is setMemory for lazyfree-lazy-*.
func (l *lazySettings) set(name, text string) bool {
	setting := map[string]*bool{
		"lazyfree-lazy-eviction": &l.eviction, "lazyfree-lazy-expire": &l.expire, "lazyfree-lazy-server-del": &l.serverDel,
		"lazyfree-lazy-user-del": &l.userDel, "lazyfree-lazy-user-flush": &l.userFlush,
	}[name]
	if setting == nil || text != "yes" && text != "no" {
		return false
	}
	*setting = text == "yes"
	return true
}
