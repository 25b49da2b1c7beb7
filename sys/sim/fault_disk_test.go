package sim

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/sys"
)

// create makes a file that is open to be read and written.
func create(m *Machine, name string) sys.FD {
	fd, errno := m.Open(name, sys.OpenRead|sys.OpenWrite|sys.OpenCreate, 0o644)
	must(m, "create "+name, errno)
	return fd
}

func TestShortWritesLoseNothing(t *testing.T) {
	short := 0
	simulate(t, Options{Faults: MustFaults("file-short-write:0.5")}, func(m *Machine) {
		fd := create(m, "/f")
		text := strings.Repeat("0123456789", 10)
		for range 10 {
			for rest := []byte(text); len(rest) > 0; {
				n, errno := m.Write(fd, rest)
				must(m, "write", errno)
				if n == 0 {
					m.Fail("a write takes nothing")
				}
				if n < len(rest) {
					short++
				}
				rest = rest[n:]
			}
		}
		got, _ := m.ReadFile("/f")
		equal(m, "what was written", string(got), strings.Repeat(text, 10))
	})
	if short == 0 {
		t.Error("no write was short")
	}
}

func TestADeviceThatDoesNotAnswer(t *testing.T) {
	failed := map[string]int{}
	simulate(t, Options{Faults: MustFaults("file-error:0.3")}, func(m *Machine) {
		m.WriteFile("/f", nil)
		want := []byte{}
		for i := range 200 {
			fd, errno := m.Open("/f", sys.OpenRead|sys.OpenWrite|sys.OpenAppend, 0)
			if errno != sys.OK {
				equal(m, "the error of open", errno, sys.EIO)
				failed["open"]++
				continue
			}
			if n, errno := m.Write(fd, []byte{byte(i)}); errno == sys.EIO {
				equal(m, "the bytes of a write that fails", n, 0)
				failed["write"]++
			} else {
				want = append(want, byte(i))
			}
			if _, errno := m.Read(fd, make([]byte, 1)); errno == sys.EIO {
				failed["read"]++
			}
			m.Close(fd)
		}
		got, _ := m.ReadFile("/f")
		equal(m, "what was written", string(got), string(want))
	})
	for _, call := range []string{"open", "read", "write"} {
		if failed[call] == 0 {
			t.Errorf("%s never fails", call)
		}
	}
}

func TestAFullDisk(t *testing.T) {
	simulate(t, Options{Faults: MustFaults("disk-full:100")}, func(m *Machine) {
		write := func(fd sys.FD, size, want int, errno sys.Errno) {
			n, got := m.Write(fd, make([]byte, size))
			if n != want || got != errno {
				m.Fail("a write of %d takes %d, %v, and not %d, %v", size, n, got, want, errno)
			}
		}
		m.WriteFile("/there", make([]byte, 40))
		fd := create(m, "/new")
		write(fd, 50, 50, sys.OK)
		write(fd, 50, 10, sys.OK)
		write(fd, 50, 0, sys.ENOSPC)
		_, errno := m.Open("/another", sys.OpenWrite|sys.OpenCreate, 0o644)
		equal(m, "make a file", errno, sys.ENOSPC)
		over, errno := m.Open("/there", sys.OpenWrite, 0)
		must(m, "open what is there", errno)
		write(over, 50, 40, sys.OK)
		must(m, "remove", m.Remove("/there"))
		write(fd, 1, 0, sys.ENOSPC) // it is open still
		must(m, "close", m.Close(over))
		write(fd, 50, 40, sys.OK)
	})
}

// TestASyncThatFails is told once to each descriptor, and what it has lost the next
// one does not bring back.
func TestASyncThatFails(t *testing.T) {
	simulate(t, Options{Faults: MustFaults("sync-fails:1")}, func(m *Machine) {
		m.WriteFile("/f", []byte("old"))
		fd, other := create(m, "/f"), create(m, "/f")
		m.Write(fd, []byte("new"))
		equal(m, "sync", m.Sync(fd), sys.EIO)
		must(m, "sync again", m.Sync(fd))
		equal(m, "sync by another descriptor", m.Sync(other), sys.EIO)
		must(m, "and again", m.Sync(other))
		must(m, "by one that was opened since", m.Sync(create(m, "/f")))
		text, _ := m.ReadFile("/f")
		equal(m, "what is read", string(text), "new")
		if got := survivors(m, "/f"); !slices.Contains(got, "'old'") {
			m.Fail("a loss of power leaves one of %q", got)
		}
		m.Calm()
		m.Write(fd, []byte("er"))
		must(m, "sync of what was written since", m.Sync(fd))
		if got := survivors(m, "/f"); !slices.Equal(got, []string{"'newer'"}) {
			m.Fail("of one page: a loss of power leaves one of %q", got)
		}
		equal(m, "sync the directory", m.SyncDirectory("/"), sys.OK)
	})
	simulate(t, Options{Faults: MustFaults("sync-fails:1")}, func(m *Machine) {
		create(m, "/f")
		equal(m, "sync the directory", m.SyncDirectory("/"), sys.EIO)
		if got := survivors(m, "/f"); !slices.Contains(got, "nothing") {
			m.Fail("a loss of power leaves one of %q", got)
		}
	})
}

// TestALostPageIsNotWrittenWithAnother: Linux writes only what it takes for dirty.
func TestALostPageIsNotWrittenWithAnother(t *testing.T) {
	simulate(t, Options{Faults: MustFaults("sync-fails:1")}, func(m *Machine) {
		before := bytes.Repeat([]byte("-"), 3*pageSize)
		m.WriteFile("/f", before)
		fd := create(m, "/f")
		m.Write(fd, bytes.Repeat([]byte("+"), pageSize))
		equal(m, "sync", m.Sync(fd), sys.EIO)
		m.Calm()
		m.Write(fd, []byte("!"))
		must(m, "sync of the second page", m.Sync(fd))
		want := slices.Clone(before)
		want[pageSize] = '!'
		if got := m.Survivors("/f"); !bytes.Equal(got[0], want) {
			m.Fail("the device has %.20q ... %.20q", got[0], got[0][pageSize:])
		}
	})
}

// afterPower is what is left under a name when the power goes after do; by how
// often, over many seeds.
func afterPower(t *testing.T, faults string, do func(m *Machine)) map[string]int {
	left := map[string]int{}
	for seed := range uint64(200) {
		simulate(t, Options{Seed: seed, Faults: MustFaults(faults)}, func(m *Machine) {
			m.WriteFile("/d/f", []byte("old"))
			m.Boot("server", func() { do(m) })
			m.Await(-1)
			m.Crash(true)
			text, there := m.ReadFile("/d/f")
			left[fmt.Sprintf("%t %s", there, text)]++
			if outcomes := m.Survivors("/d/f"); len(outcomes) != 1 {
				m.Fail("another loss of power may leave one of %q", outcomes)
			}
		})
	}
	return left
}

func TestWhatALossOfPowerLeaves(t *testing.T) {
	write := func(m *Machine, name, text string) sys.FD {
		fd, _ := m.Open(name, sys.OpenWrite|sys.OpenCreate|sys.OpenTrunc, 0o644)
		m.Write(fd, []byte(text))
		return fd
	}
	over := func(m *Machine) { write(m, "/d/f", "new") }
	replace := func(m *Machine) { write(m, "/d/g", "new"); m.Rename("/d/g", "/d/f") }
	replaceWell := func(m *Machine) { m.Sync(write(m, "/d/g", "new")); m.Rename("/d/g", "/d/f") }
	cases := []struct {
		name, faults string
		do           func(m *Machine)
		left         []string
	}{
		{"nothing is lost", "none", over, []string{"true new"}},
		{"written over", "lost-writes:0.9", over, []string{"true old", "true ", "true n", "true ne", "true new"}},
		{"names are not torn", "lost-writes:0.9", replaceWell, []string{"true new"}},
		{"bytes are not lost", "torn-rename:0.9", over, []string{"true new"}},
		{"renamed, and never synced", "torn-rename:0.9", replace, []string{"true old", "true new", "true "}},
		{"synced and renamed", "torn-rename:0.9,lost-writes:0.9", replaceWell, []string{"true old", "true new"}},
		{"synced, renamed and synced", "torn-rename:0.9,lost-writes:0.9",
			func(m *Machine) { replaceWell(m); m.SyncDirectory("/d") }, []string{"true new"}},
		{"removed", "torn-rename:0.9", func(m *Machine) { m.Remove("/d/f") }, []string{"true old", "false "}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := afterPower(t, c.faults, c.do)
			for text, times := range got {
				if !slices.Contains(c.left, text) {
					t.Errorf("%d times it is %q", times, text)
				}
			}
			for _, text := range c.left {
				if got[text] == 0 {
					t.Errorf("it is never %q", text)
				}
			}
		})
	}
}

// TestTheFileOfARenameIsNotLost: it has one name or the other.
func TestTheFileOfARenameIsNotLost(t *testing.T) {
	for seed := range uint64(50) {
		simulate(t, Options{Seed: seed, Faults: MustFaults("torn-rename:1,lost-writes:1")}, func(m *Machine) {
			m.WriteFile("/d/f", []byte("old"))
			m.WriteFile("/d/g", []byte("new"))
			must(m, "rename", m.Rename("/d/g", "/d/f"))
			create(m, "/d/h")
			m.Crash(true)
			f, _ := m.ReadFile("/d/f")
			g, renamedBack := m.ReadFile("/d/g")
			if done := string(f) == "new" && !renamedBack; !done && (string(f) != "old" || string(g) != "new") {
				m.Fail("there are %q and %q (%t)", f, g, renamedBack)
			}
		})
	}
}

// TestARenameBetweenDirectoriesIsOneChange: it is done for good when either directory
// was synced.
func TestARenameBetweenDirectoriesIsOneChange(t *testing.T) {
	for _, synced := range []string{"/a", "/b"} {
		for seed := range uint64(50) {
			simulate(t, Options{Seed: seed, Faults: MustFaults("torn-rename:1")}, func(m *Machine) {
				m.WriteFile("/a/f", []byte("text"))
				must(m, "rename", m.Rename("/a/f", "/b/f"))
				must(m, "sync", m.SyncDirectory(synced))
				create(m, "/c/f")
				m.Crash(true)
				_, before := m.ReadFile("/a/f")
				text, after := m.ReadFile("/b/f")
				if before || !after || string(text) != "text" {
					m.Fail("%s was synced; under the old name: %t, under the new one: %q", synced, before, text)
				}
			})
		}
	}
}

// TestALossOfPowerLeavesASurvivor: whatever was done, of each name there is what
// Survivors had announced.
func TestALossOfPowerLeavesASurvivor(t *testing.T) {
	names := []string{"/a/1", "/a/2", "/b/1"}
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		name := rapid.SampledFrom(names)
		faults := MustFaults("lost-writes:0.7,torn-rename:0.7,sync-fails:0.2,file-short-write:0.2")
		m := New(Options{Seed: seed, Faults: faults})
		m.Boot("server", func() {
			for range rapid.IntRange(0, 20).Draw(t, "calls") {
				switch rapid.IntRange(0, 5).Draw(t, "call") {
				case 0:
					m.Rename(name.Draw(t, "from"), name.Draw(t, "to"))
				case 1:
					m.Remove(name.Draw(t, "removed"))
				case 2:
					m.SyncDirectory(rapid.SampledFrom([]string{"/a", "/b"}).Draw(t, "directory"))
				default:
					flags := rapid.SampledFrom([]sys.OpenFlag{0, sys.OpenTrunc, sys.OpenAppend}).Draw(t, "flags")
					fd, _ := m.Open(name.Draw(t, "file"), sys.OpenWrite|sys.OpenCreate|flags, 0o644)
					m.Write(fd, rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "text"))
					if rapid.Bool().Draw(t, "sync") {
						m.Sync(fd)
					}
				}
			}
		})
		if err := m.Run(); err != nil {
			t.Fatal(err)
		}
		announced := map[string][][]byte{}
		for _, name := range names {
			announced[name] = m.Survivors(name)
		}
		m.Crash(true)
		for _, name := range names {
			text, there := m.ReadFile(name)
			if !survives(announced[name], text, there) {
				t.Fatalf("%s is %q (%t), and not one of %q", name, text, there, announced[name])
			}
		}
	})
}

// survives tells whether a text is among the outcomes, or a beginning of one.
func survives(outcomes [][]byte, text []byte, there bool) bool {
	return slices.ContainsFunc(outcomes, func(outcome []byte) bool {
		return (outcome != nil) == there && bytes.HasPrefix(outcome, text)
	})
}
