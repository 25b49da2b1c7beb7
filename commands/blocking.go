package commands

import (
	"math"

	"seedis/store"
)

// Wait is how a command that finds nothing to take asks for its client to wait.
// The command runs again, with Call.Ready, when one of the keys has a value of
// that type; or the client is told in its place that there was nothing.
type Wait struct {
	Asked      bool
	First, End int        // the arguments from First on, without End, are the keys; none: nothing can come
	Kind       store.Type // of the values
	Until      int64      // the last millisecond of the wait, since 1970; 0: it has none
}

// Deadline is the last millisecond of a wait of some milliseconds that begins
// now, in milliseconds since 1970. No time at all is for ever.
func Deadline(now, span int64) int64 {
	switch {
	case span == 0:
		return 0
	case span > math.MaxInt64-now:
		return math.MaxInt64
	}
	return now + span
}
