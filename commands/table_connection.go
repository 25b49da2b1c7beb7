package commands

import "slices"

// Commands about a client's own connection.
func connectionCommands() []*Command {
	return slices.Concat(sessionCommands(), otherConnectionCommands())
}

// Commands that begin, change or end what a connection is.
func sessionCommands() []*Command {
	return []*Command{
		{
			Name: "auth", Arity: -2, Flags: NoScript | Loading | Stale | Fast | NoAuth | AllowBusy,
			Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "1.0.0",
				Summary:    "Proves who the client is.",
				Complexity: "O(N), with N being the passwords that the user may have",
				History:    []Change{{"6.0.0", "A user can be named before the password."}},
				Arguments:  []Argument{text("username").since("6.0.0").optional(), text("password")},
			},
		},
		{
			Name: "hello", Arity: -1, Flags: NoScript | Loading | Stale | Fast | NoAuth | AllowBusy,
			Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "6.0.0",
				Summary:    "Agrees on a protocol version, and tells about the server.",
				Complexity: "O(1)",
				History:    []Change{{"6.2.0", "The version may be left out, to learn about the connection only."}},
				Arguments: []Argument{block("arguments",
					integer("protover"),
					block("username_password", text("username"), text("password")).after("AUTH").optional(),
					text("clientname").after("SETNAME").optional(),
				).optional()},
			},
		},
		{
			Name: "quit", Arity: -1, Flags: NoScript | Loading | Stale | Fast | NoAuth | AllowBusy,
			Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "1.0.0",
				Summary:    "Ends the connection once its replies are sent.",
				Complexity: "O(1)",
			},
		},
		{
			Name: "reset", Arity: 1, Flags: NoScript | Loading | Stale | Fast | NoAuth | AllowBusy,
			Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "6.2.0",
				Summary:    "Puts the connection back into the state of a new one.",
				Complexity: "O(1)",
			},
		},
		{
			Name: "select", Arity: 2, Flags: Loading | Stale | Fast, Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "1.0.0",
				Summary:    "Chooses the database that the connection works on.",
				Complexity: "O(1)",
				Arguments:  []Argument{integer("index")},
			},
		},
	}
}

func otherConnectionCommands() []*Command {
	return []*Command{
		{
			Name: "client", Arity: -2,
			Doc: Doc{
				Group: "connection", Since: "2.4.0",
				Summary:    "Holds the commands about client connections.",
				Complexity: "Each subcommand has its own.",
			},
			Subcommands: clientCommands(),
		},
		{
			Name: "echo", Arity: 2, Flags: Loading | Stale | Fast, Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "1.0.0",
				Summary:    "Gives its argument back.",
				Complexity: "O(1)",
				Arguments:  []Argument{text("message")},
			},
		},
		{
			Name: "ping", Arity: -1, Flags: Fast, Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "1.0.0",
				Summary:    "Answers, so that the client knows the server is there.",
				Complexity: "O(1)",
				Arguments:  []Argument{text("message").optional()},
				Tips:       []string{"request_policy:all_shards", "response_policy:all_succeeded"},
			},
		},
	}
}

// The subcommands of CLIENT.
func clientCommands() []*Command {
	return slices.Concat(ownClientCommands(), []*Command{
		helpCommand("connection", CategoryConnection),
		clientKillCommand(),
		clientListCommand(),
		clientPauseCommand(),
		{
			Name: "unpause", Arity: 2, Flags: Admin | NoScript | Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "6.2.0",
				Summary:    "Ends the pause of all clients.",
				Complexity: "O(N), with N being the paused clients",
			},
		},
		clientUnblockCommand(),
	})
}

func clientUnblockCommand() *Command {
	return &Command{
		Name: "unblock", Arity: -3, Flags: Admin | NoScript | Loading | Stale, Categories: CategoryConnection,
		Doc: Doc{
			Group: "connection", Since: "5.0.0",
			Summary:    "Ends the waiting of a client, as if its time were over or with an error.",
			Complexity: "O(log N), with N being the connected clients",
			Arguments: []Argument{
				integer("client-id"),
				oneOf("timeout_error", word("timeout"), word("error")).optional(),
			},
		},
	}
}

// The subcommands of CLIENT that are about the connection itself.
func ownClientCommands() []*Command {
	return []*Command{
		{
			Name: "getname", Arity: 2, Flags: NoScript | Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "2.6.9",
				Summary:    "Tells the name that the connection was given.",
				Complexity: "O(1)",
			},
		},
		{
			Name: "id", Arity: 2, Flags: NoScript | Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "5.0.0",
				Summary:    "Tells the number of the connection.",
				Complexity: "O(1)",
			},
		},
		{
			Name: "info", Arity: 2, Flags: NoScript | Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "6.2.0",
				Summary:    "Shows the connection's own line of `CLIENT LIST`.",
				Complexity: "O(1)",
				Tips:       []string{"nondeterministic_output"},
			},
		},
		{
			Name: "no-evict", Arity: 3, Flags: Admin | NoScript | Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "7.0.0",
				Summary:    "Spares the connection when others are closed to save memory.",
				Complexity: "O(1)",
				Arguments:  []Argument{oneOf("enabled", word("on"), word("off"))},
			},
		},
		{
			Name: "reply", Arity: 3, Flags: NoScript | Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "3.2.0",
				Summary:    "Chooses whether the connection gets replies.",
				Complexity: "O(1)",
				Arguments:  []Argument{oneOf("on_off_skip", word("on"), word("off"), word("skip"))},
			},
		},
		{
			Name: "setname", Arity: 3, Flags: NoScript | Loading | Stale, Categories: CategoryConnection,
			Doc: Doc{
				Group: "connection", Since: "2.6.9",
				Summary:    "Gives the connection a name.",
				Complexity: "O(1)",
				Arguments:  []Argument{text("connection-name")},
			},
		},
	}
}

func clientPauseCommand() *Command {
	return &Command{
		Name: "pause", Arity: -3, Flags: Admin | NoScript | Loading | Stale, Categories: CategoryConnection,
		Doc: Doc{
			Group: "connection", Since: "2.9.50",
			Summary:    "Holds back the requests of all clients for some time, or only those that write.",
			Complexity: "O(1)",
			History:    []Change{{"6.2.0", "A mode can be given: `WRITE` lets requests go that only read."}},
			Arguments: []Argument{
				integer("timeout"),
				oneOf("mode", word("write"), word("all")).since("6.2.0").optional(),
			},
		},
	}
}

func clientKillCommand() *Command {
	return &Command{
		Name: "kill", Arity: -3, Flags: Admin | NoScript | Loading | Stale, Categories: CategoryConnection,
		Doc: Doc{
			Group: "connection", Since: "2.4.0",
			Summary:    "Closes the connections that match an address or filters.",
			Complexity: "O(N), with N being the connected clients",
			History: []Change{
				{"2.8.12", "Filters can be given instead of an address."},
				{"2.8.12", "One of the filters is `ID`."},
				{"3.2.0", "`TYPE` knows `master`."},
				{"5.0.0", "`TYPE` knows `replica`, the new word for `slave`, which goes on to work."},
				{"6.2.0", "One of the filters is `LADDR`."},
			},
			Arguments: []Argument{killFilter()},
		},
	}
}

func clientListCommand() *Command {
	return &Command{
		Name: "list", Arity: -2, Flags: Admin | NoScript | Loading | Stale, Categories: CategoryConnection,
		Doc: Doc{
			Group: "connection", Since: "2.4.0",
			Summary:    "Shows the connected clients, one to a line.",
			Complexity: "O(N), with N being the connected clients",
			History: []Change{
				{"2.8.12", "A line tells the `id` of its client."},
				{"5.0.0", "`TYPE` filters by the kind of client."},
				{"6.0.0", "A line tells the `user`."},
				{"6.2.0", "`ID` filters; a line tells `argv-mem`, `tot-mem`, `laddr` and `redir`."},
				{"7.0.0", "A line tells `resp`, `multi-mem`, `rbs` and `rbp`."},
				{"7.0.3", "A line tells `ssub`."},
			},
			Arguments: []Argument{
				oneOf("normal_master_replica_pubsub",
					word("normal"), word("master"), word("replica"), word("pubsub"),
				).after("TYPE").since("5.0.0").optional(),
				block("id", integer("client-id").multiple()).after("ID").since("6.2.0").optional(),
			},
			Tips: []string{"nondeterministic_output"},
		},
	}
}

// killFilter is the argument of CLIENT KILL: the old form is a bare address.
func killFilter() Argument {
	address := text("ip:port")
	address.DeprecatedSince = "2.8.12"
	return oneOf("filter",
		address,
		oneOf("new-format",
			integer("client-id").after("ID").since("2.8.12").optional(),
			oneOf("normal_master_slave_pubsub",
				word("normal"),
				word("master").since("3.2.0"),
				word("slave"),
				word("replica").since("5.0.0"),
				word("pubsub"),
			).after("TYPE").since("2.8.12").optional(),
			text("username").after("USER").optional(),
			text("ip:port").after("ADDR").optional(),
			text("ip:port").after("LADDR").since("6.2.0").optional(),
			text("yes/no").after("SKIPME").optional(),
		).multiple(),
	)
}
