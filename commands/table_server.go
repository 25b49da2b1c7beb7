package commands

import "slices"

// Commands about the server and whole databases.
func serverCommands() []*Command {
	return slices.Concat(serverContainers(), databaseCommands(), processCommands())
}

// serverContainers are the rows of which each holds subcommands.
func serverContainers() []*Command {
	return []*Command{
		{
			Name: "command", Arity: -1, Flags: Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "server", Since: "2.8.13",
				Summary:    "Describes all commands, and holds other commands about commands.",
				Complexity: "O(N), with N being the commands that exist",
				Tips:       []string{"nondeterministic_output_order"},
			},
			Subcommands: commandCommands(),
		},
		{
			Name: "config", Arity: -2,
			Doc: Doc{
				Group: "server", Since: "2.0.0",
				Summary:    "Holds the commands about the server's parameters.",
				Complexity: "Each subcommand has its own.",
			},
			Subcommands: configCommands(),
		},
		{
			Name: "debug", Arity: -2, Flags: Admin | NoScript | Loading | Stale | Protected,
			Doc: Doc{
				Group: "server", Since: "1.0.0",
				Summary:    "Holds what tests of the server itself need.",
				Complexity: "Each subcommand has its own.",
				Flags:      []string{"syscmd"},
			},
		},
		memoryCommand(),
	}
}

// Commands on all keys of a database.
func databaseCommands() []*Command {
	return []*Command{
		{
			Name: "dbsize", Arity: 1, Flags: ReadOnly | Fast, Categories: CategoryKeyspace,
			Doc: Doc{
				Group: "server", Since: "1.0.0",
				Summary:    "Counts the keys of the database.",
				Complexity: "O(1)",
				Tips:       []string{"request_policy:all_shards", "response_policy:agg_sum"},
			},
			Run: dbSize,
		},
		flushCommand("flushall", "Deletes every key of every database.",
			"O(N), with N being the keys of all databases", flushAll),
		flushCommand("flushdb", "Deletes every key of the database.",
			"O(N), with N being the keys of the database", flushDB),
		{
			Name: "swapdb", Arity: 3, Flags: Write | Fast, Categories: CategoryKeyspace | CategoryDangerous,
			Doc: Doc{
				Group: "server", Since: "4.0.0",
				Summary:    "Exchanges the keys of two databases.",
				Complexity: "O(N), with N being the clients that watch keys of either or wait for them",
				Arguments:  []Argument{integer("index1"), integer("index2")},
			},
			Run: swapDB,
		},
	}
}

// Commands about the process.
func processCommands() []*Command {
	return []*Command{
		{
			Name: "info", Arity: -1, Flags: Loading | Stale, Categories: CategoryDangerous,
			Doc: Doc{
				Group: "server", Since: "1.0.0",
				Summary:    "Tells the state of the server and its figures.",
				Complexity: "O(1)",
				History:    []Change{{"7.0.0", "More than one section can be asked for."}},
				Arguments:  []Argument{text("section").multiple().optional()},
				Tips:       []string{"nondeterministic_output", "request_policy:all_shards", "response_policy:special"},
			},
		},
		{
			Name: "lolwut", Arity: -1, Flags: ReadOnly | Fast,
			Doc: Doc{
				Group: "server", Since: "5.0.0",
				Summary:   "Draws something, and tells the version of Redis.",
				Arguments: []Argument{integer("version").after("VERSION").optional()},
			},
		},
		shutdownCommand(),
		{
			Name: "time", Arity: 1, Flags: Loading | Stale | Fast,
			Doc: Doc{
				Group: "server", Since: "2.6.0",
				Summary:    "Tells the time of the server's clock.",
				Complexity: "O(1)",
				Tips:       []string{"nondeterministic_output"},
			},
		},
	}
}

func flushCommand(name, summary, complexity string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: -1, Flags: Write, Categories: CategoryKeyspace | CategoryDangerous,
		Doc: Doc{
			Group: "server", Since: "1.0.0",
			Summary:    summary,
			Complexity: complexity,
			History:    []Change{{"4.0.0", "`ASYNC` came."}, {"6.2.0", "`SYNC` came."}},
			Arguments: []Argument{
				oneOf("async", word("async").since("4.0.0"), word("sync").since("6.2.0")).optional(),
			},
			Tips: []string{"request_policy:all_shards", "response_policy:all_succeeded"},
		},
		Run: run,
	}
}

func shutdownCommand() *Command {
	return &Command{
		Name: "shutdown", Arity: -1, Flags: Admin | NoScript | Loading | Stale | NoMulti | AllowBusy,
		Doc: Doc{
			Group: "server", Since: "1.0.0",
			Summary:    "Ends the server, after saving what has to be saved.",
			Complexity: "O(N) when saving, with N being the keys of all databases, otherwise O(1)",
			History:    []Change{{"7.0.0", "`NOW`, `FORCE` and `ABORT` came."}},
			Arguments: []Argument{
				oneOf("nosave_save", word("nosave"), word("save")).optional(),
				word("now").since("7.0.0").optional(),
				word("force").since("7.0.0").optional(),
				word("abort").since("7.0.0").optional(),
			},
		},
	}
}

// The subcommands of CONFIG.
func configCommands() []*Command {
	return []*Command{
		{
			Name: "get", Arity: -3, Flags: Admin | NoScript | Loading | Stale,
			Doc: Doc{
				Group: "server", Since: "2.0.0",
				Summary:    "Tells the parameters whose names match patterns.",
				Complexity: "O(N), with N being the patterns",
				History:    []Change{{"7.0.0", "More than one pattern can be given."}},
				Arguments:  []Argument{block("parameter", text("parameter")).multiple()},
			},
		},
		helpCommand("server", 0),
		{
			Name: "resetstat", Arity: 2, Flags: Admin | NoScript | Loading | Stale,
			Doc: Doc{
				Group: "server", Since: "2.0.0",
				Summary:    "Sets the figures of INFO to 0, as far as they count.",
				Complexity: "O(1)",
			},
		},
		{
			Name: "rewrite", Arity: 2, Flags: Admin | NoScript | Loading | Stale,
			Doc: Doc{
				Group: "server", Since: "2.8.0",
				Summary:    "Writes the parameters that were changed into the configuration file.",
				Complexity: "O(1)",
			},
		},
		{
			Name: "set", Arity: -4, Flags: Admin | NoScript | Loading | Stale,
			Doc: Doc{
				Group: "server", Since: "2.0.0",
				Summary:    "Changes parameters, all of them or none.",
				Complexity: "O(N), with N being the parameters",
				History:    []Change{{"7.0.0", "More than one parameter can be changed."}},
				Arguments:  []Argument{block("parameter_value", text("parameter"), text("value")).multiple()},
				Tips:       []string{"request_policy:all_nodes", "response_policy:all_succeeded"},
			},
		},
	}
}

// The subcommands of COMMAND.
func commandCommands() []*Command {
	names := text("command-name").multiple().optional()
	order := []string{"nondeterministic_output_order"}
	return []*Command{
		{
			Name: "count", Arity: 2, Flags: Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "server", Since: "2.8.13",
				Summary:    "Counts the commands that exist.",
				Complexity: "O(1)",
			},
		},
		{
			Name: "docs", Arity: -2, Flags: Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "server", Since: "7.0.0",
				Summary:    "Explains commands, or all of them.",
				Complexity: "O(N), with N being the commands to explain",
				Arguments:  []Argument{names},
				Tips:       order,
			},
		},
		getKeysCommand("getkeys", "2.8.13", "Tells which arguments of a call are keys."),
		getKeysCommand("getkeysandflags", "7.0.0", "Tells which arguments of a call are keys, and what becomes of them."),
		helpCommand("server", CategoryConnection),
		{
			Name: "info", Arity: -2, Flags: Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "server", Since: "2.8.13",
				Summary:    "Describes commands, or all of them.",
				Complexity: "O(N), with N being the commands to describe",
				History:    []Change{{"7.0.0", "The names can be left out, to see all commands."}},
				Arguments:  []Argument{names},
				Tips:       order,
			},
		},
		{
			Name: "list", Arity: -2, Flags: Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "server", Since: "7.0.0",
				Summary:    "Lists the names of all commands, or of those that pass a filter.",
				Complexity: "O(N), with N being the commands that exist",
				Arguments: []Argument{oneOf("filterby",
					text("module-name").after("MODULE"),
					text("category").after("ACLCAT"),
					pattern("pattern").after("PATTERN"),
				).after("FILTERBY").optional()},
				Tips: order,
			},
		},
	}
}

// getKeysCommand is a subcommand of COMMAND about a call.
func getKeysCommand(name, since, summary string) *Command {
	return &Command{
		Name: name, Arity: -4, Flags: Loading | Stale, Categories: CategoryConnection,
		Doc: Doc{
			Group: "server", Since: since,
			Summary:    summary,
			Complexity: "O(N), with N being the arguments of the call",
		},
	}
}

// helpCommand is the HELP of any container.
func helpCommand(group string, categories Categories) *Command {
	return &Command{
		Name: "help", Arity: 2, Flags: Loading | Stale, Categories: categories,
		Doc: Doc{
			Group: group, Since: "5.0.0",
			Summary:    "Lists the subcommands and what they do.",
			Complexity: "O(1)",
		},
		Run: help,
	}
}
