package simtest

import (
	"strings"
	"testing"
)

func TestGlob(t *testing.T) {
	for _, row := range []struct {
		pattern, text string
		matches       bool
	}{
		{"*", "", true},
		{"*", "anything", true},
		{"", "", true},
		{"", "x", false},
		{"**", "", false}, // Redis looks at no pattern but "*" for an empty text
		{"a?c", "abc", true},
		{"a?c", "ac", false},
		{"[a-c]x", "bx", true},
		{"[c-a]x", "bx", true},
		{"[^a-c]x", "bx", false},
		{"[a", "a", true},
		{"\\*", "*", true},
		{"\\*", "x", false},
		{"[\\]]", "]", true},
		{"a*b*c", "a--b--c", true},
		{"a*b*c", "a--c--b", false},
		{strings.Repeat("*a", 60) + "b", strings.Repeat("a", 200), false},
	} {
		if got := globOf(row.pattern)(row.text); got != row.matches {
			t.Errorf("%q and %q: %t", row.pattern, row.text, got)
		}
	}
}
