package real

import (
	"math"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// DescriptorLimit is the soft limit RLIMIT_NOFILE. Go raises it to the hard
// limit before main. What select(2) cannot watch counts for nothing.
func (k *Kernel) DescriptorLimit() uint64 {
	return min(k.descriptorLimits().Cur, k.descriptorsMax())
}

// descriptorsMax is how many descriptors the engine can watch at most.
func (k *Kernel) descriptorsMax() uint64 {
	if k.engine == engineSelect {
		return unix.FD_SETSIZE
	}
	return math.MaxUint64
}

// SetDescriptorLimit sets the soft limit, and the hard one with it where that
// is lower, which takes a privilege (setrlimit(2)): EPERM without, and for more
// than the engine can watch.
func (k *Kernel) SetDescriptorLimit(n uint64) sys.Errno {
	if n > k.descriptorsMax() {
		return sys.EPERM
	}
	limits := k.descriptorLimits()
	limits.Cur, limits.Max = n, max(n, limits.Max)
	return errnoOf(unix.Setrlimit(unix.RLIMIT_NOFILE, &limits))
}

func (k *Kernel) descriptorLimits() unix.Rlimit {
	var limits unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limits); err != nil {
		panic("real: getrlimit failed: " + err.Error())
	}
	return limits
}
