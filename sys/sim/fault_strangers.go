package sim

import "seedis/sys"

// stranger is a descriptor of another part of the process: of a library, of the
// runtime. It comes and goes, and so numbers come back at odd times.
type stranger struct{}

func (*stranger) close(*Machine) {}

// crowd lets strangers come or go before a descriptor is given out and after one was
// closed, when its number is free.
func (m *Machine) crowd() {
	if !m.strikes(streamNetwork, FaultStrangers) {
		return
	}
	d := &m.descriptors
	d.dismissStrangers()
	for range m.Choose(streamNetwork, 1+int(m.faults[FaultStrangers].Most)) {
		if d.full() {
			return
		}
		d.strangers = append(d.strangers, d.install(&stranger{}))
	}
}

// dismissStrangers closes those that nobody else has closed.
func (d *descriptors) dismissStrangers() {
	for _, fd := range d.strangers {
		if d.isStrangers(fd) {
			d.remove(fd)
		}
	}
	d.strangers = d.strangers[:0]
}

func (d *descriptors) isStrangers(fd sys.FD) bool {
	_, is := d.get(fd).(*stranger)
	return is
}

// openStrangers is how many there are.
func (d *descriptors) openStrangers() (n int) {
	for _, fd := range d.strangers {
		if d.isStrangers(fd) {
			n++
		}
	}
	return n
}
