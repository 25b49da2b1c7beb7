package simtest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seedis/resp"
)

// oracle is a connection to a running redis-server.
type oracle struct {
	socket   string
	conn     net.Conn
	received []byte
	log      string // the file that it appends the effects of commands to
	seen     int    // bytes of it
}

func startOracle(t *testing.T) *oracle {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("this test asks a redis-server: install Debian's package redis-server")
	}
	home := t.TempDir()
	socket := filepath.Join(home, "socket")
	command := exec.Command(path, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", home,
		"--appendonly", "yes", "--appendfsync", "no", "--auto-aof-rewrite-percentage", "0")
	command.Env = []string{"LC_ALL=C"} // SORT ALPHA goes by it
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
	o := (&oracle{socket: socket}).another(t)
	o.log = filepath.Join(home, "appendonlydir", "appendonly.aof.1.incr.aof")
	return o
}

// another is one more connection to the same server.
func (o *oracle) another(t *testing.T) *oracle {
	conn, err := net.Dial("unix", o.socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &oracle{socket: o.socket, conn: conn}
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

// id is the number of the connection.
func (o *oracle) id(t *testing.T) (id uint64) {
	fmt.Sscanf(string(o.ask(t, []string{"CLIENT", "ID"})), ":%d", &id)
	return id
}

// ask sends a request and returns the bytes of the reply.
func (o *oracle) ask(t *testing.T, request []string) []byte {
	o.send(t, request)
	return o.reply(t)
}

func (o *oracle) send(t *testing.T, request []string) {
	if _, err := o.conn.Write(AppendRequest(nil, request...)); err != nil {
		t.Fatal(err)
	}
}

// reply receives one.
func (o *oracle) reply(t *testing.T) []byte {
	buffer := make([]byte, 1<<16)
	for {
		if n, ok := resp.ReadReply(o.received); ok {
			reply := slices.Clone(o.received[:n])
			o.received = o.received[n:]
			return reply
		}
		n, err := o.conn.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		o.received = append(o.received, buffer[:n]...)
	}
}

// effects are those that were not seen yet. The oracle writes them before it
// replies.
func (o *oracle) effects(t *testing.T) (all [][]string) {
	log, err := os.ReadFile(o.log)
	if err != nil {
		t.Fatal(err)
	}
	for o.seen < len(log) {
		effect, n, err := resp.ParseReply(log[o.seen:])
		if err != nil {
			t.Fatal(err)
		}
		words := make([]string, len(effect.Elements))
		for i, element := range effect.Elements {
			words[i] = string(element.Text)
		}
		all = append(all, words)
		o.seen += n
	}
	return all
}

// skipEffects forgets those of earlier requests.
func (o *oracle) skipEffects(t *testing.T) {
	info, err := os.Stat(o.log)
	if err != nil {
		t.Fatal(err)
	}
	o.seen = int(info.Size())
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
func TestTheModelAgreesWithRedis(t *testing.T) { rehearse(t, 40_000, families) }

func TestTheModelAgreesWithRedisOnTypes(t *testing.T) {
	rehearse(t, 60_000, slices.Concat(families, typedFamilies))
}

func TestTheModelAgreesWithRedisOnBigValues(t *testing.T) {
	rehearse(t, 10_000, slices.Concat(families, typedFamilies, memoryFamilies))
}
