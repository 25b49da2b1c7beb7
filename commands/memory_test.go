package commands

import (
	"fmt"
	"strings"
	"testing"
)

// MEMORY USAGE tells what package store tells, from as many samples.
func TestMemoryUsageIsTheEntrys(t *testing.T) {
	m := newMachine(t)
	m.do("SET", "string", strings.Repeat("s", 100))
	for i := range 600 {
		long := strings.Repeat("x", 1+i) // so that samples tell
		m.do("RPUSH", "list", long)
		m.do("SADD", "set", long)
		m.do("HSET", "hash", long, long)
		m.do("ZADD", "zset", fmt.Sprint(i), long)
	}
	for _, key := range []string{"string", "list", "set", "hash", "zset"} {
		for _, test := range []struct {
			options string
			samples int
		}{{"", 5}, {" SAMPLES 1", 1}, {" SAMPLES 50", 50}, {" SAMPLES 0", 0}, {" SAMPLES 9 samples 2", 2}} {
			e := m.call.DB.Find(m.keyspace.Key([]byte(key)))
			want := fmt.Sprintf(":%d\r\n", e.Usage(test.samples))
			if got := m.do(strings.Fields("MEMORY USAGE " + key + test.options)...); got != want {
				t.Errorf("MEMORY USAGE %s%s is %q, want %q", key, test.options, got, want)
			}
		}
	}
}
