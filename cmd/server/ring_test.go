//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// filterRefused is the status of a program that could not forbid itself io_uring.
const filterRefused = 77

// forbidRing makes io_uring_setup(2) fail with EPERM in every thread from now on, by a
// filter of system calls (seccomp(2)), as containers do.
func forbidRing() error {
	const number = 0 // where seccomp_data has it
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: number},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_IO_URING_SETUP, Jf: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return errno
	}
	return nil
}

// runWithoutRing runs the program to its end, in a process of its own that may not use
// io_uring.
func runWithoutRing(configuration string) outcome {
	var out, problems strings.Builder
	program := exec.Command(os.Args[0], "-")
	program.Env = append(os.Environ(), programVariable+"="+withoutRing)
	program.Stdin, program.Stdout, program.Stderr = strings.NewReader(configuration), &out, &problems
	if err := program.Start(); err != nil {
		return outcome{-1, "", err.Error()}
	}
	program.Wait() // what it returns is the status
	return outcome{program.ProcessState.ExitCode(), out.String(), problems.String()}
}

// TestWhereRingsAreForbidden starts servers as in a container that forbids io_uring.
// By auto epoll serves, and the log says why; who asks for io_uring gets nothing else.
func TestWhereRingsAreForbidden(t *testing.T) {
	const reason = "io_uring is not permitted here: Operation not permitted"
	socket := filepath.Join(t.TempDir(), "s")
	configuration := "port 0\nunixsocket " + socket + "\nio-engine "

	switch o := runWithoutRing(configuration + "io_uring\n"); {
	case o.status == filterRefused:
		t.Skip("system calls cannot be filtered here: ", o.problems)
	case o != outcome{1, "", "'io-engine io_uring' cannot serve here: " + reason + "\n"}:
		t.Errorf("asked for io_uring, the server ended with %+v", o)
	}

	ended := make(chan outcome, 1)
	go func() { ended <- runWithoutRing(configuration + "auto\n") }()
	connection, err := dialUnlessEnded(socket, ended)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if engine := engineOf(t, connection); engine != "epoll" {
		t.Errorf("%s serves", engine)
	}
	fmt.Fprint(connection, "SHUTDOWN NOSAVE\r\n")
	if o := <-ended; o.status != 0 || !strings.Contains(o.out, " "+reason+"; epoll serves\n") {
		t.Errorf("the server ended with %+v", o)
	}
}
