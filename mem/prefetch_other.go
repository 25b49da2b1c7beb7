//go:build !amd64 && !arm64

package mem

// prefetch does nothing where this package has no instruction for it.
func prefetch(uintptr) {}
