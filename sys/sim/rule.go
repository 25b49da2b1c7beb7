package sim

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Rule is a fault that is on. Its text is "name:chance/most", the chance as a
// fraction of 1: "reset:0.01", "stall(io_thd_1):0.05/5ms", "latency:2ms".
type Rule struct {
	Fault Fault
	// Of is the name of the thread that the rule is about; "" is all.
	Of string
	// Chance is per million; of a fault that has no chance it means nothing.
	Chance int
	// Most is in nanoseconds, in bytes or a number, by the fault.
	Most int64
}

// Faults are rules, at most one for each fault, in the order of the faults. The zero
// value is a machine on which nothing goes wrong. String and ParseFaults are
// inverse, so that a line can carry a run's faults. No function changes the
// rules of a value that was copied.
type Faults []Rule

// isOff tells that nothing comes of the rule.
func (r Rule) isOff() bool {
	if faultTable[r.Fault].chance > 0 {
		return r.Chance <= 0
	}
	return r.Most <= 0
}

// Find is the rule of a fault.
func (f Faults) Find(fault Fault) (rule Rule, on bool) {
	for _, rule := range f {
		if rule.Fault == fault {
			return rule, true
		}
	}
	return Rule{}, false
}

// Has tells whether any of the faults is on.
func (f Faults) Has(faults ...Fault) bool {
	return slices.ContainsFunc(faults, func(fault Fault) bool {
		_, on := f.Find(fault)
		return on
	})
}

// Set turns a fault on, in place of the rule that it had. A rule with a chance of 0,
// or with nothing at most where there is no chance, turns it off.
func (f *Faults) Set(rule Rule) {
	row := &faultTable[rule.Fault]
	if rule.Of != "" && !row.ofThread {
		panic("sim: a rule of a thread for " + row.name)
	}
	if rule.Most > row.limit() {
		panic(fmt.Sprintf("sim: %d at most is too much for %s", rule.Most, row.name))
	}
	if row.chance == 0 {
		rule.Chance = 0
	}
	if row.unit == noUnit {
		rule.Most = 0
	}
	rules := slices.DeleteFunc(slices.Clone(*f), func(other Rule) bool { return other.Fault == rule.Fault })
	if !rule.isOff() {
		place, _ := slices.BinarySearchFunc(rules, rule.Fault, func(other Rule, fault Fault) int {
			return int(other.Fault) - int(fault)
		})
		rules = slices.Insert(rules, place, rule)
	}
	*f = rules
}

// String lists the rules: "latency:2ms,reset:0.01"; "none" where there is none.
func (f Faults) String() string {
	if len(f) == 0 {
		return "none"
	}
	words := make([]string, len(f))
	for i, rule := range f {
		words[i] = rule.String()
	}
	return strings.Join(words, ",")
}

// String is what ParseFaults reads.
func (r Rule) String() string {
	row := &faultTable[r.Fault]
	text := row.name
	if r.Of != "" {
		text += "(" + r.Of + ")"
	}
	text += ":"
	if row.chance > 0 {
		text += strconv.FormatFloat(float64(r.Chance)/million, 'f', -1, 64)
	}
	switch {
	case row.unit == noUnit:
		return text
	case row.chance > 0:
		text += "/"
	}
	if row.unit == inTime {
		return text + time.Duration(r.Most).String()
	}
	return text + strconv.FormatInt(r.Most, 10)
}

// ParseFaults reads what String writes. A rule may leave out its chance, its most or
// both ("stall:5ms", "stall:0.05", "stall"): then they are those of FaultTable.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	if text == "none" || text == "" {
		return f, nil
	}
	for word := range strings.SplitSeq(text, ",") {
		rule, err := parseRule(word)
		if err == nil && f.Has(rule.Fault) {
			err = fmt.Errorf("it has a rule already")
		}
		if err != nil {
			return nil, fmt.Errorf("fault %q: %w", word, err)
		}
		f.Set(rule)
	}
	return f, nil
}

// MustFaults is ParseFaults of a text that is known to be right.
func MustFaults(text string) Faults {
	f, err := ParseFaults(text)
	if err != nil {
		panic("sim: " + err.Error())
	}
	return f
}

func parseRule(word string) (Rule, error) {
	head, values, valued := strings.Cut(word, ":")
	name, of := head, ""
	if before, rest, found := strings.Cut(head, "("); found {
		thread, closed := strings.CutSuffix(rest, ")")
		if !closed || thread == "" {
			return Rule{}, fmt.Errorf("a thread is written (name)")
		}
		name, of = before, thread
	}
	place := slices.IndexFunc(faultTable[:], func(row faultRow) bool { return row.name == name })
	if place < 0 {
		return Rule{}, fmt.Errorf("no such fault")
	}
	row := &faultTable[place]
	if of != "" && !row.ofThread {
		return Rule{}, fmt.Errorf("it is of no thread")
	}
	rule := Rule{Fault: Fault(place), Of: of, Chance: row.chance, Most: row.most}
	if !valued {
		return rule, nil
	}
	return rule, rule.parseValues(row, values)
}

// parseValues reads "chance/most", or one of them: what is no fraction of 1 is most.
func (r *Rule) parseValues(row *faultRow, text string) (err error) {
	first, second, both := strings.Cut(text, "/")
	if row.chance == 0 {
		r.Most, err = row.parseMost(text)
		return err
	}
	chance, err := parseChance(first)
	switch {
	case err != nil && both:
		return err
	case err != nil:
		r.Most, err = row.parseMost(first)
		return err
	}
	r.Chance = chance
	if both {
		r.Most, err = row.parseMost(second)
	}
	return err
}

// parseChance reads a fraction of 1.
func parseChance(text string) (perMillion int, err error) {
	fraction, err := strconv.ParseFloat(text, 64)
	if err != nil || !(fraction >= 0 && fraction <= 1) {
		return 0, fmt.Errorf("%q is no chance: from 0 to 1", text)
	}
	return int(math.Round(fraction * million)), nil
}

func (row *faultRow) parseMost(text string) (most int64, err error) {
	switch row.unit {
	case noUnit:
		return 0, fmt.Errorf("%q is no chance: from 0 to 1", text)
	case inTime:
		var duration time.Duration
		duration, err = time.ParseDuration(text)
		most = int64(duration)
	default:
		most, err = strconv.ParseInt(text, 10, 64)
	}
	switch {
	case err != nil:
		return 0, err
	case most < 0:
		return 0, fmt.Errorf("%q is less than nothing", text)
	case most > row.limit():
		return 0, fmt.Errorf("%q is too much", text)
	}
	return most, nil
}

// limit is the largest Most of a rule. What is reckoned with times (drawTime) must not
// overflow, and a clock that drifts by more millionths would run backwards.
func (row *faultRow) limit() int64 {
	switch row.unit {
	case inTime:
		return int64(365 * 24 * time.Hour)
	case inNumber:
		return million
	}
	return math.MaxInt64
}
