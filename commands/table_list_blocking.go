package commands

// blockingListCommands are the commands that wait until a list has elements.
func blockingListCommands() []*Command {
	return []*Command{
		moveElementCommand("blmove", 6, NoScript|Blocking, Doc{
			Since:     "6.2.0",
			Summary:   "Takes an element from an end of a list and adds it at an end of another, or waits until there is one.",
			Arguments: []Argument{listEnd("wherefrom"), listEnd("whereto"), double("timeout")},
		}, bLMove),
		moveElementCommand("brpoplpush", 4, NoScript|Blocking, Doc{
			Since:           "2.2.0",
			Summary:         "Takes the last element of a list and adds it at the head of another, or waits until there is one.",
			Flags:           []string{"deprecated"},
			DeprecatedSince: "6.2.0",
			ReplacedBy:      "`BLMOVE` with the `RIGHT` and `LEFT` arguments",
			History:         timeoutHistory(),
			Arguments:       []Argument{double("timeout")},
		}, bRPopLPush),
		{
			Name: "blmpop", Arity: -5, Flags: Write | Blocking | MovableKeys, Categories: CategoryList,
			Keys: []KeySpec{countedKeys(2, KeyReadWrite|KeyAccess|KeyDelete)},
			Doc: Doc{
				Group: "list", Since: "7.0.0",
				Summary:    "Takes elements from the first of several lists that has any, or waits until one has.",
				Complexity: "O(N+M), with N being the keys and M the elements taken",
				Arguments: []Argument{
					double("timeout"),
					integer("numkeys"),
					key().multiple(),
					listEnd("where"),
					integer("count").after("COUNT").optional(),
				},
			},
			Run: bLMPop,
		},
		waitingPopCommand("blpop", "Takes the first element of the first of several lists that has any, or waits until one has.", bLPop),
		waitingPopCommand("brpop", "Takes the last element of the first of several lists that has any, or waits until one has.", bRPop),
	}
}

func waitingPopCommand(name, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: -3, Flags: Write | NoScript | Blocking, Categories: CategoryList,
		Keys: keysBeforeTimeout(KeyReadWrite | KeyAccess | KeyDelete),
		Doc: Doc{
			Group: "list", Since: "2.0.0",
			Summary:    summary,
			Complexity: "O(N), with N being the keys",
			History:    timeoutHistory(),
			Arguments:  []Argument{key().multiple(), double("timeout")},
		},
		Run: run,
	}
}
