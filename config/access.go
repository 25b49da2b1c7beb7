package config

import (
	"bytes"
	"strings"

	"seedis/glob"
)

// Pair is a parameter's name and its value as text.
type Pair struct {
	Name, Value string
}

// Get is CONFIG GET (https://redis.io/commands/config-get/): the parameters
// that match any of the patterns, each name once, sorted by name for each
// pattern. A pattern without wildcards is a name, in any case, and comes back
// as it was written; an alias is a name of its own.
func (c *Config) Get(patterns ...[]byte) []Pair {
	var pairs []Pair
	taken := map[string]bool{}
	take := func(name string, e entry) {
		if !taken[e.name] {
			taken[e.name] = true
			pairs = append(pairs, Pair{name, e.text(c)})
		}
	}
	for _, pattern := range patterns {
		if !bytes.ContainsAny(pattern, "*?[") {
			if e, ok := find(string(pattern)); ok {
				take(string(pattern), e)
			}
			continue
		}
		for _, e := range entries {
			if e.traits&hidden == 0 && glob.Match(pattern, []byte(e.name), true) {
				take(e.name, e)
			}
		}
	}
	return pairs
}

// Set is CONFIG SET (https://redis.io/commands/config-set/) for a client on
// another machine: all pairs are set, or none and the *SetError says why.
// Effects outside the Config are the caller's, who can keep a Clone to return
// to when one cannot be had.
func (c *Config) Set(pairs []Pair) error {
	return c.set(pairs, c.EnableProtectedConfigs == ProtectedYes)
}

// SetLocal is Set for a client on this machine, which may be allowed more.
func (c *Config) SetLocal(pairs []Pair) error {
	return c.set(pairs, c.EnableProtectedConfigs != ProtectedNo)
}

func (c *Config) set(pairs []Pair, mayProtected bool) error {
	chosen, err := choose(pairs, mayProtected)
	if err != nil {
		return err
	}
	next := c.Clone()
	for i, e := range chosen {
		if err := next.change(e, pairs[i].Value); err != nil {
			return &SetError{e.name, err.Error()}
		}
	}
	*c = *next
	return nil
}

// choose finds the parameters of the pairs and checks that they may be set.
func choose(pairs []Pair, mayProtected bool) ([]entry, error) {
	chosen := make([]entry, 0, len(pairs))
	taken := map[string]bool{}
	for _, pair := range pairs {
		e, ok := find(pair.Name)
		switch {
		case !ok:
			return nil, &SetError{Argument: pair.Name}
		case e.traits&immutable != 0:
			return nil, &SetError{pair.Name, "can't set immutable config"}
		case e.traits&protected != 0 && !mayProtected:
			return nil, &SetError{pair.Name, "can't set protected config"}
		case taken[e.name]:
			return nil, &SetError{pair.Name, "duplicate parameter"}
		}
		taken[e.name] = true
		chosen = append(chosen, e)
	}
	return chosen, nil
}

// IsSecret tells whether the value of the parameter of that name, in any case, is
// not to be written down: it is a password or the name that goes with it.
func IsSecret(name string) bool {
	e, ok := find(name)
	return ok && e.traits&secret != 0
}

// change sets one parameter at run time, where the words of a value are
// separated by exactly one space and quotes mean nothing.
func (c *Config) change(e entry, value string) error {
	words := []string{value}
	current := e.load(c)
	if e.traits&manyWords != 0 {
		words = strings.Split(value, " ")
		if value == "" {
			words = nil
		}
	}
	if e.traits&cumulative != 0 {
		current = nil
	}
	parsed, err := e.kind.parse(words, current)
	if err != nil {
		return err
	}
	e.store(c, parsed)
	return nil
}
