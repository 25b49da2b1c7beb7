package config

import (
	"fmt"

	"seedis/resp"
)

// invalid is why a value was refused.
type invalid struct {
	word   string // the offending one
	reason string
}

func (e *invalid) Error() string { return e.reason }

func wrong(word, reason string) error { return &invalid{word, reason} }

// single is the word of a parameter that takes one.
func single(words []string) (string, error) {
	switch len(words) {
	case 1:
		return words[0], nil
	case 0:
		return "", wrong("", "wrong number of arguments")
	}
	return "", wrong(words[1], "wrong number of arguments")
}

// Source is where a directive stands.
type Source struct {
	Name string // of the file; "" when it is not in a file
	What string // "the configuration file", "the command line", "the environment"
	Line int    // from 1; in the command line the argument; 0: not numbered
	Text string // the line as it was written
}

// Directive is a line that is not a parameter, kept for others to judge.
type Directive struct {
	Words  []string // behind the name
	Source Source
}

// StartError says why the server cannot start. It prints in the shape of
// Redis's own, with the source and the offending word named.
type StartError struct {
	Source Source
	Word   string // "" where no word is to blame
	Reason string
}

func (e *StartError) Error() string {
	text := "*** FATAL CONFIG FILE ERROR (Seedis " + Version + ") ***\nReading " + e.Source.What
	if e.Source.Name != "" {
		text += " " + e.Source.Name
	}
	switch {
	case e.Source.Line > 0 && e.Source.What == commandLine:
		text += fmt.Sprintf(", at argument %d", e.Source.Line)
	case e.Source.Line > 0:
		text += fmt.Sprintf(", at line %d", e.Source.Line)
	}
	text += "\n>>> '" + e.Source.Text + "'\n" + e.Reason
	if e.Word != "" {
		text += fmt.Sprintf("\nThe word is %q", e.Word)
	}
	return text
}

// SetError says why CONFIG SET changed nothing; as an error it is the whole
// reply. The server makes one too, when the effect of a change cannot be had.
type SetError struct {
	Argument string
	Reason   string // "": there is no such parameter
}

func (e *SetError) Error() string {
	if e.Reason == "" {
		return "ERR " + resp.ErrConfigUnknown.Detail(e.Argument)
	}
	return "ERR " + resp.ErrConfigSetFailed.Detail(e.Argument, e.Reason)
}
