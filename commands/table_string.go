package commands

import "slices"

// Commands on strings.
func stringCommands() []*Command {
	return slices.Concat(stringReads(), stringWrites(), stringLives(), counterCommands())
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
		rangeCommand("getrange", Doc{Since: "2.4.0", Summary: "Reads a part of a string."}),
		lcsCommand(),
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
		rangeCommand("substr", Doc{
			Since: "1.0.0", Summary: "Reads a part of a string, as GETRANGE does.",
			Flags: []string{"deprecated"}, DeprecatedSince: "2.0.0", ReplacedBy: "`GETRANGE`",
		}),
	}
}

// rangeCommand is GETRANGE or SUBSTR, with what tells their documents apart.
func rangeCommand(name string, doc Doc) *Command {
	doc.Group = "string"
	doc.Complexity = "O(N), with N being the bytes that are read"
	doc.Arguments = []Argument{key(), integer("start"), integer("end")}
	return &Command{
		Name: name, Arity: 4, Flags: ReadOnly, Categories: CategoryString,
		Keys: oneKey(KeyReadOnly | KeyAccess), Doc: doc, Run: getRange,
	}
}

func lcsCommand() *Command {
	bothKeys := oneKey(KeyReadOnly | KeyAccess)
	bothKeys[0].Find.Last = 1
	return &Command{
		Name: "lcs", Arity: -3, Flags: ReadOnly, Categories: CategoryString,
		Keys: bothKeys,
		Doc: Doc{
			Group: "string", Since: "7.0.0",
			Summary:    "Finds the longest subsequence that two strings share.",
			Complexity: "O(N*M), with N and M being the lengths of the strings",
			Arguments: []Argument{
				{Name: "key1", Type: TypeKey},
				{Name: "key2", Type: TypeKey},
				word("len").optional(),
				word("idx").optional(),
				integer("len").after("MINMATCHLEN").optional(),
				word("withmatchlen").optional(),
			},
		},
		Run: lcs,
	}
}

func stringWrites() []*Command {
	return slices.Concat(wholeStringWrites(), partialStringWrites())
}

// partialStringWrites are the commands that change a part of a string.
func partialStringWrites() []*Command {
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
			Name: "setrange", Arity: 4, Flags: Write | DenyOOM, Categories: CategoryString,
			Keys: oneKey(KeyReadWrite | KeyUpdate),
			Doc: Doc{
				Group: "string", Since: "2.2.0",
				Summary:    "Writes over a part of a string, and lengthens it as needed.",
				Complexity: "O(1) for values that are short, else O(M), with M being the length of the value",
				Arguments:  []Argument{key(), integer("offset"), text("value")},
			},
			Run: setRange,
		},
	}
}

// wholeStringWrites are the commands that put a string in place of another, or
// take it away.
func wholeStringWrites() []*Command {
	return []*Command{
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
		{
			Name: "msetnx", Arity: -3, Flags: Write | DenyOOM, Categories: CategoryString,
			Keys: keysAndValues(KeyOverwrite | KeyInsert),
			Doc: Doc{
				Group: "string", Since: "1.0.1",
				Summary:    "Writes several strings at once if all of their keys are free.",
				Complexity: "O(N), with N being the keys written",
				Arguments:  []Argument{block("key_value", key(), text("value")).multiple()},
				Tips:       []string{"request_policy:multi_shard", "response_policy:agg_min"},
			},
			Run: msetNX,
		},
		setCommand(),
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

// stringLives are the commands that give a string its time to live.
func stringLives() []*Command {
	return []*Command{
		getExCommand(),
		{
			Name: "psetex", Arity: 4, Flags: Write | DenyOOM, Categories: CategoryString,
			Keys: oneKey(KeyOverwrite | KeyUpdate),
			Doc: Doc{
				Group: "string", Since: "2.6.0",
				Summary:    "Writes a string that lives for some milliseconds.",
				Complexity: "O(1)",
				Arguments:  []Argument{key(), integer("milliseconds"), text("value")},
			},
			Run: psetEx,
		},
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
	}
}

func counterCommands() []*Command {
	return []*Command{
		counterCommand("decr", 2, "1.0.0", "Takes one from the number in a string.", decr, key()),
		counterCommand("decrby", 3, "1.0.0", "Takes from the number in a string.", decrBy, key(), integer("decrement")),
		counterCommand("incr", 2, "1.0.0", "Adds one to the number in a string.", incr, key()),
		counterCommand("incrby", 3, "1.0.0", "Adds to the number in a string.", incrBy, key(), integer("increment")),
		counterCommand("incrbyfloat", 3, "2.6.0", "Adds to the number in a string, which may have a fraction.", incrByFloat, key(), double("increment")),
	}
}

func counterCommand(name string, arity int, since, summary string, run func(*Call), arguments ...Argument) *Command {
	return &Command{
		Name: name, Arity: arity, Flags: Write | DenyOOM | Fast, Categories: CategoryString,
		Keys: oneKey(KeyReadWrite | KeyAccess | KeyUpdate),
		Doc: Doc{
			Group: "string", Since: since,
			Summary:    summary,
			Complexity: "O(1)",
			Arguments:  arguments,
		},
		Run: run,
	}
}

func getExCommand() *Command {
	spec := oneKey(KeyReadWrite | KeyAccess | KeyUpdate)
	spec[0].Notes = "RW and UPDATE because it changes the TTL"
	return &Command{
		Name: "getex", Arity: -2, Flags: Write | Fast, Categories: CategoryString,
		Keys: spec,
		Doc: Doc{
			Group: "string", Since: "6.2.0",
			Summary:    "Reads a string, and gives it another time to live if asked to.",
			Complexity: "O(1)",
			Arguments: []Argument{
				key(),
				oneOf("expiration",
					integer("seconds").after("EX"),
					integer("milliseconds").after("PX"),
					unixTime("unix-time-seconds").after("EXAT"),
					unixTime("unix-time-milliseconds").after("PXAT"),
					word("persist"),
				).optional(),
			},
		},
		Run: getEx,
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
