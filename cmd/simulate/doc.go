// Command simulate runs the server on simulated machines and checks everything
// it does.
//
//	simulate -seed 7 -clients 8 -ops 5000
//
// Each run is one line on standard output,
//
//	ok seed=7 steps=... ops=... virtual=... trace=<16 hex digits>
//
// the same on every computer. ops= counts the requests that were executed: fewer
// than -ops where connections end before all that was sent is executed, more
// where clients have to set up their connections (AUTH). -v prints each run's
// faults and settings; -faults sets the faults of all runs, in the same form, in
// place of those that the seeds make.
//
// A violation prints a line that begins with FAIL, what was found and the
// command that shows it again, and ends with status 1.
// With -timeline that command tells every event that led there.
package main
