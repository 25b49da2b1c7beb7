package server

// filter stands between the socket and the parser, and between the reply and
// the socket. Encryption will be one; until then bytes pass as they are.
type filter interface {
	// inbound turns received bytes into requests' bytes, in place (a cipher
	// text is never shorter than its plain text), and returns their number.
	inbound(c *client, received []byte) int
	// outbound gives the bytes to send for a part of a reply. They are good
	// until the batch they are sent in is done.
	outbound(c *client, reply []byte) []byte
}

// identity lets bytes pass.
type identity struct{}

func (identity) inbound(_ *client, received []byte) int  { return len(received) }
func (identity) outbound(_ *client, reply []byte) []byte { return reply }
