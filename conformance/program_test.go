package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestProgram starts the program itself, and redis-server with the same words.
func TestProgram(t *testing.T) {
	redis, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal(errNoOracle)
	}
	seedis := filepath.Join(t.TempDir(), "seedis")
	build := exec.Command("go", "build", "-o", seedis, "seedis/cmd/server")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for _, program := range []string{redis, seedis} {
		for _, c := range refusals {
			t.Run(filepath.Base(program)+" refuses "+c.name, func(t *testing.T) { c.check(t, program, program == seedis) })
		}
		for _, c := range starts {
			if c.environment == nil || program == seedis {
				t.Run(filepath.Base(program)+" starts "+c.name, func(t *testing.T) { c.check(t, program) })
			}
		}
	}
}

// refusal is a start that fails with status 1.
type refusal struct {
	name      string
	arguments []string
	file      string // the configuration file; no file if empty
	input     string // the standard input
	says      []string
	word      string // what Seedis names beside that
}

// fatal begins what is said of a configuration that cannot be read; behind it
// stand name and version.
const fatal = "*** FATAL CONFIG FILE ERROR ("

// refusals are all rows. In the words, {dir} is an empty directory, and {port}
// a port in use.
var refusals = []refusal{
	{
		name: "an unknown parameter in a file", file: "port 0\n\n# a comment\nbogus 1\n",
		says: []string{fatal, ", at line 4\n>>> 'bogus 1'\nBad directive or wrong number of arguments"}, word: "bogus",
	},
	{
		name: "a value that is no number in a file", file: "maxclients many\n",
		says: []string{fatal, ", at line 1\n>>> 'maxclients many'\nargument couldn't be parsed into an integer"}, word: "many",
	},
	{
		name: "open quotes in a file", file: "port 0\nlogfile \"x\n",
		says: []string{fatal, ", at line 2\n>>> 'logfile \"x'\nUnbalanced quotes in configuration line"},
	},
	{
		name: "an unknown parameter on standard input", arguments: []string{"-"}, input: "port 0\nbogus 1\n",
		says: []string{fatal, "\n>>> 'bogus 1'\nBad directive or wrong number of arguments"}, word: "bogus",
	},
	{
		name: "an unknown flag", arguments: []string{"--bogus", "1"},
		says: []string{fatal, ">>> 'bogus \"1\"'\nBad directive or wrong number of arguments"}, word: "bogus",
	},
	{
		name: "a port that is no number", arguments: []string{"--port", "many"},
		says: []string{fatal, ">>> 'port \"many\"'\nargument couldn't be parsed into an integer"}, word: "many",
	},
	{
		name: "a port out of range", arguments: []string{"--port", "65536"},
		says: []string{fatal, ">>> 'port \"65536\"'\nargument must be between 0 and 65535 inclusive"}, word: "65536",
	},
	{
		name: "a flag without a value", arguments: []string{"--port"},
		says: []string{fatal, ">>> 'port'\nwrong number of arguments"},
	},
	{
		name: "no databases", arguments: []string{"--port", "0", "--databases", "0"},
		says: []string{fatal, ">>> 'databases \"0\"'\nargument must be between 1 and 2147483647 inclusive"},
	},
	{
		name: "a file that is not there", arguments: []string{"{dir}/nothing.conf"},
		says: []string{"Fatal error, can't open config file '{dir}/nothing.conf': No such file or directory"},
	},
	{
		name: "a log that cannot be opened", arguments: []string{"--port", "0", "--logfile", "{dir}/nothing/log"},
		says: []string{"Can't open the log file: No such file or directory"},
	},
	{
		name: "a directory that is not there", arguments: []string{"--port", "0", "--dir", "{dir}/nothing"},
		says: []string{"No such file or directory"}, word: "{dir}/nothing",
	},
	{
		name: "to listen nowhere", arguments: []string{"--port", "0"},
		says: []string{"Configured to not listen anywhere, exiting."},
	},
	{
		name: "a port in use", arguments: []string{"--port", "{port}", "--bind", "127.0.0.1"},
		says: []string{"Could not create server TCP listening socket 127.0.0.1:{port}: bind: Address already in use",
			"Failed listening on port {port} (TCP), aborting."},
	},
	{
		name: "an address of another machine", arguments: []string{"--port", "{port}", "--bind", "198.51.100.1"},
		says: []string{"Could not create server TCP listening socket 198.51.100.1:{port}: bind: Cannot assign requested address",
			"Failed listening on port {port} (TCP), aborting."},
	},
	{
		name: "a unix socket in no directory", arguments: []string{"--port", "0", "--unixsocket", "{dir}/nothing/socket"},
		says: []string{"Failed opening Unix socket: bind: No such file or directory"},
	},
}

// takePort listens on a port until the test ends.
func takePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
}

func (c *refusal) check(t *testing.T, program string, words bool) {
	dir := t.TempDir()
	place := strings.NewReplacer("{dir}", dir, "{port}", takePort(t))
	var arguments []string
	for _, argument := range c.arguments {
		arguments = append(arguments, place.Replace(argument))
	}
	if c.file != "" {
		arguments = append([]string{writeFile(t, dir, c.file)}, arguments...)
	}
	deadline, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	command := exec.CommandContext(deadline, program, arguments...)
	command.Dir, command.Stdin = dir, strings.NewReader(c.input)
	output, err := command.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("it ended with %v", err)
	}
	for _, text := range c.says {
		if text = place.Replace(text); !bytes.Contains(output, []byte(text)) {
			t.Errorf("it does not say %q but:\n%s", text, output)
		}
	}
	if word := place.Replace(c.word); words && !bytes.Contains(output, []byte(word)) {
		t.Errorf("it does not name %q:\n%s", word, output)
	}
}

func writeFile(t *testing.T, dir, text string) string {
	t.Helper()
	name := filepath.Join(dir, "redis.conf")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// start is a start that succeeds. Each has timeout 77 in the end.
type start struct {
	name        string
	arguments   []string
	file, input string
	environment []string
	signal      syscall.Signal
}

var starts = []start{
	{name: "with flags", arguments: []string{"--timeout", "77"}, signal: syscall.SIGTERM},
	{name: "with a flag in one word", arguments: []string{"--timeout 77"}, signal: syscall.SIGINT},
	{name: "with a file", file: "timeout 77\n", signal: syscall.SIGTERM},
	{name: "with a file in quotes and capitals", file: "TIMEOUT \"77\"\n", signal: syscall.SIGTERM},
	{name: "with a file and flags that win", file: "timeout 5\n", arguments: []string{"--timeout", "77"}, signal: syscall.SIGTERM},
	{name: "with standard input", arguments: []string{"-"}, input: "timeout 77\n", signal: syscall.SIGTERM},
	{name: "with a file and standard input that wins", arguments: []string{"-"}, file: "timeout 5\n", input: "timeout 77\n", signal: syscall.SIGTERM},
	{name: "with the environment", environment: []string{"SEEDIS_TIMEOUT=77"}, signal: syscall.SIGTERM},
	{name: "with an environment that wins over a file", file: "timeout 5\n", environment: []string{"SEEDIS_TIMEOUT=77"}, signal: syscall.SIGTERM},
	{name: "with flags that win over the environment", arguments: []string{"--timeout", "77"}, environment: []string{"SEEDIS_TIMEOUT=5"}, signal: syscall.SIGINT},
}

func (c *start) check(t *testing.T, program string) {
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	at := address{path: filepath.Join(dir, "socket")}
	deadline, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	command := exec.CommandContext(deadline, program, c.commandLine(t, dir, at)...)
	command.Stdin = strings.NewReader(c.input)
	command.Env = append(os.Environ(), c.environment...)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer command.Process.Kill()
	if err := awaitLine(output, readyLine); err != nil {
		t.Fatal(err)
	}
	answers, err := play(&Case{Steps: []Step{Request("PING"), Request("CONFIG", "GET", "timeout")}}, 2, at.dial)
	if err != nil || answers[0].Reply != "+PONG\r\n" || answers[1].Reply != "*2\r\n$7\r\ntimeout\r\n$2\r\n77\r\n" {
		t.Errorf("it answers %+v: %v", answers, err)
	}
	if err := command.Process.Signal(c.signal); err != nil {
		t.Fatal(err)
	}
	names := map[syscall.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM"}
	log, err := io.ReadAll(output)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{fmt.Sprintf("Received %s scheduling shutdown...", names[c.signal]), "is now ready to exit, bye bye..."} {
		if !bytes.Contains(log, []byte(line)) {
			t.Errorf("the log has no %q:\n%s", line, log)
		}
	}
	if err := command.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// commandLine has the file first, as it must be, and "-" last.
func (c *start) commandLine(t *testing.T, dir string, at address) []string {
	var line []string
	if c.file != "" {
		line = append(line, writeFile(t, dir, c.file))
	}
	return append(append(append(line, at.arguments()...), "--dir", dir), c.arguments...)
}
