//go:build unix

package real

import (
	"golang.org/x/sys/unix"

	"seedis/sys"
)

// foreign is where the numbers begin of errors that Linux does not have: 1000
// and the number that the system gave, so that a log line still tells which.
const foreign = 1000

// linuxNumbers has Linux's number for each name that all systems have. EAGAIN
// comes first: it is most of what is looked up. That the right column is right
// is tested on Linux, where both are the same.
var linuxNumbers = [...]struct {
	here  unix.Errno
	linux sys.Errno
}{
	{unix.EAGAIN, 11}, {unix.EINTR, 4}, {unix.EINPROGRESS, 115}, {unix.ECONNRESET, 104}, {unix.EPIPE, 32},
	{unix.EPERM, 1}, {unix.ENOENT, 2}, {unix.ESRCH, 3}, {unix.EIO, 5}, {unix.ENXIO, 6},
	{unix.E2BIG, 7}, {unix.ENOEXEC, 8}, {unix.EBADF, 9}, {unix.ECHILD, 10}, {unix.ENOMEM, 12},
	{unix.EACCES, 13}, {unix.EFAULT, 14}, {unix.ENOTBLK, 15}, {unix.EBUSY, 16}, {unix.EEXIST, 17},
	{unix.EXDEV, 18}, {unix.ENODEV, 19}, {unix.ENOTDIR, 20}, {unix.EISDIR, 21}, {unix.EINVAL, 22},
	{unix.ENFILE, 23}, {unix.EMFILE, 24}, {unix.ENOTTY, 25}, {unix.ETXTBSY, 26}, {unix.EFBIG, 27},
	{unix.ENOSPC, 28}, {unix.ESPIPE, 29}, {unix.EROFS, 30}, {unix.EMLINK, 31}, {unix.EDOM, 33},
	{unix.ERANGE, 34}, {unix.EDEADLK, 35}, {unix.ENAMETOOLONG, 36}, {unix.ENOLCK, 37}, {unix.ENOSYS, 38},
	{unix.ENOTEMPTY, 39}, {unix.ELOOP, 40}, {unix.ENOMSG, 42}, {unix.EIDRM, 43}, {unix.EREMOTE, 66},
	{unix.EPROTO, 71}, {unix.EBADMSG, 74}, {unix.EOVERFLOW, 75}, {unix.EILSEQ, 84}, {unix.EUSERS, 87},
	{unix.ENOTSOCK, 88}, {unix.EDESTADDRREQ, 89}, {unix.EMSGSIZE, 90}, {unix.EPROTOTYPE, 91}, {unix.ENOPROTOOPT, 92},
	{unix.EPROTONOSUPPORT, 93}, {unix.ESOCKTNOSUPPORT, 94}, {unix.EOPNOTSUPP, 95}, {unix.ENOTSUP, 95}, {unix.EPFNOSUPPORT, 96},
	{unix.EAFNOSUPPORT, 97}, {unix.EADDRINUSE, 98}, {unix.EADDRNOTAVAIL, 99}, {unix.ENETDOWN, 100}, {unix.ENETUNREACH, 101},
	{unix.ENETRESET, 102}, {unix.ECONNABORTED, 103}, {unix.ENOBUFS, 105}, {unix.EISCONN, 106}, {unix.ENOTCONN, 107},
	{unix.ESHUTDOWN, 108}, {unix.ETOOMANYREFS, 109}, {unix.ETIMEDOUT, 110}, {unix.ECONNREFUSED, 111}, {unix.EHOSTDOWN, 112},
	{unix.EHOSTUNREACH, 113}, {unix.EALREADY, 114}, {unix.ESTALE, 116}, {unix.EDQUOT, 122}, {unix.ECANCELED, 125},
}

// linuxErrno is Linux's number for an error of this system.
func linuxErrno(errno unix.Errno) sys.Errno {
	if errno == 0 {
		return sys.OK
	}
	for i := range linuxNumbers {
		if linuxNumbers[i].here == errno {
			return linuxNumbers[i].linux
		}
	}
	return foreign + sys.Errno(errno)
}

// retry repeats a call that a signal interrupted; Go sends its threads many.
func retry(call func() error) sys.Errno {
	for {
		if errno := errnoOf(call()); errno != sys.EINTR {
			return errno
		}
	}
}
