package simtest

import (
	"fmt"
	"slices"

	"seedis/resp"
	"seedis/sys"
	"seedis/sys/sim"
)

// configPath is where the server's configuration is on the machine's disk.
const configPath = "/etc/redis.conf"

// configFile follows what the server does with its configuration file. It stands
// between the server and the machine, and so it knows what CONFIG REWRITE must
// answer, and what must be in the file when the server has crashed.
type configFile struct {
	sys.Kernel
	run     *run
	machine *sim.Machine
	stored  string   // what is in the file, and on the device
	renamed []string // what has taken its name since, the latest last
	rewrite *rewrite // that has begun last; nil before the first
}

// rewrite is one CONFIG REWRITE.
type rewrite struct {
	failure sys.Errno // of the first call that failed
	stored  bool      // it is all on the device
}

// wrap puts it between the server and what another wrap makes of the machine.
func (f *configFile) wrap(other func(sys.Kernel) sys.Kernel) func(sys.Kernel) sys.Kernel {
	return func(kernel sys.Kernel) sys.Kernel {
		f.machine = kernel.(*sim.Machine)
		if other != nil {
			kernel = other(kernel)
		}
		f.Kernel = kernel
		return f
	}
}

// begun is told that the server has its first file.
func (f *configFile) begun() {
	text, _ := f.machine.ReadFile(configPath)
	f.stored = string(text)
}

// begin is told of a CONFIG REWRITE.
func (f *configFile) begin() *rewrite {
	f.rewrite = &rewrite{}
	return f.rewrite
}

// judge holds the answer against what the machine said.
func (w *rewrite) judge(reply resp.Reply) error {
	switch {
	case w.failure != sys.OK:
		if want := "ERR Rewriting config file: " + w.failure.Error(); reply.Kind != '-' || string(reply.Text) != want {
			return fmt.Errorf("want -%s", want)
		}
	case reply.Kind != '+' || string(reply.Text) != "OK":
		return fmt.Errorf("want +OK: no call has failed")
	case !w.stored:
		return fmt.Errorf("the file is not on the device for certain")
	}
	return nil
}

// survived looks at the file after a crash: it is the one that was stored last, or
// one that was about to be. Without a loss of power it is the latest, and the next loss
// may still undo that.
func (f *configFile) survived(ending sim.EndingKind) error {
	bytes, there := f.machine.ReadFile(configPath)
	may := append([]string{f.stored}, f.renamed...)
	if ending != sim.PowerLost {
		may = may[len(may)-1:]
	}
	if !there || !slices.Contains(may, string(bytes)) {
		return fmt.Errorf("it has %v, and in %s there is %.500q, and not one of %.500q", ending, configPath, bytes, may)
	}
	if ending == sim.PowerLost {
		f.stored, f.renamed = string(bytes), nil
	}
	return nil
}

// note takes note of a failure.
func (f *configFile) note(errno sys.Errno) sys.Errno {
	if w := f.rewrite; w != nil && w.failure == sys.OK {
		w.failure = errno
	}
	return errno
}

func (f *configFile) Open(path string, flags sys.OpenFlag, mode uint32) (sys.FD, sys.Errno) {
	fd, errno := f.Kernel.Open(path, flags, mode)
	return fd, f.note(errno)
}

func (f *configFile) Read(fd sys.FD, p []byte) (int, sys.Errno) {
	n, errno := f.Kernel.Read(fd, p)
	return n, f.note(errno)
}

func (f *configFile) Write(fd sys.FD, p []byte) (int, sys.Errno) {
	n, errno := f.Kernel.Write(fd, p)
	return n, f.note(errno)
}

func (f *configFile) Sync(fd sys.FD) sys.Errno { return f.note(f.Kernel.Sync(fd)) }

func (f *configFile) Rename(from, to string) sys.Errno {
	errno := f.note(f.Kernel.Rename(from, to))
	if errno == sys.OK && to == configPath {
		text, _ := f.machine.ReadFile(to)
		f.renamed = append(f.renamed, string(text))
		if err := f.saysWhatIsSet(string(text)); err != nil {
			f.machine.Fail("CONFIG REWRITE leaves %.500q in %s: %v", text, to, err)
		}
	}
	return errno
}

// saysWhatIsSet holds a new file against the model.
func (f *configFile) saysWhatIsSet(text string) error {
	written, err := parseConfig(text)
	m := f.run.model
	if err != nil || m.adrift > 0 {
		return err
	}
	got, want := settingsOf(written, m.settings.resets, 0), m.settings
	if want.hz, want.patience = m.hz, 0; want.hz == 0 {
		want.hz = got.hz // nobody knows
	}
	want.maxClients = got.maxClients // the server may have to do with fewer
	if got != want {
		return fmt.Errorf("set is %+v", want)
	}
	return nil
}

func (f *configFile) SyncDirectory(path string) sys.Errno {
	errno := f.note(f.Kernel.SyncDirectory(path))
	if errno == sys.OK && len(f.renamed) > 0 {
		f.stored, f.renamed = f.renamed[len(f.renamed)-1], nil
		f.rewrite.stored = true
	}
	return errno
}

// rewriteConfig changes a setting and has the file say so.
func (c *client) rewriteConfig() {
	c.left = max(0, c.left-3)
	c.ask([]string{"CONFIG", "SET", "hz", c.word("10", "50", "100")}, []string{"CONFIG", "REWRITE"}, []string{"CONFIG", "GET", "hz"})
}
