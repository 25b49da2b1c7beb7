package sim

import (
	"strings"
	"testing"
	"time"

	"seedis/sys"
)

// described is what Describe writes when a run of program stops by itself: by Fail.
func described(t *testing.T, o Options, program func(m *Machine)) string {
	t.Helper()
	var m *Machine
	var text strings.Builder
	o.AtStop = func() { m.Describe(&text) }
	m = New(o)
	m.Start("main", func() {
		program(m)
		m.Fail("far enough")
	})
	fails(t, m, FailureCheck)
	return text.String()
}

func TestDescribeTellsOfConnections(t *testing.T) {
	program := func(m *Machine) {
		listener := listen(m)
		p, errno := m.NewPoller()
		must(m, "new poller", errno)
		m.Start("client", func() {
			c, errno := m.Dial(address)
			must(m, "dial", errno)
			c.Write([]byte("hello"))
			c.CloseWrite()
			c.Read(make([]byte, 10))
		})
		m.Sleep(time.Millisecond)
		fd, _, errno := m.Accept(listener)
		must(m, "accept", errno)
		must(m, "add", p.Add(fd, sys.Readable, sys.Edge, 77))
		receive(p, fd, make([]byte, 2))
		p.Wake()
	}
	text := described(t, Options{Engine: Poll}, program)
	contains(t, text,
		`thread 1 "main" runs; ran for`,
		`thread 2 "client" waits for bytes since`,
		"3: listens at 127.0.0.1:6379, 0 wait to be accepted",
		`4: the poller 4 of thread 1 "main"`,
		"5: wakes the poller before it",
		"6: connection 1 of 127.0.0.1:40001, the server's side",
		"    established, 3 of 65536 bytes to read (3 arrived), receives no more, the peer's stream has ended",
		`    peer: established, 0 of 65536 bytes to read (0 arrived), sends no more, thread 2 "client" reads`,
		`the poller 4 of thread 1 "main": poll, woken`,
		"  listed as ready: 6",
		"  watches 6: r edge, token 0x4d, now rwe, masked -")
	if again := described(t, Options{Engine: Poll}, program); again != text {
		t.Errorf("the second time it is\n%s, at first\n%s", again, text)
	}
}

func TestDescribeTellsWhatIsToCome(t *testing.T) {
	text := described(t, Options{Faults: MustFaults("latency:2ms")}, func(m *Machine) {
		listen(m)
		var word sys.Uint32
		word.Init(m.Hook(), 1)
		m.Start("parked", func() { m.Park(&word, 1, time.Second) })
		m.Start("over", func() {})
		m.Start("client", func() {
			if c, errno := m.Dial(address); errno == sys.OK {
				c.Write([]byte("hello"))
				m.Sleep(time.Hour)
			}
		})
		m.WriteFile("redis.conf", []byte("port 6379\n"))
		m.Write(m.LogDescriptor(), []byte("one\ntwo\n"))
		for m.Elapsed() < 20*time.Millisecond && !arriving(m) {
			m.Pause()
		}
	})
	contains(t, text,
		"faults: latency:2ms; schedule: uniform\nprocess: never booted\n",
		`thread 2 "parked" is parked since`, ", until 1.0",
		"1 have ended",
		"5 bytes arrive, connection 1 of 127.0.0.1:40001, the server's side",
		`thread 2 "parked" goes on`,
		"waits: established, 5 of 65536 bytes to read (0 arrived), 1 segments on the way here",
		`file "redis.conf": 10 bytes, as on the device: true`,
		"log: 8 bytes, the last line: two\n")
}

// arriving tells whether bytes are on their way.
func arriving(m *Machine) bool {
	for _, t := range m.timers.heap {
		if t.what == arriveBytes {
			return true
		}
	}
	return false
}

func TestDescribeTellsOfTheProcess(t *testing.T) {
	boot := func(m *Machine) { m.Boot("init", func() { m.Sleep(time.Hour) }) }
	contains(t, described(t, Options{}, boot), "process: boot 1, 1 threads\n", `thread 2 "init" is runnable`)
	contains(t, described(t, Options{Faults: MustFaults("slow:8")}, func(m *Machine) {
		boot(m)
		m.Crash(true)
		m.Calm()
	}), "faults: none", "process: boot 1, lost power, status 0\n")
}

// Nothing that may happen, and no state, is without words.
func TestWhatHappensHasWords(t *testing.T) {
	for h := arriveBytes; h < happeningCount; h++ {
		if text := h.of(1); strings.HasPrefix(text, "happening") {
			t.Errorf("%d is %q", h, text)
		}
	}
	if text := readyName(sys.Readable | sys.Writable | sys.HangUp | sys.Failed | halfClosed); text != "rwhfe" {
		t.Errorf("all conditions are %q", text)
	}
}
