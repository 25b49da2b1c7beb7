package server

import (
	"bytes"

	"seedis/commands"
	"seedis/resp"
)

// clientReply is CLIENT REPLY ON | OFF | SKIP. Only ON is answered.
func (s *Server) clientReply(call *commands.Call) {
	c := s.current
	switch word := call.Args.At(2); {
	case bytes.EqualFold(word, []byte("on")):
		c.flags &^= replyOff | replySkip
		c.muteReplies()
		call.Reply.OK()
	case bytes.EqualFold(word, []byte("off")):
		c.flags |= replyOff
		c.muteReplies()
	case bytes.EqualFold(word, []byte("skip")):
		if c.flags&replyOff == 0 {
			c.flags |= replySkipNext
		}
	default:
		call.Reply.Error(resp.ErrSyntax)
	}
}

// answered comes after each request that was answered, or was to be.
func (c *client) answered() {
	if c.flags&(replySkip|replySkipNext) != 0 {
		c.advanceReplySkip()
	}
}

// advanceReplySkip comes after each request of a client that skips: the answer
// to the next one, or to no further one. It stays out of the way of all others.
//
//go:noinline
func (c *client) advanceReplySkip() {
	skipNext := c.flags&replySkipNext != 0
	c.flags &^= replySkip | replySkipNext
	if skipNext {
		c.flags |= replySkip
	}
	c.muteReplies()
}

// muteReplies makes the writer drop what the client does not want. A client that
// is about to be closed has got its last reply.
func (c *client) muteReplies() {
	c.reply.Mute(c.flags&(replyOff|replySkip) != 0 || c.state&closeAfterReply != 0)
}
