package kernels

import (
	"fmt"
	"slices"
	"strings"

	"seedis/sys"
)

// Answer is what came of a step.
type Answer struct {
	Errno sys.Errno
	// N is the number of bytes that were moved; Data those that were received.
	N    int
	Data []byte
	// Name is an address, or the end that was accepted.
	Name string
	// Events are those of a Wait, by the names of the watched objects.
	Events []Seen
	// Parts are the answers to the transfers of a batch.
	Parts []Answer
	// Skipped tells that the step could not be carried out: what it makes is
	// there already, or what it needs is not. Shrinking leaves such steps.
	Skipped bool
}

// Seen is an event.
type Seen struct {
	Object string
	Ready  sys.Ready
}

// ended tells that a receive found the end of the stream.
func (a Answer) ended() bool { return a.Errno == sys.OK && a.N == 0 }

func (a Answer) String() string {
	if a.Skipped {
		return "skipped"
	}
	var words []string
	if a.N != 0 {
		words = append(words, fmt.Sprint(a.N, " bytes"))
	}
	if a.Name != "" {
		words = append(words, a.Name)
	}
	for _, seen := range a.Events {
		words = append(words, seen.Object+"="+readyText(seen.Ready))
	}
	for _, part := range a.Parts {
		words = append(words, part.String())
	}
	if a.Errno != sys.OK || len(words) == 0 {
		words = append(words, a.Errno.Error())
	}
	return strings.Join(words, ", ")
}

// readyText has a letter for each condition: readable, writable, hang-up,
// failed.
func readyText(ready sys.Ready) string {
	if ready == 0 {
		return "-"
	}
	text := ""
	for i, letter := range "rwhf" {
		if ready&(1<<i) != 0 {
			text += string(letter)
		}
	}
	return text
}

// kinds are the classes to which an answer belongs: those that, once Linux has
// been seen to answer so, the simulated machine must be seen to answer too.
func (a Answer) kinds(step Step, family string) []string {
	if a.Skipped {
		return nil
	}
	subject := strings.TrimRight(step.On, "0123456789")
	switch step.Verb {
	case "wait", "doze", "sleep", "slumber":
		return a.eventKinds(step.Verb)
	case "option", "shutdown":
		subject += " " + step.word(0)
	case "rename", "remove", "park":
		subject = ""
	}
	outcome := a.Errno.Error()
	if a.Errno == sys.OK {
		outcome = a.amount(step)
	}
	if isEnd(step.On) || subject == "l" {
		subject = family + " " + subject
	}
	return []string{strings.Join(strings.Fields(step.Verb+" "+subject+": "+outcome), " ")}
}

// amount tells how much of a transfer was done.
func (a Answer) amount(step Step) string {
	asked := 0
	switch step.Verb {
	case "send", "receive", "read", "write":
		asked = step.total()
	default:
		return "success"
	}
	switch {
	case a.N == 0 && asked > 0:
		return "nothing"
	case a.N < asked:
		return "a part"
	}
	return "all"
}

func (a Answer) eventKinds(verb string) []string {
	kinds := []string{}
	for _, seen := range a.Events {
		kinds = append(kinds, verb+": "+seen.Object[:1]+" "+readyText(seen.Ready))
	}
	if len(kinds) == 0 {
		kinds = append(kinds, verb+": nothing")
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}
