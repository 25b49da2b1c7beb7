package commands

// SLOWLOG and its subcommands.
func slowlogCommands() []*Command {
	help := helpCommand("server", 0)
	help.Doc.Since = "6.2.0"
	return []*Command{
		{
			Name: "slowlog", Arity: -2,
			Doc: Doc{
				Group: "server", Since: "2.2.12",
				Summary:    "Holds the commands about the log of slow requests.",
				Complexity: "Each subcommand has its own.",
			},
			Subcommands: []*Command{
				{
					Name: "get", Arity: -2, Flags: Admin | Loading | Stale,
					Doc: Doc{
						Group: "server", Since: "2.2.12",
						Summary:    "Shows the newest entries.",
						Complexity: "O(N), with N being the entries shown",
						History:    []Change{{"4.0.0", "Entries have the client's address and name."}},
						Arguments:  []Argument{integer("count").optional()},
						Tips:       []string{"request_policy:all_nodes", "nondeterministic_output"},
					},
				},
				help,
				{
					Name: "len", Arity: 2, Flags: Admin | Loading | Stale,
					Doc: Doc{
						Group: "server", Since: "2.2.12",
						Summary:    "Counts the entries.",
						Complexity: "O(1)",
						Tips:       []string{"request_policy:all_nodes", "response_policy:agg_sum", "nondeterministic_output"},
					},
				},
				{
					Name: "reset", Arity: 2, Flags: Admin | Loading | Stale,
					Doc: Doc{
						Group: "server", Since: "2.2.12",
						Summary:    "Drops all entries.",
						Complexity: "O(N), with N being the entries",
						Tips:       []string{"request_policy:all_nodes", "response_policy:all_succeeded"},
					},
				},
			},
		},
	}
}
