package commands

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"seedis/resp"
)

// oracle is a connection to a running redis-server.
type oracle struct {
	conn  net.Conn
	input *bufio.Reader
}

// startOracle starts redis-server once for all tests; TestMain ends it.
var startOracle = sync.OnceValues(func() (*oracleProcess, error) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, errors.New("redis-server is missing: install Debian's package redis-server, 7.0")
	}
	dir, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return nil, err
	}
	p := &oracleProcess{dir: dir, socket: filepath.Join(dir, "socket")}
	p.command = exec.Command(path, "--port", "0", "--unixsocket", p.socket,
		"--save", "", "--appendonly", "no", "--dir", dir, "--enable-debug-command", "yes")
	output, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	runningOracle = p
	return p, p.awaitReady(output)
})

// runningOracle is nil until a test has asked for one.
var runningOracle *oracleProcess

type oracleProcess struct {
	command *exec.Cmd
	dir     string
	socket  string
}

// awaitReady returns when the server logs that it listens.
func (p *oracleProcess) awaitReady(output io.Reader) error {
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "ready to accept connections") {
			go io.Copy(io.Discard, output)
			return nil
		}
	}
	return errors.New("redis-server ended before it was ready")
}

func (p *oracleProcess) stop() {
	p.command.Process.Kill()
	p.command.Wait()
	os.RemoveAll(p.dir)
}

func TestMain(m *testing.M) {
	status := m.Run()
	if runningOracle != nil {
		runningOracle.stop()
	}
	os.Exit(status)
}

// dialOracle connects to an emptied redis-server.
func dialOracle(t *testing.T) *oracle {
	t.Helper()
	p, err := startOracle()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("unix", p.socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	o := &oracle{conn: conn, input: bufio.NewReader(conn)}
	o.do(t, "FLUSHALL")
	return o
}

// do sends one command and returns its reply.
func (o *oracle) do(t *testing.T, words ...string) string {
	t.Helper()
	request := fmt.Appendf(nil, "*%d\r\n", len(words))
	for _, word := range words {
		request = fmt.Appendf(request, "$%d\r\n%s\r\n", len(word), word)
	}
	if _, err := o.conn.Write(request); err != nil {
		t.Fatal(err)
	}
	reply, err := o.readReply(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(reply)
}

// readReply appends the next reply with all that is nested in it.
func (o *oracle) readReply(reply []byte) ([]byte, error) {
	line, err := o.input.ReadSlice('\n')
	if err != nil {
		return reply, err
	}
	reply = append(reply, line...)
	count, _ := resp.ParseInt(line[1 : len(line)-len("\r\n")])
	switch line[0] {
	case '$':
		if count < 0 {
			return reply, nil
		}
		begin := len(reply)
		reply = append(reply, make([]byte, int(count)+len("\r\n"))...)
		_, err = io.ReadFull(o.input, reply[begin:])
		return reply, err
	case '%':
		count *= 2
	case '*', '~':
	default:
		count = 0
	}
	for ; count > 0 && err == nil; count-- {
		reply, err = o.readReply(reply)
	}
	return reply, err
}
