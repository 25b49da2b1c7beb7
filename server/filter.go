package server

// filter stands between the socket and the parser, and between the reply and
// the socket. Encryption will be one; until then bytes pass as they are.
type filter interface {
	// inbound turns received bytes into requests' bytes, in place (a cipher
	// text is never shorter than its plain text), and returns their number.
	inbound(c *connection, received []byte) int
	// outbound gives the bytes to send for a part of a reply, good until the
	// batch they are sent in is done. Given a part that was offered before, it
	// gives what the socket has not taken of the same bytes.
	outbound(c *connection, reply []byte) []byte
	// taken says that the socket took n of the bytes to send, and returns how
	// many bytes of the reply are done with.
	taken(c *connection, n int) int
}

// identity lets bytes pass.
type identity struct{}

func (identity) inbound(_ *connection, received []byte) int  { return len(received) }
func (identity) outbound(_ *connection, reply []byte) []byte { return reply }
func (identity) taken(_ *connection, n int) int              { return n }
