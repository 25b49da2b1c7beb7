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
