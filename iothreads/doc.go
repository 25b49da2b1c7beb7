// Package iothreads hands values between threads exactly once: rings, parking,
// and the models of I/O threads. It is generic and knows nothing of Redis.
//
// The server has one thread so far, so there is nothing to hand over; the room
// is furnished with the first background thread.
package iothreads
