package commands

import "slices"

// Commands on hashes.
func hashCommands() []*Command {
	return slices.Concat(hashFieldReads(), hashWholeReads(), hashWrites(), hashCounters())
}

// hashFieldReads are the commands that read fields by their names.
func hashFieldReads() []*Command {
	return []*Command{
		fieldCommand("hexists", "2.0.0", KeyReadOnly, "Tells whether a hash has a field.", hExists),
		fieldCommand("hget", "2.0.0", KeyReadOnly|KeyAccess, "Reads the value of a field of a hash.", hGet),
		{
			Name: "hmget", Arity: -3, Flags: ReadOnly | Fast, Categories: CategoryHash,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "hash", Since: "2.0.0",
				Summary:    "Reads the values of several fields of a hash.",
				Complexity: "O(N), with N being the fields asked for",
				Arguments:  []Argument{key(), text("field").multiple()},
			},
			Run: hMGet,
		},
		fieldCommand("hstrlen", "3.2.0", KeyReadOnly, "Measures the value of a field of a hash, in bytes.", hStrLen),
	}
}

// fieldCommand reads one field.
func fieldCommand(name, since string, keys KeyFlags, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: 3, Flags: ReadOnly | Fast, Categories: CategoryHash,
		Keys: oneKey(keys),
		Doc: Doc{
			Group: "hash", Since: since,
			Summary:    summary,
			Complexity: "O(1)",
			Arguments:  []Argument{key(), text("field")},
		},
		Run: run,
	}
}

// hashWholeReads are the commands that read what no name was given for.
func hashWholeReads() []*Command {
	return []*Command{
		wholeHashCommand("hgetall", "Lists the fields of a hash and their values.", hGetAll),
		wholeHashCommand("hkeys", "Lists the fields of a hash.", hKeys),
		{
			Name: "hlen", Arity: 2, Flags: ReadOnly | Fast, Categories: CategoryHash,
			Keys: oneKey(KeyReadOnly),
			Doc: Doc{
				Group: "hash", Since: "2.0.0",
				Summary:    "Counts the fields of a hash.",
				Complexity: "O(1)",
				Arguments:  []Argument{key()},
			},
			Run: hLen,
		},
		{
			Name: "hrandfield", Arity: -2, Flags: ReadOnly, Categories: CategoryHash,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "hash", Since: "6.2.0",
				Summary:    "Names any fields of a hash, with their values if asked to.",
				Complexity: "O(N), with N being the fields named",
				Arguments: []Argument{
					key(),
					block("options", integer("count"), word("withvalues").optional()).optional(),
				},
				Tips: []string{"nondeterministic_output"},
			},
			Run: hRandField,
		},
		elementScanCommand("hscan", "hash", CategoryHash, "Walks over the fields of a hash and their values, some with each call.", hScan),
		wholeHashCommand("hvals", "Lists the values of a hash.", hVals),
	}
}

func wholeHashCommand(name, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: 2, Flags: ReadOnly, Categories: CategoryHash,
		Keys: oneKey(KeyReadOnly | KeyAccess),
		Doc: Doc{
			Group: "hash", Since: "2.0.0",
			Summary:    summary,
			Complexity: "O(N), with N being the fields of the hash",
			Arguments:  []Argument{key()},
			Tips:       []string{"nondeterministic_output_order"},
		},
		Run: run,
	}
}

func hashWrites() []*Command {
	return []*Command{
		{
			Name: "hdel", Arity: -3, Flags: Write | Fast, Categories: CategoryHash,
			Keys: oneKey(KeyReadWrite | KeyDelete),
			Doc: Doc{
				Group: "hash", Since: "2.0.0",
				Summary:    "Removes fields from a hash.",
				Complexity: "O(N), with N being the fields to remove",
				History:    []Change{{"2.4.0", "More than one field can be removed."}},
				Arguments:  []Argument{key(), text("field").multiple()},
			},
			Run: hDel,
		},
		setFieldsCommand("hmset", Doc{
			Summary:         "Writes fields of a hash, as HSET does.",
			Complexity:      "O(N), with N being the fields to write",
			Flags:           []string{"deprecated"},
			DeprecatedSince: "4.0.0",
			ReplacedBy:      "`HSET` with multiple field-value pairs",
		}, hMSet),
		setFieldsCommand("hset", Doc{
			Summary:    "Writes fields of a hash, and creates it if there is none.",
			Complexity: "O(1) for each field",
			History:    []Change{{"4.0.0", "More than one field can be written."}},
		}, hSet),
		{
			Name: "hsetnx", Arity: 4, Flags: Write | DenyOOM | Fast, Categories: CategoryHash,
			Keys: oneKey(KeyReadWrite | KeyInsert),
			Doc: Doc{
				Group: "hash", Since: "2.0.0",
				Summary:    "Writes a field of a hash that does not have it.",
				Complexity: "O(1)",
				Arguments:  []Argument{key(), text("field"), text("value")},
			},
			Run: hSetNX,
		},
	}
}

// setFieldsCommand is HSET or HMSET. doc lacks what both have.
func setFieldsCommand(name string, doc Doc, run func(*Call)) *Command {
	doc.Group, doc.Since = "hash", "2.0.0"
	doc.Arguments = []Argument{key(), block("field_value", text("field"), text("value")).multiple()}
	return &Command{
		Name: name, Arity: -4, Flags: Write | DenyOOM | Fast, Categories: CategoryHash,
		Keys: oneKey(KeyReadWrite | KeyUpdate), Doc: doc, Run: run,
	}
}

func hashCounters() []*Command {
	return []*Command{
		hashCounterCommand("hincrby", "2.0.0", "Adds to the number in a field of a hash.", integer("increment"), hIncrBy),
		hashCounterCommand("hincrbyfloat", "2.6.0", "Adds to the number in a field of a hash, which may have a fraction.", double("increment"), hIncrByFloat),
	}
}

func hashCounterCommand(name, since, summary string, increment Argument, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: 4, Flags: Write | DenyOOM | Fast, Categories: CategoryHash,
		Keys: oneKey(KeyReadWrite | KeyAccess | KeyUpdate),
		Doc: Doc{
			Group: "hash", Since: since,
			Summary:    summary,
			Complexity: "O(1)",
			Arguments:  []Argument{key(), text("field"), increment},
		},
		Run: run,
	}
}
