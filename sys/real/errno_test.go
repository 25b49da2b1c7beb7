//go:build unix

package real

import (
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"seedis/sys"
)

// On Linux both columns are the same number, so a slip of the pen in the one
// that holds for every system shows here.
func TestLinuxNumbersAreLinuxes(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux knows its numbers")
	}
	for _, row := range linuxNumbers {
		if sys.Errno(row.here) != row.linux {
			t.Errorf("%q is %d, not %d", row.here.Error(), row.here, row.linux)
		}
	}
}

// What code above sys tells apart must come out of the translation.
func TestEveryNamedErrnoIsTranslated(t *testing.T) {
	translated := map[sys.Errno]bool{sys.OK: true}
	for _, row := range linuxNumbers {
		translated[linuxErrno(row.here)] = true
	}
	for number := range sys.Errno(200) {
		named := !strings.HasPrefix(number.Error(), "Unknown error")
		if named && !translated[number] {
			t.Errorf("no error of this system becomes %q", number.Error())
		}
	}
}

func TestForeignErrnoKeepsItsNumber(t *testing.T) {
	const nobodys = 199
	if errno := linuxErrno(unix.Errno(nobodys)); errno.Error() != "Unknown error 1199" {
		t.Errorf("%d became %q", nobodys, errno.Error())
	}
	if errno := linuxErrno(0); errno != sys.OK {
		t.Errorf("no error became %q", errno.Error())
	}
}
