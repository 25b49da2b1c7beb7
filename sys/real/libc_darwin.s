#include "textflag.h"

// What C exports is no function of Go, and has no address there until something
// jumps to it.

TEXT pthread_setname<>(SB), NOSPLIT, $0-0
	JMP	libc_pthread_setname_np(SB)

GLOBL	·pthreadSetnameAddress(SB), RODATA, $8
DATA	·pthreadSetnameAddress(SB)/8, $pthread_setname<>(SB)

TEXT pthread_threadid<>(SB), NOSPLIT, $0-0
	JMP	libc_pthread_threadid_np(SB)

GLOBL	·pthreadThreadidAddress(SB), RODATA, $8
DATA	·pthreadThreadidAddress(SB)/8, $pthread_threadid<>(SB)

TEXT proc_pidinfo<>(SB), NOSPLIT, $0-0
	JMP	libc_proc_pidinfo(SB)

GLOBL	·procPidinfoAddress(SB), RODATA, $8
DATA	·procPidinfoAddress(SB)/8, $proc_pidinfo<>(SB)
