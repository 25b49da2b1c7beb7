package fuzz

import (
	"testing"

	"seedis/simtest"
	"seedis/sys/real"
	"seedis/sys/sim"
)

// memory is where the servers' heaps come from, one after another: Linux is
// asked for address space once.
var memory = sim.NewRanges(real.Memory{})

// FuzzServer holds that nothing that one connection sends keeps the server
// from answering the others rightly and from ending well. The seed makes the
// faults and the others' requests.
//
// Coverage is never quite the same twice, with a collector in the process, so
// that minimizing takes for ever unless it is bounded (-fuzzminimizetime 10x).
func FuzzServer(f *testing.F) {
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64) {
		const longest = 1 << 18 // several query buffers
		if len(stream) > longest {
			t.Skip("nothing new is in longer streams")
		}
		if stream == nil {
			stream = []byte{} // nil would be no intruder
		}
		workload := simtest.Workload{Seed: seed, Clients: 2, Ops: 60, Intrusion: stream, Memory: memory}
		if _, err := workload.Check(); err != nil {
			t.Fatal(err)
		}
	})
}
