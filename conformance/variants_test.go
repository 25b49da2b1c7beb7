package conformance

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// everywhere asks for the whole product of TestVariants: every case, in every
// model, with every engine. The soak does.
var everywhere = flag.Bool("everywhere", false, "carry out all cases in every model with every engine")

// connectionFiles have the cases about connections: what threads and engines are
// most likely to do wrong. Of every other file the first case stands for all.
var connectionFiles = []string{"blocking", "clients", "connection", "limits", "protocol", "threads", "transactions"}

// TestVariants carries out cases in the other models, and with the other engines,
// and compares. redis-server has as many threads. A variant that this machine
// cannot serve is skipped and named.
func TestVariants(t *testing.T) {
	raiseProcessors(t)
	variants := servedVariants(t)
	for i, c := range variantCases(t) {
		for protocol := 2; protocol <= 3; protocol++ {
			// Half of the versions are enough where not everything is asked.
			if c.Protocol == 0 && (*everywhere || i%2 == protocol%2) || c.Protocol == protocol {
				t.Run(fmt.Sprintf("%s/RESP%d", c.Name, protocol), func(t *testing.T) {
					agreeInAll(t, variants, c, protocol)
				})
			}
		}
	}
}

// agreeInAll carries out one case in all variants.
func agreeInAll(t *testing.T, variants []variant, c *Case, protocol int) {
	oracles := map[int]answers{} // by the number of threads
	for _, v := range variants {
		if v.spares(c) {
			continue
		}
		applied := v.apply(c)
		oracle, asked := oracles[v.threads]
		if !asked {
			oracle = playOn("redis-server", applied, protocol, func(dir string) (running, error) { return startOracle(dir, applied) })
			oracles[v.threads] = oracle
		}
		err := v.judge(applied, protocol, oracle)
		if errors.Is(err, errNoNetwork) {
			t.Skip(err)
		}
		if err != nil {
			t.Errorf("%s: %v", v, err)
		}
	}
}

// raiseProcessors gives every goroutine that stands for a thread a processor of
// Go's, as cmd/server does: threads, bio_lazy_free, the client, and two more.
func raiseProcessors(t *testing.T) {
	before := runtime.GOMAXPROCS(threadsOfVariants + 4)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// servedVariants are those to be tried, less what this machine cannot serve.
func servedVariants(t *testing.T) []variant {
	return slices.DeleteFunc(product(), func(v variant) bool {
		if !v.isCommon() && !*everywhere {
			return true
		}
		refusal := v.refusal()
		if refusal != nil {
			t.Run(v.String(), func(t *testing.T) { t.Skip(refusal) })
		}
		return refusal != nil
	})
}

// variantCases are the cases to be tried.
func variantCases(t *testing.T) []*Case {
	file, first := "", true
	all := append(allCases(t), threadCases(t)...)
	return slices.DeleteFunc(all, func(c *Case) bool {
		name, _, _ := strings.Cut(c.Name, "/")
		first, file = name != file, name
		return !*everywhere && !first && !slices.Contains(connectionFiles, name)
	})
}

// threadCases are those that are about threads: what makes those of redis-server
// begin and end.
func threadCases(t *testing.T) []*Case {
	t.Helper()
	text, err := os.ReadFile("testdata/threads/threads.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases, err := ParseCases(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		c.Name = "threads/" + c.Name
	}
	return cases
}

// Every case that a model is spared is there, as the others need it.
func TestSparedCasesExist(t *testing.T) {
	var names []string
	for _, c := range allCases(t) {
		names = append(names, c.Name)
	}
	for _, name := range notOfReactor {
		if !slices.Contains(names, name) {
			t.Errorf("there is no case %q", name)
		}
	}
}

// A variant is told apart from the others by name, and every model and engine is
// tried in every run of the tests.
func TestTheProductIsWhole(t *testing.T) {
	names, common := map[string]bool{}, map[string]bool{}
	for _, v := range append(product(), usual) {
		if names[v.String()] {
			t.Errorf("two variants are called %q", v)
		}
		names[v.String()] = true
		if v.isCommon() {
			common[v.model], common[v.engine] = true, true
		}
	}
	if models, engines := 3, 4; len(names) != models*engines || len(common) != models+engines {
		t.Errorf("there are %d variants, and the tests look at %v", len(names), common)
	}
}
