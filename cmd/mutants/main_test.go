package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// output runs the program.
func output(t *testing.T, status int, args ...string) string {
	t.Helper()
	var out, problems strings.Builder
	if got := run(args, &out, &problems); got != status {
		t.Fatalf("status %d, want %d\n%s%s", got, status, out.String(), problems.String())
	}
	return out.String()
}

// A lost wake-up is found by one of the first seeds, and shrinks to a few events. The
// tree is as it was.
func TestAPlantedBugIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the simulation")
	}
	const file = "../../iothreads/bell.go"
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := output(t, 0, "-only", "^looks-before-lying-down$", "-shrink", "5s")
	row := regexp.MustCompile(`(?m)^\| looks-before-lying-down \| iothreads \| \d+ \| [0-9.]+ \| \d+ \| \d+ \| sim: `)
	if !row.MatchString(text) || !strings.Contains(text, "\n1 of 1 found, ") {
		t.Errorf("the table is\n%s", text)
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("the tree has changed (%v)", err)
	}
}

func TestWrongFlagsAreRefused(t *testing.T) {
	for _, args := range [][]string{{"-limit", "x"}, {"-only", "("}, {"loop"}} {
		output(t, 2, args...)
	}
	output(t, 1, "-only", "^no-such-bug$")
	output(t, 0, "-help")
}

func TestNamesAreOfOneMutant(t *testing.T) {
	seen := map[string]bool{}
	real := 0
	for _, m := range catalogue() {
		if seen[m.name] || m.does == "" {
			t.Errorf("%q is there twice, or says nothing", m.name)
		}
		seen[m.name] = true
		if m.real != "" {
			real++
		}
	}
	if len(seen) < 30 || real < 6 {
		t.Errorf("there are %d mutants, %d of them re-creations", len(seen), real)
	}
}

func TestABugHasOnePlace(t *testing.T) {
	m := mutant{name: "bug", file: "room/file.go", old: "a < b", new: "a <= b"}
	for source, want := range map[string]string{
		"if a < b {":          "if a <= b {",
		"if a > b {":          "",
		"a < b; a < b":        "",
		"if a < b && b < a {": "if a <= b && b < a {",
	} {
		got, err := m.plant([]byte(source))
		if string(got) != want || (err == nil) != (want != "") {
			t.Errorf("in %q it makes %q (%v), want %q", source, got, err, want)
		}
	}
	if m.room() != "room" {
		t.Errorf("its room is %q", m.room())
	}
}

// script is a program that prints some lines and ends.
func script(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "simulate")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

const twoRuns = "echo 'ok seed=1 steps=10 ops=3 virtual=1.5s trace=00'\necho 'weather x'\necho 'ok seed=2 steps=20 ops=3 virtual=500ms trace=00'\n"

func TestWhatSimulateFinds(t *testing.T) {
	for _, c := range []struct {
		name, text string
		seed       uint64
		reason     string
		rest       int
	}{
		{"a violation", "echo 'FAIL seed=3 sim: it is wrong'\necho more\necho replay\nexit 1\n", 3, "sim: it is wrong", 2},
		{"a crash", "echo 'fatal error: all is lost' >&2\necho 'goroutine 1' >&2\nexit 2\n", 3, "the program ends: fatal error: all is lost", 0},
		{"nothing", "", 0, "", 0},
		{"nothing until it is killed", "kill -9 $$\n", 0, "", 0},
	} {
		w, err := simulate(script(t, twoRuns+c.text), time.Minute)
		if err != nil || w.runs != 2 || w.steps != 30 || w.virtual != 2*time.Second {
			t.Errorf("%s: %+v, %v", c.name, w, err)
		}
		if w.seed != c.seed || w.reason != c.reason || len(w.rest) != c.rest {
			t.Errorf("%s: seed %d, %q, then %q", c.name, w.seed, w.reason, w.rest)
		}
	}
}

// The limit is one of processor time.
func TestWhoFindsNothingIsStopped(t *testing.T) {
	w, err := simulate(script(t, twoRuns+"while :; do :; done\n"), time.Second)
	if err != nil || w.runs != 2 || w.reason != "" || w.used < 500*time.Millisecond {
		t.Errorf("%+v, %v", w, err)
	}
}

func TestLinesThatAreNoneAreErrors(t *testing.T) {
	for _, line := range []string{"ok seed=x", "ok seed=1 steps=1 ops=1 virtual=long trace=0", "FAIL sim"} {
		if w, err := simulate(script(t, "echo '"+line+"'\n"), time.Minute); err == nil {
			t.Errorf("%q makes %+v", line, w)
		}
	}
}

func TestHowFarARunShrank(t *testing.T) {
	h := hunted{mutant: &mutant{name: "bug", file: "room/file.go"}}
	program := script(t, "echo 'FAIL seed=7 sim: wrong'\necho 'the rest'\necho 'shrunk seed=8 events=12 was=345 runs=99 seconds=1.0'\nexit 1\n")
	if err := h.shrink(program, 7, time.Second); err != nil || h.before != 345 || h.after != 12 || h.problem != "" {
		t.Errorf("%+v, %v", h, err)
	}
	h = hunted{mutant: h.mutant}
	if err := h.shrink(script(t, "echo 'FAIL seed=7 sim: wrong'\necho 'not shrunk: no'\nexit 1\n"), 7, time.Second); err != nil || h.before != 0 || h.problem != "not shrunk: no" {
		t.Errorf("%+v, %v", h, err)
	}
}

// hunts are one found and shrunk, one found, and one not.
func hunts() []hunted {
	m := func(name string) *mutant {
		return &mutant{name: name, file: "room/file.go", does: "It errs.", real: map[string]string{"one": "There it did."}[name]}
	}
	return []hunted{
		{mutant: m("one"), found: true, seeds: 5, used: 2 * time.Second, reason: "a | b <c>", before: 300, after: 20},
		{mutant: m("two"), found: true, seeds: 9, used: time.Second, reason: strings.Repeat("wrong ", 100), problem: "not shrunk: no"},
		{mutant: m("three"), seeds: 2000, used: time.Minute},
		{mutant: m("four"), found: true, seeds: 1, used: time.Second, reason: "at the end", before: 30},
	}
}

func TestTheTableHasTotals(t *testing.T) {
	text := mutantsTable(hunts())
	for _, want := range []string{
		"3 of 4 found, after 5 seeds and 1.0 s of processor time (medians).\n2 of 2 shrink to 20 events or fewer; the median is 20.\n",
		"\n| one | room | 5 | 2.0 | 300 | 20 | a \\| b \\<c> |\n",
		"\n| two | room | 9 | 1.0 |  |  | not shrunk: no; wrong wrong ",
		"\n| four | room | 1 | 1.0 | 30 | 0 | at the end |\n",
		"\n| three | room | **not in 2000** | 60.0 | | | |\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if got := summarize(nil).String(); !strings.HasPrefix(got, "0 of 0 found") {
		t.Errorf("of nothing: %s", got)
	}
}

func TestADocumentKeepsWhatIsNotBetweenItsMarkers(t *testing.T) {
	const document = "# Title\n<!-- mutants -->\nold\n<!-- /mutants -->\nend\n"
	got, err := rewrite([]byte(document), "mutants", "new\n")
	if want := strings.Replace(document, "old", "new", 1); err != nil || string(got) != want {
		t.Errorf("it is %q (%v), want %q", got, err, want)
	}
	if again, err := rewrite(got, "mutants", "new\n"); err != nil || string(again) != string(got) {
		t.Errorf("the second time it is %q (%v)", again, err)
	}
	for _, broken := range []string{"", "<!-- mutants -->\n", "<!-- /mutants -->\n<!-- mutants -->\n"} {
		if text, err := rewrite([]byte(broken), "mutants", "new\n"); err == nil {
			t.Errorf("%q becomes %q", broken, text)
		}
	}
}

func TestTheDocumentHasAPlaceForAll(t *testing.T) {
	text, err := os.ReadFile("../../docs/SIMULATION.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{campaignPart, mutantsPart, cataloguePart} {
		if text, err = rewrite(text, part, part+" comes here\n"); err != nil {
			t.Error(err)
		}
	}
	if text := catalogueTable(hunts()); !strings.Contains(text, "- **one** (room/file.go): It errs. *There it did.*\n- **two** (room/file.go): It errs.\n") {
		t.Errorf("the catalogue is\n%s", text)
	}
}

func TestFiguresAreThoseOfProcessorTime(t *testing.T) {
	m := measurement{"a campaign", []string{"-runs", "100"}}
	w := watched{runs: 100, steps: 1_000_000, virtual: 30 * time.Second, used: 2 * time.Second}
	if got, want := m.row(&w), "| a campaign | `-runs 100` | 100 | 50.0 | 180000 | 10000 | 500000 | 15 |\n"; got != want {
		t.Errorf("the row is %q, want %q", got, want)
	}
	if _, err := measure(script(t, "echo 'FAIL seed=7 sim: wrong'\nexit 1\n")); err == nil || !strings.Contains(err.Error(), "seed 7 fails") {
		t.Errorf("of a simulation with a bug: %v", err)
	}
	if text, err := measure(script(t, twoRuns)); err != nil || strings.Count(text, "\n|") != 2+len(measurements) {
		t.Errorf("%v, %s", err, text)
	}
}
