package simtest_test

import (
	"regexp"
	"strconv"
	"testing"
	"time"

	"seedis/config"
	"seedis/simtest"
)

// infoField is what INFO says of the name, "" if it does not know it.
func infoField(c *simtest.Client, name string) string {
	found := regexp.MustCompile(`(?m)^` + name + `:(.*)\r$`).FindSubmatch(c.Do("INFO").Text)
	if found == nil {
		return ""
	}
	return string(found[1])
}

// longestTurn is how long the longest turn took.
func longestTurn(m *simtest.Machine, c *simtest.Client) time.Duration {
	microseconds, err := strconv.Atoi(infoField(c, "longest_turn_usec"))
	if err != nil {
		m.Fail("INFO tells of no longest turn: %v", err)
	}
	return time.Duration(microseconds) * time.Microsecond
}

func TestASlowCommandIsTheLongestTurn(t *testing.T) {
	slow := func(c *config.Config) {
		set(t, c, "latency-monitor-threshold", "10")
		c.EnableDebugCommand = config.ProtectedYes
	}
	onMachine(t, slow, func(m *simtest.Machine) {
		c := m.Dial()
		want(m, c, "OK", "DEBUG", "SLEEP", "0.01")
		if got, work := longestTurn(m, c), infoField(c, "longest_turn_work"); got < 10*time.Millisecond || got > 11*time.Millisecond || work != "command debug" {
			m.Fail("the longest turn took %v for %s", got, work)
		}
		if over, events := infoField(c, "turns_over_threshold"), infoField(c, "latency_events"); over != "1" || events != "command=1,turn=1" {
			m.Fail("%s turns took long, for %s", over, events)
		}
		want(m, c, "OK", "CONFIG", "RESETSTAT")
		m.Sleep(time.Second) // with the cron
		if got, turns := longestTurn(m, c), infoField(c, "turns"); got > time.Millisecond || turns == "0" {
			m.Fail("the longest of %s turns after a reset took %v", turns, got)
		}
		c.Close()
	})
}

// A turn in which nothing slept is one, too: a client that always asks again
// makes no turn of all its requests.
func TestTurnsEndWhereTheServerDoesNotSleep(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		clients := []*simtest.Client{m.Dial(), m.Dial(), m.Dial()}
		want(m, clients[0], "OK", "CONFIG", "RESETSTAT")
		const rounds = 1000
		for range rounds {
			for _, c := range clients {
				c.Send("PING")
			}
			for _, c := range clients {
				c.Receive()
			}
		}
		if turns, err := strconv.Atoi(infoField(clients[0], "turns")); err != nil || turns < rounds {
			m.Fail("%d rounds took %d turns", rounds, turns)
		}
		if got := longestTurn(m, clients[0]); got > time.Millisecond {
			m.Fail("the longest turn took %v", got)
		}
		for _, c := range clients {
			c.Close()
		}
	})
}
