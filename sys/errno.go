package sys

// Errno is an error number of Linux (errno(3)); 0 means success.
type Errno uint16

// The numbers that code above sys tells apart or reports.
const (
	OK            Errno = 0
	EPERM         Errno = 1
	ENOENT        Errno = 2
	EINTR         Errno = 4
	EIO           Errno = 5
	EBADF         Errno = 9
	EAGAIN        Errno = 11
	ENOMEM        Errno = 12
	EACCES        Errno = 13
	EEXIST        Errno = 17
	ENOTDIR       Errno = 20
	EISDIR        Errno = 21
	EINVAL        Errno = 22
	ENFILE        Errno = 23
	EMFILE        Errno = 24
	ENOSPC        Errno = 28
	EPIPE         Errno = 32
	ENAMETOOLONG  Errno = 36
	ENOSYS        Errno = 38
	ENOTSOCK      Errno = 88
	EOPNOTSUPP    Errno = 95
	EAFNOSUPPORT  Errno = 97
	EADDRINUSE    Errno = 98
	EADDRNOTAVAIL Errno = 99
	ENETUNREACH   Errno = 101
	ECONNABORTED  Errno = 103
	ECONNRESET    Errno = 104
	ENOBUFS       Errno = 105
	ENOTCONN      Errno = 107
	ETIMEDOUT     Errno = 110
	ECONNREFUSED  Errno = 111
	EHOSTUNREACH  Errno = 113
	EINPROGRESS   Errno = 115
)

// errnoTexts has the words of strerror(3) in glibc, because Redis's log lines
// carry them.
var errnoTexts = map[Errno]string{
	OK:            "Success",
	EPERM:         "Operation not permitted",
	ENOENT:        "No such file or directory",
	EINTR:         "Interrupted system call",
	EIO:           "Input/output error",
	EBADF:         "Bad file descriptor",
	EAGAIN:        "Resource temporarily unavailable",
	ENOMEM:        "Cannot allocate memory",
	EACCES:        "Permission denied",
	EEXIST:        "File exists",
	ENOTDIR:       "Not a directory",
	EISDIR:        "Is a directory",
	EINVAL:        "Invalid argument",
	ENFILE:        "Too many open files in system",
	EMFILE:        "Too many open files",
	ENOSPC:        "No space left on device",
	EPIPE:         "Broken pipe",
	ENAMETOOLONG:  "File name too long",
	ENOSYS:        "Function not implemented",
	ENOTSOCK:      "Socket operation on non-socket",
	EOPNOTSUPP:    "Operation not supported",
	EAFNOSUPPORT:  "Address family not supported by protocol",
	EADDRINUSE:    "Address already in use",
	EADDRNOTAVAIL: "Cannot assign requested address",
	ENETUNREACH:   "Network is unreachable",
	ECONNABORTED:  "Software caused connection abort",
	ECONNRESET:    "Connection reset by peer",
	ENOBUFS:       "No buffer space available",
	ENOTCONN:      "Transport endpoint is not connected",
	ETIMEDOUT:     "Connection timed out",
	ECONNREFUSED:  "Connection refused",
	EHOSTUNREACH:  "No route to host",
	EINPROGRESS:   "Operation now in progress",
}

// Error returns the text of strerror(3).
func (e Errno) Error() string {
	if text, known := errnoTexts[e]; known {
		return text
	}
	return "Unknown error " + decimal(uint16(e))
}

func decimal(n uint16) string {
	var digits [5]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return string(digits[i:])
		}
	}
}
