//go:build linux

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// memoryMode says whether bytes per key are measured.
type memoryMode string

// The values of -memory.
const (
	memoryWith    memoryMode = "with"
	memoryWithout memoryMode = "without"
	memoryOnly    memoryMode = "only"
)

// options are what the flags say.
type options struct {
	servers        []string // paths; none: build ./cmd/server
	against        string
	rounds         int
	window         time.Duration
	keys           []int
	memoryKeys     []int
	pipelines      []int
	clients        int
	commands       []command
	memory         memoryMode
	redisBenchmark bool
	swap           bool
	out            string
}

// quickDefaults replace the defaults of flags that are not given: a slice in
// less than a minute.
var quickDefaults = []struct{ flag, value string }{
	{"rounds", "3"},
	{"seconds", "0.5"},
	{"keys", "100000"},
	{"memory-keys", "1000000"},
	{"redis-benchmark", "false"},
}

// parseOptions reads the command line; it prints its complaints to output.
func parseOptions(arguments []string, output io.Writer) (options, error) {
	o := options{
		keys:       []int{100_000, 5_000_000},
		memoryKeys: []int{1_000_000, 5_000_000},
		pipelines:  []int{1, 16, 100},
		commands:   commands,
		memory:     memoryWith,
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(output)
	flags.Func("server", "measure the server at `path`, several if repeated (default: build ./cmd/server)",
		func(path string) error { o.servers = append(o.servers, path); return nil })
	flags.StringVar(&o.against, "against", "redis-server", "compare with the server at `path`")
	flags.IntVar(&o.rounds, "rounds", 5, "measure every server so many times")
	seconds := flags.Float64("seconds", 2, "length of one measurement")
	flags.Func("keys", "comma-separated numbers of `keys` (default 100000,5000000)", listOfNumbers(&o.keys))
	flags.Func("memory-keys", "the same for memory (default 1000000,5000000)", listOfNumbers(&o.memoryKeys))
	flags.Func("pipelines", "comma-separated pipeline `lengths` (default 1,16,100)", listOfNumbers(&o.pipelines))
	flags.IntVar(&o.clients, "clients", 50, "number of connections")
	flags.Func("commands", "comma-separated `names` (default all: "+commandNames()+")", listOfCommands(&o.commands))
	flags.Func("memory", "measure memory: with, without or only (default with)", o.memory.set)
	flags.BoolVar(&o.redisBenchmark, "redis-benchmark", true, "measure with redis-benchmark, too, if it is on PATH")
	flags.BoolVar(&o.swap, "swap", false, "exchange the cores of server and load after every second round")
	flags.StringVar(&o.out, "out", "", "write the report to `file`, too")
	quick := flags.Bool("quick", false, "a slice of the cases in less than a minute")
	if err := flags.Parse(arguments); err != nil {
		return options{}, err
	}
	if *quick {
		if err := setQuickDefaults(flags); err != nil {
			return options{}, err
		}
	}
	o.window = time.Duration(*seconds * float64(time.Second))
	return o, o.check(flags.Args())
}

func setQuickDefaults(flags *flag.FlagSet) error {
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for _, quick := range quickDefaults {
		if given[quick.flag] {
			continue
		}
		if err := flags.Set(quick.flag, quick.value); err != nil {
			return err
		}
	}
	return nil
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
	}
	return nil
}

func (m *memoryMode) set(text string) error {
	switch mode := memoryMode(text); mode {
	case memoryWith, memoryWithout, memoryOnly:
		*m = mode
		return nil
	}
	return errors.New("it is with, without or only")
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

func listOfCommands(list *[]command) func(string) error {
	return func(text string) error {
		if strings.EqualFold(text, "all") {
			*list = commands
			return nil
		}
		*list = nil
		for name := range strings.SplitSeq(text, ",") {
			c, err := commandNamed(strings.TrimSpace(name))
			if err != nil {
				return err
			}
			*list = append(*list, c)
		}
		return nil
	}
}

// commandNames lists the table's commands as -commands takes them.
func commandNames() string {
	var names []string
	for _, c := range commands {
		names = append(names, c.name)
	}
	return strings.Join(names, ",")
}
