package simtest_test

import (
	"fmt"
	"strings"
	"testing"

	"seedis/config"
	"seedis/simtest"
	"seedis/sys"
	"seedis/sys/sim"
)

// ask is a request whose reply is a string, or nil.
func ask(c *simtest.Client, args ...string) string {
	reply := c.Do(args...)
	if reply.Null {
		return "nil"
	}
	return string(reply.Text)
}

// hzOf is what CONFIG GET tells of hz.
func hzOf(c *simtest.Client) string { return string(c.Do("CONFIG", "GET", "hz").Elements[1].Text) }

// TestAServerThatCrashedComesBack, with each model of threads: empty, and by the
// configuration that it was first started with.
func TestAServerThatCrashedComesBack(t *testing.T) {
	for _, model := range []string{"single", "lockstep", "reactor"} {
		for _, power := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, power=%t", model, power), func(t *testing.T) {
				c := config.New()
				c.IOThreads, c.IOThreadsModel = 4, model
				m, err := simtest.New(simtest.Options{Config: c, Faults: sim.MustFaults("latency:100µs,stall:0.01/1ms")})
				if err != nil {
					t.Fatal(err)
				}
				m.Start("client", func() {
					pid := infoField(m.Dial(), "process_id")
					for life := range 5 {
						c := m.Redial()
						if got := ask(c, "GET", "key"); got != "nil" {
							m.Fail("life %d: the key is %q", life, got)
						}
						if got := hzOf(c); got != "10" {
							m.Fail("life %d: hz is %s", life, got)
						}
						c.Do("CONFIG", "SET", "hz", "50")
						c.Send("SET", "key", strings.Repeat("v", 10_000))
						if life%2 == 0 {
							c.Receive()
						}
						m.Crash(power)
						c.Close()
					}
					if got := infoField(m.Redial(), "process_id"); got == pid {
						m.Fail("the process is the old one")
					}
				})
				if err := m.Run(); err != nil {
					t.Fatal(err)
				}
				if starts := strings.Count(string(m.LogOutput()), "just started"); starts != 6 {
					t.Errorf("%d servers were started", starts)
				}
			})
		}
	}
}

// TestARewrittenConfigurationOutlivesCrashes, and what was only set does not.
func TestARewrittenConfigurationOutlivesCrashes(t *testing.T) {
	for seed := range uint64(20) {
		m, err := simtest.New(simtest.Options{
			Seed: seed, ConfigFile: "/etc/redis.conf", Faults: sim.MustFaults("lost-writes:1,torn-rename:1,file-short-write:0.5"),
		})
		if err != nil {
			t.Fatal(err)
		}
		m.Start("client", func() {
			c := m.Dial()
			c.Do("CONFIG", "SET", "hz", "50")
			if got := ask(c, "CONFIG", "REWRITE"); got != "OK" {
				m.Fail("rewrite: %s", got)
			}
			c.Do("CONFIG", "SET", "hz", "100")
			m.Crash(true)
			if got := hzOf(m.Redial()); got != "50" {
				m.Fail("after the crash hz is %s", got)
			}
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAFailedRewriteSaysWhy, and the file stays.
func TestAFailedRewriteSaysWhy(t *testing.T) {
	for faults, want := range map[string]string{
		"file-error:1":  "ERR Rewriting config file: Input/output error",
		"sync-fails:1":  "ERR Rewriting config file: Input/output error",
		"disk-full:300": "ERR Rewriting config file: No space left on device",
	} {
		c := config.New()
		c.RequirePass = strings.Repeat("long", 50)
		m, err := simtest.New(simtest.Options{Config: c, ConfigFile: "/etc/redis.conf", Faults: sim.MustFaults(faults)})
		if err != nil {
			t.Fatal(err)
		}
		before, _ := m.ReadFile("/etc/redis.conf")
		m.Start("client", func() {
			client := m.Dial()
			client.Do("AUTH", c.RequirePass)
			client.Do("CONFIG", "SET", "hz", "50")
			if got := ask(client, "CONFIG", "REWRITE"); got != want {
				m.Fail("%s: %s", faults, got)
			}
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		if after, _ := m.ReadFile("/etc/redis.conf"); string(after) != string(before) {
			t.Errorf("%s: the file has changed to %q", faults, after)
		}
	}
}

// TestAServerWithoutMemoryIsStartedAgain: it ends as by abort(3), and the run does
// not.
func TestAServerWithoutMemoryIsStartedAgain(t *testing.T) {
	starts := 0
	for seed := range uint64(10) {
		m, err := simtest.New(simtest.Options{Seed: seed, Faults: sim.MustFaults("map-refused:0.3")})
		if err != nil {
			t.Fatal(err)
		}
		m.Start("client", func() {
			for range 5 {
				c := m.Redial()
				for i := range 20 {
					request := simtest.AppendRequest(nil, "SET", fmt.Sprint("key", i), strings.Repeat("v", 100_000))
					if _, errno := c.Write(request); errno != sys.OK {
						break
					}
					if n, errno := c.Read(make([]byte, 64)); n == 0 || errno != sys.OK {
						break
					}
				}
				c.Close()
			}
			m.Calm()
			m.Redial().Close()
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		starts += strings.Count(string(m.LogOutput()), "just started")
	}
	if starts < 20 {
		t.Errorf("%d servers were started, and so memory hardly ever refused", starts)
	}
}
