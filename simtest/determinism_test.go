package simtest

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// tracesWanted is the environment variable that makes this test binary print
// results and nothing else.
const tracesWanted = "SIMTEST_PRINT_TRACES"

// printTraces runs some seeds and prints how each went.
func printTraces() (string, error) {
	var lines strings.Builder
	for seed := uint64(1); seed <= 25; seed++ {
		result, err := workload(seed, 400).Check()
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&lines, "ok", result)
	}
	return lines.String(), nil
}

func TestTwoProcessesAgree(t *testing.T) {
	want, err := printTraces()
	if err != nil {
		t.Fatal(err)
	}
	for _, processors := range []string{"1", "2"} {
		command := exec.Command(os.Args[0])
		command.Env = append(os.Environ(), tracesWanted+"=1", "GOMAXPROCS="+processors)
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if got := string(output); got != want {
			t.Errorf("with GOMAXPROCS=%s\n%s\nhere\n%s", processors, got, want)
		}
	}
}

func TestSchedulesGiveManyOrders(t *testing.T) {
	const schedules, enough = 1000, 900
	orders := map[uint64]bool{}
	w := workload(5, 100)
	for schedule := uint64(1); schedule <= schedules; schedule++ {
		w.ScheduleSeed = schedule
		orders[mustPass(t, w).Order] = true
	}
	if len(orders) < enough {
		t.Errorf("%d schedules gave %d orders of execution, want %d", schedules, len(orders), enough)
	}
}

func TestChoicesReplay(t *testing.T) {
	for seed := uint64(1); seed <= 10; seed++ {
		w := workload(seed, 300)
		first := mustPass(t, w)
		list := first.List()
		w.Replay = &list
		if again := mustPass(t, w); again.Trace != first.Trace {
			t.Errorf("seed %d: the choices were replayed and gave %v, at first %v", seed, again, first)
		}
	}
}
