// Command simulate runs the server on simulated machines and checks everything
// it does.
//
//	simulate -seed 7 -clients 8 -ops 5000
//
// Each run is one line on standard output,
//
//	ok seed=7 steps=... ops=... virtual=... trace=<16 hex digits>
//
// the same on every computer. A violation prints a line that begins with FAIL,
// what was found and the command that shows it again, and ends with status 1.
// With -timeline that command tells every event that led there.
package main
