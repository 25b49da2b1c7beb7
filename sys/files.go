package sys

// OpenFlag says how Open opens a file.
type OpenFlag uint8

// The flags of Open (open(2)).
const (
	OpenRead   OpenFlag = 1 << iota // O_RDONLY, or O_RDWR with OpenWrite
	OpenWrite                       // O_WRONLY
	OpenCreate                      // O_CREAT
	OpenAppend                      // O_APPEND
	OpenTrunc                       // O_TRUNC
	// OpenExclusive, with OpenCreate, makes a new file or fails with EEXIST where
	// there is anything of that name, be it a symbolic link to nothing (O_EXCL).
	OpenExclusive
)

// Files is the file system. Sockets.Close closes what Open opened.
type Files interface {
	Open(path string, flags OpenFlag, mode uint32) (FD, Errno)
	// Read and Write move up to len(p) bytes at the descriptor's position.
	// Read returns 0 and OK at the end of the file.
	Read(fd FD, p []byte) (int, Errno)
	Write(fd FD, p []byte) (int, Errno)
	// Mode is the permission bits of an open file, and SetMode sets them whatever
	// the umask (fstat(2), fchmod(2)).
	Mode(fd FD) (uint32, Errno)
	SetMode(fd FD, mode uint32) Errno
	// Sync forces written data to the device (fsync(2)).
	Sync(fd FD) Errno
	// Rename and Remove change directory entries (rename(2), unlink(2)).
	Rename(from, to string) Errno
	Remove(path string) Errno
	// SyncDirectory forces the entries of a directory to the device: only then
	// do Open's new files, Rename and Remove outlive a power failure (fsync(2)).
	SyncDirectory(path string) Errno
}
