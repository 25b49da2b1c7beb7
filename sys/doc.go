// Package sys is everything the server may ask of the world, as small
// interfaces with errno-typed results, and the atomic types.
//
// Two machines answer: sys/real is the one at hand, sys/sim is a computer inside one
// goroutine whose every decision comes from a seed. Code above this package
// cannot tell them apart, and that is the point: nothing else in the house
// touches sockets, threads, time, files, signals or randomness.
//
// A consumer states the few interfaces it needs; Kernel is their sum and is
// named only where a whole machine is handed over.
//
// Rules common to all calls:
//
//   - Every descriptor is non-blocking and close-on-exec. The only calls that
//     may block are Poller.Wait, Threads.Park and Threads.Sleep.
//   - EINTR is retried inside the implementation, except in Poller.Wait, which
//     reports it.
//   - Results are Errno values, 0 for success. Names and numbers are Linux's
//     on every platform, so that a trace reads the same everywhere.
//   - Memory passed in is used until the call returns and not after.
package sys
