package kernels

import (
	"fmt"
	"strings"

	"seedis/sys"
	"seedis/sys/sim"
)

// disk is the model of files: names, and what they stand for.
type disk struct {
	faults  sim.Faults
	names   map[string]*file
	handles map[string]*handle
}

type file struct {
	data     []byte
	mode     uint32    // permission bits
	listener *listener // not nil: this is a unix socket
}

// umask is taken from the mode of new files, by the simulated machine and by the
// process that runs the test.
const umask = 0o022

// errnoNoDevice is ENXIO, what open(2) says of a socket.
const errnoNoDevice sys.Errno = 6

type handle struct {
	file     *file
	flags    string
	position int
	written  int // bytes of its stream
	open     bool
}

func newDisk(faults sim.Faults) disk {
	return disk{faults: faults, names: map[string]*file{}, handles: map[string]*handle{}}
}

func (d *disk) isOpen(name string) bool {
	h := d.handles[name]
	return h != nil && h.open
}

func (d *disk) close(name string) { d.handles[name].open = false }

// step judges a call on files. Of other descriptors j knows.
func (d *disk) step(s Step, a Answer, j *judge) string {
	switch s.Verb {
	case "open":
		return d.openFile(s, a)
	case "sync-directory":
		return expect(a, sys.OK)
	case "rename":
		from := d.names[s.On]
		if from == nil {
			return expect(a, sys.ENOENT)
		}
		delete(d.names, s.On)
		d.names[s.word(0)] = from
		return expect(a, sys.OK)
	case "remove":
		if d.names[s.On] == nil {
			return expect(a, sys.ENOENT)
		}
		delete(d.names, s.On)
		return expect(a, sys.OK)
	}
	h := d.handles[s.On]
	switch {
	case h == nil && s.Verb == "sync" && j.isOpen(s.On):
		return expect(a, sys.EINVAL)
	case h == nil || !h.open:
		return expect(a, sys.EBADF)
	case s.Verb == "sync":
		return expect(a, sys.OK)
	case s.Verb == "mode":
		if bits := fmt.Sprintf("%03o", h.file.mode); a.Errno != sys.OK || a.Name != bits {
			return "its mode: " + bits
		}
		return ""
	case s.Verb == "set-mode":
		h.file.mode = s.bits(0)
		return expect(a, sys.OK)
	case s.Verb == "read":
		return h.read(s, a)
	}
	return h.write(s, a, d.faults.Has(sim.FaultFileShortWrite, sim.FaultDiskFull))
}

func (d *disk) openFile(s Step, a Answer) string {
	name, flags := s.word(0), s.word(1)
	f := d.names[name]
	if f == nil {
		if !strings.Contains(flags, "c") {
			return expect(a, sys.ENOENT)
		}
		f = &file{mode: s.bits(2) &^ umask}
		d.names[name] = f
	} else if strings.Contains(flags, "c") && strings.Contains(flags, "x") {
		return expect(a, sys.EEXIST)
	}
	if f.listener != nil {
		return expect(a, errnoNoDevice)
	}
	if strings.Contains(flags, "t") {
		f.data = nil
	}
	d.handles[s.On] = &handle{file: f, flags: flags, open: true}
	return expect(a, sys.OK)
}

func (h *handle) read(s Step, a Answer) string {
	if !strings.Contains(h.flags, "r") {
		return expect(a, sys.EBADF)
	}
	rest := h.file.data[min(h.position, len(h.file.data)):]
	rest = rest[:min(len(rest), s.total())]
	h.position += len(rest)
	if a.Errno != sys.OK || string(a.Data) != string(rest) {
		return fmt.Sprintf("the file goes on with %d bytes, which are %q", len(rest), rest)
	}
	return ""
}

func (h *handle) write(s Step, a Answer, parts bool) string {
	if !strings.Contains(h.flags, "w") {
		return expect(a, sys.EBADF)
	}
	if a.Errno != sys.OK || a.N > s.total() || a.N < s.total() && (!parts || a.N < 1) {
		return "there is room for all of it"
	}
	f := h.file
	if a.N == 0 {
		return ""
	}
	if strings.Contains(h.flags, "a") {
		h.position = len(f.data)
	}
	for len(f.data) < h.position+a.N {
		f.data = append(f.data, 0)
	}
	for i := range a.N {
		f.data[h.position+i] = content(s.On, h.written+i)
	}
	h.position += a.N
	h.written += a.N
	return ""
}
