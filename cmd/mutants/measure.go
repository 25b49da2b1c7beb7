package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// measurement is a campaign without bugs, whose speed the document tells.
type measurement struct {
	name string
	args []string
}

// measurements are the campaigns: that of "make soak", short runs, and clients that
// hardly do anything.
var measurements = []measurement{
	{"the campaign", []string{"-seed", "1", "-runs", "2000", "-clients", "8", "-ops", "1000"}},
	{"short runs", []string{"-seed", "1", "-runs", "5000", "-clients", "8", "-ops", "100"}},
	{"mostly idle", []string{"-seed", "1", "-runs", "200", "-clients", "8", "-ops", "100", "-idle", "10s"}},
}

// measureLimit is more processor time than any of these takes on a machine that is
// not much slower than ours.
const measureLimit = 10 * time.Minute

// measure runs all of them, and lays their figures out in Markdown. All rates are
// those of processor time, of one processor, with the checks and the trace on.
func measure(program string) (string, error) {
	var text strings.Builder
	text.WriteString(describeMachine() + "\n\n" +
		"| | flags | runs | runs a second | runs a core-hour | steps a run | steps a second | virtual to real |\n" +
		"|---|---|---:|---:|---:|---:|---:|---:|\n")
	for _, m := range measurements {
		w, err := simulate(program, measureLimit, m.args...)
		switch {
		case err != nil:
			return "", err
		case w.reason != "":
			return "", fmt.Errorf("mutants: without a bug seed %d fails: %s", w.seed, w.reason)
		case w.runs == 0:
			return "", fmt.Errorf("mutants: simulate %v did nothing", m.args)
		}
		text.WriteString(m.row(&w))
	}
	return text.String(), nil
}

// row is the line of a measurement.
func (m *measurement) row(w *watched) string {
	seconds := w.used.Seconds()
	return fmt.Sprintf("| %s | `%s` | %d | %.1f | %.0f | %.0f | %.0f | %.0f |\n",
		m.name, strings.Join(m.args, " "), w.runs, float64(w.runs)/seconds, float64(w.runs)/w.used.Hours(),
		float64(w.steps)/float64(w.runs), float64(w.steps)/seconds, w.virtual.Seconds()/seconds)
}

// describeMachine names what the figures depend on.
func describeMachine() string {
	model := runtime.GOARCH
	information, _ := os.ReadFile("/proc/cpuinfo") // where there is none, the architecture has to do
	for line := range bytes.Lines(information) {
		key, value, found := bytes.Cut(line, []byte(":"))
		if found && string(bytes.TrimSpace(key)) == "model name" {
			model = string(bytes.TrimSpace(value))
			break
		}
	}
	return fmt.Sprintf("One core of %s, %s.", model, runtime.Version())
}
