// Package resp is the Redis serialization protocol, in and out, without I/O:
// an incremental parser of requests and a writer of RESP2 and RESP3 replies
// (https://redis.io/docs/reference/protocol-spec/).
//
// The parser leaves arguments where they arrived: it yields Spans, offsets
// into the query buffer, so that nothing is copied or allocated per command
// and the buffer may live off the Go heap. The writer writes straight into the
// client's reply buffer and asks its Sink for more room when that is full.
//
// ReadReply and ParseReply are the client's side: they find where a reply ends
// and what it says.
//
// The texts of all error replies, the protocol's own and the commands', are
// one table here (errors.go), so that a test can hold each against the oracle.
package resp
