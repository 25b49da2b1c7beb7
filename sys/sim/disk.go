package sim

import "seedis/sys"

// disk is a file system in memory: names without directories, so that every
// path is as good as any other. Nothing is lost, and it is never full.
type disk struct {
	files map[string]*file
}

// file is what a name stands for. Without a name it lives on while it is open.
type file struct {
	data     []byte
	listener *listener // not nil: this is a unix socket
}

// openFile is a descriptor of a file.
type openFile struct {
	file     *file
	flags    sys.OpenFlag
	position int
}

func (*openFile) close(*Machine) {}

// errnoNoDevice is ENXIO, what open(2) says of a socket.
const errnoNoDevice sys.Errno = 6

// Open opens a file. The permission bits of mode are not looked at: there is
// one user.
func (m *Machine) Open(path string, flags sys.OpenFlag, mode uint32) (sys.FD, sys.Errno) {
	m.step()
	m.foldString(path)
	fd, errno := m.open(path, flags)
	m.note(CallOpen, int64(flags), int64(mode), outcome(int(fd), errno))
	return fd, errno
}

func (m *Machine) open(path string, flags sys.OpenFlag) (sys.FD, sys.Errno) {
	f := m.disk.files[path]
	switch {
	case flags&(sys.OpenRead|sys.OpenWrite) == 0:
		return sys.NoFD, sys.EINVAL
	case m.descriptors.full():
		return sys.NoFD, sys.EMFILE
	case f == nil && (flags&sys.OpenCreate == 0 || path == ""):
		return sys.NoFD, sys.ENOENT
	case f == nil:
		f = &file{}
		m.disk.files[path] = f
	case f.listener != nil:
		return sys.NoFD, errnoNoDevice
	}
	if flags&sys.OpenTrunc != 0 {
		f.data = f.data[:0]
	}
	return m.descriptors.install(&openFile{file: f, flags: flags}), sys.OK
}

// Read reads a file. Standard input is at its end.
func (m *Machine) Read(fd sys.FD, p []byte) (int, sys.Errno) {
	m.step()
	n, errno := 0, sys.OK
	switch o := m.descriptors.get(fd).(type) {
	case *openFile:
		n, errno = o.read(p)
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

func (o *openFile) read(p []byte) (int, sys.Errno) {
	if o.flags&sys.OpenRead == 0 {
		return 0, sys.EBADF
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
		n, errno = o.write(p)
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

func (o *openFile) write(p []byte) (int, sys.Errno) {
	if o.flags&sys.OpenWrite == 0 {
		return 0, sys.EBADF
	}
	f := o.file
	if o.flags&sys.OpenAppend != 0 {
		o.position = len(f.data)
	}
	if hole := o.position - len(f.data); hole > 0 {
		f.data = append(f.data, make([]byte, hole)...)
	}
	n := copy(f.data[o.position:], p)
	f.data = append(f.data, p[n:]...)
	o.position += len(p)
	return len(p), sys.OK
}

// Sync has nothing to do: this disk forgets nothing.
func (m *Machine) Sync(fd sys.FD) sys.Errno {
	m.step()
	errno := sys.OK
	switch m.descriptors.get(fd).(type) {
	case *openFile:
	case nil:
		errno = sys.EBADF
	default:
		errno = sys.EINVAL
	}
	m.note(CallSync, int64(fd), 0, outcome(0, errno))
	return errno
}

// Rename gives a file another name, in place of the file that had it.
func (m *Machine) Rename(from, to string) sys.Errno {
	m.step()
	errno := sys.ENOENT
	if f := m.disk.files[from]; f != nil && to != "" {
		errno = sys.OK
		delete(m.disk.files, from)
		m.disk.files[to] = f
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
		delete(m.disk.files, path)
	}
	m.foldString(path)
	m.note(CallRemove, 0, 0, outcome(0, errno))
	return errno
}

// WriteFile puts a file on the disk from outside, as an administrator would.
func (m *Machine) WriteFile(path string, data []byte) {
	m.disk.files[path] = &file{data: append([]byte(nil), data...)}
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
