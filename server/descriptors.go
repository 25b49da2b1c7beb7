package server

import (
	"fmt"

	"seedis/sys"
)

// ownDescriptors are those that are no clients: logs, listeners, pollers and
// what persistence will need (CONFIG_MIN_RESERVED_FDS). An I/O thread has a poller of
// its own, with threadDescriptors at most.
const (
	ownDescriptors    = 32
	threadDescriptors = 3
)

// limitStep is how far apart the limits are that are considered when the machine
// refuses all that is needed, as in Redis.
const limitStep = 16

// descriptorsFor is how many descriptors that many clients need. As in Redis the
// sum has 32 bits: who asks for all clients that maxclients can tell needs next
// to nothing, and is told so.
func (s *Server) descriptorsFor(clients int) uint64 {
	return uint64(uint32(clients + s.reservedDescriptors()))
}

// reservedDescriptors are those that clients cannot have.
func (s *Server) reservedDescriptors() int {
	if s.config.IOThreadsModel != "reactor" {
		return ownDescriptors // as in Redis, whatever threads in lock-step have
	}
	return ownDescriptors + threadDescriptors*(s.config.IOThreads-1)
}

// raiseDescriptorLimit makes room for maxclients and the server's own
// descriptors, or lowers maxclients to what the machine allows. It is an error
// if that is nobody.
func (s *Server) raiseDescriptorLimit() error {
	wanted := s.config.MaxClients
	needed := s.descriptorsFor(wanted)
	before := s.kernel.DescriptorLimit()
	limit, refusal := s.askDescriptors(needed)
	switch {
	case before >= needed:
		return nil
	case limit >= needed:
		s.log.notice("Increased maximum number of open files to %d (it was originally set to %d).", needed, before)
		return nil
	case limit <= uint64(s.reservedDescriptors()):
		return fmt.Errorf("Your current 'ulimit -n' of %d is not enough for the server to start. "+
			"Please increase your open file limit to at least %d. Exiting.", before, needed)
	}
	s.config.MaxClients = int(limit) - s.reservedDescriptors()
	s.log.warning("You requested maxclients of %d requiring at least %d max file descriptors.", wanted, needed)
	s.log.warning("Server can't set maximum open files to %d because of OS error: %s.", needed, refusal)
	s.log.warning("Current maximum open files is %d. maxclients has been reduced to %d to compensate for low ulimit. "+
		"If you need higher maxclients increase 'ulimit -n'.", limit, s.config.MaxClients)
	return nil
}

// clientsPossible raises the descriptor limit for that many clients if it must,
// and returns how many of them the machine allows.
func (s *Server) clientsPossible(wanted int) int {
	needed := s.descriptorsFor(wanted)
	limit, _ := s.askDescriptors(needed)
	if limit >= needed {
		return wanted
	}
	return max(int(limit)-s.reservedDescriptors(), 1)
}

// askDescriptors raises the limit of open descriptors to needed, or to the
// greatest that the machine allows of those that are some steps below, and
// returns the limit. The error is why it is not all that is needed.
func (s *Server) askDescriptors(needed uint64) (limit uint64, refusal sys.Errno) {
	limit = s.kernel.DescriptorLimit()
	if needed <= limit {
		return limit, sys.OK
	}
	// The machine refuses what is refused steps below, and would allow what is
	// allowed steps below, be it as much as it allows already.
	refused, allowed := uint64(0), (needed-limit+limitStep-1)/limitStep
	if refusal = s.kernel.SetDescriptorLimit(needed); refusal == sys.OK {
		return needed, sys.OK
	}
	for allowed-refused > 1 {
		middle := (refused + allowed) / 2
		if errno := s.kernel.SetDescriptorLimit(needed - middle*limitStep); errno == sys.OK {
			allowed, limit = middle, needed-middle*limitStep
		} else {
			refused, refusal = middle, errno
		}
	}
	return limit, refusal
}
