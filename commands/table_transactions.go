package commands

// Commands that group others. Their rows are bound by the server, which has
// the queues and the watched keys.
func transactionCommands() []*Command {
	return []*Command{
		{
			Name: "discard", Arity: 1, Flags: NoScript | Loading | Stale | Fast | AllowBusy,
			Categories: CategoryTransaction,
			Doc: Doc{
				Group: "transactions", Since: "2.0.0",
				Summary:    "Drops the commands queued since MULTI.",
				Complexity: "O(N), with N being the commands in the queue",
			},
		},
		{
			Name: "exec", Arity: 1, Flags: NoScript | Loading | Stale | SkipSlowlog,
			Categories: CategoryTransaction,
			Doc: Doc{
				Group: "transactions", Since: "1.2.0",
				Summary:    "Runs the commands queued since MULTI.",
				Complexity: "That of the commands in the queue.",
			},
		},
		{
			Name: "multi", Arity: 1, Flags: NoScript | Loading | Stale | Fast | AllowBusy,
			Categories: CategoryTransaction,
			Doc: Doc{
				Group: "transactions", Since: "1.2.0",
				Summary:    "Begins a transaction: commands are queued from now on.",
				Complexity: "O(1)",
			},
		},
		{
			Name: "unwatch", Arity: 1, Flags: NoScript | Loading | Stale | Fast | AllowBusy,
			Categories: CategoryTransaction,
			Doc: Doc{
				Group: "transactions", Since: "2.2.0",
				Summary:    "Ends the watch over all keys.",
				Complexity: "O(1)",
			},
		},
		{
			Name: "watch", Arity: -2, Flags: NoScript | Loading | Stale | Fast | AllowBusy,
			Categories: CategoryTransaction,
			Keys:       allKeys(KeyReadOnly),
			Doc: Doc{
				Group: "transactions", Since: "2.2.0",
				Summary:    "Watches keys: if one changes, the next EXEC does nothing.",
				Complexity: "O(1) for each key",
				Arguments:  []Argument{key().multiple()},
			},
		},
	}
}
