package commands

import (
	"math"
	"math/big"

	"seedis/resp"
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
	// Uncounted tells that what the command changes when it runs again is not to
	// be counted among what was not saved yet: Redis does not.
	Uncounted bool
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

// waitUntil is argument i, a time in seconds, as the end of a wait that begins
// now (Wait.Until). If it is none, the error is the reply. Of who has waited
// already it was asked before.
func (c *Call) waitUntil(i int) (until int64, ok bool) {
	if c.Ready != 0 {
		return 0, true
	}
	span, ok := parseSeconds(c.Args.At(i))
	switch {
	case !ok:
		c.Reply.Error(resp.ErrTimeoutNotFloat)
	case span < 0:
		c.Reply.Error(resp.ErrTimeoutNegative)
	}
	return Deadline(c.Now, span), ok && span >= 0
}

// parseSeconds reads a time in seconds and rounds it up to milliseconds. Redis
// computes in extended precision, and what is too long for it has become
// negative.
func parseSeconds(text []byte) (milliseconds int64, ok bool) {
	if n, isInt := resp.ParseInt(text); isInt && 0 <= n && n <= math.MaxInt64/1000 {
		return n * 1000, true
	}
	var seconds big.Float
	if !parseExtended(&seconds, text) {
		return 0, false
	}
	if seconds.IsInf() {
		return math.MinInt64, true
	}
	milliseconds, accuracy := seconds.SetPrec(extendedPrecision).Mul(&seconds, big.NewFloat(1000)).Int64()
	switch {
	case accuracy != big.Below:
		return milliseconds, true
	case milliseconds == math.MaxInt64:
		return math.MinInt64, true
	}
	return milliseconds + 1, true
}

// keysToTry are those of the arguments that a command looks at, from first on,
// without end: all that are keys, or the one that is ready.
func (c *Call) keysToTry(first, end int) (from, to int) {
	if c.Ready != 0 {
		return c.Ready, c.Ready + 1
	}
	return first, end
}

// takeOrWait hands the first of the keys before the timeout, the last argument,
// that has a value of the kind to take, or makes the client wait for one.
func (c *Call) takeOrWait(w Wait, take func(store.Key, store.Entry)) {
	last := c.Args.Len() - 1
	until, ok := c.waitUntil(last)
	if !ok {
		return
	}
	w.Until = until
	w.First, w.End = c.keysToTry(1, last)
	for i := w.First; i < w.End; i++ {
		key := c.Key(i)
		e, ok := c.writeAs(w.Kind, key)
		if !ok {
			return
		}
		if e.Exists() {
			take(key, e)
			return
		}
	}
	c.waitForKeys(w)
}

// waitForKeys makes the client wait, or answers in its place where nobody may.
func (c *Call) waitForKeys(w Wait) {
	if c.AtOnce {
		c.Reply.NullArray()
		return
	}
	w.Asked = true
	c.Wait = w
}
