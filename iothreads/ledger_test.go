package iothreads

import (
	"fmt"
	"testing"
)

// noSwitch is the hook of a machine on which nobody else runs.
func noSwitch() {}

// sabotage is what a queue must not do, on a queue with values in it.
var sabotage = []struct {
	name, complaint string
	do              func(q *Queue[int])
}{
	{"a value is lost", "value 2 is due, and value 3 is taken (0: none)", func(q *Queue[int]) {
		q.out.consumer.next++
		q.Take()
	}},
	{"a value comes twice", "value 2 is due, and value 0 is taken (0: none)", func(q *Queue[int]) {
		q.out.consumer.next--
		q.Take()
	}},
	{"values are exchanged", "value 2 is due, and value 3 is taken (0: none)", func(q *Queue[int]) {
		n := q.out.numbers
		n[1], n[2] = n[2], n[1]
		q.Take()
	}},
	{"a value is written over", "value 4 is put where value 2 waits", func(q *Queue[int]) {
		q.in.producer.next = q.out.consumer.next
		q.Put(4)
	}},
	{"a ring is left too early", "value 2 is due, and value 9 is taken (0: none)", func(q *Queue[int]) {
		for v := range 10 {
			q.Put(v)
		}
		q.Publish()
		q.out = q.out.slots[len(q.out.slots)-1].next
		q.Take()
	}},
}

func TestALedgerFindsWhatAQueueDoesWrong(t *testing.T) {
	for _, wrong := range sabotage {
		t.Run(wrong.name, func(t *testing.T) {
			q := NewQueue[int](noSwitch, 8)
			for v := range 3 {
				q.Put(v)
			}
			q.Publish()
			if v, ok := q.Take(); !ok || v != 0 {
				t.Fatalf("took %d, %t", v, ok)
			}
			defer func() {
				if got, want := fmt.Sprint(recover()), "iothreads: "+wrong.complaint; got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			}()
			wrong.do(q)
		})
	}
}

// In production nobody numbers anything.
func TestThereIsNoLedgerWithoutAMachine(t *testing.T) {
	if q := NewQueue[int](nil, 8); q.ledger != nil || q.in.numbers != nil {
		t.Error("a queue has a ledger in production")
	}
}

// A queue tells how much of it is unread, and how much its producer has kept back,
// across rings.
func TestWhatIsUnreadAndUnshown(t *testing.T) {
	q := NewQueue[int](noSwitch, 2)
	check := func(unread, unshown int) {
		t.Helper()
		if q.unread() != unread || q.unshown() != unshown {
			t.Errorf("%d unread and %d unshown, want %d and %d", q.unread(), q.unshown(), unread, unshown)
		}
	}
	check(0, 0)
	for v := range 5 {
		q.Put(v)
	}
	check(0, 5)
	q.Publish()
	check(5, 0)
	q.Put(5)
	q.Take()
	q.Take()
	check(3, 1)
	q.Put(6) // the ring before it is complete, but there is no way to it yet
	q.Put(7)
	check(3, 3)
}
