package real

import (
	_ "unsafe" // for go:linkname

	"golang.org/x/sys/unix"
)

// The functions of libSystem that package unix does not have. They are found when
// the program is loaded; libc_darwin.s gives Go their addresses.

//go:cgo_import_dynamic libc_pthread_setname_np pthread_setname_np "/usr/lib/libSystem.B.dylib"
//go:cgo_import_dynamic libc_pthread_threadid_np pthread_threadid_np "/usr/lib/libSystem.B.dylib"
//go:cgo_import_dynamic libc_proc_pidinfo proc_pidinfo "/usr/lib/libSystem.B.dylib"

// Filled in by libc_darwin.s.
var (
	pthreadSetnameAddress  uintptr
	pthreadThreadidAddress uintptr
	procPidinfoAddress     uintptr
)

// libcCall and libcCall6 call a function of C by its address, in a way of which
// Go's scheduler knows.
//
//go:linkname libcCall syscall.syscall
func libcCall(function, a1, a2, a3 uintptr) (r1, r2 uintptr, err unix.Errno)

//go:linkname libcCall6 syscall.syscall6
func libcCall6(function, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err unix.Errno)
