package conformance

// OnLinux carries out a case, in one version of the protocol, on a Seedis of
// its own on Linux.
func OnLinux(c *Case, protocol int) ([]Answer, error) {
	a := playOn("on Linux", c, protocol, func(dir string) (running, error) { return startLinux(dir, c) })
	return a.given, a.err
}

// Simulated carries out a case, in one version of the protocol, on a Seedis of
// its own on the simulated machine, whose faults change no reply.
func Simulated(c *Case, protocol int) ([]Answer, error) {
	return playSimulated(c, protocol, play)
}
