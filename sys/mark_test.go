package sys

import "testing"

func TestEveryMarkHasAName(t *testing.T) {
	seen := map[string]bool{}
	for m := range MarkCount {
		if m.String() == "" || seen[m.String()] {
			t.Errorf("mark %d has no name of its own: %q", m, m.String())
		}
		seen[m.String()] = true
	}
}
