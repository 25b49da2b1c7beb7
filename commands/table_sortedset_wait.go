package commands

// sortedSetWaits are the commands that take members from an end, and wait until
// there are any.
func sortedSetWaits() []*Command {
	return []*Command{
		{
			Name: "bzmpop", Arity: -5, Flags: Write | Blocking | MovableKeys, Categories: CategorySortedSet,
			Keys: []KeySpec{countedKeys(2, KeyReadWrite|KeyAccess|KeyDelete)},
			Doc: manyPopDoc(
				"Takes members from an end of the first of several sorted sets that has any, or waits until one has.",
				double("timeout")),
			Run: bzMPop,
		},
		waitingScorePopCommand("bzpopmax", "Takes the member of the highest score from the first of several sorted sets that has any, or waits until one has.", bzPopMax),
		waitingScorePopCommand("bzpopmin", "Takes the member of the lowest score from the first of several sorted sets that has any, or waits until one has.", bzPopMin),
	}
}

func waitingScorePopCommand(name, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: -3, Flags: Write | NoScript | Blocking | Fast, Categories: CategorySortedSet,
		Keys: keysBeforeTimeout(KeyReadWrite | KeyAccess | KeyDelete),
		Doc: Doc{
			Group: "sorted-set", Since: "5.0.0",
			Summary:    summary,
			Complexity: "O(log(N)), with N being the members of the sorted set",
			History:    timeoutHistory(),
			Arguments:  []Argument{key().multiple(), double("timeout")},
		},
		Run: run,
	}
}
