package sim

import (
	"bytes"

	"seedis/sys"
)

// disk is a file system in memory: names without directories, so that every
// path is as good as any other. What it loses with the power is in disk_power.go.
type disk struct {
	files   map[string]*file
	journal []nameChange // those that are not on the device for certain, the oldest first
}

// file is what a name stands for. Without a name it lives on while it is open.
type file struct {
	data     []byte
	mode     uint32    // permission bits
	device   []byte    // what of data is on the device for certain
	dirty    span      // the part of data that the next Sync writes there
	failures int       // of Sync
	listener *listener // not nil: this is a unix socket
}

// openFile is a descriptor of a file.
type openFile struct {
	file     *file
	flags    sys.OpenFlag
	position int
	failures int // of the file's that this descriptor has told of
}

func (*openFile) close(*Machine) {}

// exclusive are the flags that ask for a new file or none.
const exclusive = sys.OpenCreate | sys.OpenExclusive

// errnoNoDevice is ENXIO, what open(2) says of a socket.
const errnoNoDevice sys.Errno = 6

// umask is taken from the mode of new files, as most systems have it.
const umask = 0o022

// Open opens a file. Permission bits are kept and not looked at: there is one
// user.
func (m *Machine) Open(path string, flags sys.OpenFlag, mode uint32) (sys.FD, sys.Errno) {
	m.step()
	m.crowd()
	m.foldString(path)
	fd, errno := m.open(path, flags, mode)
	m.note(CallOpen, int64(flags), int64(mode), outcome(int(fd), errno))
	return fd, errno
}

func (m *Machine) open(path string, flags sys.OpenFlag, mode uint32) (sys.FD, sys.Errno) {
	if errno := m.lacksDescriptors(); errno != sys.OK {
		return sys.NoFD, errno
	}
	f := m.disk.files[path]
	switch {
	case flags&(sys.OpenRead|sys.OpenWrite) == 0:
		return sys.NoFD, sys.EINVAL
	case m.descriptors.full():
		return sys.NoFD, sys.EMFILE
	case f == nil && (flags&sys.OpenCreate == 0 || path == ""):
		return sys.NoFD, sys.ENOENT
	case m.deviceFails():
		return sys.NoFD, sys.EIO
	case f == nil && m.diskIsFull():
		return sys.NoFD, sys.ENOSPC
	case f == nil:
		f = &file{mode: mode &^ umask}
		m.disk.change(path, f)
	case flags&exclusive == exclusive:
		return sys.NoFD, sys.EEXIST
	case f.listener != nil:
		return sys.NoFD, errnoNoDevice
	}
	if flags&sys.OpenTrunc != 0 {
		f.truncate()
	}
	return m.descriptors.install(&openFile{file: f, flags: flags, failures: f.failures}), sys.OK
}

// Read reads a file. Standard input is at its end.
func (m *Machine) Read(fd sys.FD, p []byte) (int, sys.Errno) {
	m.step()
	n, errno := 0, sys.OK
	switch o := m.descriptors.get(fd).(type) {
	case *openFile:
		n, errno = m.read(o, p)
		m.foldBytes(p[:n])
	case *standardStream:
	case nil:
		errno = sys.EBADF
	default:
		errno = sys.EINVAL
	}
	m.note(CallRead, int64(fd), int64(len(p)), outcome(n, errno))
	return n, errno
}

func (m *Machine) read(o *openFile, p []byte) (int, sys.Errno) {
	switch {
	case o.flags&sys.OpenRead == 0:
		return 0, sys.EBADF
	case m.deviceFails():
		return 0, sys.EIO
	}
	if o.position >= len(o.file.data) {
		return 0, sys.OK
	}
	n := copy(p, o.file.data[o.position:])
	o.position += n
	return n, sys.OK
}

// Write writes a file, or to the log. Files are for Read and Write and sockets
// for batches: EINVAL for what is neither a file nor a standard stream.
func (m *Machine) Write(fd sys.FD, p []byte) (int, sys.Errno) {
	m.step()
	n, errno := len(p), sys.OK
	switch o := m.descriptors.get(fd).(type) {
	case *openFile:
		n, errno = m.write(o, p)
	case *standardStream:
		m.log = append(m.log, p...)
	case nil:
		n, errno = 0, sys.EBADF
	default:
		n, errno = 0, sys.EINVAL
	}
	m.foldBytes(p[:n])
	m.note(CallWrite, int64(fd), int64(len(p)), outcome(n, errno))
	return n, errno
}

func (m *Machine) write(o *openFile, p []byte) (int, sys.Errno) {
	if o.flags&sys.OpenWrite == 0 {
		return 0, sys.EBADF
	}
	before := o.position
	if o.flags&sys.OpenAppend != 0 {
		o.position = len(o.file.data)
	}
	n, errno := m.takes(o, len(p))
	o.put(p[:n])
	if n == 0 {
		o.position = before // nothing was written there
	}
	return n, errno
}

// takes is how much of a write of n bytes a file takes: all of it, or less where a
// fault says so, or nothing and why.
func (m *Machine) takes(o *openFile, n int) (int, sys.Errno) {
	if n == 0 {
		return 0, sys.OK
	}
	if m.deviceFails() {
		return 0, sys.EIO
	}
	n = m.shortWrite(n)
	// What lies within the file is there already.
	if n = min(n, len(o.file.data)-o.position+m.diskRoom()); n <= 0 {
		return 0, sys.ENOSPC
	}
	return n, sys.OK
}

// put writes p at the descriptor's position.
func (o *openFile) put(p []byte) {
	f, start := o.file, o.position
	if len(p) == 0 {
		return
	}
	if hole := o.position - len(f.data); hole > 0 {
		f.data = append(f.data, make([]byte, hole)...)
	}
	n := copy(f.data[o.position:], p)
	f.data = append(f.data, p[n:]...)
	o.position += len(p)
	f.soil(start, o.position)
}

// Mode is the permission bits that a file has: EINVAL for what is no file.
func (m *Machine) Mode(fd sys.FD) (uint32, sys.Errno) {
	m.step()
	f, errno := m.fileOf(fd)
	mode := uint32(0)
	if errno == sys.OK {
		mode = f.mode
	}
	m.note(CallMode, int64(fd), 0, outcome(int(mode), errno))
	return mode, errno
}

// SetMode changes them. They outlive a power failure at once.
func (m *Machine) SetMode(fd sys.FD, mode uint32) sys.Errno {
	m.step()
	f, errno := m.fileOf(fd)
	if errno == sys.OK {
		f.mode = mode
	}
	m.note(CallSetMode, int64(fd), int64(mode), outcome(0, errno))
	return errno
}

// fileOf is the file behind a descriptor.
func (m *Machine) fileOf(fd sys.FD) (*file, sys.Errno) {
	switch o := m.descriptors.get(fd).(type) {
	case *openFile:
		return o.file, sys.OK
	case nil:
		return nil, sys.EBADF
	}
	return nil, sys.EINVAL
}

// Rename gives a file another name, in place of the file that had it.
func (m *Machine) Rename(from, to string) sys.Errno {
	m.step()
	errno := sys.ENOENT
	if f := m.disk.files[from]; f != nil && to != "" {
		errno = sys.OK
		m.disk.rename(from, to)
	}
	m.foldString(from)
	m.foldString(to)
	m.note(CallRename, 0, 0, outcome(0, errno))
	return errno
}

// Remove takes a name away.
func (m *Machine) Remove(path string) sys.Errno {
	m.step()
	errno := sys.ENOENT
	if m.disk.files[path] != nil {
		errno = sys.OK
		m.disk.change(path, nil)
	}
	m.foldString(path)
	m.note(CallRemove, 0, 0, outcome(0, errno))
	return errno
}

// WriteFile puts a file on the disk from outside, as an administrator would who
// has all the time there is to sync it.
func (m *Machine) WriteFile(path string, data []byte) {
	m.disk.files[path] = &file{data: bytes.Clone(data), device: bytes.Clone(data), mode: 0o666 &^ umask}
	m.disk.settle(func(name string) bool { return name == path })
}

// ReadFile returns a copy of a file's contents, and whether there is one.
func (m *Machine) ReadFile(path string) ([]byte, bool) {
	f := m.disk.files[path]
	if f == nil || f.listener != nil {
		return nil, false
	}
	return append([]byte(nil), f.data...), true
}

// LogOutput is what was written to LogDescriptor. It grows while the machine
// runs and must not be changed.
func (m *Machine) LogOutput() []byte { return m.log }
