// Command mutants plants bugs in the server, one at a time, and tells how long the
// simulation takes to find each.
//
//	mutants
//
// The catalogue has bugs of one line or a few. Some were real ones, elsewhere or
// here; the others could have been. For each of them the command builds simulate
// from a tree that differs in that one place, runs it from seed 1 on, on one
// processor, until it finds a violation, and then has it shrink the run that failed.
// The tree itself stays as it is: the compiler is told to read another file in
// place of one ("go build -overlay").
//
// It prints a table: how many seeds it took and how many seconds of processor time,
// what was found, in one line, and to how many events the run shrank. A bug that is
// not found within -limit tells something about the simulation: a fault, a workload
// or a check is missing. The status is 1 then.
//
// With -document it also measures how fast the simulation runs without any bug, and
// writes all that into a Markdown file, between the markers there:
//
//	mutants -document docs/SIMULATION.md
package main
