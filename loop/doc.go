// Package loop is the event loop: file events, timers, and the functions that
// run before and after the sleep. It is antirez's ae in shape and rules, on a
// sys.Poller.
//
// One turn of the loop, in this order:
//
//	beforeSleep      the timeout is computed first, so a timer made here waits a turn
//	maySleep         is asked if there is time to sleep
//	wait             for file events, at most until the next timer
//	afterSleep
//	file events      per descriptor readable, then writable; a barrier inverts
//	afterFiles       the batch: what the events gathered is worked on at once
//	timers           those due; one made in the pass waits for the next
//
// A callback may add and delete any descriptor, its own too: interest is looked
// at again after each callback, and an event of a descriptor that was deleted,
// or whose number meanwhile belongs to another, is dropped.
//
// A loop belongs to one thread.
package loop
