// Package kernels asks Linux and the simulated machine the same questions, and
// holds both to one model of what the contract of package sys allows.
//
// What is proved on the simulated machine is worth as much as that machine is
// honest: whatever Linux answers, it must be able to answer too. So a script
// of system calls (script.go), fixed or generated, is played on a kernel
// (player.go), and a judge (judge.go) follows it with a model.
//
// # The model
//
// A transfer may be partial and news travels for a while, so the model of a
// connection is the set of all worlds in which it may be (world.go): in one the
// end of the stream has arrived, in the other it is still on its way. An answer
// strikes out the worlds in which it could not be given; when none is left, the
// kernel is wrong. What must have happened after enough time is brought about
// by the step "settle": virtual time passes on the simulated machine, and Linux
// is polled, for a bounded time, until the sockets stand as the model says.
//
// What a fault of the simulated machine may do beyond what Linux does on one
// computer, hazards.go allows, where that fault is on and nowhere else.
//
// # Four questions
//
//   - Does each kernel, in haste and under faults, give only answers that the
//     model allows? (TestLinux, TestSimulated, and TestCampaign, which asks many
//     scripts by number, each under rules of its own)
//   - Do both give the very same answers when every step is left to settle and
//     nothing is too big? Where the model allows several answers and Linux
//     always gives one, this sees that the machine gives that one.
//     (TestTheSameInCalm)
//   - Has every kind of answer that Linux gave in a campaign come from the
//     simulated machine too? (TestEveryAnswerOfLinuxComesUp)
//   - Does every fault change some answer? (TestRulesShow)
//
// Each is asked of every engine of Linux (epoll, io_uring, poll, select) and of the
// simulated machine with the same one. Poll and select know only levels and make
// edges themselves, which levels.go judges.
//
// What disagrees is shrunk to a few lines, which can be kept as a case in
// testdata. That the judge would see a kernel that is wrong is tested with
// kernels that are (wrong_test.go).
//
// A campaign of a million scripts takes some ten minutes on one processor:
//
//	go test ./conformance/kernels -run TestCampaign -scripts 1000000 -timeout 2h
//
// Linux is asked every fiftieth of them. A script that fails is named by its number,
// and -script N -scripts 1 plays it again.
//
// # What is not asked
//
// Signals belong to the whole process that runs the test, and the wall clock has
// tests of its own in sys/real and sys/sim. Memory is real on both machines. The
// simulated machine does not look at permission bits, which the superuser, who runs
// most tests, passes anyway.
//
// A receive without room for a byte is a mistake of the caller. Of a connection that
// is shut down before it is one, Linux makes a socket that is neither. When the port
// of a client that has gone is free again is a matter of minutes on Linux
// (TIME_WAIT). What is lost with the power, and what a crash leaves behind, no
// script lives to see.
//
// # Where the machines differ
//
// On purpose, as differences.go lists, which is held against both machines. Besides,
// the request for a connection that a full queue loses comes again at its own time;
// the model allows any, and TestTheSameInCalm does without. And Linux tells a sender
// of room over IP only where one has looked and found none, the machine whenever
// there is some again: the model allows both.
package kernels
