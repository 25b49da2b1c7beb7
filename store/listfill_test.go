package store

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A list that is filled is the one that as many pushes make, in the same nodes.
func TestFillIsAsManyPushes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		defer f.close(t)
		limits := defaultLimits
		limits.ListNode = rapid.SampledFrom([]int{-2, -1, 0, 1, 3, 200}).Draw(t, "list-max-listpack-size")
		f.keyspace.SetLimits(limits)
		lengths := rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 3, 60, 1000, 5000, 9000}), 0, 40).Draw(t, "lengths")
		var elements [][]byte
		for i, length := range lengths {
			elements = append(elements, []byte(strings.Repeat(string(rune('0'+i%10)), length)))
		}
		filled := f.DraftList(f.key("filled"))
		filled.Fill(elements)
		pushed := f.List(f.key("pushed"), Entry{})
		for _, element := range elements {
			pushed.Push(Tail, element)
		}
		if filled.Len() != len(elements) {
			t.Fatalf("it has %d of %d elements", filled.Len(), len(elements))
		}
		if len(elements) == 0 {
			return
		}
		filled.Enter(Entry{})
		var a, b []string
		filled.EachNode(func(node []byte) { a = append(a, string(node)) })
		pushed.EachNode(func(node []byte) { b = append(b, string(node)) })
		if got, want := strings.Join(a, "|"), strings.Join(b, "|"); got != want {
			t.Fatalf("it has nodes of %d bytes, want %d", len(got), len(want))
		}
		f.audit(t)
	})
}
