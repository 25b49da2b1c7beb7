package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestWithoutRedisTheTestsFailAndSayWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := newComparison().agree(&Case{Steps: []Step{Request("PING")}}, 2)
	if !errors.Is(err, errNoOracle) || !strings.Contains(err.Error(), "install Debian's package redis-server") {
		t.Errorf("the tests say: %v", err)
	}
}

// A report prints its case, and what it prints can be put into testdata.
func TestCasesAreReadAsTheyAreWritten(t *testing.T) {
	all := allCases(t)
	all = append(all, &Case{
		Name: "words that look like something else", Config: []string{"--requirepass", "a b", "--save", ""},
		Network: Remote, Protocol: 3,
		Steps: []Step{
			Request("@raw", "#", "==", "[", "]", "", "b:", "@closed"), Request("b:"), Request("== x"), Request("#x"), Request("[", "]"), Request("]"),
			Request("{addr:b}", "\x00\xff\"\\", strings.Repeat("x", 100), "x*3", `"x"*3`),
			{Connection: "b", Requests: [][]string{{"GET", "k"}, {"]"}, {"@raw"}}},
			{Connection: "a", Action: Raw, Bytes: "*1\r\n"}, {Connection: "b", Action: Await, Count: 7},
			{Connection: "b", Action: Closed}, {Connection: "a", Action: HangUp},
			{Connection: "b", Action: Scan, Requests: [][]string{{"MATCH", ""}}},
			{Connection: "b", Action: Scan, Requests: [][]string{{"HSCAN", "k"}}}, {Connection: "a", Action: Chance, Requests: [][]string{{"SPOP", "", "2"}}},
		},
	})
	for _, c := range all {
		read, err := ParseCases(c.String())
		if err != nil || len(read) != 1 {
			t.Fatalf("%s: %v", c.Name, err)
		}
		if difference := cmp.Diff(c, read[0], cmpopts.EquateEmpty()); difference != "" {
			t.Errorf("%s: %.2000s", c.Name, difference)
		}
	}
}

func TestWhatIsNoCaseIsRefused(t *testing.T) {
	for _, text := range []string{
		"GET k", "== a\n@bogus", "== a\n@over bogus", "== a\n@chance", "== a\n@protocol three", "== a\n@reply many",
		"== a\n\"x", "== a\n\"x\"*many", "== a\n[\nGET k",
	} {
		if _, err := ParseCases(text); err == nil || !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
