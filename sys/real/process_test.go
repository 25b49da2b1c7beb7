//go:build linux

package real

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

func TestSignalsWakeThePollerAndAreTakenOnce(t *testing.T) {
	k := newKernel(t)
	p := newPoller(t, k)
	k.WatchSignals(p)
	if taken := k.TakeSignals(); taken != 0 {
		t.Fatalf("signals %b before any was sent", taken)
	}
	for _, c := range []struct {
		sent  unix.Signal
		taken sys.Signals
	}{
		{unix.SIGTERM, sys.SignalTerminate},
		{unix.SIGINT, sys.SignalInterrupt},
	} {
		// The process survives these two.
		for _, signal := range []unix.Signal{unix.SIGHUP, unix.SIGPIPE, c.sent} {
			if err := unix.Kill(k.Pid(), signal); err != nil {
				t.Fatal(err)
			}
		}
		waitWoken(t, p)
		if taken := k.TakeSignals(); taken != c.taken {
			t.Errorf("%v gave %b, want %b", c.sent, taken, c.taken)
		}
		if taken := k.TakeSignals(); taken != 0 {
			t.Errorf("%b was taken twice", taken)
		}
	}
}

func TestUsageFollowsWhatTheProcessTakes(t *testing.T) {
	k := newKernel(t)
	before := k.Usage()
	const size = 64 << 20
	base := reserve(t, size)
	mustOK(t, k.Commit(base, size))
	for offset := uintptr(0); offset < size; offset += 4096 {
		*(*byte)(unsafe.Add(base, offset)) = 1
	}
	for k.Usage().Process.User+k.Usage().Process.System <= before.Process.User+before.Process.System {
		k.Pause()
	}
	held := k.Usage()
	if held.ResidentSize < before.ResidentSize+size*3/4 {
		t.Errorf("64 MiB more in RAM, but the size went from %d to %d", before.ResidentSize, held.ResidentSize)
	}
	mustOK(t, k.Discard(base, size))
	if after := k.Usage().ResidentSize; after > held.ResidentSize-size*3/4 {
		t.Errorf("64 MiB were discarded, but the size went from %d to %d", held.ResidentSize, after)
	}
	mustOK(t, k.Release(base, size))
}

// What the program holds on its heap shows, and so does a cycle of the collector.
func TestUsageTellsOfTheGoHeap(t *testing.T) {
	k := newKernel(t)
	before := k.Usage()
	const size = 32 << 20
	held := make([]byte, size)
	if after := k.Usage(); after.GoHeap < before.GoHeap+size/2 {
		t.Errorf("32 MiB more in use, but the Go heap went from %d to %d", before.GoHeap, after.GoHeap)
	}
	runtime.KeepAlive(held)
	for k.Usage().Collector <= before.Collector {
		runtime.GC()
	}
}

// A thread that has just begun has taken less than the process, and its time
// goes up while it works.
func TestUsageTellsAThreadFromTheProcess(t *testing.T) {
	k := newKernel(t)
	children := k.Usage().Children // of tests before this one
	ended := make(chan [2]sys.Usage)
	k.Start("worker", func() {
		first := k.Usage()
		last := first
		for last.Thread.User+last.Thread.System <= first.Thread.User+first.Thread.System {
			last = k.Usage()
		}
		ended <- [2]sys.Usage{first, last}
	})
	for _, usage := range <-ended {
		if usage.Thread.User > usage.Process.User || usage.Thread.System > usage.Process.System {
			t.Errorf("a thread took %v of the process's %v", usage.Thread, usage.Process)
		}
		if usage.Children != children {
			t.Errorf("no child has ended, but they took %v and now %v", children, usage.Children)
		}
	}
}

func TestSystemIsNamedAsByUname(t *testing.T) {
	want, err := exec.Command("uname", "-srm").Output()
	if err != nil {
		t.Skip("there is no uname here: ", err)
	}
	if got := newKernel(t).System(); got != strings.TrimSpace(string(want)) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDescriptorLimit(t *testing.T) {
	k := newKernel(t)
	limit := k.DescriptorLimit()
	if limit < 16 {
		t.Fatalf("the limit is %d", limit)
	}
	mustOK(t, k.SetDescriptorLimit(limit-1))
	if got := k.DescriptorLimit(); got != limit-1 {
		t.Errorf("asked for %d, got %d", limit-1, got)
	}
	mustOK(t, k.SetDescriptorLimit(limit))
	// More than fs.nr_open is refused to everyone (getrlimit(2)).
	want(t, k.SetDescriptorLimit(1<<40), sys.EPERM)
}

func TestTheProcessItself(t *testing.T) {
	k := newKernel(t)
	if k.Pid() != os.Getpid() {
		t.Errorf("pid %d, want %d", k.Pid(), os.Getpid())
	}
	if k.PhysicalMemory() < 64<<20 || k.PhysicalMemory() < k.Usage().ResidentSize {
		t.Errorf("a machine with %d bytes", k.PhysicalMemory())
	}
	if k.LogDescriptor() != sys.FD(os.Stdout.Fd()) {
		t.Errorf("the log goes to %d", k.LogDescriptor())
	}
	if k.Engine() != "epoll" {
		t.Errorf("engine %q", k.Engine())
	}
}
