package simtest_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"seedis/config"
	"seedis/simtest"
	"seedis/sys"
)

// onMachine carries out a scenario on a machine where nothing goes wrong.
func onMachine(t *testing.T, configure func(*config.Config), scenario func(m *simtest.Machine)) {
	t.Helper()
	configuration := config.New()
	if configure != nil {
		configure(configuration)
	}
	m, err := simtest.New(simtest.Options{Seed: 1, Config: configuration})
	if err != nil {
		t.Fatal(err)
	}
	m.Start("scenario", func() { scenario(m) })
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
}

func set(t *testing.T, configuration *config.Config, name, value string) {
	t.Helper()
	if err := configuration.Set([]config.Pair{{Name: name, Value: value}}); err != nil {
		t.Fatal(err)
	}
}

// want makes the run fail unless a client gets that reply.
func want(m *simtest.Machine, c *simtest.Client, text string, request ...string) {
	if got := string(c.Do(request...).Text); got != text {
		m.Fail("%s: got %q, want %q", strings.Join(request, " "), got, text)
	}
}

// field is what CLIENT LIST says of the client that is called so.
func field(m *simtest.Machine, asker *simtest.Client, client, name string) string {
	line := regexp.MustCompile(`(?m)^.* name=` + client + ` .*$`).Find(asker.Do("CLIENT", "LIST").Text)
	found := regexp.MustCompile(` ` + name + `=(\S*)`).FindSubmatch(line)
	if found == nil {
		m.Fail("CLIENT LIST has no %s of %s: %q", name, client, line)
	}
	return string(found[1])
}

// ended tells whether the server ends a connection within a time.
func ended(c *simtest.Client, within time.Duration) bool {
	var buffer [1024]byte
	n, errno := c.ReadTimeout(buffer[:], within)
	return errno != sys.EAGAIN && n == 0
}

// The end of a client and the cron's visit to it may fall into one turn of the
// server, which then looks at a query buffer that has room and nothing in it.
func TestASilentClientEndsWhileTheServerIsBusy(t *testing.T) {
	debug := func(configuration *config.Config) { configuration.EnableDebugCommand = config.ProtectedYes }
	onMachine(t, debug, func(m *simtest.Machine) {
		asker := m.Dial()
		for _, silence := range []time.Duration{2500, 2999, 3050, 3700} {
			silent := m.Dial()
			want(m, silent, "PONG", "PING")
			m.Sleep(silence * time.Millisecond)
			asker.Send("DEBUG", "SLEEP", "0.2")
			m.Sleep(100 * time.Millisecond)
			silent.Close()
			if text := string(asker.Receive().Text); text != "OK" {
				m.Fail("DEBUG SLEEP got %q", text)
			}
		}
		want(m, asker, "PONG", "PING")
		asker.Close()
	})
}

// A client that waits is no idle one, but an idle one is ended during a pause.
func TestTimeoutSparesThoseWhoWait(t *testing.T) {
	idle := func(configuration *config.Config) { set(t, configuration, "timeout", "3") }
	onMachine(t, idle, func(m *simtest.Machine) {
		idler, waiter := m.Dial(), m.Dial()
		want(m, idler, "PONG", "PING")
		want(m, waiter, "OK", "CLIENT", "PAUSE", "60000")
		began := m.Elapsed()
		waiter.Send("PING")
		if !ended(idler, 10*time.Second) {
			m.Fail("an idle client is not ended")
		}
		if took := m.Elapsed() - began; took < 3*time.Second-time.Millisecond || took > 4*time.Second {
			m.Fail("an idle client was ended after %v", took)
		}
		if text := string(waiter.Receive().Text); text != "PONG" {
			m.Fail("the one that waited got %q", text)
		}
		idler.Close()
		waiter.Close()
	})
}

// Who is owed more than the soft limit for more than its seconds is ended; who
// reads meanwhile is not.
func TestTheSoftLimitActsAfterItsSeconds(t *testing.T) {
	limited := func(configuration *config.Config) {
		set(t, configuration, "client-output-buffer-limit", "normal 0 100kb 5")
	}
	onMachine(t, limited, func(m *simtest.Machine) {
		asker, reader, other := m.Dial(), m.Dial(), m.Dial()
		want(m, asker, "OK", "SET", "k", strings.Repeat("x", 100_000))
		want(m, reader, "OK", "CLIENT", "SETNAME", "reader")
		want(m, other, "OK", "CLIENT", "SETNAME", "other")
		for range 20 {
			reader.Send("GET", "k")
			other.Send("GET", "k")
		}
		m.Sleep(4 * time.Second)
		for range 20 {
			reader.Receive()
		}
		if field(m, asker, "other", "flags") != "N" {
			m.Fail("ended too early")
		}
		m.Sleep(3 * time.Second)
		if lines := asker.Do("CLIENT", "LIST").Text; bytes.Contains(lines, []byte("name=other")) {
			m.Fail("not ended:\n%s", lines)
		}
		want(m, reader, "PONG", "PING")
		for _, c := range []*simtest.Client{asker, reader, other} {
			c.Close()
		}
	})
}

// The block that a reply begins in follows what a client needs.
func TestTheReplyBufferFollowsItsUse(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		asker, c := m.Dial(), m.Dial()
		size := func(wanted, peak string) {
			rbs, rbp := field(m, asker, "me", "rbs"), field(m, asker, "me", "rbp")
			if rbs != wanted || rbp != peak {
				m.Fail("rbs=%s rbp=%s, want %s and %s", rbs, rbp, wanted, peak)
			}
		}
		want(m, c, "OK", "CLIENT", "SETNAME", "me")
		size("16384", "16384") // a guess
		m.Sleep(time.Second)
		size("1024", "0")
		want(m, c, strings.Repeat("x", 5000), "ECHO", strings.Repeat("x", 5000))
		m.Sleep(time.Second)
		size("2048", "1024") // full, so it was doubled, once
		for range 5 {
			want(m, c, strings.Repeat("x", 5000), "ECHO", strings.Repeat("x", 5000))
			m.Sleep(200 * time.Millisecond)
		}
		size("8192", "5009")
		m.Sleep(time.Minute)
		size("1024", "0") // the peak was long ago
		asker.Close()
		c.Close()
	})
}

// A client that does not end its request, or waits, keeps no more of a query
// buffer than it fills.
func TestTheQueryBufferOfASilentClientIsTrimmed(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		asker := m.Dial()
		slow, waiter := m.Dial(), m.Dial()
		want(m, slow, "OK", "CLIENT", "SETNAME", "slow")
		want(m, waiter, "OK", "CLIENT", "SETNAME", "waiter")
		want(m, asker, "OK", "CLIENT", "PAUSE", "100000", "WRITE")
		if _, errno := slow.Write([]byte("*2\r\n$4\r\nECHO\r\n$11\r\nhello ")); errno != sys.OK {
			m.Fail("write: %v", errno)
		}
		waiter.Send("SET", "k", "v")
		m.Sleep(time.Second)
		before := field(m, asker, "slow", "qbuf-free")
		m.Sleep(3 * time.Second)
		for _, name := range []string{"slow", "waiter"} {
			if free := field(m, asker, name, "qbuf-free"); len(free) > 1 {
				m.Fail("%s keeps %s bytes free, %s before", name, free, before)
			}
		}
		if _, errno := slow.Write([]byte("world\r\n")); errno != sys.OK {
			m.Fail("write: %v", errno)
		}
		if text := string(slow.Receive().Text); text != "hello world" {
			m.Fail("got %q", text)
		}
		want(m, asker, "OK", "CLIENT", "UNPAUSE")
		if text := string(waiter.Receive().Text); text != "OK" {
			m.Fail("got %q", text)
		}
		for _, c := range []*simtest.Client{asker, slow, waiter} {
			c.Close()
		}
	})
}

// Without a descriptor for the next connection the server neither spins nor
// turns deaf for good.
func TestConnectionsWaitForADescriptor(t *testing.T) {
	slow := func(configuration *config.Config) { set(t, configuration, "hz", "1") }
	onMachine(t, slow, func(m *simtest.Machine) {
		first := m.Dial()
		want(m, first, "PONG", "PING")
		if errno := m.SetDescriptorLimit(uint64(m.OpenDescriptors()) + standardStreams + 1); errno != sys.OK {
			m.Fail("limit: %v", errno)
		}
		second, third := m.Dial(), m.Dial()
		want(m, second, "PONG", "PING")
		third.Send("PING")
		before := m.Steps()
		m.Sleep(10*time.Second + 500*time.Millisecond) // half way to the next tick
		if steps := m.Steps() - before; steps > 10_000 {
			m.Fail("%d steps while there is nothing to do", steps)
		}
		want(m, second, "PONG", "PING")
		began := m.Elapsed()
		first.Close()
		if text := string(third.Receive().Text); text != "PONG" {
			m.Fail("the one that waited got %q", text)
		}
		if took := m.Elapsed() - began; took > 10*time.Millisecond {
			m.Fail("the one that waited was noticed only after %v", took)
		}
		if !bytes.Contains(m.LogOutput(), []byte("Accepting client connection: Too many open files")) {
			m.Fail("the log does not tell: %s", m.LogOutput())
		}
		if marks := m.MarkCounts(); marks[sys.MarkAcceptFailed] == 0 || marks[sys.MarkAcceptFailedAgain] == 0 {
			m.Fail("it was not marked, or not that it went on: %v", marks)
		}
		second.Close()
		third.Close()
	})
}

// A failure to accept that comes after connections were accepted is a new one.
func TestAFailureToAcceptIsOverWithTheNextConnection(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		lasting := m.Dial()
		want(m, lasting, "PONG", "PING")
		limit := uint64(m.OpenDescriptors()) + standardStreams + 1
		if errno := m.SetDescriptorLimit(limit); errno != sys.OK {
			m.Fail("limit: %v", errno)
		}
		for round := range uint64(3) {
			m.Sleep(110*time.Millisecond - m.Elapsed()%(100*time.Millisecond)) // the cron tries again, too
			accepted, failing := m.Dial(), m.Dial()
			want(m, accepted, "PONG", "PING")
			m.Sleep(time.Millisecond)
			accepted.Close()
			want(m, failing, "PONG", "PING")
			failing.Close()
			want(m, lasting, "PONG", "PING")
			if marks := m.MarkCounts(); marks[sys.MarkAcceptFailed] <= round || marks[sys.MarkAcceptFailedAgain] != 0 {
				m.Fail("%d failures, %d of them repeated", marks[sys.MarkAcceptFailed], marks[sys.MarkAcceptFailedAgain])
			}
		}
		lasting.Close()
	})
}

// standardStreams are open beside what OpenDescriptors counts.
const standardStreams = 3

// Somebody who sends all requests before reading a reply gets the last one,
// though the connection ends with the first.
func TestALongPipelineBehindQuitIsHeardOut(t *testing.T) {
	onMachine(t, nil, func(m *simtest.Machine) {
		c := m.Dial()
		if _, errno := c.Write(bytes.Repeat([]byte("ECHO x\r\n"), 100_000)); errno != sys.OK {
			m.Fail("write: %v", errno)
		}
		c.Send("QUIT")
		for range 1000 {
			c.Send("SET", "k", strings.Repeat("x", 1000))
		}
		for range 100_000 {
			c.Receive()
		}
		if text := string(c.Receive().Text); text != "OK" {
			m.Fail("QUIT is answered with %q", text)
		}
		if !ended(c, time.Minute) {
			m.Fail("the connection does not end")
		}
		c.Close()
		other := m.Dial()
		want(m, other, "0", "EXISTS", "k")
		other.Close()
	})
}

// With fewer descriptors than clients are allowed the server serves fewer, and
// says so as Redis does.
func TestMaxclientsFollowsTheDescriptorLimit(t *testing.T) {
	for _, c := range []struct {
		hard uint64
		log  []string
		max  string
	}{
		{10032, []string{"* Increased maximum number of open files to 10032 (it was originally set to 1024)."}, "10000"},
		{2001, []string{
			"# You requested maxclients of 10000 requiring at least 10032 max file descriptors.",
			"# Server can't set maximum open files to 10032 because of OS error: Operation not permitted.",
			"# Current maximum open files is 2000. maxclients has been reduced to 1968 to compensate for low ulimit. " +
				"If you need higher maxclients increase 'ulimit -n'.",
		}, "1968"},
		{500, []string{"# Current maximum open files is 1024. maxclients has been reduced to 992 "}, "992"},
	} {
		m, err := simtest.New(simtest.Options{Seed: 1, Wrap: func(kernel sys.Kernel) sys.Kernel { return frugal{kernel, c.hard} }})
		if err != nil {
			t.Fatal(err)
		}
		m.Start("asker", func() {
			asker := m.Dial()
			if max := string(asker.Do("CONFIG", "GET", "maxclients").Elements[1].Text); max != c.max {
				m.Fail("maxclients is %s, want %s", max, c.max)
			}
			asker.Close()
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		for _, line := range c.log {
			if !bytes.Contains(m.LogOutput(), []byte(line)) {
				t.Errorf("hard limit %d: the log does not say %q:\n%s", c.hard, line, m.LogOutput())
			}
		}
	}
}

// frugal is a machine that grants few descriptors.
type frugal struct {
	sys.Kernel
	hard uint64
}

func (f frugal) SetDescriptorLimit(n uint64) sys.Errno {
	if n > f.hard {
		return sys.EPERM
	}
	return f.Kernel.SetDescriptorLimit(n)
}

// Asking for more clients than there can be takes no longer than asking for a
// few, and what is possible is told in Redis's steps.
func TestMaxclientsIsRefusedAtOnce(t *testing.T) {
	for _, c := range []struct {
		hard     uint64
		wanted   uint32
		possible uint64 // as descriptors
	}{
		{20000, 4294967263, 19999}, // one of 4294967295 less 16s
		{20000, 20000, 20000},      // of 20032
		{20000, 19969, 19985},      // of 20001
		{10032, 4294967263, 10032}, // what there is: 10031 is less
		{10032, 10016, 10032},
	} {
		calls := 0
		m, err := simtest.New(simtest.Options{Seed: 1, Wrap: func(kernel sys.Kernel) sys.Kernel {
			return asked{frugal{kernel, c.hard}, &calls}
		}})
		if err != nil {
			t.Fatal(err)
		}
		m.Start("asker", func() {
			asker := m.Dial()
			want(m, asker, fmt.Sprintf("ERR CONFIG SET failed (possibly related to argument 'maxclients') - "+
				"The operating system is not able to handle the specified number of clients, try with %d", c.possible-32),
				"CONFIG", "SET", "maxclients", fmt.Sprint(c.wanted))
			asker.Close()
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		if calls > 40 { // 32 halve all numbers of 32 bits
			t.Errorf("the machine was asked %d times", calls)
		}
	}
}

// asked counts how often the machine is asked for a limit.
type asked struct {
	frugal
	calls *int
}

func (a asked) SetDescriptorLimit(n uint64) sys.Errno {
	*a.calls++
	return a.frugal.SetDescriptorLimit(n)
}

func TestWithoutDescriptorsForClientsTheServerDoesNotStart(t *testing.T) {
	_, err := simtest.New(simtest.Options{Seed: 1, Wrap: func(kernel sys.Kernel) sys.Kernel { return beggar{kernel} }})
	const text = "Your current 'ulimit -n' of 32 is not enough for the server to start. " +
		"Please increase your open file limit to at least 10032. Exiting."
	if err == nil || err.Error() != text {
		t.Errorf("got %v, want %s", err, text)
	}
}

// beggar is a machine that has descriptors for the server alone.
type beggar struct{ sys.Kernel }

func (beggar) DescriptorLimit() uint64             { return 32 }
func (beggar) SetDescriptorLimit(uint64) sys.Errno { return sys.EPERM }
