// Package glob matches Redis's glob-style patterns in bounded time.
//
// The patterns are those of KEYS (https://redis.io/commands/keys/), also taken
// by SCAN MATCH, PSUBSCRIBE, CONFIG GET and ACL rules:
//
//	?        one byte
//	*        any bytes, also none
//	[abc]    one byte of the class; [a-c] a range, [^a] any other byte
//	\x       x itself, in a class too
//
// They work on bytes. Nothing is an error: a class that is not closed ends
// with the pattern, and a backslash at the end stands for itself.
package glob
