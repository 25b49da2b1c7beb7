package sim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"seedis/sys"
)

// letters is a program of threads that take so many steps each, and the order in
// which they took them.
func letters(steps map[string]int, order *string) func(Options) (*Machine, error) {
	return func(o Options) (*Machine, error) {
		m := New(o)
		*order = ""
		for _, letter := range slices.Sorted(slices.Values([]string{"a", "b", "c"})) {
			if steps[letter] == 0 {
				continue
			}
			m.Start(letter, func() {
				for range steps[letter] {
					m.Hook()()
					*order += letter
				}
			})
		}
		return m, m.Run()
	}
}

// Every order in which the threads can take their steps comes up.
func TestExploreFindsEveryInterleaving(t *testing.T) {
	for _, scene := range []struct {
		steps  map[string]int
		orders int
	}{
		{map[string]int{"a": 3}, 1},
		{map[string]int{"a": 3, "b": 3}, 20},         // 6! / (3! 3!)
		{map[string]int{"a": 2, "b": 2, "c": 2}, 90}, // 6! / (2! 2! 2!)
	} {
		seen := map[string]bool{}
		order := ""
		run := letters(scene.steps, &order)
		explored, err := Explore(Options{}, Bound{}, func(o Options) (*Machine, error) {
			m, err := run(o)
			seen[order] = true
			return m, err
		})
		if err != nil || !explored.Complete || len(seen) != scene.orders {
			t.Errorf("%v: %+v, %d of %d orders, %v", scene.steps, explored, len(seen), scene.orders, err)
		}
	}
}

// A bound keeps schedules out, and says so. The beginnings differ then, or a few
// choices anywhere; the rest is the plainest.
func TestExploreIsBounded(t *testing.T) {
	order := ""
	run := letters(map[string]int{"a": 3, "b": 3}, &order)
	deepest, departures := map[int]int{}, map[int]int{} // how many schedules there are
	all, err := Explore(Options{}, Bound{}, func(o Options) (*Machine, error) {
		m, err := run(o)
		depth, count := 0, 0
		for i, choice := range turns(m.choices) {
			if choice.Value > 0 {
				depth, count = i+1, count+1
			}
		}
		deepest[depth]++
		departures[count]++
		return m, err
	})
	if err != nil || !all.Complete {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, c := range []struct {
		name  string
		bound func(int) Bound
		there map[int]int
	}{
		{"depth", func(n int) Bound { return Bound{Depth: n} }, deepest},
		{"departures", func(n int) Bound { return Bound{Departures: n} }, departures},
	} {
		want := c.there[0]
		for n := 1; want < all.Runs; n++ {
			want += c.there[n]
			explored, err := Explore(Options{}, c.bound(n), run)
			if err != nil || explored.Runs != want || explored.Complete != (want == all.Runs) {
				t.Fatalf("%s %d: %+v, want %d of %d, %v", c.name, n, explored, want, all.Runs, err)
			}
		}
	}
}

// A counter that two threads raise by a load and a store loses one in some
// schedules. The exploration ends there, and its list brings the error again.
func TestExploreStopsAtTheFirstError(t *testing.T) {
	lost := errors.New("lost")
	run := func(o Options) (*Machine, error) {
		m := New(o)
		var counter sys.Uint32
		counter.Init(m.Hook(), 0)
		for i := range 2 {
			m.Start(fmt.Sprint(i), func() { counter.Store(counter.Load() + 1) })
		}
		if err := m.Run(); err != nil || counter.Load() == 2 {
			return m, err
		}
		return m, lost
	}
	var failing Options
	explored, err := Explore(Options{}, Bound{}, func(o Options) (*Machine, error) {
		failing = o
		return run(o)
	})
	if !errors.Is(err, lost) || !strings.Contains(err.Error(), "replay: ") || explored.Runs < 2 {
		t.Fatalf("%+v, %v", explored, err)
	}
	if _, err := run(failing); err != lost {
		t.Errorf("the replay ended with %v", err)
	}
}
