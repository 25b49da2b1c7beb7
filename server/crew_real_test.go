package server

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"seedis/config"
	"seedis/sys/real"
)

// startOn starts a server on this machine, which listens on a unix socket at path, with
// a heap that looks for errors.
func startOn(t *testing.T, engine string, parameters ...string) (path string, ended chan int) {
	t.Helper()
	kernel, err := real.New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kernel.UseEngine(engine); err != nil {
		t.Skip(err)
	}
	path = filepath.Join(t.TempDir(), "socket")
	configuration := config.New()
	if err := configuration.ParseArguments(append([]string{
		"--port", "0", "--unixsocket", path, "--logfile", "/dev/null", "--maxclients", "100",
	}, parameters...), nil); err != nil {
		t.Fatal(err)
	}
	s, err := New(kernel, configuration, Options{Reserve: 1 << 30, DebugMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	ended = make(chan int, 1)
	go func() {
		runtime.LockOSThread()
		ended <- s.Run()
	}()
	return path, ended
}

// guestOn is a client on a real socket.
type guestOn struct {
	*testing.T
	conn    net.Conn
	replies *bufio.Reader
}

func dialOn(t *testing.T, path string) *guestOn {
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Error(err)
		runtime.Goexit()
	}
	return &guestOn{t, conn, bufio.NewReader(conn)}
}

// ask sends while another goroutine reads, and wants that reply.
func (g *guestOn) ask(request, reply string) {
	go fmt.Fprint(g.conn, request)
	g.want(reply)
}

func (g *guestOn) want(reply string) {
	got := make([]byte, len(reply))
	if n, err := io.ReadFull(g.replies, got); err != nil || string(got) != reply {
		g.Errorf("%v, told %.60q, want %.60q", err, got[:n], reply)
		runtime.Goexit()
	}
}

// countOn counts in pipelines, with replies of up to 300 KB.
func countOn(t *testing.T, path string, number int) {
	g := dialOn(t, path)
	defer g.conn.Close()
	for round := range 30 {
		asked, told := echo(1 + (round*9973*(number%3))%300_000)
		g.ask(fmt.Sprintf("INCR c%d\r\n%sINCR c%d\r\n", number, asked, number), fmt.Sprintf(":%d\r\n%s:%d\r\n", 2*round+1, told, 2*round+2))
	}
}

// waitOn waits for what another connection brings, twice in a pipeline.
func waitOn(t *testing.T, path string, number int) {
	g, other := dialOn(t, path), dialOn(t, path)
	defer g.conn.Close()
	defer other.conn.Close()
	for range 30 {
		asked, told := echo(50_000)
		g.ask(fmt.Sprintf("%sBLPOP q%d 0\r\nBLPOP q%d 0\r\nPING\r\n", asked, number, number), told)
		for range 2 {
			other.ask(fmt.Sprintf("RPUSH q%d v\r\n", number), ":1\r\n")
			g.want(fmt.Sprintf("*2\r\n$2\r\nq%d\r\n$1\r\nv\r\n", number))
		}
		g.want("+PONG\r\n")
	}
}

// leaveOn comes and goes, while it is owed something or waits.
func leaveOn(t *testing.T, path string) {
	asked, _ := echo(200_000)
	for range 15 {
		for _, request := range []string{asked + asked, "BLPOP nothing 0\r\n", "GET ha"} {
			g := dialOn(t, path)
			fmt.Fprint(g.conn, request)
			g.conn.Close()
		}
	}
}

// bearOn asks on until it is killed; killOn kills it, wherever it is.
func bearOn(t *testing.T, path string, victims chan<- string) {
	defer close(victims)
	asked, told := echo(3000)
	for range 15 {
		g := dialOn(t, path)
		fmt.Fprint(g.conn, "CLIENT ID\r\n")
		id, _ := g.replies.ReadString('\n')
		victims <- strings.Trim(id, ":\r\n")
		for buffer := make([]byte, len(told)); ; {
			if _, err := fmt.Fprint(g.conn, asked); err != nil {
				break
			}
			if _, err := io.ReadFull(g.replies, buffer); err != nil {
				break
			}
		}
		g.conn.Close()
	}
}

func killOn(t *testing.T, path string, victims <-chan string) {
	g := dialOn(t, path)
	defer g.conn.Close()
	for id := range victims {
		g.ask("CONFIG SET timeout 100\r\nCLIENT KILL ID "+id+"\r\n", "+OK\r\n:1\r\n")
	}
}

// Clients of all kinds, with every engine there is. Under -race this is what shows that
// a connection is one thread's at a time; at the end all blocks are free.
func TestThreadsServeRealSockets(t *testing.T) {
	for _, engine := range []string{"epoll", "io_uring", "poll", "select"} {
		t.Run(engine, func(t *testing.T) {
			path, ended := startOn(t, engine, "--io-threads", "4", "--io-threads-always", "yes")
			var group sync.WaitGroup
			for number := range 8 {
				group.Go(func() { countOn(t, path, number) })
				group.Go(func() { waitOn(t, path, number) })
				group.Go(func() { leaveOn(t, path) })
			}
			victims := make(chan string)
			group.Go(func() { bearOn(t, path, victims) })
			group.Go(func() { killOn(t, path, victims) })
			group.Wait()
			g := dialOn(t, path)
			defer g.conn.Close()
			for {
				text := ask(t, g.conn, g.replies, "INFO clients")
				if strings.Contains(text, "connected_clients:1\r") {
					break // who has left is noticed, sooner or later
				}
			}
			if text := ask(t, g.conn, g.replies, "INFO stats"); strings.Contains(text, "io_thread_3:clients=0,reads=0") {
				t.Error("a thread had nothing to do: " + text)
			}
			fmt.Fprint(g.conn, "SHUTDOWN NOSAVE\r\n")
			if status := <-ended; status != 0 {
				t.Errorf("it ended with %d", status)
			}
		})
	}
}
