package commands

// memoryCommand is the container of the commands about memory.
func memoryCommand() *Command {
	help := helpCommand("server", 0)
	help.Doc.Since = "4.0.0"
	return &Command{
		Name: "memory", Arity: -2,
		Doc: Doc{
			Group: "server", Since: "4.0.0",
			Summary:    "Holds the commands about the memory of the server and its keys.",
			Complexity: "Each subcommand has its own.",
		},
		Subcommands: []*Command{
			memoryReportCommand("doctor", "Tells what is wrong with the server's memory.", "O(1)"),
			help,
			memoryReportCommand("malloc-stats", "Shows the figures of the allocator.", "Grows with the memory allocated, and can be slow."),
			{
				Name: "purge", Arity: 2,
				Doc: Doc{
					Group: "server", Since: "4.0.0",
					Summary:    "Gives memory that is free back to the system.",
					Complexity: "Grows with the memory allocated, and can be slow.",
					Tips:       []string{"request_policy:all_shards", "response_policy:all_succeeded"},
				},
			},
			memoryReportCommand("stats", "Tells what the server's memory is used for.", "O(1)"),
			memoryUsageCommand(),
		},
	}
}

func memoryReportCommand(name, summary, complexity string) *Command {
	return &Command{
		Name: name, Arity: 2,
		Doc: Doc{
			Group: "server", Since: "4.0.0",
			Summary:    summary,
			Complexity: complexity,
			Tips:       []string{"nondeterministic_output", "request_policy:all_shards", "response_policy:special"},
		},
	}
}

func memoryUsageCommand() *Command {
	return &Command{
		Name: "usage", Arity: -3, Flags: ReadOnly,
		Keys: []KeySpec{{Flags: KeyReadOnly, Begin: BeginSearch{Index: 2}, Find: FindKeys{Last: 0, Step: 1}}},
		Doc: Doc{
			Group: "server", Since: "4.0.0",
			Summary:    "Estimates the memory that a key and its value take, in bytes.",
			Complexity: "O(N), with N being the elements measured as samples",
			Arguments:  []Argument{key(), integer("count").after("SAMPLES").optional()},
		},
		Run: memoryUsage,
	}
}
