package sim

import (
	"slices"
	"testing"

	"seedis/sys"
)

// survivors are the outcomes as texts, each once and in order.
func survivors(m *Machine, name string) []string {
	var texts []string
	for _, outcome := range m.Survivors(name) {
		text := "nothing"
		if outcome != nil {
			text = "'" + string(outcome) + "'"
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

func TestAPowerFailureLeavesWhatWasSynced(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		m.WriteFile("/d/f", []byte("old"))
		may := func(when string, outcomes ...string) {
			if got := survivors(m, "/d/f"); !slices.Equal(got, outcomes) {
				m.Fail("%s: a power failure leaves one of %q, not of %q", when, got, outcomes)
			}
		}
		may("synced", "'old'")

		fd, errno := m.Open("/d/f", sys.OpenWrite|sys.OpenTrunc, 0)
		must(m, "open", errno)
		m.Write(fd, []byte("newer"))
		may("written over", "'ne'", "'newer'", "'old'")
		must(m, "sync", m.Sync(fd))
		may("and synced", "'newer'")

		fd, errno = m.Open("/d/g", sys.OpenWrite|sys.OpenCreate, 0o644)
		must(m, "create", errno)
		m.Write(fd, []byte("next"))
		must(m, "rename", m.Rename("/d/g", "/d/f"))
		may("renamed, but not synced", "''", "'ne'", "'newer'", "'next'")
		must(m, "sync", m.Sync(fd))
		may("the file is synced", "'newer'", "'next'")
		must(m, "sync another directory", m.SyncDirectory("/"))
		may("and another directory", "'newer'", "'next'")
		must(m, "sync the directory", m.SyncDirectory("/d/"))
		may("the directory is synced", "'next'")

		must(m, "remove", m.Remove("/d/f"))
		may("removed", "'next'", "nothing")
		must(m, "sync the directory", m.SyncDirectory("/d"))
		may("and synced", "nothing")
	})
}

func TestAnExclusiveFileIsNewOrNone(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		const exclusive = sys.OpenWrite | sys.OpenCreate | sys.OpenTrunc | sys.OpenExclusive
		m.WriteFile("/f", []byte("mine"))
		fd, errno := m.Open("/f", exclusive, 0o600)
		equal(m, "make a file that is there", errno, sys.EEXIST)
		equal(m, "its descriptor", fd, sys.NoFD)
		if text, _ := m.ReadFile("/f"); string(text) != "mine" {
			m.Fail("the file is %q", text)
		}
		_, errno = m.Open("/f", sys.OpenRead|sys.OpenExclusive, 0)
		must(m, "open one that is there", errno)
		_, errno = m.Open("/g", exclusive, 0o600)
		must(m, "make another", errno)
	})
}

func TestAFileKeepsItsMode(t *testing.T) {
	simulate(t, Options{}, func(m *Machine) {
		fd, errno := m.Open("/f", sys.OpenWrite|sys.OpenCreate, 0o666)
		must(m, "create", errno)
		mode, errno := m.Mode(fd)
		must(m, "mode", errno)
		equal(m, "the mode less the umask", mode, uint32(0o644))
		must(m, "set the mode", m.SetMode(fd, 0o666))
		must(m, "rename", m.Rename("/f", "/g"))
		fd, errno = m.Open("/g", sys.OpenRead, 0)
		must(m, "open", errno)
		mode, errno = m.Mode(fd)
		must(m, "mode", errno)
		equal(m, "the mode that was set", mode, uint32(0o666))
		must(m, "close", m.Close(fd))
		_, errno = m.Mode(fd)
		equal(m, "the mode of nothing", errno, sys.EBADF)
		equal(m, "set the mode of nothing", m.SetMode(fd, 0), sys.EBADF)
		equal(m, "set the mode of the log", m.SetMode(m.LogDescriptor(), 0), sys.EINVAL)
	})
}
