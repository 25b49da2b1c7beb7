package simtest

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"seedis/sys/real"
	"seedis/sys/sim"
)

func TestMain(m *testing.M) {
	if os.Getenv(tracesWanted) != "" { // the other process of TestTwoProcessesAgree
		text, err := printTraces()
		fmt.Print(text)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// memory is shared by all runs of these tests, one after another.
var memory = sim.NewRanges(real.Memory{})

// workload is a run of the usual shape.
func workload(seed uint64, ops int) Workload {
	return Workload{Seed: seed, Clients: 8, Ops: ops, Memory: memory}
}

// mustPass runs a workload in which nothing may be found.
func mustPass(t *testing.T, w Workload) Result {
	t.Helper()
	result, err := w.Check()
	if err != nil {
		t.Fatal(err)
	}
	return result
}
