package sim

import (
	"bytes"
	"maps"
	"path"
	"slices"

	"seedis/sys"
)

// What is written lies in the memory of the machine first. fsync(2) takes a file's
// bytes to the device, and fsync(2) of a directory the names in it: whatever was not
// forced there, the power may take along.

// span is a range of bytes; an empty one starts and ends at 0.
type span struct{ start, end int }

// pageSize is the grain in which Linux knows what it has yet to write, in bytes.
const pageSize = 4096

// soil tells that a part of a file was written.
func (f *file) soil(start, end int) {
	start -= start % pageSize
	if f.dirty.end > 0 {
		start = min(start, f.dirty.start)
	}
	f.dirty = span{start, max(end, f.dirty.end)}
}

// truncate empties a file.
func (f *file) truncate() {
	f.data, f.dirty = f.data[:0], span{}
}

// isClean tells that a Sync would have nothing to do.
func (f *file) isClean() bool {
	return f.dirty == span{} && len(f.data) == len(f.device)
}

// store takes to the device what is known to be dirty. What a failed Sync has given
// up is not known any more.
func (f *file) store() {
	end := min(len(f.data), (f.dirty.end+pageSize-1)/pageSize*pageSize)
	device := make([]byte, len(f.data))
	copy(device, f.device)
	copy(device[f.dirty.start:], f.data[f.dirty.start:end])
	f.device, f.dirty = device, span{}
}

// Sync makes what is in a file outlive a power failure. A failure is told once to
// each descriptor that was open then. After that Linux takes what it could not write
// for written: the next Sync succeeds and does not bring it back.
func (m *Machine) Sync(fd sys.FD) sys.Errno {
	m.step()
	f, errno := m.fileOf(fd)
	if errno == sys.OK {
		if !f.isClean() && m.syncFails() {
			f.failures++
			f.dirty = span{}
		}
		o := m.descriptors.get(fd).(*openFile)
		if o.failures < f.failures {
			o.failures, errno = f.failures, sys.EIO
		} else if !f.isClean() {
			f.store()
		}
	}
	m.note(CallSync, int64(fd), 0, outcome(0, errno))
	return errno
}

// SyncDirectory makes the names in a directory outlive a power failure.
func (m *Machine) SyncDirectory(directory string) sys.Errno {
	m.step()
	errno := sys.OK
	switch {
	case m.descriptors.full():
		errno = sys.EMFILE // Linux has to open the directory
	case m.syncFails():
		errno = sys.EIO
	default:
		m.disk.settle(func(name string) bool { return path.Dir(name) == path.Clean(directory) })
	}
	m.foldString(directory)
	m.note(CallSyncEntries, 0, 0, outcome(0, errno))
	return errno
}

// nameChange is a name that stands for another file from then on.
type nameChange struct {
	name   string
	before *file // nil is none
	// withNext: behind it came the other half of the same rename.
	withNext bool
}

// change lets a name stand for f, or for nothing.
func (d *disk) change(name string, f *file) {
	d.journal = append(d.journal, nameChange{name: name, before: d.files[name]})
	d.enter(name, f)
}

// rename is two changes that the power does not part.
func (d *disk) rename(from, to string) {
	f := d.files[from]
	d.change(from, nil)
	d.journal[len(d.journal)-1].withNext = true
	d.change(to, f)
}

func (d *disk) enter(name string, f *file) {
	if f == nil {
		delete(d.files, name)
	} else {
		d.files[name] = f
	}
}

// settle forgets the changes of names that the power cannot undo any more. Whoever
// settles one half of a rename settles the other.
func (d *disk) settle(settled func(name string) bool) {
	var open []nameChange
	for rest := d.journal; len(rest) > 0; {
		n := 1
		if rest[0].withNext {
			n = 2
		}
		if !slices.ContainsFunc(rest[:n], func(c nameChange) bool { return settled(c.name) }) {
			open = append(open, rest[:n]...)
		}
		rest = rest[n:]
	}
	d.journal = open
}

// losePower lets go of what is not on the device. Of the changes of names the
// latest may be undone, as a file system with a journal has it: never one without
// those that came after it.
func (d *disk) losePower(m *Machine) {
	undone, bare := m.tornNames(len(d.journal))
	first := len(d.journal) - undone
	if first > 0 && first < len(d.journal) && d.journal[first-1].withNext {
		first--
	}
	for _, c := range slices.Backward(d.journal[first:]) {
		d.enter(c.name, c.before)
	}
	d.journal = nil
	for _, name := range sortedNames(d.files) {
		if f := d.files[name]; f.listener == nil {
			d.files[name] = f.survivor(m, bare)
		}
	}
}

func sortedNames(files map[string]*file) []string { return slices.Sorted(maps.Keys(files)) }

// survivor is what is left of a file: of one that is bare, only what was synced.
func (f *file) survivor(m *Machine, bare bool) *file {
	data := f.data
	switch {
	case bytes.Equal(f.data, f.device):
	case bare:
		data = f.device
	default:
		data = m.lostWrites(f)
	}
	return &file{mode: f.mode, data: bytes.Clone(data), device: bytes.Clone(data)}
}

// Survivors are what a power failure at this moment may leave under a name: nil
// for no file. Of each file that the name has stood for since its directory was
// synced it is what was synced, or what was written since, or a beginning of that,
// for which the half stands here.
func (m *Machine) Survivors(name string) [][]byte {
	var all [][]byte
	for _, c := range m.disk.journal {
		if c.name == name {
			all = c.before.appendSurvivors(all)
		}
	}
	return m.disk.files[name].appendSurvivors(all)
}

func (f *file) appendSurvivors(all [][]byte) [][]byte {
	switch {
	case f == nil || f.listener != nil:
		return append(all, nil)
	case bytes.Equal(f.data, f.device):
		return append(all, append([]byte{}, f.data...))
	}
	for _, part := range [][]byte{f.device, f.data[:len(f.data)/2], f.data} {
		all = append(all, append([]byte{}, part...))
	}
	return all
}
