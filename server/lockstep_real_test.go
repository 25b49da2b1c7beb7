package server

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// Clients that pipeline, with every engine there is. A pause has them all answered at
// the same time once, so that the threads begin. Under -race this is what shows that a
// connection is one thread's at a time.
func TestLockstepServesRealSockets(t *testing.T) {
	const clients, rounds = 24, 40
	for _, engine := range []string{"epoll", "io_uring", "poll", "select"} {
		t.Run(engine, func(t *testing.T) {
			path, ended := startOn(t, engine, "--io-threads", "3", "--io-threads-model", "lockstep",
				"--io-threads-do-reads", "yes", "--io-threads-spin", "100")
			conn, err := net.Dial("unix", path)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			replies := bufio.NewReader(conn)
			ask(t, conn, replies, "CLIENT PAUSE 1000000 WRITE")
			var group sync.WaitGroup
			for number := range clients {
				group.Go(func() { count(t, path, number, rounds) })
			}
			for waiting := fmt.Sprintf("blocked_clients:%d\r", clients); !strings.Contains(ask(t, conn, replies, "INFO clients"), waiting); {
			}
			ask(t, conn, replies, "CLIENT UNPAUSE")
			group.Wait()
			text := ask(t, conn, replies, "INFO stats")
			for _, field := range []string{"io_threaded_reads_processed:", "io_threaded_writes_processed:"} {
				if !strings.Contains(text, field) || strings.Contains(text, field+"0\r") {
					t.Errorf("%s 0", field)
				}
			}
			fmt.Fprint(conn, "SHUTDOWN NOSAVE\r\n")
			if status := <-ended; status != 0 {
				t.Errorf("it ended with %d", status)
			}
		})
	}
}

// ask is what a line or a string of bytes answers.
func ask(t *testing.T, conn net.Conn, replies *bufio.Reader, request string) string {
	t.Helper()
	fmt.Fprint(conn, request+"\r\n")
	line, err := replies.ReadString('\n')
	if err != nil {
		t.Fatalf("%s: %v", request, err)
	}
	var length int
	if _, none := fmt.Sscanf(line, "$%d", &length); none != nil {
		return line
	}
	text := make([]byte, length+len("\r\n"))
	if _, err = io.ReadFull(replies, text); err != nil {
		t.Fatalf("%s: %v", request, err)
	}
	return string(text)
}

// count is a client that counts in pipelines, with replies of up to 20 KB.
func count(t *testing.T, path string, number, rounds int) {
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	replies := bufio.NewReader(conn)
	for round := range rounds {
		long := strings.Repeat("x", 1+(round*997)%20_000)
		fmt.Fprintf(conn, "INCR %d\r\n*2\r\n$4\r\nECHO\r\n$%d\r\n%s\r\nINCR %d\r\n", number, len(long), long, number)
		want := fmt.Sprintf(":%d\r\n$%d\r\n%s\r\n:%d\r\n", 2*round+1, len(long), long, 2*round+2)
		got := make([]byte, len(want))
		if _, err := io.ReadFull(replies, got); err != nil || string(got) != want {
			t.Errorf("client %d, round %d: %v, told %.40q, want %.40q", number, round, err, got, want)
			return
		}
	}
}
