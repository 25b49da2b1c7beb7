//go:build amd64 || arm64

package mem

// prefetch loads the cache line at an address into all cache levels. It is a
// hint: the processor drops it where a load would fault.
//
//go:noescape
func prefetch(address uintptr)
