package iothreads

import (
	"fmt"

	"seedis/sys"
)

// ledger numbers what goes through the rings of one queue, on a simulated machine:
// values are entered as they are put and struck out as they are taken, and a value
// that is lost, overwritten, taken twice or overtaken breaks the sequence. Only one
// thread runs at a time there, so the two sides may share it.
type ledger struct {
	hook    sys.Hook // the machine may switch threads before a slot is touched
	entered uint64   // values so far
	struck  uint64   // and those of them that were taken
}

// newLedger makes the ledger of a queue; in production, where there is no hook, there
// is none.
func newLedger(hook sys.Hook) *ledger {
	if hook == nil {
		return nil
	}
	return &ledger{hook: hook}
}

// enter comes before a value is put where waiting stands: the number of the value that
// is there, 0 for none.
func (l *ledger) enter(waiting *uint64) {
	l.hook()
	l.entered++
	if *waiting != 0 {
		panic(fmt.Sprintf("iothreads: value %d is put where value %d waits", l.entered, *waiting))
	}
	*waiting = l.entered
}

// strike comes before the value is taken that waits where waiting stands.
func (l *ledger) strike(waiting *uint64) {
	l.hook()
	l.struck++
	if *waiting != l.struck {
		panic(fmt.Sprintf("iothreads: value %d is due, and value %d is taken (0: none)", l.struck, *waiting))
	}
	*waiting = 0
}
