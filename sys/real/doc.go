// Package real is Linux as a machine of package sys: sockets, epoll, threads,
// clocks, files, memory and signals of the computer the server runs on.
//
// Two kinds of system call are used. A raw one does not tell Go's scheduler
// that the thread left for the kernel; it is 0.3 to 0.5 us cheaper (6-9% of a
// request at pipeline 1), but while it runs the collector cannot stop the
// world, so it stands only where the kernel cannot block: sends, receives and
// accepts without waiting, polls with a timeout of 0, wake-ups. What may sleep
// (Wait with a timeout, Park) and what may reach a disk (the files) goes
// through the scheduler-aware call. A raw futex wait would hang the process
// for good once the collector asks its thread to stop.
//
// Every method may be called from any thread, but for those of a poller.
//
// Read kernel.go first, then sockets.go and poller.go; the rest stands alone.
package real
