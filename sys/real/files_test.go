//go:build linux

package real

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

func write(t *testing.T, k *Kernel, path string, flags sys.OpenFlag, text string) {
	t.Helper()
	fd, errno := k.Open(path, flags, 0o600)
	mustOK(t, errno)
	defer k.Close(fd)
	n, errno := k.Write(fd, []byte(text))
	mustOK(t, errno)
	if n != len(text) {
		t.Fatalf("wrote %d of %d bytes", n, len(text))
	}
	mustOK(t, k.Sync(fd))
}

func wantFile(t *testing.T, k *Kernel, path, wanted string) {
	t.Helper()
	fd, errno := k.Open(path, sys.OpenRead, 0)
	mustOK(t, errno)
	defer k.Close(fd)
	var text [64]byte
	n, errno := k.Read(fd, text[:])
	mustOK(t, errno)
	if string(text[:n]) != wanted {
		t.Fatalf("read %q, want %q", text[:n], wanted)
	}
	n, errno = k.Read(fd, text[:])
	mustOK(t, errno)
	if n != 0 {
		t.Fatalf("read %d bytes past the end", n)
	}
}

func TestFilesAreWrittenAppendedCutRenamedAndRemoved(t *testing.T) {
	k := newKernel(t)
	path := filepath.Join(t.TempDir(), "f")
	write(t, k, path, sys.OpenWrite|sys.OpenCreate, "one")
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	write(t, k, path, sys.OpenWrite|sys.OpenAppend, " two")
	wantFile(t, k, path, "one two")
	write(t, k, path, sys.OpenWrite, "ONE")
	wantFile(t, k, path, "ONE two")
	write(t, k, path, sys.OpenRead|sys.OpenWrite|sys.OpenTrunc, "three")
	wantFile(t, k, path, "three")

	moved := path + "2"
	write(t, k, moved, sys.OpenWrite|sys.OpenCreate, "to be replaced")
	mustOK(t, k.Rename(path, moved))
	mustOK(t, k.SyncDirectory(filepath.Dir(moved)))
	wantFile(t, k, moved, "three")
	_, errno := k.Open(path, sys.OpenRead, 0)
	want(t, errno, sys.ENOENT)
	mustOK(t, k.Remove(moved))
	want(t, k.Remove(moved), sys.ENOENT)
}

func TestFileErrors(t *testing.T) {
	k := newKernel(t)
	directory := t.TempDir()
	file := filepath.Join(directory, "f")
	write(t, k, file, sys.OpenWrite|sys.OpenCreate, "")
	cases := map[string]struct {
		path  string
		flags sys.OpenFlag
		errno sys.Errno
	}{
		"missing":            {directory + "/none", sys.OpenRead, sys.ENOENT},
		"missing directory":  {directory + "/none/f", sys.OpenWrite | sys.OpenCreate, sys.ENOENT},
		"file as directory":  {file + "/f", sys.OpenRead, sys.ENOTDIR},
		"write to directory": {directory, sys.OpenWrite, sys.EISDIR},
		"zero byte in path":  {"a\x00b", sys.OpenRead, sys.EINVAL},
		"name too long":      {directory + "/" + strings.Repeat("x", 300), sys.OpenRead, sys.ENAMETOOLONG},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fd, errno := k.Open(c.path, c.flags, 0)
			want(t, errno, c.errno)
			if fd != sys.NoFD {
				t.Errorf("descriptor %d", fd)
			}
		})
	}
	want(t, k.Rename(directory+"/none", file), sys.ENOENT)
	n, errno := k.Read(sys.NoFD, make([]byte, 1))
	want(t, errno, sys.EBADF)
	if n != 0 {
		t.Errorf("read %d bytes from nothing", n)
	}
	n, errno = k.Write(sys.NoFD, make([]byte, 1))
	want(t, errno, sys.EBADF)
	if n != 0 {
		t.Errorf("wrote %d bytes to nothing", n)
	}
	want(t, k.Sync(sys.NoFD), sys.EBADF)
	want(t, k.SyncDirectory(file), sys.ENOTDIR)
	want(t, k.SyncDirectory(directory+"/none"), sys.ENOENT)
}

// A new file that must be new is not written through a link that somebody has
// put in its place.
func TestAnExclusiveFileIsNewOrNone(t *testing.T) {
	k := newKernel(t)
	directory := t.TempDir()
	file, link, dangling := directory+"/f", directory+"/link", directory+"/dangling"
	const exclusive = sys.OpenWrite | sys.OpenCreate | sys.OpenTrunc | sys.OpenExclusive
	write(t, k, file, exclusive, "mine")
	for name, target := range map[string]string{link: file, dangling: directory + "/nothing"} {
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{file, link, dangling, directory} {
		fd, errno := k.Open(name, exclusive, 0o600)
		want(t, errno, sys.EEXIST)
		if fd != sys.NoFD {
			t.Errorf("%s: descriptor %d", name, fd)
		}
	}
	wantFile(t, k, file, "mine")
	if _, err := os.Lstat(directory + "/nothing"); !os.IsNotExist(err) {
		t.Error("a file was made through a link")
	}
}

func TestTheModeOfAFileIsSetWhateverTheUmask(t *testing.T) {
	k := newKernel(t)
	path := filepath.Join(t.TempDir(), "f")
	defer unix.Umask(unix.Umask(0o077))
	fd, errno := k.Open(path, sys.OpenWrite|sys.OpenCreate, 0o666)
	mustOK(t, errno)
	defer k.Close(fd)
	for _, mode := range []uint32{0o600, 0o666, 0o2640, 0} {
		if mode != 0o600 { // that one the umask has left
			mustOK(t, k.SetMode(fd, mode))
		}
		got, errno := k.Mode(fd)
		mustOK(t, errno)
		if got != mode {
			t.Errorf("mode %o, want %o", got, mode)
		}
	}
	mode, errno := k.Mode(sys.NoFD)
	want(t, errno, sys.EBADF)
	if mode != 0 {
		t.Errorf("nothing has the mode %o", mode)
	}
	want(t, k.SetMode(sys.NoFD, 0), sys.EBADF)
}

// A FIFO that nobody writes to must not stop the thread that reads it.
func TestReadFromAnEmptyFIFODoesNotBlock(t *testing.T) {
	k := newKernel(t)
	path := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	fd, errno := k.Open(path, sys.OpenRead|sys.OpenWrite, 0)
	mustOK(t, errno)
	defer k.Close(fd)
	_, errno = k.Read(fd, make([]byte, 1))
	want(t, errno, sys.EAGAIN)
}
