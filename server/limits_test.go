package server

import (
	"testing"
	"time"

	"seedis/config"
)

// The soft limit ends a client that was over it for more than its seconds, and
// the seconds begin anew when it was under it.
func TestTheSoftLimitActsAfterMoreThanItsSeconds(t *testing.T) {
	s, c := newFixture(t)
	s.config.ClientOutputBufferLimit[config.ClientNormal] = config.OutputLimit{Soft: 20_000, Seconds: 3}
	s.configureConnections()
	for _, step := range []struct {
		at     time.Duration
		listed int
		over   bool
	}{
		{0, 20_000, false}, // a clock may begin at 0
		{3 * time.Second, 30_000, false},
		{3*time.Second + 1, 19_999, false},
		{10 * time.Second, 20_000, false},
		{13 * time.Second, 20_000, false},
		{13*time.Second + 1, 20_000, true},
	} {
		s.clock.monotonic, c.output.listed = step.at, step.listed
		if c.overLimit() != step.over {
			t.Errorf("at %v with %d bytes: over the limit should be %v", step.at, step.listed, step.over)
		}
	}
	c.output.listed = 0
}

// A client that has not given the password may be owed the first block of replies
// and no more, though no other client is bounded.
func TestAStrangerIsOwedOneBlock(t *testing.T) {
	const refusal = "-NOAUTH Authentication required.\r\n"
	for _, password := range []string{"", "secret"} {
		s, c := newFixture(t)
		s.config.RequirePass = password
		s.configureConnections()
		c.resetAuthentication()
		ask := func(times int) {
			for range times {
				c.query.received(copy(c.query.room(&s.main, 0), "GET k\r\n"))
				s.serveBatch([]*connection{&c.connection})
			}
		}
		ask(replySize / len(refusal))
		if c.flags&closing != 0 {
			t.Errorf("password %q: ended with %d bytes", password, c.owedBytes())
		}
		ask(replySize)
		if ended := c.flags&closing != 0; ended != (password != "") {
			t.Errorf("password %q: with %d bytes it is ended: %v", password, c.owedBytes(), ended)
		}
	}
}

// The block with which a client goes over its limit holds nothing when the log
// tells of it: the writer is still in the one before.
func TestTheBlockThatIsTooMuchIsEmpty(t *testing.T) {
	s, c := newFixture(t)
	s.config.ClientOutputBufferLimit[config.ClientNormal] = config.OutputLimit{Hard: 1}
	s.configureConnections()
	c.reply.Bulk(make([]byte, replySize+100))
	blocks := c.output.blocks
	if c.flags&closing == 0 || len(blocks) != 2 || blocks[0].used != replySize || blocks[1].used != 0 {
		t.Errorf("flags %b, blocks %+v", c.flags, blocks)
	}
}
