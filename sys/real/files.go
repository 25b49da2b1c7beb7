//go:build unix

package real

import (
	"golang.org/x/sys/unix"

	"seedis/sys"
)

// Open opens a file (open(2)); mode holds the permission bits of a new one,
// less the process's umask.
func (k *Kernel) Open(path string, flags sys.OpenFlag, mode uint32) (sys.FD, sys.Errno) {
	fd := 0
	errno := retry(func() (err error) {
		fd, err = unix.Open(path, openBits(flags), mode)
		return err
	})
	if errno != sys.OK {
		return sys.NoFD, errno
	}
	return sys.FD(fd), sys.OK
}

// openBits translates the flags of Open. Every descriptor is non-blocking,
// which matters for those that are no regular files (a FIFO as the log).
func openBits(flags sys.OpenFlag) int {
	bits := unix.O_CLOEXEC | unix.O_NONBLOCK
	switch flags & (sys.OpenRead | sys.OpenWrite) {
	case sys.OpenRead | sys.OpenWrite:
		bits |= unix.O_RDWR
	case sys.OpenWrite:
		bits |= unix.O_WRONLY
	default:
		bits |= unix.O_RDONLY
	}
	if flags&sys.OpenCreate != 0 {
		bits |= unix.O_CREAT
	}
	if flags&sys.OpenAppend != 0 {
		bits |= unix.O_APPEND
	}
	if flags&sys.OpenTrunc != 0 {
		bits |= unix.O_TRUNC
	}
	if flags&sys.OpenExclusive != 0 {
		bits |= unix.O_EXCL
	}
	return bits
}

// Read reads at the descriptor's position (read(2)).
func (k *Kernel) Read(fd sys.FD, p []byte) (int, sys.Errno) {
	n := 0
	errno := retry(func() (err error) {
		n, err = unix.Read(int(fd), p)
		return err
	})
	return max(n, 0), errno
}

// Write writes at the descriptor's position (write(2)).
func (k *Kernel) Write(fd sys.FD, p []byte) (int, sys.Errno) {
	n := 0
	errno := retry(func() (err error) {
		n, err = unix.Write(int(fd), p)
		return err
	})
	return max(n, 0), errno
}

// Mode is the part of fstat(2)'s st_mode that chmod(2) sets.
func (k *Kernel) Mode(fd sys.FD) (uint32, sys.Errno) {
	const permissions = 0o7777
	var status unix.Stat_t
	errno := retry(func() error { return unix.Fstat(int(fd), &status) })
	return uint32(status.Mode) & permissions, errno
}

// SetMode is fchmod(2).
func (k *Kernel) SetMode(fd sys.FD, mode uint32) sys.Errno {
	return retry(func() error { return unix.Fchmod(int(fd), mode) })
}

// Sync forces written data to the device. After an error the kernel may have
// dropped the data, so calling again is no remedy.
func (k *Kernel) Sync(fd sys.FD) sys.Errno {
	return retry(func() error { return syncFile(int(fd)) })
}

// Rename is rename(2): it replaces to in one step.
func (k *Kernel) Rename(from, to string) sys.Errno {
	return retry(func() error { return unix.Rename(from, to) })
}

// Remove is unlink(2).
func (k *Kernel) Remove(path string) sys.Errno {
	return retry(func() error { return unix.Unlink(path) })
}

// SyncDirectory is fsync(2) of a directory.
func (k *Kernel) SyncDirectory(path string) sys.Errno {
	fd := 0
	errno := retry(func() (err error) {
		fd, err = unix.Open(path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		return err
	})
	if errno != sys.OK {
		return errno
	}
	defer unix.Close(fd)
	return k.Sync(sys.FD(fd))
}
