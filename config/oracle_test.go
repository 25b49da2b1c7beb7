package config

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// oracle is a running redis-server 7.0.15 that is asked the same.
type oracle struct {
	t      *testing.T
	conn   net.Conn
	reader *bufio.Reader
	socket string
	pid    int
}

func redisServer(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("the parameters are held against redis-server 7.0.15: install Debian's package redis-server")
	}
	return path
}

// startOracle starts one with the options, for as long as the test takes.
func startOracle(t *testing.T, options ...string) *oracle {
	t.Helper()
	directory := t.TempDir()
	o := &oracle{t: t, socket: filepath.Join(directory, "s")}
	options = append([]string{"--port", "0", "--unixsocket", o.socket, "--dir", directory}, options...)
	server := exec.Command(redisServer(t), options...)
	output, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	o.pid = server.Process.Pid
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() && !strings.Contains(lines.Text(), "eady to accept connections") && !strings.Contains(lines.Text(), "now ready") {
	}
	if o.conn, err = net.Dial("unix", o.socket); err != nil {
		t.Fatal(err)
	}
	o.conn.SetDeadline(time.Now().Add(time.Minute))
	o.reader = bufio.NewReader(o.conn)
	go io.Copy(io.Discard, output) // ends with the process
	return o
}

// call sends one command; the reply is flat: an error or status is one text.
func (o *oracle) call(words ...string) []string {
	o.t.Helper()
	request := "*" + strconv.Itoa(len(words)) + "\r\n"
	for _, word := range words {
		request += "$" + strconv.Itoa(len(word)) + "\r\n" + word + "\r\n"
	}
	if _, err := io.WriteString(o.conn, request); err != nil {
		o.t.Fatal(err)
	}
	return o.reply()
}

func (o *oracle) reply() []string {
	o.t.Helper()
	line, err := o.reader.ReadString('\n')
	if err != nil {
		o.t.Fatal(err)
	}
	line = strings.TrimSuffix(line, "\r\n")
	length, _ := strconv.Atoi(line[1:])
	switch line[0] {
	case '$':
		text := make([]byte, length+2)
		if _, err := io.ReadFull(o.reader, text); err != nil {
			o.t.Fatal(err)
		}
		return []string{string(text[:length])}
	case '*':
		var all []string
		for range length {
			all = append(all, o.reply()...)
		}
		return all
	}
	return []string{line[1:]}
}

// get is CONFIG GET as name and value.
func (o *oracle) get(pattern string) map[string]string {
	values := map[string]string{}
	reply := o.call("CONFIG", "GET", pattern)
	for i := 0; i < len(reply); i += 2 {
		values[reply[i]] = reply[i+1]
	}
	return values
}

func get(c *Config, pattern string) map[string]string {
	values := map[string]string{}
	for _, pair := range c.Get([]byte(pattern)) {
		values[pair.Name] = pair.Value
	}
	return values
}

// set is CONFIG SET: "OK" or the error.
func set(c *Config, words ...string) string {
	var pairs []Pair
	for i := 0; i < len(words); i += 2 {
		pairs = append(pairs, Pair{words[i], words[i+1]})
	}
	if err := c.Set(pairs); err != nil {
		return err.Error()
	}
	return "OK"
}

func TestDefaultsAreTheOracles(t *testing.T) {
	o := startOracle(t)
	c := New()
	c.Port, c.UnixSocket = 0, o.socket // how this oracle was started
	want, got := o.get("*"), get(c, "*")
	for _, name := range append([]string{"dir"}, ownParameters...) { // dir is the caller's to fill in
		if got[name] == want[name] {
			t.Errorf("%s is listed as different and is not", name)
		}
		delete(got, name)
		delete(want, name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("CONFIG GET * (-oracle +config):\n%s", diff)
	}
	for _, e := range entries {
		if e.traits&hidden == 0 {
			continue
		}
		if diff := cmp.Diff(o.get(e.name), get(c, e.name)); diff != "" {
			t.Errorf("CONFIG GET %s (-oracle +config):\n%s", e.name, diff)
		}
	}
}

func TestEveryParameterIsSetAsByTheOracle(t *testing.T) {
	o := startOracle(t)
	effects := map[string]bool{"port": true, "tls-port": true, "bind": true, "watchdog-period": true,
		"use-exit-on-panic": true, "requirepass": true, "appendonly": true, "client-query-buffer-limit": true,
		"maxclients": true, "dir": true, "proto-max-bulk-len": true}
	values := []string{"", "yes", "no", "0", "1", "-1", "99", "100", "101", "1000", "1001", "65535", "65536", "2147483647",
		"2147483648", "4294967295", "9223372036854775807", "01", "+1", "1kb", "2MB", "kb", "10%", "101%", "abc", "a b", "notice"}
	for _, e := range entries {
		// Everything with an effect that the connection would not survive, or
		// that starts files or the oracle's TLS, is compared at start only.
		if effects[e.name] || slices.Contains(ownParameters, e.name) || strings.HasPrefix(e.name, "tls-") || strings.HasPrefix(e.name, "client-output") ||
			e.name == "maxmemory" || e.name == "maxmemory-clients" || e.name == "repl-backlog-size" {
			continue
		}
		c := New()
		for _, value := range values {
			want := o.call("CONFIG", "SET", e.name, value)[0]
			if got := set(c, e.name, value); got != want {
				t.Errorf("CONFIG SET %s %q: %q, the oracle says %q", e.name, value, got, want)
				continue
			}
			if want != "OK" {
				continue
			}
			if want, got := o.get(e.name)[e.name], get(c, e.name)[e.name]; got != want {
				t.Errorf("after CONFIG SET %s %q: %q, the oracle has %q", e.name, value, got, want)
			}
		}
	}
}

// TestSpecialValues goes on from value to value: some keep parts of the last.
func TestSpecialValues(t *testing.T) {
	o := startOracle(t)
	c := New()
	for _, row := range [][]string{
		{"maxmemory-clients", "1k", "1KB", "3m", "1Mb", "1g", "1b", "1tb", "1.5gb", " 1", "10%", "-10%", "%", "101%", "0%", "0x10", "0"},
		{"maxmemory", "100gb", "10%", "-1", "0"},
		{"repl-backlog-size", "0", "1", "9223372036854775808", "1mb"},
		{"save", "", "60 1", "60", "60 1 ", "60  1 300 10", "a b", "0 1", "1 0", "1 -1", "60 1 300 10", ""},
		{"client-output-buffer-limit", "normal 0 0 0", "normal 1gb 2gb 3 slave 4 5 6", "NORMAL 1gb 2000k 3", "replica 1 2 3",
			"pubsub 1 2", "master 1 2 3", "normal a 2 3", "normal 1 2 x", "normal 1 2 -1", "", " normal 9 9 9 ",
			"normal 1gb 1gb 1 normal 0 0 0", "normal 7 7 7 foo 1 2 3"},
		{"oom-score-adj-values", "1 2 3", "1 2", "a b c", "-2001 0 0", "-2000 0 2000", "", "0 200 800"},
		{"oom-score-adj", "yes", "relative", "absolute", "no"},
		{"notify-keyspace-events", "KEA", "g$lshzxetdmn", "KEx$", "Kn", "mn", "An", "AKEmn", "KE g", "q", "dt", "nKEm", ""},
		{"latency-tracking-info-percentiles", "50", "", "50 99.99 100", "101", "-1", "abc", "99.123456789", "50.0", "1e1", "nan", "inf", " 50", "1e-7"},
		{"shutdown-on-sigterm", "save", "nosave force", "save nosave", "default save", "SAVE now", "foo", "", "save save", "now force save", "default"},
		{"proc-title-template", "", "{title}", "{foo}", "x {title", "a{", "abc}", "{{title}}", "{port}{", "{title} {listen-addr} {port}", " x "},
		{"hz", "0", "1", "500", "501", "10"},
		{"activedefrag", "yes", "no", "on"},
		{"cluster-announce-hostname", "a_b", "a.b-c", strings.Repeat("a", 255), strings.Repeat("a", 256), ""},
		{"loglevel", "Debug", "notice", "notice debug"},
	} {
		name := row[0]
		for _, value := range row[1:] {
			if want, got := o.call("CONFIG", "SET", name, value)[0], set(c, name, value); got != want {
				t.Errorf("CONFIG SET %s %q: %q, the oracle says %q", name, value, got, want)
			}
			if want, got := o.get(name)[name], get(c, name)[name]; got != want {
				t.Errorf("after CONFIG SET %s %q: %q, the oracle has %q", name, value, got, want)
			}
		}
	}
}

func TestSetAndGetOfSeveralAreTheOracles(t *testing.T) {
	o := startOracle(t)
	c := New()
	for _, words := range [][]string{
		{"nosuch", "1"},
		{"timeout", "1", "nosuch", "2"},
		{"maxclients", "abc", "nosuch", "1"},
		{"daemonize", "yes", "nosuch", "3"},
		{"nosuch", "1", "daemonize", "yes"},
		{"DaemonIze", "yes"},
		{"DbFileName", "x"},
		{"timeout", "1", "TIMEOUT", "2"},
		{"slave-priority", "7", "replica-priority", "8"},
		{"replica-priority", "1", "Slave-Priority", "x"},
		{"TIMEOUT", "abc"},
		{"timeout", "5", "hz", "x"},
	} {
		if want, got := o.call(append([]string{"CONFIG", "SET"}, words...)...)[0], set(c, words...); got != want {
			t.Errorf("CONFIG SET %q: %q, the oracle says %q", words, got, want)
		}
	}
	for _, pattern := range []string{"timeout", "TIMEOUT", "TIMEO*", "*-priority", "[t]imeout", `ti\meout`, "nosuch", "h?", "replicaof", "watchdog*"} {
		if diff := cmp.Diff(o.get(pattern), get(c, pattern)); diff != "" {
			t.Errorf("CONFIG GET %s (-oracle +config):\n%s", pattern, diff)
		}
	}
}

// oracleComplaint is what redis-server prints when it does not start, less its
// version; "" if it takes the file and the options, and goes on to find that
// it is to listen nowhere.
func oracleComplaint(t *testing.T, text string, options []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "redis.conf")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(redisServer(t), append([]string{path}, options...)...)
	command.Dir = t.TempDir()
	var complaint strings.Builder
	command.Stderr = &complaint
	var exit *exec.ExitError
	if err := command.Run(); !errors.As(err, &exit) {
		t.Fatalf("redis-server ended well with %q %q: %v", text, options, err)
	}
	return strings.TrimSpace(strings.Replace(complaint.String(), "(Redis "+RedisVersion+")", "", 1))
}

// complaint is the same of a Config: its StartError in the oracle's words.
func complaint(err error) string {
	var start *StartError
	if !errors.As(err, &start) {
		return ""
	}
	block := strings.Split(strings.Replace(start.Error(), "(Seedis "+Version+")", "", 1), "\n")
	block[1] = "Reading " + configurationFile + ", at line " + strconv.Itoa(start.Source.Line)
	return strings.Join(block[:4], "\n")
}

func TestFileErrorsAreTheOracles(t *testing.T) {
	for _, line := range []string{
		"port abc", "nosuch 1", "PORT", "port 0 0", `port "1`, "port '0'", `port "\x30"`, "# x", "\t port 0  ", "port 0 # c", "\r",
		"save", "save 60", "save 60 1", `save ""`, "save '' 1", "save 60 1\nsave", `save "60 1 300 10"`,
		"client-output-buffer-limit normal 0 0", `client-output-buffer-limit "normal 0 0 0"`, "client-output-buffer-limit",
		"bind 127.0.0.1 ::1", `bind ""`, "bind 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
		"oom-score-adj-values 1 2", `oom-score-adj-values "1 2 3"`, "notify-keyspace-events KE A",
		"replicaof a", "replicaof a b", "replicaof no one", "replicaof a 99999", "replicaof a 0", "replicaof", "slaveof a",
		"list-max-ziplist-entries 5", "list-max-ziplist-value", "lua-replicate-commands yes",
		"include", "include a b", "rename-command", "rename-command a", "rename-command a b c", "user", "user alice", "loadmodule",
		"sentinel monitor a 1 2 3", "appendfilename a/b", `appendfilename ""`, "appenddirname a/b", `appenddirname ""`, "dbfilename a/b",
		"cluster-announce-hostname a_b", "unixsocketperm 888", "unixsocketperm 0777", "unixsocketperm 1777", "unixsocketperm 777777777777777777777",
		`unixsocketperm ""`, "unixsocketperm -1", "port 70000", "maxmemory -1", `shutdown-on-sigterm "save now"`, "shutdown-on-sigterm save nosave",
		"shutdown-on-sigterm", "latency-tracking-info-percentiles 1 2", `latency-tracking-info-percentiles ""`, "activedefrag yes",
		"requirepass", "loglevel debug x", `hz "a\nb"`, `port 1\`, `port "a"b`, `port 'it\'s'`, "io-threads 0", "io-threads 129",
		"databases 0", "tcp-backlog -1", "key-load-delay -5", "proc-title-template x{foo}", "supervised zzz", "syslog-facility zzz",
		"enable-debug-command zzz", "cluster-enabled 1", "cluster-port 65536", "socket-mark-id -1", "maxmemory-clients 5%",
	} {
		text := "# first\nport 0\n" + line + "\n"
		want, got := oracleComplaint(t, text, nil), complaint(New().ParseFile("redis.conf", text, nil))
		if got != want {
			t.Errorf("%q:\n%s\nthe oracle says\n%s", line, got, want)
		}
	}
}

func TestArgumentErrorsAreTheOracles(t *testing.T) {
	for _, options := range [][]string{
		{"--nosuch", "1"}, {"--port"}, {"--port", "0", "--bind", "127.0.0.1", "::1"}, {"--port=0"}, {"--save"}, {"--save", ""},
		{"--save", "--port", "0"}, {"--port", "--save", "1"}, {"--save", "60 1"}, {"--save", "60", "1", "--save", "300", "10"},
		{"--port 0"}, {"--port 0", "--hz 5"}, {"--requirepass", "--abc"}, {"--requirepass", "--abc", "--port", "0"},
		{"--loglevel", "--debug"}, {"--port", "0", "extra"}, {"--", "port", "0"}, {"--PORT", "0"}, {"--port", ""}, {"--port", `a"b`},
		{"--port", "a b"}, {"--port", "0\n--hz x"}, {"--save 60 1 --port"}, {"--slaveof", "no", "one"}, {"--timeout", "0", "--hz", "x"},
		{"--port ", "0"}, {"--  port", "0"}, {"--port=x"}, {"--#x"}, {"--save", "--"}, {"--"}, {"--", "--port", "0"}, {"extra"},
		{"--port", "0", "--requirepass", "a", "b"},
	} {
		want := oracleComplaint(t, "port 0\n", options)
		err := New().ParseArguments(options, nil)
		got := complaint(err)
		// The oracle numbers the options as lines behind the file's.
		if position := strings.Index(want, ", at line "); position >= 0 {
			want = want[:position] + want[position+strings.Index(want[position:], "\n"):]
			position = strings.Index(got, ", at line ")
			if position >= 0 {
				got = got[:position] + got[position+strings.Index(got[position:], "\n"):]
			}
		}
		if got != want {
			t.Errorf("%q:\n%s\nthe oracle says\n%s", options, got, want)
		}
	}
}
