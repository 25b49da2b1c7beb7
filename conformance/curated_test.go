package conformance

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"seedis/resp"
)

// TestCases carries out the written cases on three servers. What they need of
// the tolerated differences, and which error texts they cause, is looked at
// when all have run.
func TestCases(t *testing.T) {
	m := newComparison()
	for _, c := range allCases(t) {
		for _, protocol := range []int{2, 3} {
			if c.Protocol == 0 || c.Protocol == protocol {
				t.Run(fmt.Sprintf("%s/RESP%d", c.Name, protocol), func(t *testing.T) {
					err := m.agree(c, protocol)
					if errors.Is(err, errNoNetwork) {
						t.Skip(err)
					}
					if err != nil {
						t.Fatal(err)
					}
				})
			}
		}
	}
	t.Run("every tolerated difference occurs", func(t *testing.T) {
		for _, row := range tolerated {
			if !m.used[row.Name] && !row.ByChance {
				t.Errorf("no case needs %q", row.Name)
			}
		}
	})
	t.Run("every error text is redis-server's", func(t *testing.T) {
		_, networkErr := ownAddress()
		for e := range resp.Errors() {
			if e == resp.ErrProtectedMode && networkErr != nil {
				t.Logf("%s: not asked here: %v", e.Name(), networkErr)
			} else if !m.seen[e] {
				t.Errorf("%s: no case makes both servers say: %s", e.Name(), e)
			}
		}
	})
}

// allCases are those of testdata, and the large ones.
func allCases(t *testing.T) []*Case {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no cases: %v", err)
	}
	var all []*Case
	names := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := ParseCases(string(text))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, c := range cases {
			c.Name = strings.TrimSuffix(filepath.Base(file), ".txt") + "/" + c.Name
			if names[c.Name] {
				t.Fatalf("two cases are called %q", c.Name)
			}
			names[c.Name] = true
		}
		all = append(all, cases...)
	}
	return append(all, largeCases()...)
}
