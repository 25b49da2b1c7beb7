package server

import (
	"fmt"
	"slices"

	"seedis/config"
)

// reconfigure sets parameters and carries out what follows from their values.
// If that cannot be done, everything is as before and the error says why.
func (s *Server) reconfigure(pairs []config.Pair, local bool) *config.SetError {
	before := s.config.Clone()
	set := s.config.Set
	if local {
		set = s.config.SetLocal
	}
	if err := set(pairs); err != nil {
		return err.(*config.SetError)
	}
	if failure := s.apply(before); failure != nil {
		*s.config = *before
		return failure
	}
	s.warnOfNoEffect(before)
	s.trackAccesses()
	s.limitMemory()
	s.limitClients()
	if s.config.MaxMemory != before.MaxMemory {
		s.maxMemorySet()
	}
	s.limitStrings()
	s.limitCollections()
	s.configureLazyFree()
	s.configureConnections()
	s.slowlog.configure(s.config.SlowlogLogSlowerThan, s.clock.perMicrosecond)
	s.watchLatency()
	if s.config.ProtoMaxBulkLen != before.ProtoMaxBulkLen {
		s.limitsChanged(s.current)
	}
	return nil
}

// limitStrings tells commands how long a string may be.
func (s *Server) limitStrings() { s.call.MaxBulk = min(s.config.ProtoMaxBulkLen, queryMax) }

// apply carries out the difference between before and now. What can fail
// without a trace comes first.
func (s *Server) apply(before *config.Config) *config.SetError {
	for _, row := range unservedRows {
		if value := text(s.config, row.name); value != row.harmless && value != text(before, row.name) {
			return &config.SetError{Argument: row.name, Reason: "not served by this version"}
		}
	}
	if s.config.Dir != before.Dir {
		return &config.SetError{Argument: "dir", Reason: "not served by this version"}
	}
	if wanted := s.config.MaxClients; wanted > before.MaxClients {
		if possible := s.clientsPossible(wanted); possible < wanted {
			return &config.SetError{Argument: "maxclients", Reason: fmt.Sprintf(
				"The operating system is not able to handle the specified number of clients, try with %d", possible)}
		}
	}
	if s.config.Port != before.Port || !slices.Equal(s.config.Bind, before.Bind) {
		return s.relisten(before)
	}
	return nil
}

// relisten moves the TCP listeners to the configured place, or back to where
// they were. Clients that are connected stay.
func (s *Server) relisten(before *config.Config) *config.SetError {
	s.closeListeners(isTCP)
	if s.listenTCP() == nil {
		return nil
	}
	failure := &config.SetError{Argument: "bind", Reason: "Failed to bind to specified addresses."}
	if s.config.Port != before.Port {
		failure = &config.SetError{Argument: "port", Reason: "Unable to listen on this port. Check server logs."}
	}
	s.closeListeners(isTCP)
	*s.config = *before
	if err := s.listenTCP(); err != nil {
		s.log.warning("%s", err)
	}
	return failure
}
