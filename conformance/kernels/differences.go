package kernels

import "seedis/sys/sim"

// difference is something that the two machines do not answer alike, known and with
// its reason. A script shows it; the model does not judge that, as each machine is
// right or the question is one that nobody on it asks.
type difference struct {
	name   string
	why    string
	engine sim.Engine
	script string // the last step shows it
	linux  string // what Linux answers there
	here   string // what the simulated machine answers
}

// differences are all that are known.
var differences = []difference{
	{
		name:   "room on a unix socket",
		why:    "Linux counts the memory of whole sends, which is free when the last byte was received; the machine counts bytes",
		script: "poller p0\nlisten l0 unix 5\nconnect c0 l0\naccept l0\nfill c0\nadd p0 c0 w edge\nreceive s0 60000\nwait p0 8",
		linux:  "Success", here: "c0=w", // Success: there is no event
	},
	{
		name:   "the port of a client at another address",
		why:    "on the machine a port is one for all addresses of a family, as no server asks for a port that is a client's",
		script: "listen l0 tcp 5\nconnect c0 l0\nsettle\nlisten-beside l1 c0 second 5",
		linux:  "Success", here: "Address already in use",
	},
	{
		name:   "shutdown of a listener",
		why:    "Linux makes a socket of it that neither listens nor is connected; the server closes listeners",
		script: "listen l0 tcp 5\nshutdown l0 both",
		linux:  "Success", here: "Transport endpoint is not connected",
	},
	{
		name:   "read of a socket",
		why:    "for the contract Read and Write are for files, and sockets move bytes in batches",
		script: "listen l0 tcp 5\nconnect c0 l0\nsettle\naccept l0\nsend c0 3\nsettle\nread s0 3",
		linux:  "3 bytes", here: "Invalid argument",
	},
	{
		name:   "write to a socket",
		why:    "for the contract Read and Write are for files, and sockets move bytes in batches",
		script: "listen l0 tcp 5\nconnect c0 l0\nsettle\naccept l0\nwrite c0 3",
		linux:  "3 bytes", here: "Invalid argument",
	},
	{
		name:   "permission bits of a socket",
		why:    "nobody asks for them by a descriptor",
		script: "listen l0 unix 5\nmode l0",
		linux:  "777", here: "Invalid argument",
	},
	{
		name:   "a directory that is not there",
		why:    "names on the machine's disk have no directories, so that every path is as good as any other",
		script: "open f0 nowhere/a rwc",
		linux:  "No such file or directory", here: "Success",
	},
	{
		name:   "a poller's descriptors",
		why:    "an epoll instance and an eventfd for all engines; with io_uring Linux has a ring beside them, with poll and select the eventfd alone",
		engine: sim.Poll,
		script: "limit 1\npoller p0",
		linux:  "Success", here: "Too many open files",
	},
}
