package sim

import (
	"bytes"
	"maps"
	"path"
	"slices"

	"seedis/sys"
)

// disk is a file system in memory: names without directories, so that every
// path is as good as any other. It is never full. What a power failure would
// leave of a file that was not synced, Survivors tells.
type disk struct {
	files map[string]*file
	// earlier is what names stood for, nil for nothing, since their directory
	// was last synced.
	earlier map[string][]*file
}

// file is what a name stands for. Without a name it lives on while it is open.
type file struct {
	data     []byte
	mode     uint32    // permission bits
	synced   []byte    // data as it was at the last Sync
	listener *listener // not nil: this is a unix socket
}

// enter lets a name stand for f, or for nothing.
func (d *disk) enter(name string, f *file) {
	d.earlier[name] = append(d.earlier[name], d.files[name])
	if f == nil {
		delete(d.files, name)
	} else {
		d.files[name] = f
	}
}

// openFile is a descriptor of a file.
type openFile struct {
	file     *file
	flags    sys.OpenFlag
	position int
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
	m.foldString(path)
	fd, errno := m.open(path, flags, mode)
	m.note(CallOpen, int64(flags), int64(mode), outcome(int(fd), errno))
	return fd, errno
}

func (m *Machine) open(path string, flags sys.OpenFlag, mode uint32) (sys.FD, sys.Errno) {
	f := m.disk.files[path]
	switch {
	case flags&(sys.OpenRead|sys.OpenWrite) == 0:
		return sys.NoFD, sys.EINVAL
	case m.descriptors.full():
		return sys.NoFD, sys.EMFILE
	case f == nil && (flags&sys.OpenCreate == 0 || path == ""):
		return sys.NoFD, sys.ENOENT
	case f == nil:
		f = &file{mode: mode &^ umask}
		m.disk.enter(path, f)
	case flags&exclusive == exclusive:
		return sys.NoFD, sys.EEXIST
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

// Sync makes what is in a file outlive a power failure.
func (m *Machine) Sync(fd sys.FD) sys.Errno {
	m.step()
	f, errno := m.fileOf(fd)
	if errno == sys.OK {
		f.synced = bytes.Clone(f.data)
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
		m.disk.enter(from, nil)
		m.disk.enter(to, f)
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
		m.disk.enter(path, nil)
	}
	m.foldString(path)
	m.note(CallRemove, 0, 0, outcome(0, errno))
	return errno
}

// SyncDirectory makes the names in a directory outlive a power failure.
func (m *Machine) SyncDirectory(directory string) sys.Errno {
	m.step()
	for _, name := range slices.Sorted(maps.Keys(m.disk.earlier)) {
		if path.Dir(name) == path.Clean(directory) {
			delete(m.disk.earlier, name)
		}
	}
	m.foldString(directory)
	m.note(CallSyncEntries, 0, 0, 0)
	return sys.OK
}

// Survivors are what a power failure at this moment may leave under a name: nil
// for no file. Of each file that the name has stood for since its directory was
// synced it is what was synced, or what was written since, or half of that.
func (m *Machine) Survivors(name string) [][]byte {
	var all [][]byte
	for _, f := range append(slices.Clip(m.disk.earlier[name]), m.disk.files[name]) {
		switch {
		case f == nil || f.listener != nil:
			all = append(all, nil)
		case bytes.Equal(f.data, f.synced):
			all = append(all, append([]byte{}, f.data...))
		default:
			for _, part := range [][]byte{f.synced, f.data[:len(f.data)/2], f.data} {
				all = append(all, append([]byte{}, part...))
			}
		}
	}
	return all
}

// WriteFile puts a file on the disk from outside, as an administrator would who
// has all the time there is to sync it.
func (m *Machine) WriteFile(path string, data []byte) {
	m.disk.files[path] = &file{data: bytes.Clone(data), synced: bytes.Clone(data), mode: 0o666 &^ umask}
	delete(m.disk.earlier, path)
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
