//go:build linux

// Command bench measures what a request costs Seedis and what it costs another server,
// side by side in one run:
//
//	go run ./bench -against redis-server
//	go run ./bench -against ./seedis-of-last-week -commands GET -pipelines 16
//	go run ./bench -quick
//
// # What is compared
//
// The figure is the processor time of the server process, user and system,
// per request. Machines drift by 10 to 15% between runs, so an absolute number
// says little; what counts is the ratio of two servers measured one right after
// the other. A round measures every server once, and the next round goes
// through them backwards (A B B A ...), so that a drift falls on both alike.
// The report gives the median of the rounds' ratios with the smallest and the
// largest.
//
// # How
//
// All servers live through the whole run, pinned to one core, and only one is
// under load. The load generator (load.go) has the other core: one thread, an
// edge-triggered poller, clients that each send a pipeline and await its
// replies. It must outrun the server, for a server that waits for its load is
// cheaper or dearer for reasons that are not its own: the report shows how busy
// both cores were and marks what was measured below 90%. redis-benchmark,
// where installed, is a second load by other hands.
//
// Every server must take redis-server's flags, so an earlier Seedis can be the
// one to compare with. Linux only: cores and process clocks are its own.
//
// Memory is measured on fresh servers: the growth of the resident size while
// keys are loaded in order.
//
// # The files, in the order in which to understand them
//
//	main.go            from the flags to the programs to measure
//	options.go         the flags
//	bench.go           the run from start to report
//	server.go          starting and ending a server
//	cores.go           which process runs on which core
//	client.go          a plain connection: PING, INFO, FLUSHALL
//	requests.go        the commands as data, and their bytes
//	keys.go            the order in which keys are asked for
//	load.go            the load generator
//	measure.go         clocks, resident size, samples
//	contest.go         cases and rounds
//	redisbenchmark.go  the second load
//	memory.go          bytes per key
//	table.go           medians and Markdown tables
//	report.go          the report
package main
