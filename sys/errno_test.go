//go:build linux

package sys

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Go has the same words, but for the capital that begins glibc's.
func TestErrnoTextsAreThoseOfTheCLibrary(t *testing.T) {
	for errno, text := range errnoTexts {
		if errno == OK {
			continue
		}
		if got := unix.Errno(errno).Error(); !strings.EqualFold(got, text) {
			t.Errorf("errno %d is %q here, %q in package unix", errno, text, got)
		}
		if first := text[:1]; first != strings.ToUpper(first) {
			t.Errorf("errno %d begins in lower case: %q", errno, text)
		}
		if errno.Error() != text {
			t.Errorf("errno %d prints as %q", errno, errno.Error())
		}
	}
}

func TestErrnoNamesHaveLinuxsNumbers(t *testing.T) {
	for name, c := range map[string]struct {
		ours   Errno
		theirs unix.Errno
	}{
		"EPERM": {EPERM, unix.EPERM}, "ENOENT": {ENOENT, unix.ENOENT}, "EINTR": {EINTR, unix.EINTR},
		"EIO": {EIO, unix.EIO}, "EBADF": {EBADF, unix.EBADF}, "EAGAIN": {EAGAIN, unix.EAGAIN},
		"ENOMEM": {ENOMEM, unix.ENOMEM}, "EACCES": {EACCES, unix.EACCES}, "EEXIST": {EEXIST, unix.EEXIST},
		"ENOTDIR": {ENOTDIR, unix.ENOTDIR}, "EISDIR": {EISDIR, unix.EISDIR}, "EINVAL": {EINVAL, unix.EINVAL},
		"ENFILE": {ENFILE, unix.ENFILE}, "EMFILE": {EMFILE, unix.EMFILE}, "ENOSPC": {ENOSPC, unix.ENOSPC},
		"EPIPE": {EPIPE, unix.EPIPE}, "ENAMETOOLONG": {ENAMETOOLONG, unix.ENAMETOOLONG},
		"ENOSYS": {ENOSYS, unix.ENOSYS}, "ENOTSOCK": {ENOTSOCK, unix.ENOTSOCK},
		"EOPNOTSUPP": {EOPNOTSUPP, unix.EOPNOTSUPP}, "EAFNOSUPPORT": {EAFNOSUPPORT, unix.EAFNOSUPPORT},
		"EADDRINUSE": {EADDRINUSE, unix.EADDRINUSE}, "EADDRNOTAVAIL": {EADDRNOTAVAIL, unix.EADDRNOTAVAIL},
		"ENETUNREACH": {ENETUNREACH, unix.ENETUNREACH}, "ECONNABORTED": {ECONNABORTED, unix.ECONNABORTED},
		"ECONNRESET": {ECONNRESET, unix.ECONNRESET}, "ENOBUFS": {ENOBUFS, unix.ENOBUFS},
		"ENOTCONN": {ENOTCONN, unix.ENOTCONN}, "ETIMEDOUT": {ETIMEDOUT, unix.ETIMEDOUT},
		"ECONNREFUSED": {ECONNREFUSED, unix.ECONNREFUSED}, "EHOSTUNREACH": {EHOSTUNREACH, unix.EHOSTUNREACH},
		"EINPROGRESS": {EINPROGRESS, unix.EINPROGRESS},
	} {
		if int(c.ours) != int(c.theirs) {
			t.Errorf("%s is %d here, %d on Linux", name, c.ours, c.theirs)
		}
	}
}

func TestUnknownErrnos(t *testing.T) {
	for errno, text := range map[Errno]string{
		7: "Unknown error 7", 600: "Unknown error 600", 65535: "Unknown error 65535",
	} {
		if errno.Error() != text {
			t.Errorf("got %q, want %q", errno.Error(), text)
		}
	}
	if OK.Error() != "Success" {
		t.Errorf("success prints as %q", OK.Error())
	}
}
