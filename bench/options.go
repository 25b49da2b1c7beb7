//go:build linux

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// memoryMode says whether bytes per element are measured.
type memoryMode string

// The values of -memory; without a value it is memoryOnly.
const (
	memoryWith    memoryMode = "with"
	memoryWithout memoryMode = "without"
	memoryOnly    memoryMode = "only"
)

// options are what the flags say.
type options struct {
	mode           mode
	servers        []string // paths; none: build ./cmd/server
	against        string
	rounds         int
	window         time.Duration
	keys           []int
	memoryKeys     []int
	pipelines      []int
	clients        int
	elements       int
	commands       choice
	memory         memoryMode
	settling       time.Duration
	connected      int   // clients
	size           int   // of what is freed, and of what is resident
	ioThreads      int   // main among them
	idle           []int // clients
	maxMemory      int   // bytes
	policies       []string
	plot           string // file
	redisBenchmark bool
	swap           bool
	out            string
}

// defaults replace those of flags that are not given.
type defaults []struct{ flag, value string }

// quickDefaults are a slice in about a minute.
var quickDefaults = defaults{
	{"rounds", "3"},
	{"seconds", "0.5"},
	{"keys", "100000"},
	{"memory-keys", "1000000"},
	{"elements", "100000"},
	{"settle", "0.5"},
	{"redis-benchmark", "false"},
	{"size", "200000"},
	{"maxmemory", "16"},
}

// modeDefaults go with the modes that have other ones.
var modeDefaults = map[mode]defaults{
	freeingMode: {{"seconds", "1"}},
	// A round takes three minutes.
	limitsMode:   {{"rounds", "1"}, {"settle", "1"}},
	residentMode: {{"seconds", "5"}},
	modelsMode:   {{"keys", "100000"}},
	// A sample has a pass of each command at least, which takes a second or two.
	enginesMode: {{"keys", "100000"}, {"seconds", "1"}},
}

// everythingDefaults go with -commands all: the whole table at the pipeline that
// counts, in a quarter of an hour.
var everythingDefaults = defaults{
	{"seconds", "0.3"},
	{"keys", "100000"},
	{"pipelines", "16"},
	{"redis-benchmark", "false"},
}

// chosenDefaults go with any -commands: who names commands asks what they cost.
var chosenDefaults = defaults{{"memory", "without"}}

// defaultElements is the size of the big collections: the same million that is
// spread over the small ones.
const defaultElements = 1_000_000

// parseOptions reads the command line; it prints its complaints to output.
func parseOptions(arguments []string, output io.Writer) (options, error) {
	o := options{
		keys:       []int{100_000, 5_000_000},
		memoryKeys: []int{1_000_000, 5_000_000},
		pipelines:  []int{1, 16, 100},
		elements:   defaultElements,
		commands:   choice{"GET", "SET"},
		memory:     memoryWith,
		mode:       costMode,
		policies:   policies,
		idle:       []int{0, 1000, 10_000},
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(output)
	flags.Func("server", "measure the server at `path`, several if repeated (default: build ./cmd/server)",
		func(path string) error { o.servers = append(o.servers, path); return nil })
	flags.StringVar(&o.against, "against", "redis-server", "compare with the server at `path`")
	flags.IntVar(&o.rounds, "rounds", 5, "measure every server so many times")
	seconds := flags.Float64("seconds", 2, "length of one measurement")
	flags.Func("keys", "comma-separated numbers of `keys` with strings (default 100000,5000000)", listOfNumbers(&o.keys))
	flags.Func("memory-keys", "the same for memory (default 1000000,5000000)", listOfNumbers(&o.memoryKeys))
	flags.IntVar(&o.elements, "elements", defaultElements,
		"size of the big collections, and of all small ones together; a power of ten")
	flags.Func("pipelines", "comma-separated pipeline `lengths` (default 1,16,100)", listOfNumbers(&o.pipelines))
	flags.IntVar(&o.clients, "clients", 50, "number of connections")
	flags.Func("commands", "comma-separated `names` of commands or families, or all, which takes a quarter of an hour\n"+
		"and has other defaults: "+everythingDefaults.String()+" (default GET,SET)\n"+tableNames(), o.commands.set)
	flags.Var(&o.memory, "memory", "measure memory: -memory=with, -memory=without, or -memory alone for nothing else,\n"+
		"which takes five minutes; it is without where -commands is given")
	settle := flags.Float64("settle", 10, "`seconds` that a server gets before its memory is read")
	flags.BoolVar(&o.redisBenchmark, "redis-benchmark", true, "measure with redis-benchmark, too, if it is on PATH")
	flags.BoolVar(&o.swap, "swap", false, "exchange the cores of server and load after every second round")
	maxMemory := flags.Int("maxmemory", 64, "with -limits: `MiB` that a server may use")
	o.modeFlags(flags)
	flags.StringVar(&o.out, "out", "", "write the report to `file`, too")
	quick := flags.Bool("quick", false, "other defaults: "+quickDefaults.String())
	if err := flags.Parse(arguments); err != nil {
		return options{}, err
	}
	if err := o.setDefaults(flags, *quick); err != nil {
		return options{}, err
	}
	o.window = time.Duration(*seconds * float64(time.Second))
	o.settling = time.Duration(*settle * float64(time.Second))
	o.maxMemory = *maxMemory << 20
	return o, o.check(flags.Args())
}

// modeFlags are the modes, and what is theirs alone.
func (o *options) modeFlags(flags *flag.FlagSet) {
	choose := func(m mode, usage string) {
		flags.BoolFunc(string(m), usage, func(text string) error {
			chosen, err := strconv.ParseBool(text)
			switch {
			case err != nil || !chosen:
				return err
			case o.mode != costMode:
				return fmt.Errorf("-%s is another run", o.mode)
			}
			o.mode = m
			return nil
		})
	}
	choose(freeingMode, "measure how long the freeing of much keeps clients waiting")
	choose(limitsMode, "measure how servers keep to maxmemory, and what they keep")
	choose(residentMode, "measure a mixed load on servers full of keys and clients, and the collector")
	choose(modelsMode, "measure the models of I/O threads, few clients and none with them, and predict more threads")
	choose(enginesMode, "measure select, poll, epoll and io_uring among idle clients")
	flags.IntVar(&o.ioThreads, "io-threads", 2, "with -models: `threads`, main among them")
	flags.Func("idle", "with -engines: comma-separated numbers of idle `clients` (default 0,1000,10000)", o.setIdle)
	flags.Func("policies", "with -limits: comma-separated `values` of maxmemory-policy (default all)", o.setPolicies)
	flags.IntVar(&o.size, "size", 5_000_000, "with -freeing: elements of what is freed, with -resident: keys; in hundreds of thousands")
	flags.IntVar(&o.connected, "connected", defaultConnected, "with -resident: number of connections, of which -clients are active")
	flags.StringVar(&o.plot, "plot", "", "with -freeing: draw UNLINK and DEL of a hash to `file`, an SVG picture;\n"+
		"with -models: throughput over I/O threads; with -engines: cost of a GET over idle clients")
}

// setIdle takes the value of -idle: numbers that grow, for they are an axis.
func (o *options) setIdle(text string) error {
	o.idle = nil
	for field := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(field))
		switch {
		case err != nil:
			return err
		case n < 0 || len(o.idle) > 0 && n <= o.idle[len(o.idle)-1]:
			return fmt.Errorf("%d is negative or not above the number before it", n)
		}
		o.idle = append(o.idle, n)
	}
	return nil
}

// setPolicies takes the value of -policies.
func (o *options) setPolicies(text string) error {
	o.policies = strings.Split(text, ",")
	for _, policy := range o.policies {
		if !slices.Contains(policies, policy) {
			return fmt.Errorf("no policy %q among %s", policy, strings.Join(policies, ","))
		}
	}
	return nil
}

// setDefaults sets those that go with the flags. What is set counts as given, so
// the first to set a flag wins.
func (o *options) setDefaults(flags *flag.FlagSet, quick bool) error {
	sets := []defaults{modeDefaults[o.mode]}
	if quick {
		sets = append(sets, quickDefaults)
	}
	if o.commands.everything() {
		sets = append(sets, everythingDefaults)
	}
	if wasGiven(flags, "commands") {
		sets = append(sets, chosenDefaults)
	}
	for _, set := range sets {
		for _, d := range set {
			if wasGiven(flags, d.flag) {
				continue
			}
			if err := flags.Set(d.flag, d.value); err != nil {
				return err
			}
		}
	}
	return nil
}

func wasGiven(flags *flag.FlagSet, name string) bool {
	found := false
	flags.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}

// String is how the help shows them.
func (d defaults) String() string {
	var words []string
	for _, each := range d {
		words = append(words, "-"+each.flag+" "+each.value)
	}
	return strings.Join(words, " ")
}

// check refuses what cannot be measured.
func (o *options) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case o.rounds < 1:
		return errors.New("-rounds must be at least 1")
	case o.window < time.Millisecond:
		return errors.New("-seconds must be at least 0.001")
	case o.clients < 1:
		return errors.New("-clients must be at least 1")
	case o.settling < 0:
		return errors.New("-settle must not be negative")
	}
	return errors.Join(o.checkSizes(), o.checkMode())
}

// sizeUnit is what -size is a multiple of, so that all that is loaded by the
// thousand, a hundred requests at a time, is as much as it says.
const sizeUnit = 100_000

func (o *options) checkMode() error {
	switch {
	case o.size < sizeUnit || o.size%sizeUnit != 0:
		return fmt.Errorf("-size must be a multiple of %d", sizeUnit)
	case o.maxMemory < 1<<20:
		return errors.New("-maxmemory must be at least 1")
	case o.plot != "" && !slices.Contains([]mode{freeingMode, modelsMode, enginesMode}, o.mode):
		return errors.New("-plot goes with -freeing, -models or -engines")
	case o.mode == residentMode && o.clients >= o.connected:
		return errors.New("-clients must be below -connected")
	}
	if o.mode == modelsMode || o.mode == enginesMode {
		return o.checkThreads()
	}
	return nil
}

// mostIOThreads is redis-server's.
const mostIOThreads = 128

// checkThreads checks what is for -models and -engines, which start many servers of
// one program.
func (o *options) checkThreads() error {
	switch {
	case len(o.servers) > 1:
		return fmt.Errorf("-%s measures one -server", o.mode)
	case len(o.keys) != 1:
		return fmt.Errorf("-%s takes one number of -keys", o.mode)
	case o.ioThreads < 2 || o.ioThreads > mostIOThreads:
		return fmt.Errorf("-io-threads must be between 2 and %d", mostIOThreads)
	case o.mode == enginesMode && o.clients == manyClients:
		return fmt.Errorf("-clients %d are measured anyway", manyClients)
	}
	return nil
}

// Data sets are drawn for keys and elements by the thousand at least, and a pass
// over the smallest, the pairs, has to hold a pipeline.
const (
	fewestKeys     = 1000
	fewestElements = 10_000
)

func (o *options) checkSizes() error {
	longest := slices.Max(o.pipelines)
	switch {
	case slices.Min(o.keys) < max(fewestKeys, longest):
		return fmt.Errorf("-keys must be at least %d and the longest of -pipelines", fewestKeys)
	case o.elements < fewestElements || strings.Trim(strconv.Itoa(o.elements), "0") != "1":
		return fmt.Errorf("-elements must be a power of ten, %d at least", fewestElements)
	case o.elements/pairElements < longest:
		return fmt.Errorf("-elements must be at least %d times the longest of -pipelines", pairElements)
	}
	return nil
}

// String, Set and IsBoolFlag make it a flag whose value may be left out.
func (m *memoryMode) String() string { return string(*m) }

// IsBoolFlag tells package flag that the value may be missing: then it is true.
func (m *memoryMode) IsBoolFlag() bool { return true }

// Set takes a value from the command line.
func (m *memoryMode) Set(text string) error {
	mode := memoryMode(text)
	if text == "true" {
		mode = memoryOnly
	}
	if !slices.Contains([]memoryMode{memoryWith, memoryWithout, memoryOnly}, mode) {
		return errors.New("it is with, without or only")
	}
	*m = mode
	return nil
}

// listOfNumbers parses positive numbers, as many digits as a key has at most.
func listOfNumbers(list *[]int) func(string) error {
	return func(text string) error {
		*list = nil
		for field := range strings.SplitSeq(text, ",") {
			n, err := strconv.Atoi(strings.TrimSpace(field))
			if err != nil {
				return err
			}
			if n < 1 || len(strconv.Itoa(n)) > keyDigits {
				return fmt.Errorf("%d is not between 1 and %d nines", n, keyDigits)
			}
			*list = append(*list, n)
		}
		return nil
	}
}

// set takes the value of -commands.
func (c *choice) set(text string) error {
	*c = nil
	table := datasets([]int{fewestKeys}, defaultElements)
	known := slices.Concat([]string{everything}, families(table), rowNames(table))
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if !slices.ContainsFunc(known, func(other string) bool { return strings.EqualFold(name, other) }) {
			return fmt.Errorf("no command %q in the table, which has %s", name, tableNames())
		}
		*c = append(*c, name)
	}
	return nil
}

// tableNames lists what -commands takes, family by family.
func tableNames() string {
	table := datasets([]int{fewestKeys}, defaultElements)
	var lines []string
	for _, family := range families(table) {
		members := slices.DeleteFunc(slices.Clone(table), func(d dataset) bool { return d.family != family })
		lines = append(lines, family+": "+strings.Join(rowNames(members), ","))
	}
	return strings.Join(lines, "\n")
}
