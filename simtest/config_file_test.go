package simtest

import (
	"strings"
	"testing"

	"seedis/resp"
	"seedis/sys"
	"seedis/sys/sim"
)

// brokenFiles does of the file system only what it is told to.
type brokenFiles struct {
	sys.Kernel
	sync, syncDirectory bool // do nothing
	write               bool // takes what it cannot write for written
}

func (b *brokenFiles) Sync(fd sys.FD) sys.Errno {
	if b.sync {
		return sys.OK
	}
	return b.Kernel.Sync(fd)
}

func (b *brokenFiles) SyncDirectory(path string) sys.Errno {
	if b.syncDirectory {
		return sys.OK
	}
	return b.Kernel.SyncDirectory(path)
}

func (b *brokenFiles) Write(fd sys.FD, p []byte) (int, sys.Errno) {
	n, errno := b.Kernel.Write(fd, p)
	if b.write {
		return len(p), sys.OK
	}
	return n, errno
}

// TestTornConfigurationsAreFound, whatever the server does not do to keep them whole.
func TestTornConfigurationsAreFound(t *testing.T) {
	faults := sim.MustFaults("file-short-write:0.3,file-error:0.02,lost-writes:1,torn-rename:1,crash:0.3/5ms")
	for _, broken := range []brokenFiles{{sync: true}, {syncDirectory: true}, {write: true}} {
		const seeds = 200
		found := false
		for seed := uint64(1); seed <= seeds && !found; seed++ {
			w := workload(seed, 400)
			w.Faults = &faults
			w.Wrap = func(kernel sys.Kernel) sys.Kernel {
				files := broken
				files.Kernel = kernel
				return &files
			}
			_, err := w.Check()
			if found = err != nil; found && !strings.Contains(err.Error(), "configuration") && !strings.Contains(err.Error(), configPath) {
				t.Errorf("%+v: found as %v", broken, err)
			}
		}
		if !found {
			t.Errorf("%+v: not found in %d seeds", broken, seeds)
		}
	}
}

// TestTheAnswerOfARewriteIsTheMachines: no other is right.
func TestTheAnswerOfARewriteIsTheMachines(t *testing.T) {
	ok := resp.Reply{Kind: '+', Text: []byte("OK")}
	failed := func(errno sys.Errno) resp.Reply {
		return resp.Reply{Kind: '-', Text: []byte("ERR Rewriting config file: " + errno.Error())}
	}
	for _, c := range []struct {
		what    string
		rewrite rewrite
		reply   resp.Reply
		right   bool
	}{
		{"all is well", rewrite{stored: true}, ok, true},
		{"an error without a reason", rewrite{stored: true}, failed(sys.EIO), false},
		{"success, and not on the device", rewrite{}, ok, false},
		{"success after a failure", rewrite{failure: sys.EIO, stored: true}, ok, false},
		{"the failure", rewrite{failure: sys.ENOSPC}, failed(sys.ENOSPC), true},
		{"another failure", rewrite{failure: sys.ENOSPC}, failed(sys.EIO), false},
	} {
		if err := c.rewrite.judge(c.reply); (err == nil) != c.right {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// TestAKillForcesNothingToTheDevice: the loss of power after it may undo what had
// taken the name and was not stored.
func TestAKillForcesNothingToTheDevice(t *testing.T) {
	machine := sim.New(sim.Options{})
	file := configFile{machine: machine, stored: "old", renamed: []string{"new"}}
	for _, crash := range []struct {
		ending sim.EndingKind
		there  string
		right  bool
	}{
		{sim.Killed, "old", false},
		{sim.Killed, "new", true},
		{sim.PowerLost, "ne", false},
		{sim.PowerLost, "old", true},
		{sim.PowerLost, "new", false}, // that has gone
	} {
		machine.WriteFile(configPath, []byte(crash.there))
		if err := file.survived(crash.ending); (err == nil) != crash.right {
			t.Errorf("it has %v, and %q is there: %v", crash.ending, crash.there, err)
		}
	}
}

func TestCampaignUnderCrashes(t *testing.T) {
	faults := sim.MustFaults("latency:1ms,short-write:0.05,crash:0.2/5ms,lost-writes:0.7,torn-rename:0.7," +
		"file-short-write:0.3,file-error:0.05,sync-fails:0.1,map-refused:0.002")
	for seed := uint64(1); seed <= 40; seed++ {
		w := workload(seed, 300)
		w.Faults = &faults
		mustPass(t, w)
	}
}
