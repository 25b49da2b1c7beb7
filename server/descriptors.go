package server

import (
	"fmt"

	"seedis/sys"
)

// ownDescriptors are those that are no clients: logs, listeners, pollers and
// what persistence will need (CONFIG_MIN_RESERVED_FDS).
const ownDescriptors = 32

// limitStep is how much less is asked for when the machine refuses a limit.
const limitStep = 16

// raiseDescriptorLimit makes room for maxclients and the server's own
// descriptors, or lowers maxclients to what the machine allows. It is an error
// if that is nobody.
func (s *Server) raiseDescriptorLimit() error {
	wanted := s.config.MaxClients
	needed := uint64(wanted) + ownDescriptors
	before := s.kernel.DescriptorLimit()
	limit, refusal := s.askDescriptors(needed)
	switch {
	case before >= needed:
		return nil
	case limit >= needed:
		s.log.notice("Increased maximum number of open files to %d (it was originally set to %d).", needed, before)
		return nil
	case limit <= ownDescriptors:
		return fmt.Errorf("Your current 'ulimit -n' of %d is not enough for the server to start. "+
			"Please increase your open file limit to at least %d. Exiting.", before, needed)
	}
	s.config.MaxClients = int(limit - ownDescriptors)
	s.log.warning("You requested maxclients of %d requiring at least %d max file descriptors.", wanted, needed)
	s.log.warning("Server can't set maximum open files to %d because of OS error: %s.", needed, refusal)
	s.log.warning("Current maximum open files is %d. maxclients has been reduced to %d to compensate for low ulimit. "+
		"If you need higher maxclients increase 'ulimit -n'.", limit, s.config.MaxClients)
	return nil
}

// clientsPossible raises the descriptor limit for that many clients if it must,
// and returns how many of them the machine allows.
func (s *Server) clientsPossible(wanted int) int {
	limit, _ := s.askDescriptors(uint64(wanted) + ownDescriptors)
	return min(wanted, int(max(limit, ownDescriptors+1)-ownDescriptors))
}

// askDescriptors raises the limit of open descriptors to needed, or as near to
// it as the machine allows, and returns the limit. The error is why it is not
// all that is needed.
func (s *Server) askDescriptors(needed uint64) (limit uint64, refusal sys.Errno) {
	limit = s.kernel.DescriptorLimit()
	for try := needed; try > limit; try -= min(try, limitStep) {
		errno := s.kernel.SetDescriptorLimit(try)
		if errno == sys.OK {
			return try, refusal
		}
		refusal = errno
	}
	return limit, refusal
}
