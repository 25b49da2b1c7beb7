//go:build unix && !linux

package real

import (
	"math"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// DescriptorLimit is the soft limit RLIMIT_NOFILE. Go raises it to the hard
// limit before main.
func (k *Kernel) DescriptorLimit() uint64 {
	limits := descriptorLimits()
	return uint64(limits.Cur)
}

// SetDescriptorLimit sets the soft limit, and the hard one with it where that
// is lower, which takes a privilege (setrlimit(2)): EPERM without. Darwin refuses
// more than kern.maxfilesperproc, with EINVAL.
func (k *Kernel) SetDescriptorLimit(n uint64) sys.Errno {
	limits := descriptorLimits()
	setLimit(&limits.Cur, n)
	setLimit(&limits.Max, max(n, uint64(limits.Max)))
	return errnoOf(unix.Setrlimit(unix.RLIMIT_NOFILE, &limits))
}

// setLimit writes a field of struct rlimit, which has a sign on FreeBSD.
func setLimit[T int64 | uint64](field *T, n uint64) {
	if T(0)-1 < 0 {
		n = min(n, math.MaxInt64)
	}
	*field = T(n)
}

func descriptorLimits() unix.Rlimit {
	var limits unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limits); err != nil {
		panic("real: getrlimit failed: " + err.Error())
	}
	return limits
}
