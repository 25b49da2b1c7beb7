//go:build linux

package iothreads

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"seedis/sys/real"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newKernel(t testing.TB) *real.Kernel {
	t.Helper()
	k, err := real.New()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Two real threads at full speed: the race detector sees the slots.
func TestRingBetweenRealThreads(t *testing.T) {
	const count = 200_000
	k := newKernel(t)
	r := NewRing[[2]int](k.Hook(), 64)
	ended := make(chan int)
	k.Start("consumer", func() {
		taken := 0
		for taken < count {
			v, ok := r.Take()
			if !ok {
				r.Release()
				k.Pause()
				continue
			}
			if v != [2]int{taken, -taken} {
				t.Errorf("value %v came as number %d", v, taken)
				break
			}
			taken++
		}
		ended <- taken
	})
	for put := 0; put < count; {
		for range 32 {
			if put < count && r.Put([2]int{put, -put}) {
				put++
			}
		}
		r.Publish()
	}
	if taken := <-ended; taken != count {
		t.Errorf("%d of %d values came", taken, count)
	}
}

// A worker that sleeps whenever it can, on a real thread: nothing is lost, all is
// in order, and what a job wrote is seen by the sender that finds nothing pending.
func TestWorkerOnARealThread(t *testing.T) {
	k := newKernel(t)
	var done []int // the worker's while anything is pending
	w := NewWorker(k, "worker", 8, func(i int) { done = append(done, i) })
	w.Start()
	submitted := 0
	for batch := range 3000 {
		for range batch % 20 {
			w.Submit(submitted)
			submitted++
		}
		w.Publish()
		for batch%3 == 0 && w.Pending() > 0 {
			w.Publish()
			k.Pause()
		}
		if batch%3 == 0 && len(done) != submitted {
			t.Fatalf("nothing is pending, and %d of %d jobs are done", len(done), submitted)
		}
	}
	w.Stop()
	if len(done) != submitted || !slices.IsSorted(done) {
		t.Errorf("%d of %d jobs were done, sorted: %v", len(done), submitted, slices.IsSorted(done))
	}
}

func TestWorkersThreadHasItsName(t *testing.T) {
	k := newKernel(t)
	w := NewWorker(k, "bio_close_file_", 1, func(struct{}) {})
	w.Start()
	if !slices.Contains(threadNames(t), "bio_close_file_") {
		t.Errorf("the threads are %v", threadNames(t))
	}
	w.Stop()
}

func threadNames(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("/proc/self/task/*/comm")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			names = append(names, strings.TrimSpace(string(text)))
		}
	}
	return names
}

// Whoever makes a worker and never starts it does its jobs itself, in order.
func TestWorkerThatWasNeverStarted(t *testing.T) {
	var done []int
	w := NewWorker(newKernel(t), "worker", 2, func(i int) { done = append(done, i) })
	for i := range 10 {
		w.Submit(i)
		w.Publish()
	}
	if w.Pending() != 10 || len(done) != 0 {
		t.Errorf("%d pending, %v done, by a worker without a thread", w.Pending(), done)
	}
	w.Stop()
	if w.Pending() != 0 || !slices.Equal(done, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}) {
		t.Errorf("%d pending, %v done", w.Pending(), done)
	}
}

func TestWhatAStoppedWorkerRefuses(t *testing.T) {
	for name, misuse := range map[string]func(*Worker[int]){
		"a job":   func(w *Worker[int]) { w.Submit(1) },
		"a start": func(w *Worker[int]) { w.Start() },
	} {
		w := NewWorker(newKernel(t), "worker", 2, func(int) {})
		w.Stop()
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a worker that has stopped took %s", name)
				}
			}()
			misuse(w)
		}()
	}
}

func TestHandingOverAllocatesNothing(t *testing.T) {
	sum := 0
	w := NewWorker(newKernel(t), "worker", 64, func(i int) { sum += i })
	batch := func() {
		for i := range 32 {
			w.Submit(i)
		}
		w.Publish()
		w.drain() // the thread's part
	}
	if allocations := testing.AllocsPerRun(100, batch); allocations != 0 {
		t.Errorf("%v allocations for a batch", allocations)
	}
}

// What a value costs its producer and its consumer together, handed over and
// taken in batches of 32 on one thread: the work without the wait.
func BenchmarkRing(b *testing.B) {
	r := NewRing[int](nil, 64)
	for range b.N / 32 {
		for i := range 32 {
			r.Put(i)
		}
		r.Publish()
		for range 32 {
			r.Take()
		}
		r.Release()
	}
}

// What a value costs between two threads that never sleep, in batches of 32.
func BenchmarkRingBetweenThreads(b *testing.B) {
	k := newKernel(b)
	r := NewRing[int](nil, 1024)
	ended := make(chan struct{})
	count := b.N
	k.Start("consumer", func() {
		for taken := 0; taken < count; {
			if _, ok := r.Take(); ok {
				taken++
			} else {
				r.Release()
				k.Pause()
			}
		}
		close(ended)
	})
	for put := 0; put < count; {
		for range 32 {
			if put < count && r.Put(put) {
				put++
			}
		}
		r.Publish()
	}
	<-ended
}

// What it costs a sender to hand a job to a thread that sleeps, and what passes
// until it is done.
func BenchmarkWorkerAsleep(b *testing.B) {
	k := newKernel(b)
	w := NewWorker(k, "worker", 64, func(int) {})
	w.Start()
	for i := range b.N {
		w.Submit(i)
		w.Publish()
		for w.Pending() > 0 {
			k.Pause()
		}
	}
	w.Stop()
}

// What Publish costs a turn in which nothing was submitted.
func BenchmarkPublishNothing(b *testing.B) {
	w := NewWorker(newKernel(b), "worker", 64, func(int) {})
	for range b.N {
		w.Publish()
	}
}

// The same for a queue: what finding the way from ring to ring costs.
func BenchmarkQueue(b *testing.B) {
	q := NewQueue[int](nil, 64)
	for range b.N / 32 {
		for i := range 32 {
			q.Put(i)
		}
		q.Publish()
		for range 32 {
			q.Take()
		}
		q.Release()
	}
}
