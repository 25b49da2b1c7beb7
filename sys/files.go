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
)

// Files is the file system. Sockets.Close closes what Open opened.
type Files interface {
	Open(path string, flags OpenFlag, mode uint32) (FD, Errno)
	// Read and Write move up to len(p) bytes at the descriptor's position.
	// Read returns 0 and OK at the end of the file.
	Read(fd FD, p []byte) (int, Errno)
	Write(fd FD, p []byte) (int, Errno)
	// Sync forces written data to the device (fsync(2)).
	Sync(fd FD) Errno
	// Rename and Remove change directory entries (rename(2), unlink(2)).
	Rename(from, to string) Errno
	Remove(path string) Errno
	// SyncDirectory forces the entries of a directory to the device: only then
	// do Open's new files, Rename and Remove outlive a power failure (fsync(2)).
	SyncDirectory(path string) Errno
}
