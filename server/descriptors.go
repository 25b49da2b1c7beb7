package server

import "seedis/sys"

// ownDescriptors are those that are no clients: logs, listeners, pollers and
// what persistence will need (CONFIG_MIN_RESERVED_FDS).
const ownDescriptors = 32

// raiseDescriptorLimit makes room for maxclients and the server's own
// descriptors, or lowers maxclients to what the machine allows.
func (s *Server) raiseDescriptorLimit() {
	wanted := s.config.MaxClients
	possible := s.clientsPossible(wanted)
	if possible == wanted {
		return
	}
	s.config.MaxClients = possible
	s.log.warning("You requested maxclients of %d requiring at least %d max file descriptors.",
		wanted, wanted+ownDescriptors)
	s.log.warning("Current maximum open files is %d. maxclients has been reduced to %d to compensate for low ulimit. "+
		"If you need higher maxclients increase 'ulimit -n'.", s.kernel.DescriptorLimit(), possible)
}

// clientsPossible raises the descriptor limit for that many clients if it must,
// and returns how many of them the machine allows.
func (s *Server) clientsPossible(wanted int) int {
	needed := uint64(wanted) + ownDescriptors
	limit := s.kernel.DescriptorLimit()
	if limit >= needed || s.kernel.SetDescriptorLimit(needed) == sys.OK {
		return wanted
	}
	return int(max(limit, ownDescriptors+1) - ownDescriptors)
}
