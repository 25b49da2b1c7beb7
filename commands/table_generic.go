package commands

import "slices"

// Commands on keys of any type.
func genericCommands() []*Command {
	return slices.Concat(keyCommands(), lifetimeCommands())
}

func keyCommands() []*Command {
	return []*Command{
		{
			Name: "del", Arity: -2, Flags: Write, Categories: CategoryKeyspace,
			Keys: allKeys(KeyRemove | KeyDelete),
			Doc: Doc{
				Group: "generic", Since: "1.0.0",
				Summary:    "Deletes keys.",
				Complexity: "O(N), with N being the keys to delete and, for each that holds no string, its elements",
				Arguments:  []Argument{key().multiple()},
				Tips:       []string{"request_policy:multi_shard", "response_policy:agg_sum"},
			},
			Run: del,
		},
		{
			Name: "exists", Arity: -2, Flags: ReadOnly | Fast, Categories: CategoryKeyspace,
			Keys: allKeys(KeyReadOnly),
			Doc: Doc{
				Group: "generic", Since: "1.0.0",
				Summary:    "Counts those of the keys that exist.",
				Complexity: "O(N), with N being the keys asked for",
				History:    []Change{{"3.0.3", "More than one key can be asked for."}},
				Arguments:  []Argument{key().multiple()},
				Tips:       []string{"request_policy:multi_shard", "response_policy:agg_sum"},
			},
			Run: exists,
		},
		{
			Name: "keys", Arity: 2, Flags: ReadOnly, Categories: CategoryKeyspace | CategoryDangerous,
			Doc: Doc{
				Group: "generic", Since: "1.0.0",
				Summary:    "Lists the keys whose names match a pattern.",
				Complexity: "O(N), with N being all keys of the database, if names and pattern are short",
				Arguments:  []Argument{pattern("pattern")},
				Tips:       []string{"request_policy:all_shards", "nondeterministic_output_order"},
			},
			Run: keys,
		},
		scanCommand(),
		{
			Name: "type", Arity: 2, Flags: ReadOnly | Fast, Categories: CategoryKeyspace,
			Keys: oneKey(KeyReadOnly),
			Doc: Doc{
				Group: "generic", Since: "1.0.0",
				Summary:    "Tells what kind of value a key holds.",
				Complexity: "O(1)",
				Arguments:  []Argument{key()},
			},
			Run: typeOf,
		},
		{
			Name: "unlink", Arity: -2, Flags: Write | Fast, Categories: CategoryKeyspace,
			Keys: allKeys(KeyRemove | KeyDelete),
			Doc: Doc{
				Group: "generic", Since: "4.0.0",
				Summary:    "Takes keys out of the keyspace; big values are freed later.",
				Complexity: "O(1) for each key, and O(N) elsewhere, with N being the blocks of memory to free",
				Arguments:  []Argument{key().multiple()},
				Tips:       []string{"request_policy:multi_shard", "response_policy:agg_sum"},
			},
			Run: del,
		},
	}
}

func lifetimeCommands() []*Command {
	return []*Command{
		expireCommand("expire", "1.0.0", "seconds", "Ends a key after some seconds.", expire),
		{
			Name: "persist", Arity: 2, Flags: Write | Fast, Categories: CategoryKeyspace,
			Keys: oneKey(KeyReadWrite | KeyUpdate),
			Doc: Doc{
				Group: "generic", Since: "2.2.0",
				Summary:    "Lets a key live without end.",
				Complexity: "O(1)",
				Arguments:  []Argument{key()},
			},
			Run: persist,
		},
		expireCommand("pexpire", "2.6.0", "milliseconds", "Ends a key after some milliseconds.", pexpire),
		lifetimeCommand("pttl", "2.6.0", "Tells how long a key has to live, in milliseconds.", pttl),
		lifetimeCommand("ttl", "1.0.0", "Tells how long a key has to live, in seconds.", ttl),
	}
}

func expireCommand(name, since, unit, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: -3, Flags: Write | Fast, Categories: CategoryKeyspace,
		Keys: oneKey(KeyReadWrite | KeyUpdate),
		Doc: Doc{
			Group: "generic", Since: since,
			Summary:    summary,
			Complexity: "O(1)",
			History:    []Change{{"7.0.0", "`NX`, `XX`, `GT` and `LT` came."}},
			Arguments: []Argument{
				key(),
				integer(unit),
				oneOf("condition", word("nx"), word("xx"), word("gt"), word("lt")).since("7.0.0").optional(),
			},
		},
		Run: run,
	}
}

func lifetimeCommand(name, since, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: 2, Flags: ReadOnly | Fast, Categories: CategoryKeyspace,
		Keys: oneKey(KeyReadOnly | KeyAccess),
		Doc: Doc{
			Group: "generic", Since: since,
			Summary:    summary,
			Complexity: "O(1)",
			History:    []Change{{"2.8.0", "A key that does not exist is told by -2."}},
			Arguments:  []Argument{key()},
			Tips:       []string{"nondeterministic_output"},
		},
		Run: run,
	}
}

func scanCommand() *Command {
	return &Command{
		Name: "scan", Arity: -2, Flags: ReadOnly, Categories: CategoryKeyspace,
		Doc: Doc{
			Group: "generic", Since: "2.8.0",
			Summary:    "Walks over the keys of the database, some with each call.",
			Complexity: "O(1) for each call; O(N) for the calls of a whole walk, with N being the keys",
			History:    []Change{{"6.0.0", "`TYPE` came."}},
			Arguments: []Argument{
				integer("cursor"),
				pattern("pattern").after("MATCH").optional(),
				integer("count").after("COUNT").optional(),
				text("type").after("TYPE").since("6.0.0").optional(),
			},
			Tips: []string{"nondeterministic_output", "request_policy:special"},
		},
		Run: scan,
	}
}
