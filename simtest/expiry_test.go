package simtest_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"seedis/config"
	"seedis/simtest"
)

// infoNumber is a field of INFO.
func infoNumber(m *simtest.Machine, c *simtest.Client, name string) int {
	n, err := strconv.Atoi(infoField(c, name))
	if err != nil {
		m.Fail("INFO has %q as %s", infoField(c, name), name)
	}
	return n
}

// setExpiring makes so many keys that expire after a time.
func setExpiring(m *simtest.Machine, c *simtest.Client, prefix string, keys int, lifetime time.Duration) {
	milliseconds := strconv.FormatInt(lifetime.Milliseconds(), 10)
	for i := range keys {
		want(m, c, "OK", "SET", fmt.Sprint(prefix, i), "value", "PX", milliseconds)
	}
}

// keysLeft is how many keys there are, whether past their time or not.
func keysLeft(c *simtest.Client) int {
	n, _ := strconv.Atoi(string(c.Do("DBSIZE").Text))
	return n
}

func TestKeysExpireThoughNobodyAsks(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		c := m.Dial()
		setExpiring(m, c, "short", 300, 50*time.Millisecond)
		setExpiring(m, c, "long", 100, time.Hour)
		for i := range 100 {
			want(m, c, "OK", "SET", fmt.Sprint("endless", i), "value")
		}
		m.Sleep(3 * time.Second)
		// One in ten that is past its time is not worth a search, in each tick.
		if left := keysLeft(c); left < 200 || left > 210 {
			m.Fail("%d keys are left of 200 that live", left)
		}
		if expired, left := infoNumber(m, c, "expired_keys"), keysLeft(c); expired != 500-left {
			m.Fail("%d keys expired, %d are left", expired, left)
		}
		if infoNumber(m, c, "expired_time_cap_reached_count") != 0 {
			m.Fail("so few keys took all the time")
		}
		_, text, _ := strings.Cut(infoField(c, "db0"), "avg_ttl=")
		if average, err := strconv.Atoi(text); err != nil || average < 1_000_000 || average > 3_600_000 {
			m.Fail("keys that live for an hour do so for %s ms on average", text)
		}
		c.Close()
	})
}

// Many keys past their time at once take many slices, and no turn is much longer
// than one.
func TestManyExpireInSlices(t *testing.T) {
	debugged := func(c *config.Config) { c.EnableDebugCommand = config.ProtectedYes }
	onMachine(t, debugged, func(m *simtest.Machine) {
		c := m.Dial()
		want(m, c, "OK", "DEBUG", "SET-ACTIVE-EXPIRE", "0")
		setExpiring(m, c, "key", 20_000, time.Millisecond)
		m.Sleep(time.Second)
		if left := keysLeft(c); left != 20_000 {
			m.Fail("%d keys are left while none is looked for", left)
		}
		want(m, c, "OK", "DEBUG", "SET-ACTIVE-EXPIRE", "1")
		want(m, c, "OK", "CONFIG", "RESETSTAT")
		m.Sleep(10 * time.Second)
		if left := keysLeft(c); left > 0 {
			m.Fail("%d keys are left", left)
		}
		if longest, work := longestTurn(m, c), infoField(c, "longest_turn_work"); longest > 600*time.Microsecond || work != "expire-cycle" {
			m.Fail("the longest turn took %v for %s", longest, work)
		}
		if expired := infoNumber(m, c, "expired_keys"); expired != 20_000 {
			m.Fail("%d keys expired", expired)
		}
		c.Close()
	})
}

// While clients are paused the dataset stands still.
func TestNothingExpiresInAPause(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		c := m.Dial()
		setExpiring(m, c, "key", 100, 10*time.Millisecond)
		want(m, c, "OK", "CLIENT", "PAUSE", "2000", "WRITE")
		m.Sleep(time.Second)
		if left := keysLeft(c); left != 100 {
			m.Fail("%d keys are left in a pause", left)
		}
		m.Sleep(3 * time.Second)
		if left := keysLeft(c); left > 10 {
			m.Fail("%d keys are left after the pause", left)
		}
		c.Close()
	})
}

// A few keys that expire are found among many that do not.
func TestSparseKeysExpire(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		c := m.Dial()
		for i := range 20_000 {
			want(m, c, "OK", "SET", fmt.Sprint("endless", i), "value")
		}
		setExpiring(m, c, "short", 3, 10*time.Millisecond)
		m.Sleep(5 * time.Second)
		if left := keysLeft(c); left != 20_000 {
			m.Fail("%d keys are left", left)
		}
		c.Close()
	})
}

// A server with nothing to do has the cron's turns and no others.
func TestChoresEnd(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		c := m.Dial()
		setExpiring(m, c, "short", 2000, 10*time.Millisecond)
		m.Sleep(10 * time.Second)
		want(m, c, "OK", "CONFIG", "RESETSTAT")
		m.Sleep(10 * time.Second)
		// A tick each 100 ms, with a slice that finds no key to look at.
		if turns := infoNumber(m, c, "turns"); turns > 210 {
			m.Fail("an idle server had %d turns in 10 seconds", turns)
		}
		c.Close()
	})
}
