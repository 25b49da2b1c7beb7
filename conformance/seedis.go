package conformance

import (
	"unsafe"

	"seedis/sys"
	"seedis/sys/real"
)

// OnLinux carries out a case, in one version of the protocol, on a Seedis of
// its own on Linux. Of its heap's memory, in bytes, committed is what the server
// has asked for: it falls never, and grows in steps that double.
func OnLinux(c *Case, protocol int) (given []Answer, committed int64, err error) {
	var server *linuxServer
	a := playOn("on Linux", c, protocol, func(dir string) (running, error) {
		var err error
		server, err = startLinux(dir, c, usual)
		return server, err
	})
	if server != nil {
		committed = server.kernel.committed.Load()
	}
	return a.given, committed, a.err
}

// Simulated is the same on a Seedis of its own on the simulated machine, whose
// faults change no reply.
func Simulated(c *Case, protocol int) (given []Answer, committed int64, err error) {
	memory := &meteredMemory{}
	given, err = playSimulated(c, protocol, play, memory, usual)
	return given, memory.committed, err
}

// meteredMemory counts what is committed.
type meteredMemory struct {
	real.Memory
	committed int64 // bytes
}

// Commit counts and commits.
func (m *meteredMemory) Commit(p unsafe.Pointer, size uintptr) sys.Errno {
	m.committed += int64(size)
	return m.Memory.Commit(p, size)
}
