package sim

import "seedis/sys"

// object is what a descriptor stands for: *endpoint, *listener, *openFile,
// *poller, *wakeDescriptor, *standardStream or *stranger.
type object interface {
	// close ends the object when its descriptor is closed.
	close(m *Machine)
}

// descriptors is the process's table. As on Linux, a new descriptor gets the
// lowest number that is free, so numbers come back at once, and whoever keeps
// one too long meets a stranger.
type descriptors struct {
	objects []object // by number; nil is free
	lowest  int      // no number below is free
	open    int
	limit   uint64

	strangers []sys.FD // that other parts of the process opened (FaultStrangers)
}

const (
	// standardDescriptors are open from the start: input, output, error.
	standardDescriptors = 3
	logDescriptor       = sys.FD(1)

	// firstDescriptorLimit is the usual soft RLIMIT_NOFILE of a service.
	firstDescriptorLimit = 1024
	// mostDescriptors is the usual hard limit (fs.nr_open).
	mostDescriptors = 1 << 20
)

func (d *descriptors) start() {
	d.limit = firstDescriptorLimit
	for range standardDescriptors {
		d.install(&standardStream{})
	}
}

// full tells that another descriptor would be over the limit.
func (d *descriptors) full() bool { return uint64(d.nextFree()) >= d.limit }

func (d *descriptors) nextFree() int {
	for d.lowest < len(d.objects) && d.objects[d.lowest] != nil {
		d.lowest++
	}
	return d.lowest
}

// install gives o the lowest free number, limit or not.
func (d *descriptors) install(o object) sys.FD {
	number := d.nextFree()
	if number == len(d.objects) {
		d.objects = append(d.objects, nil)
	}
	d.objects[number] = o
	d.open++
	return sys.FD(number)
}

// get returns the object of fd, nil if it is not open.
func (d *descriptors) get(fd sys.FD) object {
	if fd < 0 || int(fd) >= len(d.objects) {
		return nil
	}
	return d.objects[fd]
}

func (d *descriptors) remove(fd sys.FD) {
	d.objects[fd] = nil
	d.lowest = min(d.lowest, int(fd))
	d.open--
}

// Close closes a descriptor of any kind. Pollers forget it.
func (m *Machine) Close(fd sys.FD) sys.Errno {
	m.step()
	m.mayClose(fd)
	errno := sys.EBADF
	if o := m.descriptors.get(fd); o != nil {
		errno = sys.OK
		m.descriptors.remove(fd)
		o.close(m)
		m.crowd()
	}
	m.note(CallClose, int64(fd), 0, outcome(0, errno))
	return errno
}

// OpenDescriptors is the number of descriptors that the process has opened and
// not closed; the three standard streams do not count.
func (m *Machine) OpenDescriptors() int {
	return m.descriptors.open - standardDescriptors - m.descriptors.openStrangers()
}

// standardStream is standard input, output or error: reading finds the end,
// writing goes to the log.
type standardStream struct{}

func (*standardStream) close(*Machine) {}
