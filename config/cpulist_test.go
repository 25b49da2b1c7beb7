package config

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCPUList(t *testing.T) {
	for _, row := range []struct {
		text string
		want []int // nil: it is no list
	}{
		{"0", []int{0}},
		{"7", []int{7}},
		{"0-3", []int{0, 1, 2, 3}},
		{"3-3", []int{3}},
		{"0-6:2", []int{0, 2, 4, 6}},
		{"1-6:4", []int{1, 5}},
		{"1-6:100", []int{1}},
		{"0,2,4", []int{0, 2, 4}},
		{"5,1-3,2,8-9:1", []int{1, 2, 3, 5, 8, 9}},
		{"007", []int{7}},
		{"1023", []int{1023}},
		{"0,1024", []int{0}},
		{"1022-2147483647", []int{1022, 1023}},
		{"1-2147483647:2147483647", []int{1}},
		{"", nil}, {",", nil}, {"0,", nil}, {",0", nil}, {"0,,1", nil},
		{"-", nil}, {"-1", nil}, {"1-", nil}, {"3-1", nil}, {"3-1,0", nil}, {"0-1-2", nil},
		{"1:2", nil}, {"0-3:", nil}, {"0-3:0", nil}, {"0-3:-1", nil}, {"0-3:1:1", nil}, {":1", nil},
		{"x", nil}, {"0x1", nil}, {"1x", nil}, {"1x,2", nil}, {"0-3x", nil}, {"0-3:1x", nil}, {"+1", nil}, {"1_0", nil},
		{" 1", nil}, {"1 ", nil}, {"0, 1", nil}, {"0 1", nil}, {"0\n", nil},
		{"1024", nil}, {"1024-5000", nil}, {"2147483648", nil}, {"99999999999999999999", nil},
	} {
		if got, ok := CPUList(row.text); ok != (row.want != nil) || !slices.Equal(got, row.want) {
			t.Errorf("%q is %v, %v, want %v", row.text, got, ok, row.want)
		}
	}
}

// TestListsOfRangesNameTheirNumbers writes ranges down and counts them out.
func TestListsOfRangesNameTheirNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []string
		var want []int
		for range rapid.IntRange(1, 5).Draw(t, "parts") {
			first := rapid.IntRange(0, 40).Draw(t, "first")
			last := first + rapid.IntRange(0, 20).Draw(t, "length")
			step := rapid.IntRange(1, 9).Draw(t, "step")
			parts = append(parts, fmt.Sprintf("%d-%d:%d", first, last, step))
			for n := first; n <= last; n += step {
				want = append(want, n)
			}
		}
		slices.Sort(want)
		want = slices.Compact(want)
		text := strings.Join(parts, ",")
		if got, ok := CPUList(text); !ok || !slices.Equal(got, want) {
			t.Fatalf("%s is %v, %v, want %v", text, got, ok, want)
		}
	})
}

// TestCPUListsHaveTheOraclesEffect starts redis-servers with lists, and looks where
// Linux lets their threads run. Each list is tried on main and on a thread in the
// background, with the one behind it in the table. "1x,2" and the like are not here:
// Redis overlooks what stands before a comma.
func TestCPUListsHaveTheOraclesEffect(t *testing.T) {
	allowed := allowedProcessors(t, "/proc/self/status")
	first, last := allowed[0], allowed[len(allowed)-1]
	span := fmt.Sprintf("%d-%d", first, last)
	lists := []string{
		"", fmt.Sprint(first), fmt.Sprint(last), span, span + ":2", span + ":1", span + ":1000", fmt.Sprintf("%d,%d", last, first),
		fmt.Sprintf("%d-%d", last, last), fmt.Sprintf("0%d", last), fmt.Sprintf("%d-1023", last), fmt.Sprintf("%d,1024", last),
		fmt.Sprintf("%d,", last), fmt.Sprintf(",%d", last), fmt.Sprintf("%d-", last), fmt.Sprintf("-%d", last),
		fmt.Sprintf("%d-%d", first+1, first), fmt.Sprintf("%d-%d,%d", first+1, first, last), span + ":0", span + ":", span + ":x", fmt.Sprintf("%d:1", last), fmt.Sprintf("%dx", last),
		fmt.Sprintf(" %d", last), fmt.Sprintf("%d ", last), "x", "1023", "1024",
	}
	for i, list := range lists {
		other := lists[(i+1)%len(lists)]
		main, background := affinitiesOfRedis(t, list, other)
		if want := effectOf(list, allowed); !slices.Equal(main, want) {
			t.Errorf("with server_cpulist %q redis-server runs on %v, of %v it should be %v", list, main, allowed, want)
		}
		if want := effectOf(other, allowed); !slices.Equal(background, want) {
			t.Errorf("with bio_cpulist %q bio_lazy_free runs on %v, of %v it should be %v", other, background, allowed, want)
		}
	}
}

// effectOf is where a thread may run that was given a list, and before on all of
// allowed: a list of none of them changes nothing.
func effectOf(list string, allowed []int) []int {
	processors, _ := CPUList(list)
	processors = slices.DeleteFunc(processors, func(n int) bool { return !slices.Contains(allowed, n) })
	if len(processors) == 0 {
		return allowed
	}
	return processors
}

// affinitiesOfRedis are where main and bio_lazy_free of a redis-server may run. It
// is asked when both have done something, which they do after they are pinned.
func affinitiesOfRedis(t *testing.T, server, bio string) (main, background []int) {
	t.Helper()
	o := startOracle(t, "--server_cpulist", server, "--bio_cpulist", bio)
	o.call("SET", "k", "v")
	o.call("FLUSHALL", "ASYNC")
	for !strings.Contains(o.call("INFO", "memory")[0], "lazyfreed_objects:1\r\n") {
	}
	for _, thread := range threadsOf(t, o.pid) {
		switch name := strings.TrimSpace(mustRead(t, filepath.Join(thread, "comm"))); {
		case filepath.Base(thread) == strconv.Itoa(o.pid):
			main = allowedProcessors(t, filepath.Join(thread, "status"))
		case name == "bio_lazy_free":
			background = allowedProcessors(t, filepath.Join(thread, "status"))
		}
	}
	return main, background
}

func threadsOf(t *testing.T, pid int) []string {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil || len(threads) == 0 {
		t.Fatalf("process %d has no threads: %v", pid, err)
	}
	return threads
}

func mustRead(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	mustTake(t, err)
	return string(text)
}

// allowedProcessors are those of Cpus_allowed_list (proc_pid_status(5)), which has
// the syntax of a list.
func allowedProcessors(t *testing.T, status string) []int {
	t.Helper()
	for lines := bufio.NewScanner(strings.NewReader(mustRead(t, status))); lines.Scan(); {
		if list, found := strings.CutPrefix(lines.Text(), "Cpus_allowed_list:\t"); found {
			processors, ok := CPUList(list)
			if !ok {
				t.Fatalf("%s: %q is no list", status, list)
			}
			return processors
		}
	}
	t.Fatalf("%s tells of no processors", status)
	return nil
}
