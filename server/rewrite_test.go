package server

import (
	"slices"
	"testing"

	"seedis/sys"
	"seedis/sys/sim"
)

// watchedFiles is a machine's disk with somebody who looks at it after each
// call, and pulls the plug in thought. A call in failing does not take place.
type watchedFiles struct {
	*sim.Machine
	look    func()
	failing map[string]sys.Errno
	made    []string // files that were to be new
	modes   uint32   // with which they were made
	plant   func(path string)
}

func (w *watchedFiles) after(call string, do func() sys.Errno) sys.Errno {
	defer w.look()
	if errno, fails := w.failing[call]; fails {
		return errno
	}
	return do()
}

func (w *watchedFiles) Open(path string, flags sys.OpenFlag, mode uint32) (fd sys.FD, errno sys.Errno) {
	fd = sys.NoFD
	if flags&sys.OpenExclusive != 0 {
		w.made, w.modes = append(w.made, path), w.modes|mode
		if w.plant != nil {
			w.plant(path)
		}
	}
	errno = w.after("open", func() (errno sys.Errno) { fd, errno = w.Machine.Open(path, flags, mode); return errno })
	return fd, errno
}

func (w *watchedFiles) Write(fd sys.FD, p []byte) (n int, errno sys.Errno) {
	half := p[:(len(p)+1)/2] // as a full disk does, or a signal
	errno = w.after("write", func() (errno sys.Errno) { n, errno = w.Machine.Write(fd, half); return errno })
	return n, errno
}

func (w *watchedFiles) SetMode(fd sys.FD, mode uint32) sys.Errno {
	return w.after("set mode", func() sys.Errno { return w.Machine.SetMode(fd, mode) })
}

func (w *watchedFiles) Sync(fd sys.FD) sys.Errno {
	return w.after("sync", func() sys.Errno { return w.Machine.Sync(fd) })
}

func (w *watchedFiles) Rename(from, to string) sys.Errno {
	return w.after("rename", func() sys.Errno { return w.Machine.Rename(from, to) })
}

func (w *watchedFiles) SyncDirectory(path string) sys.Errno {
	return w.after("sync directory", func() sys.Errno { return w.Machine.SyncDirectory(path) })
}

const (
	oldText = "port 6379\n# as it was\n"
	newText = "port 7777\n# as it is from now on\n"
)

// onDisk runs do on a machine whose disk has a configuration file, with look
// after each call.
func onDisk(t *testing.T, look func(m *sim.Machine), failing map[string]sys.Errno, do func(w *watchedFiles)) *sim.Machine {
	t.Helper()
	m := sim.New(sim.Options{})
	m.WriteFile("/etc/redis.conf", []byte(oldText))
	m.Start("server", func() {
		do(&watchedFiles{Machine: m, look: func() { look(m) }, failing: failing})
		m.Stop()
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestAReplacedFileOutlivesPowerFailures pulls the plug after each call: there
// is the old file or the new one, and in the end the new one only.
func TestAReplacedFileOutlivesPowerFailures(t *testing.T) {
	looks, made := 0, []string{}
	m := onDisk(t, func(m *sim.Machine) {
		looks++
		for _, text := range m.Survivors("/etc/redis.conf") {
			if string(text) != oldText && string(text) != newText {
				m.Fail("after call %d a power failure may leave %q", looks, text)
			}
		}
	}, nil, func(w *watchedFiles) {
		if errno := replaceFile(w, "/etc/redis.conf", content{[]byte(newText), 0o600}); errno != sys.OK {
			w.Fail("replacing fails: %s", errno)
		}
		made = w.made
	})
	if got := m.Survivors("/etc/redis.conf"); len(got) != 1 || string(got[0]) != newText {
		t.Errorf("in the end a power failure may leave %q", got)
	}
	if looks < 8 {
		t.Errorf("only %d calls were looked at", looks)
	}
	if _, there := m.ReadFile(made[0]); there || len(made) != 1 {
		t.Errorf("of the temporary files %q one is still there", made)
	}
}

// TestAFileThatCannotBeReplacedStays: whichever call fails, the old file stays
// and no other is left.
func TestAFileThatCannotBeReplacedStays(t *testing.T) {
	for _, call := range []string{"open", "write", "set mode", "sync", "rename"} {
		var made []string
		m := onDisk(t, func(*sim.Machine) {}, map[string]sys.Errno{call: sys.EIO}, func(w *watchedFiles) {
			if errno := replaceFile(w, "/etc/redis.conf", content{[]byte(newText), 0o600}); errno != sys.EIO {
				w.Fail("when %s fails, replacing says %s", call, errno)
			}
			made = w.made
		})
		if text, _ := m.ReadFile("/etc/redis.conf"); string(text) != oldText {
			t.Errorf("when %s fails, the file is %q", call, text)
		}
		if _, there := m.ReadFile(made[0]); there || len(made) != 1 {
			t.Errorf("when %s fails, one of the temporary files %q is left", call, made)
		}
	}
}

// TestNobodyKnowsTheTemporaryFile: its name is another one each time, and what
// somebody has put in its place stays as it is.
func TestNobodyKnowsTheTemporaryFile(t *testing.T) {
	const theirs = "theirs"
	var planted []string
	plant := func(w *watchedFiles, most int) {
		w.plant = func(path string) {
			if len(planted) < most {
				planted = append(planted, path)
				w.WriteFile(path, []byte(theirs))
			}
		}
	}
	m := onDisk(t, func(*sim.Machine) {}, nil, func(w *watchedFiles) {
		plant(w, 2)
		if errno := replaceFile(w, "/etc/redis.conf", content{[]byte(newText), 0o600}); errno != sys.OK {
			w.Fail("replacing fails: %s", errno)
		}
		plant(w, 100)
		if errno := replaceFile(w, "/etc/redis.conf", content{[]byte(oldText), 0o600}); errno != sys.EEXIST {
			w.Fail("replacing where nothing can be made says %s", errno)
		}
		if slices.Sort(w.made); len(slices.Compact(w.made)) != 6 {
			w.Fail("the temporary files are %q", w.made)
		}
	})
	for _, path := range planted {
		if text, _ := m.ReadFile(path); string(text) != theirs {
			t.Errorf("the file in place of a temporary one is %q", text)
		}
	}
	if text, _ := m.ReadFile("/etc/redis.conf"); string(text) != newText {
		t.Errorf("the file is %q", text)
	}
}

// TestAReplacedFileKeepsItsMode, and nobody else may read it before.
func TestAReplacedFileKeepsItsMode(t *testing.T) {
	onDisk(t, func(*sim.Machine) {}, nil, func(w *watchedFiles) {
		for _, mode := range []uint32{0o600, 0o640, 0o666} {
			if errno := replaceFile(w, "/etc/redis.conf", content{[]byte(newText), mode}); errno != sys.OK {
				w.Fail("replacing fails: %s", errno)
			}
			if file, errno := readFile(w, "/etc/redis.conf"); errno != sys.OK || file.mode != mode {
				w.Fail("the mode is %o, not %o (%s)", file.mode, mode, errno)
			}
		}
		if w.modes != 0o600 {
			w.Fail("temporary files are made for %o", w.modes)
		}
	})
}

func TestFilesAreReadWhole(t *testing.T) {
	long := slices.Repeat([]byte("0123456789\n"), 2000)
	onDisk(t, func(*sim.Machine) {}, nil, func(w *watchedFiles) {
		w.WriteFile("/long", long)
		if file, errno := readFile(w, "/long"); errno != sys.OK || string(file.text) != string(long) {
			w.Fail("%d of %d bytes are read: %s", len(file.text), len(long), errno)
		}
		if _, errno := readFile(w, "/none"); errno != sys.ENOENT {
			w.Fail("reading nothing says %s", errno)
		}
	})
}
