// Package iothreads hands values between threads exactly once: rings, sleeping
// and waking, and the shapes in which threads work together. It is generic and
// knows nothing of Redis.
//
// # The ring
//
// A Ring takes values from one thread to one other, in order. Each side has an
// index of its own that nobody else touches, and shows it to the other side
// once a batch:
//
//	producer                                            consumer
//
//	Put, Put, Put    slots   . . . [d][e][f][g][h] . .
//	                               |     |        |
//	                       released|     |next    |published
//	                               |     |        |
//	Publish ------- published ----------------------->  Take, Take, Take
//	limit  <------- released  <-----------------------  Release
//
// Put writes slots that the consumer does not look at yet, and Publish shows
// them all with one exchange. Take looks at the shared index only when it has
// taken all that it saw there the last time, and Put looks at the released one
// only when the ring seems full. So in a batch of 32 the two threads exchange
// cache lines for the slots, and twice more. What a thread writes for itself and
// what each shows lie in lines of their own.
//
// # Sleeping
//
// A thread sleeps in its poller or, if it has none, parked on a word. Either way it
// has a Bell, which others ring when they have published something for it:
//
//	thread                         sender
//
//	asleep = 1                     published = n
//	look again                     asleep = 1? then 0, and wake it
//	sleep
//	asleep = 0
//
// No wake-up is lost, for three reasons.
//
// Between publishing and looking: each writes its own word and then reads the
// other's. As atomics have one order for all, at least one of the two sees what the
// other wrote: the thread finds the value, or the sender finds the sleeper. Without
// the second look, or with the sender's look before its write, both may miss, and
// the thread sleeps on a full ring for good.
//
// Between the second look and the sleep: a wake-up that comes there stays. A poller
// keeps it for its next wait; a thread parks only while asleep is 1, which the
// sender has taken down before. Of several senders one takes it down, and only that
// one makes the call.
//
// Between two sleeps: the flag goes down before the call. Taken down after it, it
// might be that of the next sleep, of which nobody would know. A call that comes
// late only ends the next sleep early, so whoever wakes up looks again.
//
// A sender that finds nobody asleep has paid for one load.
//
// # Between two threads
//
// An End is where a thread sends values to another one and takes those that come
// from there; Join makes both ends. What was sent is the receiver's, with all that
// can be reached from it, from Publish on. Main has an end for each I/O thread, and
// one bell, as it has one place to sleep:
//
//	                  there
//	main's End  [a][b][c] ------->  End  I/O thread 1   its bell
//	   |        <------- [d][e]
//	main's bell
//	   |        [f] ------------->  End  I/O thread 2   its bell
//	main's End  <-------
//	                  back
//
// Each way is a queue without a bound, so nobody waits for room, and no values are
// dropped or overtaken. The queue goes on in another ring when one is full, and the
// last slot of each is kept for the way there:
//
//	[a][b][c][next] --> [d][e][f][next] --> [g][h][ ][ ]
//
// One Publish shows all that was sent, through however many rings: a sender may
// sleep for long afterwards, and the receiver still finds everything.
//
// Before a thread sleeps it may Spin: for a few microseconds, and only as long as it
// has proved worth it.
//
// # How many threads
//
// A Gate decides from samples of the load how many I/O threads serve. It is plain
// arithmetic: who measures and who moves the clients is not its concern.
//
// # Lock-step
//
// A Lockstep is what Redis 6 and 7.0 have: one thread deals out a list and does its
// own part, and nobody goes on until all are done:
//
//	caller     deal | own part      | wait ... | on
//	thread 1   spin | its part  | spin ....... | spin, sleep
//	thread 2   sleep   | its part          |   | spin, sleep
//
// A thread learns of its part by the number of its items, which the caller shows
// after the items and the thread takes back to 0 after its work. So the items have
// one owner at any time. Who waits looks a fixed number of times and then sleeps as
// above, on a bell of its own: a thread until its number is not 0, the caller until
// all are. The thread that finds no number left but 0 after its own wakes the caller.
// The last one does, as each takes its number back first and looks then.
//
// # Background threads
//
// A Worker is a thread with a Queue before it, first in, first out, from which a
// job leaves after it is done. Submit never waits.
//
// Everything that synchronises is an atomic of package sys on the Go heap: the
// simulated machine may switch threads before each, and before each access to a
// slot, and the race detector sees all of it. There queues also number what goes
// through them, and panic when a number is missing, comes twice or out of turn.
package iothreads
