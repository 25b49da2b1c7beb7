// Package badinput is the table of inputs that were found to hurt Redis or
// servers like it: each row has what is sent, the right answers, and the memory
// that the server may have used at its peak.
//
// Every row is carried out on Linux and on the simulated machine. A server that
// hangs, for a pattern that takes exponential time, say, fails its row by not
// answering; one that dies, by closing. What became of a published hole has the
// number under which it is known (https://www.cve.org).
//
// One hole is no input: CVE-2023-45145 was that a unix socket could be connected
// to before it had its permissions. Here it gets them before it listens, see
// Listen in package sys.
//
// The table is ours to decide where redis-server 7.0.15 itself is wrong; where
// it is right, it gave the answers.
package badinput
