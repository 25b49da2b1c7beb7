package config

import (
	"cmp"
	"slices"
	"strings"
)

// parameter is a row of the table.
type parameter struct {
	name    string
	traits  traits
	kind    kind
	initial string // the default, as it would stand in redis.conf
	field   *field // where the value is kept; nil: among the others
	slot    int    // index in the table
}

// traits are what CONFIG GET, CONFIG SET and the readers have to know of a
// parameter beyond its type.
type traits uint8

const (
	// immutable: fixed when the server has started.
	immutable traits = 1 << iota
	// protected: changed at run time only as enable-protected-configs allows.
	protected
	// hidden: found by its exact name only, not by a pattern.
	hidden
	// manyWords: takes any number of words, or one that holds them all.
	manyWords
	// cumulative: each further line adds to the value, only the first replaces.
	cumulative
	// spelledOut: written into a file also where it is the default.
	spelledOut
	// secret: a password, or part of one; no log or list may show it.
	secret
)

// kind reads and writes the values of one type. parse gets the value that
// there is now, of which it may keep parts; it does not change it.
type kind interface {
	parse(words []string, current any) (any, error)
	format(value any) string
}

// field binds a parameter to a field of Config.
type field struct {
	load  func(*Config) any
	store func(*Config, any)
}

// exact binds a field that has the kind's own type.
func exact[T any](at func(*Config) *T) *field {
	return &field{
		load:  func(c *Config) any { return *at(c) },
		store: func(c *Config, value any) { *at(c) = value.(T) },
	}
}

// number binds an integer field; the kinds of numbers work on int64.
func number[T ~int | ~int64 | ~uint32](at func(*Config) *T) *field {
	return &field{
		load:  func(c *Config) any { return int64(*at(c)) },
		store: func(c *Config, value any) { *at(c) = T(value.(int64)) },
	}
}

// ordinal binds a field that numbers the names of a choice from 0.
func ordinal[T ~int](names choice, at func(*Config) *T) *field {
	return &field{
		load:  func(c *Config) any { return names[*at(c)] },
		store: func(c *Config, value any) { *at(c) = T(slices.Index(names, value.(string))) },
	}
}

func (p *parameter) load(c *Config) any {
	if p.field == nil {
		return c.others[p.slot]
	}
	return p.field.load(c)
}

func (p *parameter) store(c *Config, value any) {
	if p.field == nil {
		c.others[p.slot] = value
		return
	}
	p.field.store(c, value)
}

// text is the value as CONFIG GET prints it.
func (p *parameter) text(c *Config) string {
	return p.kind.format(p.load(c))
}

// entry is a name under which a parameter is found: its own or an alias.
type entry struct {
	name string
	*parameter
}

// table is all parameters; entries all names of them, sorted; byName and
// byVariable find one, by its lower-case name and by the name of its
// environment variable.
var (
	table      = assemble(processParameters, networkParameters, threadParameters, clientParameters, memoryParameters, encodingParameters, persistenceParameters, replicationParameters, clusterParameters, tlsParameters, debugParameters)
	entries    = enter(table, aliases)
	byName     = index(entries, func(e entry) string { return e.name })
	byVariable = index(entries, func(e entry) string { return variableOf(e.name) })
)

func assemble(parts ...[]*parameter) []*parameter {
	all := slices.Concat(parts...)
	for slot, p := range all {
		p.slot = slot
	}
	return all
}

func enter(table []*parameter, aliases [][2]string) []entry {
	all := make([]entry, 0, len(table)+len(aliases))
	for _, p := range table {
		all = append(all, entry{p.name, p})
	}
	for _, alias := range aliases {
		at := slices.IndexFunc(table, func(p *parameter) bool { return p.name == alias[1] })
		if at < 0 {
			panic("config: " + alias[0] + " is an alias of nothing")
		}
		all = append(all, entry{alias[0], table[at]})
	}
	slices.SortFunc(all, func(a, b entry) int { return cmp.Compare(a.name, b.name) })
	return all
}

func index(entries []entry, key func(entry) string) map[string]entry {
	found := make(map[string]entry, len(entries))
	for _, e := range entries {
		if _, twice := found[key(e)]; twice {
			panic("config: two parameters are named " + key(e))
		}
		found[key(e)] = e
	}
	return found
}

// find looks a name up, in any case.
func find(name string) (entry, bool) {
	e, ok := byName[strings.ToLower(name)]
	return e, ok
}
