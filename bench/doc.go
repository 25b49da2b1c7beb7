//go:build linux

// Command bench measures what a request costs Seedis and what it costs another server,
// side by side in one run:
//
//	go run ./bench                           GET, SET and memory, in ten minutes
//	go run ./bench -commands all             every command of the table, in a quarter of an hour
//	go run ./bench -commands all -rounds 2   the same in six minutes, less sure
//	go run ./bench -commands LPUSH,hashes -pipelines 16
//	go run ./bench -memory                   bytes per element of every type, in five minutes
//	go run ./bench -quick                    a slice in about a minute
//	go run ./bench -against ./seedis-of-last-week -commands GET
//	go run ./bench -freeing                  how long clients wait while much is freed, in six minutes
//	go run ./bench -freeing -plot docs/unlink.svg     and a picture of it
//	go run ./bench -limits                   maxmemory, and what is kept, in five minutes
//	go run ./bench -resident                 full of keys and clients, in three minutes
//	go run ./bench -models -plot docs/models.svg      I/O threads, in six minutes
//	go run ./bench -engines -plot docs/engines.svg    select, poll, epoll and io_uring, in eight minutes
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
// where installed, is a second load by other hands. "At most" is the project's own
// limit for the ratio, where it has one (costlimits.go); it is no judgement where one
// of the servers waited for its load.
//
// Every server must take redis-server's flags, so an earlier Seedis can be the
// one to compare with; what it does not know yet is absent from the report.
// Linux only: cores and process clocks are its own.
//
// # What a line measures
//
// A line names a command, a pipeline and a data set. Collections come in two
// sizes that cost the same memory: 100,000 of 10 elements and one of 1,000,000
// (-elements), with a few of 50 and 100 for commands that return as many. A
// request is about the next number of a sequence with a fixed seed; the number's
// first digits name the collection, its last ones the element.
//
// A workload is one or more steps, measured apart: between two passes the server
// is left alone until it sleeps, because only then does Linux know its
// processor time exactly. Collections have to keep their size, so a command that
// adds is followed by the one that removes, each with a line of its own: LPUSH
// and RPOP, RPUSH and LPOP, HSET and HDEL, SADD and SREM, ZADD and ZREM. Such a
// pass meets every tenth element once: each collection of 10 goes from 10 to 11
// and back, the big one from 1,000,000 to 1,100,000. What SPOP, ZPOPMIN and
// APPEND did is undone by a step that is not measured. HINCRBY, ZINCRBY and
// SETBIT undo themselves, and their line is both directions. Where one command
// of a workload is absent, all are.
//
//   - HSET, SADD and ZADD add; HSET_SAME sets a field that is there.
//   - LINDEX, LSET and the ranges of a big collection are about places between
//     two and three tenths of it, as far from its ends as the average place.
//   - LRANGE_100 and the like ask for 0 to 99: all of a smaller collection.
//   - ZADD inserts all over the scores. ZINCRBY moves a member by half the
//     collection, and back. ZRANK of a big one asks for nine members in ten.
//   - LREM and LINSERT find their item in the middle of a list of 10.
//   - SINTER and ZUNIONSTORE have two of 100, half of whose members are the same.
//
// Memory is measured on fresh servers: the growth of the resident size while
// elements are loaded in order, read -settle seconds after the last. An element
// is a key with a string, a field of a hash, a member, an item; "at most" is
// the most that Seedis may take of redis-server's bytes, and a ratio above it is
// bold.
//
// # Freeing, limits, full servers
//
// Three modes measure something else than a request's cost, and two where it goes
// with threads and engines. All take -quick,
// -rounds, -server and -against; a figure beyond what the project allows itself is
// bold.
//
// -freeing loads a value of 5,000,000 elements (-size), as many keys, or a fifth of
// that to expire, and frees it. Where the reply comes first, what counts is how long
// PING takes from one client that sends the next one behind every reply: p99.9 until
// all is free beside p99.9 of the same client a moment earlier, when the server had
// nothing to do; and the longest turn of the loop, which Seedis tells in INFO. Where
// the reply comes last, what counts is its time. Nobody is pinned: a thread that
// frees in the background needs a core of its own. On a machine with less than three
// quiet cores, or with other work, the maxima are the scheduler's. So each round ends
// with a control: the empty server is asked the same while a thread of the bench
// computes, until that has had a processor for as long as was freed (neighbour.go), and the longest turn of that stands
// beside the other. Where that is above the limit, too, a turn is judged by what it
// is longer.
//
// The picture docs/unlink.svg is drawn from the last round, by svg.go: for each
// moment the longest wait of a PING sent then, while UNLINK frees a hash on both
// servers, and DEL on redis-server. One that waits for two seconds stands for all
// that others would have sent meanwhile, so its curve falls slowly.
//
// -limits writes four times maxmemory (-maxmemory, 64 MiB) under every policy and
// looks at used_memory all the time; then it uses every evicting policy as a cache
// whose keys are asked for by Zipf's law. Because Seedis has room for more keys in
// the same memory, each server's maxmemory is set so that it holds the same number;
// the table tells how many there were in the end. The servers are used at the same
// time and at a fixed rate, because the clocks of LRU and LFU count seconds.
//
// -resident loads 5,000,000 keys (-size) and connects 10,000 clients (-connected),
// each of which has said something; 50 of them get and set keys. They connect anew
// for each round, so that a limit of 10,200 descriptors is enough. The Go heap and
// its collector are read from INFO: used_memory_go_heap, used_cpu_collector.
//
// # Threads and engines
//
// -models compares Seedis without I/O threads, in lock-step and as a reactor, and
// redis-server without and with I/O threads, as many as -io-threads says (2, main
// among them). What counts is how the processor time of a request is divided among
// the threads (/proc/PID/task/TID/schedstat), main's share above all, because main
// is what cannot be doubled. The reactor's gate is off for that (io-threads-always);
// with its gate on it is compared with single under 1, 4 and 10 clients, by the median
// of their waiting and by the throughput, which is the inverse of the mean; and idle
// servers with 8 threads beside main are watched for five times -seconds.
//
// From four cores on the upper half of them belongs to the load, which has a thread
// on each, and the lower half to the servers. On fewer a server with threads shares
// the load's core, and is slower than single. There the throughput with more threads
// is predicted only: as main's processor time per request and that of the I/O threads
// allow, whichever is less, with a core for each. That is optimistic for main, which
// gets smaller batches from more threads. On 16 cores or more it is measured,
// too, up to 16 threads. docs/models.svg shows both: a dashed line and points.
//
// -engines starts Seedis with every -io-engine, and counts and names those that are
// forbidden here. 50 clients (-clients) get and set keys among 0, 1,000 and 10,000
// that are connected and idle (-idle), and 500 do with none idle. select holds less
// than 1,024 descriptors: it gets as many idle clients as it takes, or none of a case
// if those are less than half. docs/engines.svg shows what a GET costs.
//
// # The files, in the order in which to understand them
//
//	main.go            from the flags to the programs to measure
//	options.go         the flags
//	bench.go           the run from start to report
//	server.go          starting and ending a server
//	cores.go           which process runs on which core
//	client.go          a plain connection: PING, INFO, FLUSHALL
//	requests.go        a command as data, and its bytes
//	keys.go            the order in which keys and elements are asked for
//	workload.go        data sets, workloads and their steps; the table of all
//	shape.go           how elements are spread over collections
//	strings.go         strings and bitmaps
//	lists.go           lists and SORT
//	hashes.go          hashes
//	sets.go            sets
//	sortedsets.go      sorted sets
//	load.go            the load generator
//	pass.go            a pass of a step, between two moments of sleep
//	measure.go         clocks, resident size, samples
//	contest.go         cases and rounds
//	costlimits.go      the most that a request may cost
//	redisbenchmark.go  the second load
//	memory.go          bytes per element
//	mode.go            from a mode to its tables
//	outcome.go         what a reply means
//	connect.go         one connection of a load
//	crowd.go           the other load generator: clients that follow a script
//	latency.go         percentiles
//	probe.go           PING after PING
//	neighbour.go       a thread that computes
//	freeing.go         freeing much
//	freeingtables.go   what is told of it
//	plot.go            curves of waiting
//	svg.go             pictures
//	limits.go          maxmemory
//	zipf.go            Zipf's law
//	hits.go            hit ratios
//	resident.go        full servers
//	residenttables.go  what is told of them
//	threads.go         processor time by thread
//	sides.go           cores of servers with threads
//	fleet.go           load generators side by side
//	models.go          Seedis and redis-server with threads
//	modelstables.go    what is told of them
//	modelsmode.go      the tables of -models
//	fewclients.go      few clients and a gate
//	idle.go            no requests at all
//	scale.go           more threads: predicted, and measured on many cores
//	engines.go         select, poll, epoll, io_uring
//	enginetables.go    what is told of them
//	enginesmode.go     the tables of -engines
//	chart.go           figures over a number, as a picture
//	table.go           medians and Markdown tables
//	report.go          the report
package main
