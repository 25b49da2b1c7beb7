package sys

import "testing"

// Each step must call the hook before it acts: the simulated machine switches
// threads there, and another thread may change the word. The hook below does
// so, and every step must find what it wrote.
func TestEveryStepOfUint32ComesAfterItsHook(t *testing.T) {
	var word Uint32
	for name, c := range map[string]struct {
		step          func() uint32
		result, after uint32
	}{
		"Load":                    {word.Load, 9, 9},
		"Store":                   {func() uint32 { word.Store(3); return 0 }, 0, 3},
		"Add":                     {func() uint32 { return word.Add(3) }, 12, 12},
		"Add wraps":               {func() uint32 { return word.Add(^uint32(0)) }, 8, 8},
		"Swap":                    {func() uint32 { return word.Swap(3) }, 9, 3},
		"CompareAndSwap, other":   {func() uint32 { return truth32(word.CompareAndSwap(5, 3)) }, 0, 9},
		"CompareAndSwap, current": {func() uint32 { return truth32(word.CompareAndSwap(9, 3)) }, 1, 3},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			word.Init(func() { calls++; word.Address().Store(9) }, 5)
			if calls != 0 {
				t.Error("Init called the hook")
			}
			if got := c.step(); got != c.result {
				t.Errorf("result %d, want %d", got, c.result)
			}
			if got := word.Address().Load(); got != c.after {
				t.Errorf("the word is %d, want %d", got, c.after)
			}
			if calls != 1 {
				t.Errorf("the hook was called %d times", calls)
			}
		})
	}
}

func TestEveryStepOfUint64ComesAfterItsHook(t *testing.T) {
	const nine = 9 << 32
	var word Uint64
	for name, c := range map[string]struct {
		step          func() uint64
		result, after uint64
	}{
		"Load":                    {word.Load, nine, nine},
		"Store":                   {func() uint64 { word.Store(3); return 0 }, 0, 3},
		"Add":                     {func() uint64 { return word.Add(3) }, nine + 3, nine + 3},
		"Swap":                    {func() uint64 { return word.Swap(3) }, nine, 3},
		"CompareAndSwap, other":   {func() uint64 { return uint64(truth32(word.CompareAndSwap(5, 3))) }, 0, nine},
		"CompareAndSwap, current": {func() uint64 { return uint64(truth32(word.CompareAndSwap(nine, 3))) }, 1, 3},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			word.Init(func() { calls++; word.value.Store(nine) }, 5)
			if got := c.step(); got != c.result {
				t.Errorf("result %d, want %d", got, c.result)
			}
			if got := word.value.Load(); got != c.after {
				t.Errorf("the word is %d, want %d", got, c.after)
			}
			if calls != 1 {
				t.Errorf("the hook was called %d times", calls)
			}
		})
	}
}

func truth32(is bool) uint32 {
	if is {
		return 1
	}
	return 0
}

func TestAtomicsWorkWithoutAHook(t *testing.T) {
	var word Uint32
	var wide Uint64
	if word.Add(1) != 1 || wide.Add(1) != 1 || !word.CompareAndSwap(1, 2) || !wide.CompareAndSwap(1, 2) {
		t.Error("the zero value does not start at 0")
	}
}
