package config

import (
	"errors"
	"slices"
	"strings"
)

// directive takes in one line, already split, wherever it came from.
func (c *Config) directive(words []string, source Source) error {
	name, arguments := strings.ToLower(words[0]), words[1:]
	if e, ok := byName[name]; ok {
		return c.assign(e, arguments, source)
	}
	known := len(arguments) > 0
	switch {
	case name == "user" && known:
		c.Users = append(c.Users, Directive{arguments, source})
	case name == "rename-command" && len(arguments) == 2:
		c.RenamedCommands = append(c.RenamedCommands, Directive{arguments, source})
	case name == "loadmodule" && known:
		return &StartError{source, words[0], "Seedis has no loadable modules"}
	case name == "sentinel" && known:
		return &StartError{source, words[0], "sentinel directive while not in sentinel mode"}
	case obsolete(name) && len(arguments) == 1:
	default:
		return &StartError{source, words[0], "Bad directive or wrong number of arguments"}
	}
	return nil
}

// plainUsers are the rules of a default user who may do everything without a
// password, as Redis writes them. What a version leaves out is its default.
var plainUsers = [][]string{
	{"on", "nopass", "~*", "&*", "+@all"},
	{"on", "nopass", "sanitize-payload", "~*", "&*", "+@all"},
}

// IsPlainUser tells whether the words behind "user" say what goes without saying
// where there is no requirepass. Redis 7.0 writes such a line into every file.
func IsPlainUser(words []string) bool {
	return words[0] == "default" && slices.ContainsFunc(plainUsers, func(rules []string) bool {
		return slices.Equal(rules, words[1:])
	})
}

// obsolete directives are accepted, because old files have them, and mean
// nothing any more.
func obsolete(name string) bool {
	switch name {
	case "list-max-ziplist-entries", "list-max-ziplist-value", "lua-replicate-commands":
		return true
	}
	return false
}

// assign gives a parameter its value at start.
func (c *Config) assign(e entry, words []string, source Source) error {
	if e.traits&manyWords != 0 && len(words) == 1 && words[0] != "" {
		split, ok := splitWords(words[0])
		if !ok {
			return &StartError{source, words[0], unbalanced}
		}
		words = split
	}
	current := e.load(c)
	if e.traits&cumulative != 0 && !c.started[e.slot] {
		c.started[e.slot] = true
		current = nil
	}
	value, err := e.kind.parse(words, current)
	if err != nil {
		return startError(err, source)
	}
	e.store(c, value)
	return nil
}

const unbalanced = "Unbalanced quotes in configuration line"

func startError(err error, source Source) error {
	var refused *invalid
	if !errors.As(err, &refused) {
		panic("config: a kind returned a foreign error: " + err.Error())
	}
	return &StartError{source, refused.word, refused.reason}
}
