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
// The server is a process that may crash (sim.Machine.Crash, sim.FaultCrash) and is
// started again then, empty, with the configuration that is on the machine's disk
// (keeper.go); Redial waits for it.
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
// nothing is left (audit.go, audit_end.go). After a crash the model begins anew, and the
// configuration file must be the one that was stored last, or one that was about to
// be (crash.go, config_file.go). Command simulate runs it for many seeds.
//
// # Two phases
//
// For most of a run faults strike, and nothing wrong may come of them. Then they cease,
// and everybody must be served within a second of the machine's time (phases.go): so a
// request that was forgotten is found, which the next fault might have brought back.
//
// # Smaller runs
//
// All choices of a run are a list (Result.List): those of the weather, of the machine,
// and of each client, whose actions and requests are spans of it. Shrink looks for a
// list with fewer of them that fails in the same way (shrink*.go).
//
// # Beside the model
//
// The model believes the server which request it carries out next. The history does not
// (history.go): of a few keys it has what clients asked for and were told, and porcupine
// looks for an order of execution that explains it. When all threads sleep, none may
// have work, and no limit may be passed (Machine.atRest). Queues between threads number
// what goes through them (iothreads/ledger.go), connections are sealed while nobody may
// touch them (server/seal.go), and heaps look for what is freed twice or never.
package simtest
