package server

import (
	"fmt"

	"seedis/sys"
)

// writePidFile leaves the process's number where pidfile says. As in Redis, a
// server that cannot write it serves all the same.
func (s *Server) writePidFile() {
	if s.config.PidFile == "" {
		return
	}
	fd, err := s.kernel.Open(s.config.PidFile, sys.OpenWrite|sys.OpenCreate|sys.OpenTrunc, 0o644)
	if err == sys.OK {
		_, err = s.kernel.Write(fd, fmt.Appendf(nil, "%d\n", s.kernel.Pid()))
		s.kernel.Close(fd)
	}
	if err != sys.OK {
		s.log.warning("Failed to write PID file: %s", err)
		return
	}
	s.pidFile = s.config.PidFile
}

// removePidFile removes the file that this server wrote: one that could not
// start must not remove another's.
func (s *Server) removePidFile() {
	if s.pidFile != "" {
		s.kernel.Remove(s.pidFile)
	}
}
