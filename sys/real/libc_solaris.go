package real

import (
	_ "unsafe" // for go:linkname

	"golang.org/x/sys/unix"
)

// The functions of libc that package unix does not have, or has for itself: its
// EventPort keeps a Go value for each association, which is made anew for every
// event, and cannot be woken. They are found when the program is loaded; the
// variables are where their addresses lie then.

//go:cgo_import_dynamic libc_seedis_port_create port_create "libc.so"
//go:cgo_import_dynamic libc_seedis_port_associate port_associate "libc.so"
//go:cgo_import_dynamic libc_seedis_port_dissociate port_dissociate "libc.so"
//go:cgo_import_dynamic libc_seedis_port_getn port_getn "libc.so"
//go:cgo_import_dynamic libc_seedis_port_send port_send "libc.so"
//go:cgo_import_dynamic libc_seedis_pthread_self pthread_self "libc.so"
//go:cgo_import_dynamic libc_seedis_pthread_setname_np pthread_setname_np "libc.so"

//go:linkname libcPortCreate libc_seedis_port_create
//go:linkname libcPortAssociate libc_seedis_port_associate
//go:linkname libcPortDissociate libc_seedis_port_dissociate
//go:linkname libcPortGetn libc_seedis_port_getn
//go:linkname libcPortSend libc_seedis_port_send
//go:linkname libcPthreadSelf libc_seedis_pthread_self
//go:linkname libcPthreadSetname libc_seedis_pthread_setname_np

var (
	libcPortCreate     uintptr
	libcPortAssociate  uintptr
	libcPortDissociate uintptr
	libcPortGetn       uintptr
	libcPortSend       uintptr
	libcPthreadSelf    uintptr
	libcPthreadSetname uintptr
)

// libcCall calls a function of C, with count arguments, in a way of which Go's
// scheduler knows. libcRawCall does not tell it, and is for what cannot block.
func libcCall(function *uintptr, count, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err unix.Errno)
func libcRawCall(function *uintptr, count, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err unix.Errno)
