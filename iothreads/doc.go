// Package iothreads hands values between threads exactly once: rings, sleeping
// and waking, and the threads that work in the background. It is generic and
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
// A thread without a poller sleeps in Park, and says so before:
//
//	thread                         sender
//
//	sleeping = 1                   published = n
//	look again                     sleeping = 1? then 0, and Unpark
//	Park while sleeping is 1
//
// Each writes its own word and then reads the other's. As atomics have one
// order for all, at least one of the two sees what the other wrote: the thread
// finds the value, or the sender finds the sleeper. Without the second look, or
// with the sender's look before its write, both may miss, and the thread sleeps
// on a full ring for good. A sender that finds nobody asleep makes no call.
//
// # Background threads
//
// A Worker is a thread with a Queue before it, first in, first out, from which a
// job leaves after it is done. Submit never waits, and one Publish shows all that
// was submitted: a sender may sleep for long afterwards, and the thread still does
// everything. For that the queue goes on in another ring when one is full, and the
// last slot of each is kept for the way there:
//
//	[a][b][c][next] --> [d][e][f][next] --> [g][h][ ][ ]
//
// Everything that synchronises is an atomic of package sys on the Go heap: the
// simulated machine may switch threads before each, and before each access to a
// slot, and the race detector sees all of it.
package iothreads
