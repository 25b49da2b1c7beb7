package glob

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	for _, row := range []struct {
		pattern, text string
		fold, want    bool
	}{
		{"", "", false, true},
		{"", "a", false, false},
		{"*", "", false, false},
		{"**", "", false, false},
		{"h?llo", "hello", false, true},
		{"h?llo", "hllo", false, false},
		{"h*llo", "heeeello", false, true},
		{"a*b", "a", false, false},
		{"*ab", "aab", false, true},
		{"a*a", "a", false, false},
		{"user:*:name", "user:1:2:name", false, true},
		{"*a*b", "ab ba", false, false},
		{"[abc]", "b", false, true},
		{"[abc]", "d", false, false},
		{"[a-c]x", "bx", false, true},
		{"[c-a]", "b", false, true},
		{"[a-]", "_", false, true}, // the range to the bracket, and the class stays open
		{"[^a-c]", "d", false, true},
		{"[^a-c]", "b", false, false},
		{"[]", "]", false, false},
		{"[^]", "x", false, true},
		{"[a", "a", false, true},
		{"[a", "b", false, false},
		{"[a-", "-", false, true},
		{"[", "[", false, false},
		{"[^", "x", false, true},
		{"[\\]]", "]", false, true},
		{"[\\", "\\", false, true},
		{"\\*", "*", false, true},
		{"\\*", "x", false, false},
		{"\\", "\\", false, true},
		{"HELLO", "hello", true, true},
		{"HELLO", "hello", false, false},
		{"[A-C]", "b", true, true},
		{"[\\A]", "a", true, false},
		{"\\A", "a", true, true},
		{"[Z-a]", "m", true, false},
	} {
		if got := Match([]byte(row.pattern), []byte(row.text), row.fold); got != row.want {
			t.Errorf("Match(%q, %q, %v) = %v", row.pattern, row.text, row.fold, got)
		}
	}
}

// model follows the definition: a star takes nothing, or one byte and stays.
func model(pattern, text []byte, fold bool) bool {
	if len(pattern) == 0 {
		return len(text) == 0
	}
	if pattern[0] == '*' {
		return model(pattern[1:], text, fold) || len(text) > 0 && model(pattern, text[1:], fold)
	}
	if len(text) == 0 {
		return false
	}
	width, ok := matchByte(pattern, text[0], fold)
	return ok && model(pattern[width:], text[1:], fold)
}

func TestMatchIsTheNaiveRecursion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern := []byte(rapid.StringOfN(rapid.SampledFrom([]rune(`*?[]^-\abAc`)), 0, 12, -1).Draw(t, "pattern"))
		text := []byte(rapid.StringOfN(rapid.SampledFrom([]rune(`abAc]-`)), 0, 10, -1).Draw(t, "text"))
		fold := rapid.Bool().Draw(t, "fold")
		want := model(pattern, text, fold)
		if len(text) == 0 {
			want = len(pattern) == 0
		}
		if got := Match(pattern, text, fold); got != want {
			t.Fatalf("Match(%q, %q, %v) = %v, the model says %v", pattern, text, fold, got, want)
		}
	})
}

func TestCostIsBoundedByTheProductOfLengths(t *testing.T) {
	text := bytes.Repeat([]byte("a"), 200)
	for _, pattern := range [][]byte{
		bytes.Repeat([]byte("*"), 50_000),
		append(bytes.Repeat([]byte("*"), 50_000), 'b'),
		append(bytes.Repeat([]byte("*a"), 100), 'b'),
		append(bytes.Repeat([]byte("a*?"), 60), "[x"...),
	} {
		_, steps := match(pattern, text, false)
		if limit := (len(pattern) + 1) * (len(text) + 1); steps > limit {
			t.Errorf("%d stars and letters took %d steps, over %d", len(pattern), steps, limit)
		}
	}
	// A run of stars is walked once, not once per byte.
	if _, steps := match(bytes.Repeat([]byte("*"), 50_000), text, false); steps > 50_000+2*len(text) {
		t.Errorf("50,000 stars took %d steps", steps)
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	pattern, text := []byte("user:*:[a-f]?"), []byte("user:1234:cc")
	if n := testing.AllocsPerRun(100, func() { Match(pattern, text, true) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
