package simtest_test

import (
	"fmt"
	"testing"
	"time"

	"seedis/simtest"
)

func TestAWaitEndsAtItsTime(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		c := m.Dial()
		for _, seconds := range []float64{0.001, 0.007, 1.5, 100, 100_000} {
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
