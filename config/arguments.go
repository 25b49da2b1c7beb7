package config

import (
	"strconv"
	"strings"
)

const commandLine = "the command line"

// SplitArguments tells the configuration file from the options in a command
// line (without the program's name): the first argument is a file unless it
// begins with a dash, and a lone dash, first or last, stands for standard
// input, read after the file.
func SplitArguments(arguments []string) (file string, standardInput bool, options []string) {
	options = arguments
	if len(options) > 0 && !strings.HasPrefix(options[0], "-") {
		file, options = options[0], options[1:]
	}
	if file == "" && len(options) > 0 && options[0] == "-" {
		standardInput, options = true, options[1:]
	}
	if last := len(options) - 1; last >= 0 && options[last] == "-" {
		standardInput, options = true, options[:last]
	}
	return file, standardInput, options
}

// ParseArguments takes in options as redis-server does: --name value [value
// ...], or name and values in one argument, "--name value". An argument is an
// option when it begins with two dashes and the option before it has a value,
// so values may begin with dashes. --save without a value is an empty one. The
// read is as for ParseFile. The error is a *StartError.
func (c *Config) ParseArguments(options []string, read func(name string) (string, error)) error {
	for i := 0; i < len(options); {
		source := Source{What: commandLine, Line: i + 1}
		words, text, next, ok := takeOption(options, i)
		source.Text = text
		if !ok {
			return &StartError{source, options[i], unbalanced}
		}
		i = next
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if err := c.line(words, read, 0, source); err != nil {
			return err
		}
	}
	return nil
}

// takeOption gathers the words of the option at position at; text is the line
// that would say the same in a file.
func takeOption(options []string, at int) (words []string, text string, next int, ok bool) {
	ok = true
	complete := false // the next argument with dashes is an option
	if name, isOption := strings.CutPrefix(options[at], "--"); isOption {
		text = name
		words, ok = splitWords(name)
		complete = len(words) > 1
		at++
	}
	if len(words) == 1 && strings.EqualFold(words[0], "save") && startsOption(options, at) {
		return append(words, ""), text + ` ""`, at, ok
	}
	for ; at < len(options) && !(complete && strings.HasPrefix(options[at], "--")); at++ {
		words = append(words, options[at])
		text = strings.TrimPrefix(text+" ", " ") + strconv.Quote(options[at])
		complete = true
	}
	return words, text, at, ok
}

// startsOption tells whether there is no value at position at.
func startsOption(options []string, at int) bool {
	return at == len(options) || strings.HasPrefix(options[at], "--")
}
