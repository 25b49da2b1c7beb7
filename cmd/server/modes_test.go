package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"seedis/config"
)

// outcome is what a run of the program leaves behind.
type outcome struct {
	status        int
	out, problems string
}

// runWith runs the program to its end.
func runWith(input string, environment []string, arguments ...string) outcome {
	var out, problems strings.Builder
	status := run(arguments, environment, streams{strings.NewReader(input), &out, &problems})
	return outcome{status, out.String(), problems.String()}
}

func TestHelp(t *testing.T) {
	for _, flag := range []string{"--help", "-h"} {
		o := runWith("", nil, flag)
		if o.status != 0 || o.problems != "" {
			t.Errorf("%s: status %d, %s", flag, o.status, o.problems)
		}
		for _, word := range []string{"--check-config", "--ping", "--version", "SEEDIS_", "redis.conf", "exit status"} {
			if !strings.Contains(o.out, word) {
				t.Errorf("%s does not tell of %s", flag, word)
			}
		}
	}
}

func TestVersion(t *testing.T) {
	line := regexp.MustCompile(`^Seedis server v=7\.0\.15 sha=[0-9a-f]{8}:[01] malloc=mem bits=64 build=[0-9.]+\n$`)
	for _, flag := range []string{"--version", "-v"} {
		if o := runWith("", nil, flag); o.status != 0 || !line.MatchString(o.out) {
			t.Errorf("%s: status %d, %q", flag, o.status, o.out)
		}
	}
}

// What Redis writes of the one user there is means nothing without a password,
// and with one it means that there is none.
func TestOnlyThePlainUserIsServed(t *testing.T) {
	const plain = "user default on nopass sanitize-payload ~* &* +@all\n"
	for text, served := range map[string]bool{
		plain:                               true,
		plain + plain:                       true,
		"requirepass secret\n" + plain:      false,
		plain + "user alice on nopass +get": false,
	} {
		file := filepath.Join(t.TempDir(), "redis.conf")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if o := runWith("", nil, "--check-config", file); (o.status == 0) != served || !served && !strings.Contains(o.problems, "'user' is not served") {
			t.Errorf("%s: status %d, %s", text, o.status, o.problems)
		}
	}
}

// An option may be called like a mode when it does not come first, or alone.
func TestModesComeFirst(t *testing.T) {
	for _, arguments := range [][]string{{"--port", "0", "--check-config"}, {"--version", "1"}, {"--help", "me"}, {"-v", "x"}} {
		if o := runWith("", nil, arguments...); o.status != 1 || o.out != "" || o.problems == "" {
			t.Errorf("%q: status %d, %q, %q", arguments, o.status, o.out, o.problems)
		}
	}
}

func TestCheckConfig(t *testing.T) {
	directory := t.TempDir()
	file := filepath.Join(directory, "redis.conf")
	bad := filepath.Join(directory, "bad.conf")
	for name, text := range map[string]string{file: "port 7777\nsave 900 1\n", bad: "port 7777\n\nhz many\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name        string
		arguments   []string
		environment []string
		input       string
		problem     string // "" if all is well
	}{
		{name: "the defaults"},
		{name: "a file", arguments: []string{file}},
		{name: "a file and options", arguments: []string{file, "--port", "1", "--loglevel", "debug"}},
		{name: "standard input", arguments: []string{"-"}, input: "timeout 5\n"},
		{name: "a directory", arguments: []string{"--dir", directory}},
		{name: "a port in use is the machine's affair", arguments: []string{"--port", "1"}},
		{name: "a wrong line", arguments: []string{bad}, problem: bad + ", at line 3\n>>> 'hz many'"},
		{name: "a wrong line of the input", arguments: []string{"-"}, input: "\nbogus 1\n", problem: "at line 2\n>>> 'bogus 1'"},
		{name: "a wrong variable", environment: []string{"SEEDIS_HZ=x"}, problem: ">>> 'SEEDIS_HZ=x'"},
		{name: "a wrong option", arguments: []string{file, "--hz", "x"}, problem: "at argument 1\n>>> 'hz \"x\"'"},
		{name: "no file", arguments: []string{file + "x"}, problem: "can't open config file"},
		{name: "what is not served", arguments: []string{"--appendonly", "yes"}, problem: "'appendonly yes' is not served"},
		{name: "nowhere to listen", arguments: []string{"--port", "0"}, problem: "not listen anywhere"},
		{name: "no directory", arguments: []string{"--dir", directory + "/none"}, problem: "No such file or directory"},
		{name: "a file for a directory", arguments: []string{"--dir", file}, problem: "Not a directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := runWith(c.input, c.environment, append([]string{"--check-config"}, c.arguments...)...)
			if c.problem == "" && (o != outcome{0, "ok\n", ""}) {
				t.Errorf("it says %+v", o)
			}
			if c.problem != "" && (o.status != 1 || o.out != "" || !strings.Contains(o.problems, c.problem)) {
				t.Errorf("it says %+v, not %q", o, c.problem)
			}
		})
	}
}

// TestPingOfAServer starts a server, asks it, and ends it.
func TestPingOfAServer(t *testing.T) {
	directory := t.TempDir()
	options := []string{"--port", "0", "--unixsocket", filepath.Join(directory, "s"), "--requirepass", "a b", "--logfile", filepath.Join(directory, "log")}
	asked := append([]string{"--ping"}, options...)
	if o := runWith("", nil, asked...); o.status != 1 || o.out != "" || o.problems == "" {
		t.Errorf("before the start: %+v", o)
	}
	ended := make(chan outcome)
	go func() { ended <- runWith("", nil, options...) }()
	connection := dialUntilThere(t, filepath.Join(directory, "s"))
	defer connection.Close()
	if o := runWith("", nil, asked...); (o != outcome{0, "PONG\n", ""}) {
		t.Errorf("%+v", o)
	}
	if o := runWith("", nil, append(asked, "--requirepass", "x")...); o.status != 1 || !strings.Contains(o.problems, "AUTH: WRONGPASS") {
		t.Errorf("with a wrong password: %+v", o)
	}
	if o := runWith("", nil, append(asked, "--requirepass", "")...); o.status != 1 || !strings.Contains(o.problems, "PING: NOAUTH") {
		t.Errorf("without the password: %+v", o)
	}
	fmt.Fprint(connection, "AUTH \"a b\"\r\nSHUTDOWN NOSAVE\r\n")
	if o := <-ended; o.status != 0 {
		t.Errorf("the server ended with %+v", o)
	}
}

// dialUntilThere connects to a server as soon as it listens.
func dialUntilThere(t *testing.T, path string) net.Conn {
	for deadline := time.Now().Add(time.Minute); ; {
		connection, err := net.Dial("unix", path)
		if err == nil {
			return connection
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// TestPingOverTCP asks a listener that says what the row tells.
func TestPingOverTCP(t *testing.T) {
	for _, c := range []struct{ reply, problem string }{
		{"+PONG\r\n", ""},
		{"-LOADING Redis is loading the dataset in memory\r\n", "PING: LOADING"},
		{"+PO", "EOF"},
		{"", "EOF"},
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			defer connection.Close()
			connection.Read(make([]byte, 64))
			fmt.Fprint(connection, c.reply)
		}()
		_, port, _ := net.SplitHostPort(listener.Addr().String())
		o := runWith("", nil, "--ping", "--bind", "*", "-::*", "--port", port)
		listener.Close()
		if good := c.problem == ""; good != (o.status == 0) || good != (o.out == "PONG\n") || !strings.Contains(o.problems, c.problem) {
			t.Errorf("to %q it says %+v", c.reply, o)
		}
	}
}

// A server that never answers costs no more than the time of a ping; how long
// that is, is not measured here: only that there is an end.
func TestPingEndsWithoutAnAnswer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	if o := runWith("", nil, "--ping", "--bind", "127.0.0.1", "--port", port); o.status != 1 || !strings.Contains(o.problems, "timeout") {
		t.Errorf("%+v", o)
	}
}

func TestPingsGoWhereServersListen(t *testing.T) {
	for _, c := range []struct {
		options string
		want    string
	}{
		{"--port 7", "tcp 127.0.0.1:7"},
		{"--port 7 --bind 0.0.0.0", "tcp 127.0.0.1:7"},
		{"--port 7 --bind -::* 10.0.0.1", "tcp [::1]:7"},
		{"--port 7 --bind ::1", "tcp [::1]:7"},
		{"--port 7 --bind 10.0.0.1 127.0.0.1", "tcp 10.0.0.1:7"},
		{"--port 7 --unixsocket /s", "unix /s"},
		{"--port 0 --unixsocket s --dir /d", "unix /d/s"},
		{"--port 0 --unixsocket s", "unix s"},
		{"--port 0", "Configured to not listen anywhere."},
	} {
		if got := describe(strings.Fields(c.options)); got != c.want {
			t.Errorf("%s is %s, not %s", c.options, got, c.want)
		}
	}
}

// describe is the address of the server with these options, or the error.
func describe(options []string) string {
	c := config.New()
	if err := c.ParseArguments(options, nil); err != nil {
		return err.Error()
	}
	network, address, err := addressOf(c)
	if err != nil {
		return err.Error()
	}
	return network + " " + address
}
