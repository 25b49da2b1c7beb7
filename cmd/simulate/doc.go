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
// With -timeline that command tells every event that led there, and with -step it
// stops where it fails, or after any step before, and shows all that is there:
// threads, descriptors, pollers, timers, the ways between threads, clients, heaps.
//
// -record writes the choices of a run to a file, which can be read and edited, and
// -replay plays such a file: it has the flags of its run, too. With -shrink a violation
// is followed by the search for a smaller run that ends in the same way; what is left
// after -shrink-time is in a file. Its line
//
//	shrunk seed=... events=... was=... runs=... seconds=...
//
// counts as events the requests of clients, and the choices of the machine, of its
// schedule and its faults, that were not the plainest.
//
// A campaign, and with -v any run, ends with a line of figures on standard error. Rates
// are by the clock; those of a core are by processor time, whoever else is at work.
// -idle lets the clients rest, to see how fast time passes then.
//
// -marks prints which rare events came up, the rarest first.
package main
