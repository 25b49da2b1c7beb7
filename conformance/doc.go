// Package conformance holds Seedis against redis-server: both are sent the same
// bytes, and their replies are compared.
//
// Three servers answer every case, in RESP2 and in RESP3: a redis-server 7.0 from
// the PATH, the oracle; Seedis in this process on Linux; and Seedis on the
// simulated machine, with faults that must not change a reply. The replies have
// to be equal byte by byte, except where a row of tolerated.go gives the reason
// why they cannot be. A row that no case needs is an error, and so is an error
// text of package resp that no case makes both servers say.
//
// The cases of testdata read as scenarios; script.go explains their few verbs.
// Others are generated: every command of the table, by what COMMAND DOCS tells
// of its arguments (generator_test.go) and by what is known of them beyond that
// (domain_test.go), from several clients over few keys, some of which hold
// collections as large as encodings let them be (filling_test.go). In the end of
// a case the servers' states are compared, key by key. What diverges is shrunk
// and printed as a case that can be added to testdata. The number of commands is
// a flag:
//
//	go test -v -run TestGenerated ./conformance -commands 1000000
//
// What a server draws at random, or lists in the order of a hash table, is asked
// by @chance, which holds it against the same server's own contents (chance.go).
// That nothing else is up to chance, and that mistakes are seen, is tried with
// two redis-servers (oracles_test.go).
//
// Replies do not depend on how many threads serve, in which model, or on the engine
// by which they ask Linux. A part of the written cases is carried out in each model
// and with each engine too (variants.go); the flag asks for every case in all of
// them:
//
//	go test -run TestVariants ./conformance -everywhere
//
// Conformance is also what covers the commands. With a profile the tests fail
// if too few of their statements were reached (main_test.go):
//
//	go test -coverpkg=./commands,./server -coverprofile=cover.out ./conformance
//	go tool cover -func=cover.out
package conformance
