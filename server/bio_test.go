package server

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seedis/sys"
	"seedis/sys/sim"
)

// openIn opens a new file of the test's directory.
func openIn(t *testing.T, s *Server) sys.FD {
	t.Helper()
	fd, errno := s.kernel.Open(filepath.Join(t.TempDir(), "file"), sys.OpenWrite|sys.OpenCreate, 0o600)
	if errno != sys.OK {
		t.Fatal(errno)
	}
	return fd
}

func TestBackgroundThreadsHaveRedissNames(t *testing.T) {
	s, _ := newFixture(t)
	s.bio.start()
	files, err := filepath.Glob("/proc/self/task/*/comm")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			names = append(names, strings.TrimSpace(string(text)))
		}
	}
	for _, name := range []string{"bio_close_file", "bio_aof_fsync", "bio_lazy_free"} {
		if !slices.Contains(names, name) {
			t.Errorf("no thread %s among %v", name, names)
		}
	}
}

// Files are synced and closed by the time bio has stopped, and each job is done
// after the one before it: a sync would fail of a file that is closed.
func TestFilesAreClosedInTheBackground(t *testing.T) {
	s, _ := newFixture(t)
	s.bio.start()
	closed, synced := openIn(t, s), openIn(t, s)
	s.bio.closeFile.Submit(fileJob{fd: closed, sync: true, close: true})
	for range 2 * filesQueued {
		s.bio.aofFsync.Submit(fileJob{fd: synced, sync: true})
	}
	s.bio.aofFsync.Submit(fileJob{fd: synced, close: true})
	s.bio.publish()
	s.bio.stop()
	if s.bio.reported != 0 {
		t.Errorf("%d jobs have failed", s.bio.reported)
	}
	for _, fd := range []sys.FD{closed, synced} {
		if errno := s.kernel.Close(fd); errno != sys.EBADF {
			t.Errorf("a file that was closed is closed again: %v", errno)
		}
	}
}

// What goes wrong in the background is in the log.
func TestFailuresInTheBackgroundAreLogged(t *testing.T) {
	s, _ := newFixture(t)
	s.config.LogFile = filepath.Join(t.TempDir(), "log")
	s.bio.start()
	s.bio.closeFile.Submit(fileJob{fd: sys.NoFD, close: true})
	s.bio.aofFsync.Submit(fileJob{fd: sys.NoFD, sync: true})
	s.bio.publish()
	s.bio.stop()
	log, err := os.ReadFile(s.config.LogFile)
	if err != nil || !strings.Contains(string(log), "in the background") || s.bio.reported != 2 {
		t.Errorf("%d failures are reported: %q, %v", s.bio.reported, log, err)
	}
}

// A file that is to be synced and closed is on the device afterwards, whatever the
// power does.
func TestFilesAreSyncedBeforeTheyAreClosed(t *testing.T) {
	m := sim.New(sim.Options{Seed: 1})
	var lazy lazyFree
	lazy.init(m, m, nil, 0)
	var b bio
	b.init(m, m, nil, &lazy)
	m.WriteFile("/file", nil)
	fd, _ := m.Open("/file", sys.OpenWrite, 0)
	m.Write(fd, []byte("text"))
	b.closeFile.Submit(fileJob{fd: fd, sync: true, close: true})
	b.stop()
	for _, text := range m.Survivors("/file") {
		if string(text) != "text" {
			t.Errorf("a power failure leaves %q", text)
		}
	}
}
