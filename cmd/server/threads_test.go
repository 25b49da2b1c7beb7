//go:build linux

package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"seedis/config"
)

// programVariable makes the test's program the server's: threads and processors are
// a process's own. withoutRing is its value for a server that may not use io_uring.
const (
	programVariable = "TEST_AS_SERVER"
	withoutRing     = "without io_uring"
)

func TestMain(m *testing.M) {
	switch os.Getenv(programVariable) {
	case "":
		os.Exit(m.Run())
	case withoutRing:
		if err := forbidRing(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(filterRefused)
		}
	}
	main()
}

func TestEveryThreadThatComputesHasAProcessor(t *testing.T) {
	for options, want := range map[string]int{
		"":               4,
		"--io-threads 2": 5,
		"--io-threads 8 --io-threads-model single":    4,
		"--io-threads 8 --io-threads-model lockstep":  11,
		"--io-threads 128 --io-threads-model reactor": 131,
	} {
		c := config.New()
		if err := c.ParseArguments(strings.Fields(options), nil); err != nil {
			t.Fatal(err)
		}
		if got := processors(c); got != want {
			t.Errorf("%s: %d processors, want %d", options, got, want)
		}
	}
}

// TestEveryEngineServes starts a server with each engine, which says so.
func TestEveryEngineServes(t *testing.T) {
	for _, engine := range []string{"epoll", "poll", "select", "io_uring"} {
		t.Run(engine, func(t *testing.T) {
			directory := t.TempDir()
			socket := filepath.Join(directory, "s")
			ended := make(chan outcome, 1)
			go func() {
				ended <- runWith("", nil, "--port", "0", "--unixsocket", socket, "--logfile", filepath.Join(directory, "log"), "--io-engine", engine)
			}()
			connection, err := dialUnlessEnded(socket, ended)
			if err != nil {
				if engine == "io_uring" && strings.Contains(err.Error(), "'io-engine io_uring' cannot serve here: ") {
					t.Skip(err)
				}
				t.Fatal(err)
			}
			defer connection.Close()
			if got := engineOf(t, connection); got != engine {
				t.Errorf("%s serves", got)
			}
			fmt.Fprint(connection, "SHUTDOWN NOSAVE\r\n")
			if o := <-ended; o.status != 0 {
				t.Errorf("the server ended with %+v", o)
			}
		})
	}
}

// dialUnlessEnded connects to a server as soon as it listens. The error is what the
// server says that ends instead.
func dialUnlessEnded(path string, ended chan outcome) (net.Conn, error) {
	for {
		connection, err := net.Dial("unix", path)
		if err == nil {
			return connection, nil
		}
		select {
		case o := <-ended:
			return nil, fmt.Errorf("status %d: %s", o.status, o.problems)
		default:
		}
	}
}

// engineOf is what INFO calls multiplexing_api.
func engineOf(t *testing.T, connection net.Conn) string {
	t.Helper()
	fmt.Fprint(connection, "INFO server\r\n")
	for lines := bufio.NewScanner(connection); lines.Scan(); {
		if engine, found := strings.CutPrefix(lines.Text(), "multiplexing_api:"); found {
			return engine
		}
	}
	t.Fatal("INFO tells of no engine")
	return ""
}

// TestThreadsOfAServer looks at a process: main is its first thread, the others bear
// their names, and each runs where the lists say.
func TestThreadsOfAServer(t *testing.T) {
	if _, err := os.Stat("/proc/self/task"); errors.Is(err, os.ErrNotExist) {
		t.Skip("there is no /proc here")
	}
	allowed, _ := config.CPUList(allowedList(t, "/proc/self/status"))
	first, last := strconv.Itoa(allowed[0]), strconv.Itoa(allowed[len(allowed)-1])
	pid := startProgram(t, "--io-threads", "3", "--server_cpulist", last, "--bio_cpulist", first+","+first)
	for name, list := range map[string]string{
		"": last, "io_thd_1": last, "io_thd_2": last, "bio_close_file": first, "bio_aof_fsync": first, "bio_lazy_free": first,
	} {
		awaitThread(t, pid, name, list)
	}
	if threads := threadsCalled(t, pid, "io_thd_"); len(threads) != 2 {
		t.Errorf("the threads for I/O are %v", threads)
	}
}

// TestTheProcessorsAreThoseOfTheThreads looks at what Go was told while a server runs.
func TestTheProcessorsAreThoseOfTheThreads(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	directory := t.TempDir()
	socket := filepath.Join(directory, "s")
	ended := make(chan outcome, 1)
	go func() {
		ended <- runWith("", nil, "--port", "0", "--unixsocket", socket, "--logfile", filepath.Join(directory, "log"), "--io-threads", "6")
	}()
	connection, err := dialUnlessEnded(socket, ended)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if got, want := runtime.GOMAXPROCS(0), 6+1+2; got != want {
		t.Errorf("Go may use %d processors, want %d", got, want)
	}
	fmt.Fprint(connection, "SHUTDOWN NOSAVE\r\n")
	if o := <-ended; o.status != 0 {
		t.Errorf("the server ended with %+v", o)
	}
}

// startProgram starts a server in a process of its own, and returns its number as
// soon as it listens.
func startProgram(t *testing.T, options ...string) int {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "s")
	program := exec.Command(os.Args[0], append([]string{"--port", "0", "--unixsocket", socket}, options...)...)
	program.Env = append(os.Environ(), programVariable+"=1")
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		program.Process.Kill()
		program.Wait()
	})
	dialUntilThere(t, socket).Close()
	return program.Process.Pid
}

// awaitThread waits until a thread runs on the processors of a list only: it says so
// itself when it has begun. No name is the process's first thread.
func awaitThread(t *testing.T, pid int, name, list string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		threads := []string{fmt.Sprintf("/proc/%d/task/%d", pid, pid)}
		if name != "" {
			threads = threadsCalled(t, pid, name)
		}
		if len(threads) == 1 && allowedList(t, filepath.Join(threads[0], "status")) == list {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("of threads called %q there are %d, and the first runs on %s, not %s",
				name, len(threads), allowedList(t, filepath.Join(threads[0], "status")), list)
		}
	}
}

// threadsCalled are the places of the threads of a process whose names begin so.
func threadsCalled(t *testing.T, pid int, name string) []string {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(threads, func(thread string) bool {
		text, err := os.ReadFile(filepath.Join(thread, "comm")) // it may have ended
		return err != nil || !strings.HasPrefix(string(text), name)
	})
}

// allowedList is where a thread may run, as its status in /proc says.
func allowedList(t *testing.T, status string) string {
	t.Helper()
	text, err := os.ReadFile(status)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\nCpus_allowed_list:\t")
	list, _, _ := strings.Cut(rest, "\n")
	return list
}
