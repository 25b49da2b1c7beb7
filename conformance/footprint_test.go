package conformance

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// connects is how often TestConnectionsLeaveNothing connects. The soak does it
// a hundred thousand times.
var connects = flag.Int("connects", 10_000, "connections that come and go")

// footprint is what a server in this process keeps, when nobody uses it.
type footprint struct {
	heap        int // bytes of the Go heap, which the clients of a test do not use
	used        int // bytes of mem
	resident    int // bytes of this process that are in memory
	descriptors int
	goroutines  int
}

// measure waits until a server has so many clients, the asker among them, and
// looks.
func measure(t *testing.T, asker connection, clients int) footprint {
	t.Helper()
	began := time.Now()
	for n := -1; n != clients; n = number(t, asker, "clients", "connected_clients") {
		if time.Since(began) > answerTime {
			t.Fatalf("the server has %d clients, not %d", n, clients)
		}
	}
	used := number(t, asker, "memory", "used_memory")
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	debug.FreeOSMemory() // and what the finalizers of the first one let go
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return footprint{int(memory.HeapAlloc), used, resident(t), len(open), runtime.NumGoroutine()}
}

// resident is what of this process is in memory, in bytes (proc_pid_statm(5)).
func resident(t *testing.T) int {
	t.Helper()
	figures, err := os.ReadFile("/proc/self/statm")
	var size, pages int
	if err == nil {
		_, err = fmt.Sscan(string(figures), &size, &pages)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// number asks for a figure of INFO.
func number(t *testing.T, asker connection, section, field string) int {
	t.Helper()
	s := &session{connection: asker}
	s.write([]byte("INFO " + section + "\r\n"))
	info, err := s.reply()
	found := regexp.MustCompile(field + `:(\d+)`).FindStringSubmatch(info)
	if err != nil || found == nil {
		t.Fatalf("INFO: %v: %.200q", err, info)
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// ownBuffers is by how much the asker's own buffers may differ between two
// looks, in bytes: the size of its reply buffer follows what it asks.
const ownBuffers = 20 << 10

// connectMany opens connections that cost nothing on the Go heap.
func connectMany(t *testing.T, path string, fds []int) {
	t.Helper()
	for i := range fds {
		fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err == nil {
			err = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: int64(answerTime / time.Second)})
		}
		if err == nil {
			err = unix.Connect(fd, &unix.SockaddrUnix{Name: path})
		}
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		fds[i] = fd
	}
	ping(t, fds[len(fds)-1]) // it came last, so all are clients by now
}

// ping makes a client use its buffers.
func ping(t *testing.T, fd int) {
	t.Helper()
	const request, reply = "PING\r\n", "+PONG\r\n"
	var buffer [16]byte
	if _, err := unix.Write(fd, []byte(request)); err != nil {
		t.Fatal(err)
	}
	n, err := unix.Read(fd, buffer[:])
	for err == unix.EINTR { // a read that may time out is not taken up again by itself
		n, err = unix.Read(fd, buffer[:])
	}
	if err != nil || string(buffer[:n]) != reply {
		t.Fatalf("%q, %v", buffer[:max(n, 0)], err)
	}
}

func closeAll(fds []int) {
	for _, fd := range fds {
		unix.Close(fd)
	}
}

// startIdle starts a server that nobody uses yet but the asker.
func startIdle(t *testing.T, config ...string) (server *linuxServer, asker connection) {
	t.Helper()
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		t.Fatal(err)
	}
	if server, err = startLinux(dir, &Case{Config: config}, usual); err != nil {
		t.Fatal(err)
	}
	if asker, err = server.dial(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		asker.Close()
		if err := server.stop(); err != nil {
			t.Error(err)
		}
		os.RemoveAll(dir)
	})
	return server, asker
}

// clientsPossible is 10,000, or as many as this process, which has both ends of
// each connection, may have descriptors for.
func clientsPossible(t *testing.T) int {
	t.Helper()
	const wanted, others = 10_000, 1000
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	return int(min(wanted, (limit.Max-others)/2))
}

// An idle client that has sent a request may cost 2 KiB beside what the kernel
// takes, wherever that is; on the Go heap, with its part of the loop's tables and
// the map, it is less than half of that.
func TestIdleClientsAreSmall(t *testing.T) {
	const most, mostResident = 1 << 10, 2 << 10
	clients := clientsPossible(t)
	server, asker := startIdle(t, "--maxclients", strconv.Itoa(clients+1))
	fds := make([]int, clients)
	before := measure(t, asker, 1)
	connectMany(t, server.path, fds)
	defer closeAll(fds)
	for _, fd := range fds {
		ping(t, fd)
	}
	after := measure(t, asker, 1+clients)
	if each := (after.heap - before.heap) / clients; each > most {
		t.Errorf("an idle client takes %d bytes of the Go heap", each)
	}
	if each := (after.resident - before.resident) / clients; each > mostResident {
		t.Errorf("an idle client takes %d bytes of memory", each)
	}
	t.Logf("an idle client takes %d bytes of the Go heap, %d of memory", (after.heap-before.heap)/clients, (after.resident-before.resident)/clients)
	if after.used > before.used+ownBuffers {
		t.Errorf("idle clients hold %d bytes of mem", after.used-before.used)
	}
}

// Clients that come and go in waves leave the server as it was.
func TestConnectionsLeaveNothing(t *testing.T) {
	const wave, slack = 1000, 100 << 10
	server, asker := startIdle(t)
	fds := make([]int, wave)
	visit := func() {
		connectMany(t, server.path, fds)
		ping(t, fds[0])
		closeAll(fds)
	}
	visit() // the first wave makes the tables of the loop as large as they will be
	before := measure(t, asker, 1)
	for range max(1, *connects/wave) {
		visit()
	}
	after := measure(t, asker, 1)
	if after.descriptors > before.descriptors || after.goroutines > before.goroutines || after.used > before.used+ownBuffers {
		t.Errorf("before: %+v, after: %+v", before, after)
	}
	if after.heap > before.heap+slack {
		t.Errorf("%d bytes are left on the Go heap", after.heap-before.heap)
	}
}
