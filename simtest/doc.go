// Package simtest is a seeded machine with the real server in it, and scripted
// clients that check every reply against a model.
//
// # A machine of one's own
//
// New makes a simulated machine on which a server listens. A test starts client
// threads on it and runs it to the end; Run fails unless the server has shut
// down well and has given everything back:
//
//	m, err := simtest.New(simtest.Options{Seed: 7})
//	if err != nil { ... }
//	m.Start("client", func() {
//		c := m.Dial()
//		reply := c.Do("SET", "key", "value")
//		...
//		c.Close()
//	})
//	err = m.Run()
//
// Whatever goes wrong can be had again from the seed. The Machine is the
// sim.Machine underneath too, for all that is not said here: streams of
// choices, virtual time, the trace.
//
// # The campaign
//
// Check runs the workload of a seed: clients that collide on few keys, break
// off, read slowly and break the protocol (script.go, workload.go), on a
// machine with the faults of that seed (weather.go). A model (model*.go)
// carries out each request when the server does, in the server's order
// (observer.go), and so each client knows the bytes that it must receive
// (expected.go). It takes the server's word for what it cannot know, how much memory
// is in use, and holds the server to what may follow from that (model_memory.go).
// When all clients have left, one more looks whether nothing was left undone, and
// nothing is left (audit.go). Command simulate runs it for many seeds.
package simtest
