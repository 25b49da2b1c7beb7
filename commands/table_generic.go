package commands

import "slices"

// Commands on keys of any type.
func genericCommands() []*Command {
	return slices.Concat(
		keyCommands(),
		searchCommands(),
		moveCommands(),
		expireCommands(),
		lifetimeCommands(),
		[]*Command{objectCommand(), waitCommand()},
	)
}

// Commands that take any number of keys, or look at one.
func keyCommands() []*Command {
	return []*Command{
		manyKeysCommand("del", Write, KeyRemove|KeyDelete, Doc{
			Since:      "1.0.0",
			Summary:    "Deletes keys.",
			Complexity: "O(N), with N being the keys to delete and, for each that holds no string, its elements",
		}, del),
		manyKeysCommand("exists", ReadOnly|Fast, KeyReadOnly, Doc{
			Since:      "1.0.0",
			Summary:    "Counts those of the keys that exist.",
			Complexity: "O(N), with N being the keys asked for",
			History:    []Change{{"3.0.3", "More than one key can be asked for."}},
		}, exists),
		manyKeysCommand("touch", ReadOnly|Fast, KeyReadOnly, Doc{
			Since:      "3.2.1",
			Summary:    "Counts those of the keys that exist, as if each of them was read.",
			Complexity: "O(N), with N being the keys to touch",
		}, touch),
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
		manyKeysCommand("unlink", Write|Fast, KeyRemove|KeyDelete, Doc{
			Since:      "4.0.0",
			Summary:    "Deletes keys, and leaves it to the background to free what takes long.",
			Complexity: "O(1) for each key, and O(N) in the background, with N being its elements",
		}, unlink),
	}
}

// manyKeysCommand is a command that counts keys. doc lacks what all of them
// have.
func manyKeysCommand(name string, flags Flags, keys KeyFlags, doc Doc, run func(*Call)) *Command {
	doc.Group = "generic"
	doc.Arguments = []Argument{key().multiple()}
	doc.Tips = []string{"request_policy:multi_shard", "response_policy:agg_sum"}
	return &Command{
		Name: name, Arity: -2, Flags: flags, Categories: CategoryKeyspace,
		Keys: allKeys(keys), Doc: doc, Run: run,
	}
}

// Commands that find keys.
func searchCommands() []*Command {
	return []*Command{
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
		{
			Name: "randomkey", Arity: 1, Flags: ReadOnly, Categories: CategoryKeyspace,
			Doc: Doc{
				Group: "generic", Since: "1.0.0",
				Summary:    "Names any key of the database.",
				Complexity: "O(1)",
				Tips:       []string{"request_policy:all_shards", "nondeterministic_output"},
			},
			Run: randomKey,
		},
		scanCommand(),
	}
}

// Commands that bring a value to another place.
func moveCommands() []*Command {
	return []*Command{
		{
			Name: "copy", Arity: -3, Flags: Write | DenyOOM, Categories: CategoryKeyspace,
			Keys: twoKeys(KeyReadOnly|KeyAccess, KeyOverwrite|KeyUpdate),
			Doc: Doc{
				Group: "generic", Since: "6.2.0",
				Summary:    "Copies a value, with its expiry, to another key or database.",
				Complexity: "O(N), with N being the elements of a collection; O(1) for a string",
				Arguments: []Argument{
					keyNamed("source", 0),
					keyNamed("destination", 1),
					integer("destination-db").after("DB").optional(),
					word("replace").optional(),
				},
			},
			Run: copyKey,
		},
		{
			Name: "move", Arity: 3, Flags: Write | Fast, Categories: CategoryKeyspace,
			Keys: oneKey(KeyReadWrite | KeyAccess | KeyUpdate),
			Doc: Doc{
				Group: "generic", Since: "1.0.0",
				Summary:    "Moves a key to another database that does not have it.",
				Complexity: "O(1)",
				Arguments:  []Argument{key(), integer("db")},
			},
			Run: move,
		},
		renameCommand("rename", Write, KeyOverwrite|KeyUpdate,
			"Gives a key another name, in place of a key that has it.", nil, rename),
		renameCommand("renamenx", Write|Fast, KeyOverwrite|KeyInsert,
			"Gives a key another name, unless a key has it.",
			[]Change{{"3.2.0", "It is no error if both names are the same."}}, renameNX),
	}
}

func renameCommand(name string, flags Flags, target KeyFlags, summary string, history []Change, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: 3, Flags: flags, Categories: CategoryKeyspace,
		Keys: twoKeys(KeyReadWrite|KeyAccess|KeyDelete, target),
		Doc: Doc{
			Group: "generic", Since: "1.0.0",
			Summary:    summary,
			Complexity: "O(1)",
			History:    history,
			Arguments:  []Argument{keyNamed("key", 0), keyNamed("newkey", 1)},
		},
		Run: run,
	}
}

// twoKeys are the specs of a command whose first two arguments are keys.
func twoKeys(first, second KeyFlags) []KeySpec {
	specs := oneKey(first)
	return append(specs, KeySpec{Flags: second, Begin: BeginSearch{Index: 2}, Find: FindKeys{Last: 0, Step: 1}})
}

// keyNamed is the key that a spec of that index finds.
func keyNamed(name string, spec int) Argument {
	return Argument{Name: name, Type: TypeKey, KeySpec: spec}
}

// Commands that give a key an end, or take it away.
func expireCommands() []*Command {
	return []*Command{
		expireCommand("expire", "1.0.0", integer("seconds"), "Ends a key after some seconds.", expire),
		expireCommand("expireat", "1.2.0", unixTime("unix-time-seconds"), "Ends a key at a time in seconds since 1970.", expireAt),
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
		expireCommand("pexpire", "2.6.0", integer("milliseconds"), "Ends a key after some milliseconds.", pexpire),
		expireCommand("pexpireat", "2.6.0", unixTime("unix-time-milliseconds"), "Ends a key at a time in milliseconds since 1970.", pexpireAt),
	}
}

func expireCommand(name, since string, time Argument, summary string, run func(*Call)) *Command {
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
				time,
				oneOf("condition", word("nx"), word("xx"), word("gt"), word("lt")).since("7.0.0").optional(),
			},
		},
		Run: run,
	}
}

// Commands that tell when a key ends.
func lifetimeCommands() []*Command {
	history := []Change{{"2.8.0", "A key that does not exist is told by -2."}}
	tips := []string{"nondeterministic_output"}
	return []*Command{
		lifetimeCommand("expiretime", "7.0.0", "Tells when a key ends, in seconds since 1970.", nil, nil, expireTime),
		lifetimeCommand("pexpiretime", "7.0.0", "Tells when a key ends, in milliseconds since 1970.", nil, nil, pexpireTime),
		lifetimeCommand("pttl", "2.6.0", "Tells how long a key has to live, in milliseconds.", history, tips, pttl),
		lifetimeCommand("ttl", "1.0.0", "Tells how long a key has to live, in seconds.", history, tips, ttl),
	}
}

func lifetimeCommand(name, since, summary string, history []Change, tips []string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: 2, Flags: ReadOnly | Fast, Categories: CategoryKeyspace,
		Keys: oneKey(KeyReadOnly | KeyAccess),
		Doc: Doc{
			Group: "generic", Since: since,
			Summary:    summary,
			Complexity: "O(1)",
			History:    history,
			Arguments:  []Argument{key()},
			Tips:       tips,
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

// elementScanCommand is the SCAN of the elements of a key.
func elementScanCommand(name, group string, category Categories, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: -3, Flags: ReadOnly, Categories: category,
		Keys: oneKey(KeyReadOnly | KeyAccess),
		Doc: Doc{
			Group: group, Since: "2.8.0",
			Summary:    summary,
			Complexity: "O(1) for each call; O(N) for the calls of a whole walk, with N being the elements",
			Arguments: []Argument{
				key(),
				integer("cursor"),
				pattern("pattern").after("MATCH").optional(),
				integer("count").after("COUNT").optional(),
			},
			Tips: []string{"nondeterministic_output"},
		},
		Run: run,
	}
}

// objectCommand is the container of the commands about how a value is kept.
func objectCommand() *Command {
	help := helpCommand("generic", CategoryKeyspace)
	help.Doc.Since = "6.2.0"
	return &Command{
		Name: "object", Arity: -2,
		Doc: Doc{
			Group: "generic", Since: "2.2.3",
			Summary:    "Holds the commands about how the value of a key is kept.",
			Complexity: "Each subcommand has its own.",
		},
		Subcommands: []*Command{
			aspectCommand("encoding", "2.2.3", "Tells in which form the value of a key is kept.", objectEncoding),
			aspectCommand("freq", "4.0.0", "Tells how often a key was used lately, as the logarithm of a count.", objectFreq),
			help,
			aspectCommand("idletime", "2.2.3", "Tells how long a key has not been used, in seconds.", objectIdleTime),
			aspectCommand("refcount", "2.2.3", "Tells how many references there are to the value of a key.", objectRefCount),
		},
	}
}

// aspectCommand is a subcommand of OBJECT.
func aspectCommand(name, since, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: 3, Flags: ReadOnly, Categories: CategoryKeyspace,
		Keys: []KeySpec{{Flags: KeyReadOnly, Begin: BeginSearch{Index: 2}, Find: FindKeys{Last: 0, Step: 1}}},
		Doc: Doc{
			Group: "generic", Since: since,
			Summary:    summary,
			Complexity: "O(1)",
			Arguments:  []Argument{key()},
			Tips:       []string{"nondeterministic_output"},
		},
		Run: run,
	}
}

func waitCommand() *Command {
	return &Command{
		Name: "wait", Arity: 3, Flags: NoScript, Categories: CategoryConnection,
		Doc: Doc{
			Group: "generic", Since: "3.0.0",
			Summary:    "Waits until replicas have the connection's writes.",
			Complexity: "O(1)",
			Arguments:  []Argument{integer("numreplicas"), integer("timeout")},
			Tips:       []string{"request_policy:all_shards", "response_policy:agg_min"},
		},
	}
}
