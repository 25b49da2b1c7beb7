// Package real is the computer that the server runs on, as a machine of package
// sys: its sockets, pollers, threads, clocks, files, memory and signals. That is
// Linux. Darwin, FreeBSD and illumos are at the end.
//
// Two kinds of system call are used. A raw one does not tell Go's scheduler
// that the thread left for the kernel; it is 0.3 to 0.5 us cheaper (6-9% of a
// request at pipeline 1), but while it runs the collector cannot stop the
// world, so it stands only where the kernel cannot block: sends, receives and
// accepts without waiting, one by one or by io_uring, polls with a timeout of 0,
// wake-ups. What may sleep (Wait with a timeout, Park) and what may reach a disk
// (the files) goes through the scheduler-aware call. A raw futex wait would hang
// the process for good once the collector asks its thread to stop. A thread that
// never lets another goroutine run loses its place in every one of these calls, so
// pollers yield now and then before they sleep: yield.go.
//
// Every method may be called from any thread, but for those of a poller.
//
// Elsewhere the same is done by other means: kqueue(2), or event ports, instead of
// epoll; a table of sleepers instead of futexes; fresh mappings instead of
// madvise(2); and every error becomes Linux's. Package unix knows only calls of
// which the scheduler is told there. All of it was written by the manual pages; it
// is vetted, compiled and linked, and was never run. A file says in its name or its
// first line whom it serves: unix is everybody, other is everybody but Linux, and
// machine_* has what each does its own way (solaris is illumos too).
//
// Read kernel.go first, then sockets.go and engine.go, and of the engines epoll.go,
// uring.go for its transfers, and levels.go for poll(2) and select(2); the rest
// stands alone.
package real
