package commands

import "slices"

// Commands on strings.
func stringCommands() []*Command {
	return slices.Concat(stringReads(), stringWrites(), counterCommands())
}

func stringReads() []*Command {
	return []*Command{
		{
			Name: "get", Arity: 2, Flags: ReadOnly | Fast, Categories: CategoryString,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "string", Since: "1.0.0",
				Summary:    "Reads a string.",
				Complexity: "O(1)",
				Arguments:  []Argument{key()},
			},
			Run: get,
		},
		{
			Name: "mget", Arity: -2, Flags: ReadOnly | Fast, Categories: CategoryString,
			Keys: allKeys(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "string", Since: "1.0.0",
				Summary:    "Reads several strings.",
				Complexity: "O(N), with N being the keys asked for",
				Arguments:  []Argument{key().multiple()},
				Tips:       []string{"request_policy:multi_shard"},
			},
			Run: mget,
		},
		{
			Name: "strlen", Arity: 2, Flags: ReadOnly | Fast, Categories: CategoryString,
			Keys: oneKey(KeyReadOnly),
			Doc: Doc{
				Group: "string", Since: "2.2.0",
				Summary:    "Measures a string, in bytes.",
				Complexity: "O(1)",
				Arguments:  []Argument{key()},
			},
			Run: strLen,
		},
	}
}

func stringWrites() []*Command {
	return []*Command{
		{
			Name: "append", Arity: 3, Flags: Write | DenyOOM | Fast, Categories: CategoryString,
			Keys: oneKey(KeyReadWrite | KeyInsert),
			Doc: Doc{
				Group: "string", Since: "2.0.0",
				Summary:    "Writes behind the end of a string, and creates it if there is none.",
				Complexity: "O(1) on average: a string that grows is given more room than it asks for.",
				Arguments:  []Argument{key(), text("value")},
			},
			Run: appendTo,
		},
		{
			Name: "getdel", Arity: 2, Flags: Write | Fast, Categories: CategoryString,
			Keys: oneKey(KeyReadWrite | KeyAccess | KeyDelete),
			Doc: Doc{
				Group: "string", Since: "6.2.0",
				Summary:    "Reads a string and deletes it.",
				Complexity: "O(1)",
				Arguments:  []Argument{key()},
			},
			Run: getDel,
		},
		{
			Name: "getset", Arity: 3, Flags: Write | DenyOOM | Fast, Categories: CategoryString,
			Keys: oneKey(KeyReadWrite | KeyAccess | KeyUpdate),
			Doc: Doc{
				Group: "string", Since: "1.0.0",
				Summary:         "Reads a string and writes another in its place.",
				Complexity:      "O(1)",
				Flags:           []string{"deprecated"},
				DeprecatedSince: "6.2.0",
				ReplacedBy:      "`SET` with the `!GET` argument",
				Arguments:       []Argument{key(), text("value")},
			},
			Run: getSet,
		},
		{
			Name: "mset", Arity: -3, Flags: Write | DenyOOM, Categories: CategoryString,
			Keys: keysAndValues(KeyOverwrite | KeyUpdate),
			Doc: Doc{
				Group: "string", Since: "1.0.1",
				Summary:    "Writes several strings at once.",
				Complexity: "O(N), with N being the keys written",
				Arguments:  []Argument{block("key_value", key(), text("value")).multiple()},
				Tips:       []string{"request_policy:multi_shard", "response_policy:all_succeeded"},
			},
			Run: mset,
		},
		setCommand(),
		{
			Name: "setex", Arity: 4, Flags: Write | DenyOOM, Categories: CategoryString,
			Keys: oneKey(KeyOverwrite | KeyUpdate),
			Doc: Doc{
				Group: "string", Since: "2.0.0",
				Summary:    "Writes a string that lives for some seconds.",
				Complexity: "O(1)",
				Arguments:  []Argument{key(), integer("seconds"), text("value")},
			},
			Run: setEx,
		},
		{
			Name: "setnx", Arity: 3, Flags: Write | DenyOOM | Fast, Categories: CategoryString,
			Keys: oneKey(KeyOverwrite | KeyInsert),
			Doc: Doc{
				Group: "string", Since: "1.0.0",
				Summary:    "Writes a string if its key is free.",
				Complexity: "O(1)",
				Arguments:  []Argument{key(), text("value")},
			},
			Run: setNX,
		},
	}
}

func counterCommands() []*Command {
	return []*Command{
		counterCommand("decr", 2, "Takes one from the number in a string.", decr, key()),
		counterCommand("incr", 2, "Adds one to the number in a string.", incr, key()),
		counterCommand("incrby", 3, "Adds to the number in a string.", incrBy, key(), integer("increment")),
	}
}

func counterCommand(name string, arity int, summary string, run func(*Call), arguments ...Argument) *Command {
	return &Command{
		Name: name, Arity: arity, Flags: Write | DenyOOM | Fast, Categories: CategoryString,
		Keys: oneKey(KeyReadWrite | KeyAccess | KeyUpdate),
		Doc: Doc{
			Group: "string", Since: "1.0.0",
			Summary:    summary,
			Complexity: "O(1)",
			Arguments:  arguments,
		},
		Run: run,
	}
}

func setCommand() *Command {
	spec := oneKey(KeyReadWrite | KeyAccess | KeyUpdate | KeyVariableFlags)
	spec[0].Notes = "RW and ACCESS due to the optional `GET` argument"
	return &Command{
		Name: "set", Arity: -3, Flags: Write | DenyOOM, Categories: CategoryString,
		Keys: spec,
		Doc: Doc{
			Group: "string", Since: "1.0.0",
			Summary:    "Writes a string, on conditions and for a time if asked to.",
			Complexity: "O(1)",
			History: []Change{
				{"2.6.12", "`EX`, `PX`, `NX` and `XX` came."},
				{"6.0.0", "`KEEPTTL` came."},
				{"6.2.0", "`GET`, `EXAT` and `PXAT` came."},
				{"7.0.0", "`NX` and `GET` no longer exclude each other."},
			},
			Arguments: []Argument{
				key(),
				text("value"),
				oneOf("condition", word("nx"), word("xx")).since("2.6.12").optional(),
				word("get").since("6.2.0").optional(),
				oneOf("expiration",
					integer("seconds").after("EX").since("2.6.12"),
					integer("milliseconds").after("PX").since("2.6.12"),
					unixTime("unix-time-seconds").after("EXAT").since("6.2.0"),
					unixTime("unix-time-milliseconds").after("PXAT").since("6.2.0"),
					word("keepttl").since("6.0.0"),
				).optional(),
			},
		},
		Run: set,
	}
}
