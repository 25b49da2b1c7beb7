//go:build linux

package real

import (
	"strings"
	"testing"

	"seedis/sys"
)

func TestEnginesByTheirNames(t *testing.T) {
	k := newKernel(t)
	if k.Engine() != engineEpoll {
		t.Errorf("a new machine has %q", k.Engine())
	}
	onEngines(t, func(t *testing.T, k *Kernel) {
		if !strings.HasSuffix(t.Name(), "/"+k.Engine()) {
			t.Errorf("%s is called %q", t.Name(), k.Engine())
		}
		newPoller(t, k)
	})
	for _, name := range []string{"kqueue", "evport", "", "EPOLL"} {
		if note, err := k.UseEngine(name); err == nil || note != "" || k.Engine() != engineEpoll {
			t.Errorf("%q: %q, %v, and then %s", name, note, err, k.Engine())
		}
	}
}

// Auto takes the best there is, and says why it is not io_uring.
func TestAutoTakesWhatWorks(t *testing.T) {
	k := newKernel(t)
	note, err := k.UseEngine("auto")
	if err != nil {
		t.Fatal(err)
	}
	switch refusal := probeRing(); {
	case refusal == nil && (k.Engine() != engineRing || note != ""):
		t.Errorf("%s serves, %q", k.Engine(), note)
	case refusal != nil && (k.Engine() != engineEpoll || note != refusal.Error()+"; epoll serves"):
		t.Errorf("%s serves, %q", k.Engine(), note)
	}
}

func TestTheNoteNamesTheReason(t *testing.T) {
	for errno, text := range map[sys.Errno]string{
		sys.EPERM:  "io_uring is not permitted here: Operation not permitted",
		sys.ENOSYS: "io_uring does not work here: Function not implemented",
	} {
		if got := refused(errno).Error(); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
}
