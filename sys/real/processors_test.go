//go:build linux

package real

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

func TestPinHoldsAThreadWhereItIsPut(t *testing.T) {
	k := newKernel(t)
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		t.Fatal(err)
	}
	allowed := []int{}
	for number := range 1024 {
		if before.IsSet(number) {
			allowed = append(allowed, number)
		}
	}
	done := make(chan struct{})
	k.Start("pinned", func() {
		defer close(done)
		for _, number := range allowed {
			if errno := k.Pin([]int{number}); errno != sys.OK {
				t.Error(errno)
			}
			var set unix.CPUSet
			unix.SchedGetaffinity(0, &set)
			if set.Count() != 1 || !set.IsSet(number) {
				t.Errorf("pinned to %d, and may run on %v", number, set)
			}
			if processors := k.Pressure().Processors; processors != 1 {
				t.Errorf("pinned, it counts %d processors", processors)
			}
		}
		for _, none := range [][]int{nil, {1023}, {-1}, {5000}} {
			if before.IsSet(1023) {
				break
			}
			if errno := k.Pin(none); errno != sys.EINVAL {
				t.Errorf("pinned to %v: %v", none, errno)
			}
		}
		if errno := k.Pin(append(allowed, 1023)); errno != sys.OK { // some are there
			t.Error(errno)
		}
		if processors := k.Pressure().Processors; processors != len(allowed) {
			t.Errorf("counts %d processors, want %d", processors, len(allowed))
		}
	})
	<-done
}

// Lines as Linux writes them, cut into pieces of every size.
func TestIdleTimeIsThatOfTheProcessorsAllowed(t *testing.T) {
	const text = "cpu  1 2 3 1000 2000 6 7 8 9 10\n" +
		"cpu0 1 2 3 100 20 6 7 8 9 10\ncpu1 1 2 3 4000 500 6 7 8 9 10\ncpu12 1 2 3 60000 1 6 7 8 9 10\n" +
		"intr 1234 5 6 7 8 9\nctxt 5 5 5 5 5 5\ncpu1 1 1 1 1 1 1 1\n"
	for want, numbers := range map[uint64][]int{120: {0}, 4500: {1}, 60001: {12}, 4620: {0, 1}, 64621: {0, 1, 2, 12}, 0: {2, 3}} {
		var allowed unix.CPUSet
		for _, number := range numbers {
			allowed.Set(number)
		}
		for size := 1; size <= len(text); size++ {
			count := idleCount{allowed: &allowed}
			for rest := text; rest != ""; {
				piece := rest[:min(size, len(rest))]
				count.read([]byte(piece))
				rest = rest[len(piece):]
			}
			if count.ticks != want || !count.over {
				t.Fatalf("processors %v, in pieces of %d: %d ticks, want %d", numbers, size, count.ticks, want)
			}
		}
	}
}

func TestTheDelayIsTheSecondNumber(t *testing.T) {
	for text, want := range map[string]time.Duration{"12 345 6\n": 345, "0 0 0\n": 0, "": 0, "7": 0, "1 98765432109876\n": 98765432109876} {
		if got := secondNumber([]byte(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// The counters are those of the machine, and never go back.
func TestPressureIsThatOfTheMachine(t *testing.T) {
	k := newKernel(t)
	done := make(chan struct{})
	k.Start("pressed", func() {
		defer close(done)
		first := k.Pressure()
		text, err := os.ReadFile("/proc/thread-self/schedstat")
		second := k.Pressure()
		if second.Delay < first.Delay || second.Processors != first.Processors {
			t.Errorf("%+v and then %+v", first, second)
		}
		if delay := secondNumber(text); err == nil && (delay < first.Delay || delay > second.Delay) {
			t.Errorf("the delay is %d, between %d and %d", delay, first.Delay, second.Delay)
		}
		if stat, err := os.ReadFile("/proc/stat"); err == nil && strings.HasPrefix(string(stat), "cpu ") && second.Idle == 0 {
			t.Error("no processor has ever been idle")
		}
	})
	<-done
}

// Where there may be more processors than a set holds, the kernel does not say which
// may be used: the server counts on as many as Go does, and on none to be idle.
func TestPressureWithoutASetOfProcessors(t *testing.T) {
	pressure := newKernel(t).pressureOn(new(unix.CPUSet), unix.EINVAL)
	if pressure.Processors != runtime.NumCPU() || pressure.Idle != 0 {
		t.Errorf("%+v", pressure)
	}
}

func TestPressureAllocatesNothing(t *testing.T) {
	k := newKernel(t)
	if allocations := testing.AllocsPerRun(10, func() { k.Pressure() }); allocations > 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func BenchmarkPressure(b *testing.B) {
	k := newKernel(b)
	for b.Loop() {
		k.Pressure()
	}
}
