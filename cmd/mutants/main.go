package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options are the flags.
type options struct {
	only     *regexp.Regexp
	limit    time.Duration
	shrink   time.Duration
	document string
}

func parse(args []string, problems io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(problems)
	only := flags.String("only", "", "plant those bugs alone whose names match the `expression`")
	flags.DurationVar(&o.limit, "limit", time.Minute, "how long to look for a bug, `time`")
	flags.DurationVar(&o.shrink, "shrink", 30*time.Second, "how long to shrink a run that failed, `time`; 0 does not")
	flags.StringVar(&o.document, "document", "", "measure the simulation without bugs, too, and write all figures into the Markdown `file`")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.only, err = regexp.Compile(*only); err == nil && flags.NArg() > 0 {
		err = errors.New("mutants: it takes no arguments but flags")
	}
	if err != nil {
		fmt.Fprintln(problems, err)
	}
	return o, err
}

// run is the program: it returns its exit status, 1 if a bug was not found or could
// not be looked for, and 2 for wrong flags.
func run(args []string, output, problems io.Writer) int {
	o, err := parse(args, problems)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	found, err := o.hunt(output)
	if err != nil {
		fmt.Fprintln(problems, err)
		return 1
	}
	if !found {
		return 1
	}
	return 0
}

// hunt looks for all bugs that were asked for, and tells whether all were found.
func (o *options) hunt(output io.Writer) (found bool, err error) {
	shop, err := openWorkshop()
	if err != nil {
		return false, err
	}
	defer shop.close()
	hunts, err := o.lookForAll(shop, output)
	if err != nil {
		return false, err
	}
	total := summarize(hunts)
	fmt.Fprint(output, "\n", total)
	if o.document != "" {
		if err := o.write(shop, hunts); err != nil {
			return false, err
		}
	}
	return total.found == total.all, nil
}

// lookForAll looks for the bugs that were asked for, one after the other.
func (o *options) lookForAll(shop *workshop, output io.Writer) (hunts []hunted, err error) {
	wanted := slices.DeleteFunc(catalogue(), func(m mutant) bool { return !o.only.MatchString(m.name) })
	if len(wanted) == 0 {
		return nil, errors.New("mutants: no bug has such a name")
	}
	fmt.Fprint(output, tableHead())
	err = shop.each(wanted, func(m *mutant, program string) error {
		h, err := o.look(m, program)
		if err == nil {
			hunts = append(hunts, h)
			fmt.Fprint(output, h.row())
		}
		return err
	})
	return hunts, err
}
