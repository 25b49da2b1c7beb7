package config

import (
	"slices"
	"strings"
)

type (
	// boolean is yes or no.
	boolean struct{}
	// never is a boolean that cannot be yes, for the reason given.
	never string
	// choice is one of the names, in any case, kept as the name.
	choice []string
	// adjustment is the choice of oom-score-adj, of which two names mean the
	// same.
	adjustment struct{}
	// shutdownOptions is any of shutdownNames, kept as a []string in their
	// order.
	shutdownOptions struct{}
)

func (boolean) parse(words []string, _ any) (any, error) {
	word, err := single(words)
	switch {
	case err != nil:
		return nil, err
	case strings.EqualFold(word, "yes"):
		return true, nil
	case strings.EqualFold(word, "no"):
		return false, nil
	}
	return nil, wrong(word, "argument must be 'yes' or 'no'")
}

func (boolean) format(value any) string {
	if value.(bool) {
		return "yes"
	}
	return "no"
}

func (k never) parse(words []string, current any) (any, error) {
	value, err := boolean{}.parse(words, current)
	if value == true {
		return nil, wrong(words[0], string(k))
	}
	return value, err
}

func (never) format(value any) string { return boolean{}.format(value) }

func (k choice) parse(words []string, _ any) (any, error) {
	word, err := single(words)
	if err != nil {
		return nil, err
	}
	name := strings.ToLower(word)
	if !slices.Contains(k, name) {
		return nil, wrong(word, "argument(s) must be one of the following: "+strings.Join(k, ", "))
	}
	return name, nil
}

func (choice) format(value any) string { return value.(string) }

func (adjustment) parse(words []string, current any) (any, error) {
	value, err := choice{"no", "yes", "relative", "absolute"}.parse(words, current)
	if value == "relative" {
		return "yes", nil
	}
	return value, err
}

func (adjustment) format(value any) string { return value.(string) }

// shutdownNames are the options of SHUTDOWN; the first stands for none.
var shutdownNames = choice{"default", "save", "nosave", "now", "force"}

func (shutdownOptions) parse(words []string, _ any) (any, error) {
	var chosen []string
	if len(words) == 0 {
		words = []string{""}
	}
	for _, word := range words {
		name, err := shutdownNames.parse([]string{word}, nil)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, name.(string))
	}
	if slices.Contains(chosen, "save") && slices.Contains(chosen, "nosave") {
		return nil, wrong("nosave", "shutdown options SAVE and NOSAVE can't be used simultaneously")
	}
	slices.SortFunc(chosen, func(a, b string) int {
		return slices.Index(shutdownNames, a) - slices.Index(shutdownNames, b)
	})
	chosen = slices.Compact(chosen)
	return slices.DeleteFunc(chosen, func(name string) bool { return name == "default" }), nil
}

func (shutdownOptions) format(value any) string {
	if options := value.([]string); len(options) > 0 {
		return strings.Join(options, " ")
	}
	return "default"
}
