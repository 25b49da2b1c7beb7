#include "textflag.h"

// The runtime's own ways into libc.

TEXT ·libcCall(SB), NOSPLIT, $0-88
	JMP	syscall·sysvicall6(SB)

TEXT ·libcRawCall(SB), NOSPLIT, $0-88
	JMP	syscall·rawSysvicall6(SB)
