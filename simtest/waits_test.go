package simtest_test

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"testing"
	"time"

	"seedis/config"
	"seedis/simtest"
	"seedis/sys/sim"
)

func TestAWaitEndsAtItsTime(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		c := m.Dial()
		for _, seconds := range []float64{0.001, 0.007, 1.5, 100, 20_000} {
			began, wait := m.Elapsed(), time.Duration(seconds*float64(time.Second))
			if reply := c.Do("BLPOP", "k", fmt.Sprint(seconds)); len(reply.Elements) != 0 {
				m.Fail("nothing came, and yet it is %v", reply)
			}
			// It ends with its last millisecond, and began within one.
			if took := m.Elapsed() - began; took < wait || took > wait+2*time.Millisecond {
				m.Fail("a wait of %v took %v", wait, took)
			}
		}
		c.Close()
	})
}

func TestWhoWaitsIsServedAtOnceAndInTurn(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		pusher := m.Dial()
		var clients []*simtest.Client
		for i := range 9 {
			c := m.Dial()
			clients = append(clients, c)
			want(m, c, fmt.Sprint(i), "ECHO", fmt.Sprint(i))
			c.Send("BLPOP", "k", "other", "1000")
			c.Send("APPEND", "order", fmt.Sprint(i))
			want(m, pusher, "", "GET", "order")
		}
		m.Sleep(time.Minute)
		began := m.Elapsed()
		want(m, pusher, "9", "RPUSH", "k", "0", "1", "2", "3", "4", "5", "6", "7", "8")
		for i, c := range clients {
			if reply := c.Receive(); len(reply.Elements) != 2 || string(reply.Elements[1].Text) != fmt.Sprint(i) {
				m.Fail("client %d got %v", i, reply)
			}
			if n := string(c.Receive().Text); n != fmt.Sprint(i+1) {
				m.Fail("client %d goes on as the one after %s", i, n)
			}
			c.Close()
		}
		if took := m.Elapsed() - began; took > 10*time.Millisecond {
			m.Fail("they were served after %v", took)
		}
		want(m, pusher, "012345678", "GET", "order")
		pusher.Close()
	})
}

// Of those who wait and leave nothing stays behind: what comes later is for others.
func TestWhoWaitsAndLeavesGetsNothing(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		pusher, leaver, stayer := m.Dial(), m.Dial(), m.Dial()
		for _, c := range []*simtest.Client{leaver, stayer} {
			want(m, c, "here", "ECHO", "here")
			c.Send("BZPOPMIN", "z", "0")
			want(m, pusher, "0", "DBSIZE")
		}
		leaver.Close()
		m.Sleep(time.Second)
		want(m, pusher, "1", "ZADD", "z", "1", "member")
		if reply := stayer.Receive(); len(reply.Elements) != 3 || string(reply.Elements[1].Text) != "member" {
			m.Fail("the one who stayed got %v", reply)
		}
		stayer.Close()
		pusher.Close()
	})
}

// Who begins to wait and who ends that may come to the server in one turn: what the
// first has sent is gone when it goes on.
func TestWhoIsServedInTheTurnInWhichItCameGoesOn(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		asker, waiter, pusher := m.Dial(), m.Dial(), m.Dial()
		for range 3 {
			want(m, asker, "OK", "CLIENT", "PAUSE", "10", "WRITE")
			waiter.Send("BLPOP", "k", "0")
			want(m, asker, "", "GET", "waiter has come")
			pusher.Send("RPUSH", "k", "element")
			if reply := waiter.Receive(); len(reply.Elements) != 2 || string(reply.Elements[1].Text) != "element" {
				m.Fail("the one who waited got %v", reply)
			}
			if reply := pusher.Receive(); string(reply.Text) != "1" {
				m.Fail("the one who pushed got %v", reply)
			}
			want(m, waiter, "PONG", "PING")
		}
		for _, c := range []*simtest.Client{asker, waiter, pusher} {
			c.Close()
		}
	})
}

// Elements go from list to list by several hands, in bad weather: none is lost, none
// comes twice, and each hand keeps their order. The last ones find all hands waiting.
func TestChainsOfMovesLoseNothing(t *testing.T) {
	const elements, alone, stages = 300, 5, 4
	for seed := range uint64(10) {
		m, err := simtest.New(simtest.Options{Seed: seed, SocketBuffer: 4096, Faults: sim.MustFaults(
			"latency:5ms,short-write:0.1,split:0.1,interrupted:0.02,spurious-wait:0.02,reorder:0.3,stall:0.001/1ms",
		)})
		if err != nil {
			t.Fatal(err)
		}
		list := func(stage int) string { return fmt.Sprintf("list:%d", stage) }
		m.Start("producer", func() {
			c := m.Dial()
			for i := range elements {
				if i >= elements-alone {
					m.Sleep(time.Second)
				}
				c.Do("RPUSH", list(0), fmt.Sprint(i))
			}
			c.Close()
		})
		for stage := range stages {
			m.Start("mover", func() {
				c := m.Dial()
				for i := range elements {
					want(m, c, fmt.Sprint(i), "BLMOVE", list(stage), list(stage+1), "LEFT", "RIGHT", "0")
				}
				c.Close()
			})
		}
		m.Start("consumer", func() {
			c := m.Dial()
			for i := range elements {
				if reply := c.Do("BLPOP", list(stages), "0"); len(reply.Elements) != 2 || string(reply.Elements[1].Text) != fmt.Sprint(i) {
					m.Fail("instead of element %d came %v", i, reply)
				}
			}
			want(m, c, "0", "DBSIZE")
			c.Close()
		})
		if err := m.Run(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// Consumers that ask anew each time share what comes: who has just been served is
// the last in turn.
func TestNobodyIsPassedOver(t *testing.T) {
	const consumers, rounds = 7, 20
	onMachine(t, nil, func(m *simtest.Machine) {
		producer := m.Dial()
		clients := make([]*simtest.Client, consumers)
		for i := range clients {
			clients[i] = m.Dial()
			want(m, clients[i], "PONG", "PING")
			clients[i].Send("BRPOP", "k", "0")
			want(m, producer, "0", "DBSIZE")
		}
		for element := range consumers * rounds {
			text := fmt.Sprint(element)
			want(m, producer, "1", "LPUSH", "k", text)
			c := clients[element%consumers]
			if reply := c.Receive(); len(reply.Elements) != 2 || string(reply.Elements[1].Text) != text {
				m.Fail("consumer %d got %v for element %s", element%consumers, reply, text)
			}
			c.Send("BRPOP", "k", "0")
			want(m, producer, "0", "DBSIZE")
		}
		for _, c := range append(clients, producer) {
			c.Close()
		}
	})
}

// What is pushed when the time of who waits is over is either taken or stays: the
// element is with the client or in the list, and never both.
func TestAPushAtTheLastMoment(t *testing.T) {
	taken, left := 0, 0
	for seed := range uint64(60) {
		m, err := simtest.New(simtest.Options{Seed: seed, Faults: sim.MustFaults("latency:1ms")})
		if err != nil {
			t.Fatal(err)
		}
		m.Start("scenario", func() {
			waiter, pusher := m.Dial(), m.Dial()
			want(m, waiter, "PONG", "PING")
			want(m, pusher, "PONG", "PING")
			waiter.Send("BLMOVE", "from", "to", "LEFT", "LEFT", "0.01")
			waiter.Send("LLEN", "from")
			m.Sleep(11 * time.Millisecond)
			want(m, pusher, "1", "RPUSH", "from", "element")
			got, length := waiter.Receive(), string(pusher.Do("LLEN", "from").Text)
			switch {
			case string(got.Text) == "element" && length == "0":
				taken++
				want(m, pusher, "element", "LPOP", "to")
			case got.Null && length == "1":
				left++
			default:
				m.Fail("who waits got %v, and the list has %s", got, length)
			}
			waiter.Receive()
			waiter.Close()
			pusher.Close()
		})
		if err := m.Run(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	if taken == 0 || left == 0 {
		t.Errorf("it was taken %d times, and left %d times", taken, left)
	}
}

// However a client ends that waits, nothing is spent on it.
func TestEveryWayToLeaveWhileWaiting(t *testing.T) {
	ways := map[string]func(m *simtest.Machine, asker, c *simtest.Client){
		"closes": func(_ *simtest.Machine, _, c *simtest.Client) { c.Close() },
		"resets": func(_ *simtest.Machine, _, c *simtest.Client) { c.Reset() },
		"is killed": func(m *simtest.Machine, asker, c *simtest.Client) {
			want(m, asker, "OK", "CLIENT", "KILL", c.LocalAddr().String())
			c.Close()
		},
		"sends too much": func(m *simtest.Machine, _, c *simtest.Client) {
			c.Write(bytes.Repeat([]byte("PING\r\n"), 4000)) // an error is as good as the end
			if !ended(c, time.Second) {
				m.Fail("who sends too much is not ended")
			}
			c.Close()
		},
	}
	limited := func(configuration *config.Config) { configuration.ClientQueryBufferLimit = 16 << 10 }
	for _, way := range slices.Sorted(maps.Keys(ways)) {
		t.Run(way, func(t *testing.T) {
			onMachine(t, limited, func(m *simtest.Machine) {
				asker, leaver := m.Dial(), m.Dial()
				want(m, leaver, "PONG", "PING")
				leaver.Send("BLMPOP", "100", "2", "k", "j", "LEFT")
				want(m, asker, "0", "DBSIZE")
				if count := blocked(m, asker); count != "1" {
					m.Fail("%s clients wait", count)
				}
				ways[way](m, asker, leaver)
				m.Sleep(time.Second)
				if count := blocked(m, asker); count != "0" {
					m.Fail("%s clients wait, and the one who did has left", count)
				}
				want(m, asker, "1", "RPUSH", "k", "element")
				want(m, asker, "element", "LPOP", "k")
				m.Sleep(200 * time.Second) // beyond its time
				asker.Close()
			})
		})
	}
}

// blocked is how many clients wait.
func blocked(m *simtest.Machine, asker *simtest.Client) string {
	return string(regexp.MustCompile(`blocked_clients:(\d+)`).FindSubmatch(asker.Do("INFO", "clients").Text)[1])
}
