package config

import (
	"strconv"
	"strings"
)

// processorsMax is how many processors a list can name: numbers from there on are
// none that sched_setaffinity(2) could be told of (CPU_SETSIZE).
const processorsMax = 1024

// CPUList reads a list of processors in the syntax of taskset(1): numbers (3),
// ranges (0-3) and ranges with a step (0-6:2), joined by commas. Each processor
// comes once, in ascending order. It fails for everything else, and for a list of
// none that a machine can have: threads go on running where they may, as those of
// Redis do.
func CPUList(text string) (processors []int, ok bool) {
	var named [processorsMax]bool
	for part := range strings.SplitSeq(text, ",") {
		first, last, step, ok := cpuRange(part)
		if !ok {
			return nil, false
		}
		for n := first; n <= min(last, processorsMax-1); n += step {
			named[n] = true
		}
	}
	for n, isNamed := range named {
		if isNamed {
			processors = append(processors, n)
		}
	}
	return processors, len(processors) > 0
}

// cpuRange reads what stands between two commas. Only a range has a step.
func cpuRange(part string) (first, last, step int, ok bool) {
	numbers, stride, stepped := strings.Cut(part, ":")
	from, to, ranged := strings.Cut(numbers, "-")
	if !stepped {
		stride = "1"
	}
	if !ranged {
		to = from
	}
	first, firstOK := cpuNumber(from)
	last, lastOK := cpuNumber(to)
	step, stepOK := cpuNumber(stride)
	numeric := firstOK && lastOK && stepOK
	return first, last, step, numeric && first <= last && step > 0 && (ranged || !stepped)
}

// cpuNumber reads digits, as many as a C int has room for.
func cpuNumber(digits string) (int, bool) {
	number, err := strconv.ParseUint(digits, 10, 31)
	return int(number), err == nil
}
