package simtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"seedis/config"
	"seedis/resp"
	"seedis/sys/sim"
)

// oracle is a running redis-server.
type oracle struct {
	conn     net.Conn
	received []byte
}

func startOracle(t *testing.T) *oracle {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("this test asks a redis-server: install Debian's package redis-server")
	}
	socket := filepath.Join(t.TempDir(), "socket")
	command := exec.Command(path, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", t.TempDir())
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		command.Process.Kill()
		command.Wait()
	})
	awaitReady(t, output)
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &oracle{conn: conn}
}

// awaitReady reads the log of a redis-server until it accepts connections.
func awaitReady(t *testing.T, output io.Reader) {
	said := ""
	for lines := bufio.NewScanner(output); lines.Scan(); said += lines.Text() + "\n" {
		// Redis 7.0 says "The server is now ready to accept connections at",
		// later ones "Ready to accept connections".
		if strings.Contains(strings.ToLower(lines.Text()), "ready to accept connections") {
			return
		}
	}
	t.Fatalf("redis-server has ended:\n%s", said)
}

// ask sends a request and returns the bytes of the reply.
func (o *oracle) ask(t *testing.T, request []string) []byte {
	if _, err := o.conn.Write(AppendRequest(nil, request...)); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 1<<16)
	for {
		if n, ok := resp.ReadReply(o.received); ok {
			reply := slices.Clone(o.received[:n])
			o.received = o.received[n:]
			return reply
		}
		n, err := o.conn.Read(buffer)
		if err != nil {
			t.Fatalf("%s: %v", quote(request), err)
		}
		o.received = append(o.received, buffer[:n]...)
	}
}

// untimely tells whether the reply to a request, or to a later one, depends on
// the millisecond: there is no telling when Redis looks at its clock.
func untimely(request []string) bool {
	for i, word := range request {
		next := ""
		if i+1 < len(request) {
			next = request[i+1]
		}
		if slices.Contains([]string{"EXPIRE", "PEXPIRE", "SETEX", "PSETEX"}, strings.ToUpper(request[0])) {
			next = slices.Concat(request, []string{"", ""})[2]
		}
		n, ok := parseInt(next)
		switch strings.ToUpper(word) {
		case "TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME":
			return true
		case "EX", "PX", "EXAT", "PXAT", "EXPIRE", "PEXPIRE", "SETEX", "PSETEX":
			if ok && n > 0 && n < 1<<50 {
				return true
			}
		}
	}
	return false
}

// The model is worth something only if it is right.
func TestTheModelAgreesWithRedis(t *testing.T) {
	o := startOracle(t)
	m := newModel(settingsOf(config.New(), false, 0))
	machine := sim.New(sim.Options{Seed: 1, Memory: memory})
	c := &client{
		dice: dice{machine, machine.Stream("client")},
		run:  &run{weather: weather{keys: 10, bulk: 100, valueMax: 3000}},
	}
	s := &session{peer: "a unix socket", unscripted: true, authenticated: true}
	fmt.Sscanf(string(o.ask(t, []string{"CLIENT", "ID"})), ":%d", &s.id)
	m.sessions[s.id] = s
	for range 40_000 {
		request := c.request()
		if untimely(request) {
			continue
		}
		if err := m.execute(s, request, time.Now().UnixMilli()); err != nil {
			t.Fatal(err)
		}
		rest, err := s.expected.check(o.ask(t, request))
		if err == nil && (len(rest) > 0 || !s.expected.empty()) {
			err = errors.New("the reply is of another length")
		}
		if err != nil {
			t.Errorf("%s: %v", quote(request), err)
			s.expected = transcript{}
		}
	}
}
