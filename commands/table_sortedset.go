package commands

import "slices"

// Commands on sorted sets.
func sortedSetCommands() []*Command {
	return slices.Concat(
		sortedSetReads(),
		sortedSetWrites(),
		sortedSetPops(),
		sortedSetRanges(),
		sortedSetOldRanges(),
		sortedSetCounts(),
		sortedSetRemovals(),
		sortedSetCombinations(),
		sortedSetStores(),
	)
}

// sortedSetReads are the commands that read members by their names, or any.
func sortedSetReads() []*Command {
	return []*Command{
		{
			Name: "zcard", Arity: 2, Flags: ReadOnly | Fast, Categories: CategorySortedSet,
			Keys: oneKey(KeyReadOnly),
			Doc: Doc{
				Group: "sorted-set", Since: "1.2.0",
				Summary:    "Counts the members of a sorted set.",
				Complexity: "O(1)",
				Arguments:  []Argument{key()},
			},
			Run: zCard,
		},
		{
			Name: "zmscore", Arity: -3, Flags: ReadOnly | Fast, Categories: CategorySortedSet,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "sorted-set", Since: "6.2.0",
				Summary:    "Tells the scores of several members of a sorted set.",
				Complexity: "O(N), with N being the members asked for",
				Arguments:  []Argument{key(), text("member").multiple()},
			},
			Run: zMScore,
		},
		{
			Name: "zrandmember", Arity: -2, Flags: ReadOnly, Categories: CategorySortedSet,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "sorted-set", Since: "6.2.0",
				Summary:    "Names any members of a sorted set, with their scores if asked to.",
				Complexity: "O(N), with N being the members named",
				Arguments: []Argument{
					key(),
					block("options", integer("count"), withScores()).optional(),
				},
				Tips: []string{"nondeterministic_output"},
			},
			Run: zRandMember,
		},
		memberCommand("zrank", "2.0.0", "O(log(N)), with N being the members of the sorted set",
			"Tells the rank of a member of a sorted set, counted from the lowest score.", zRank),
		memberCommand("zrevrank", "2.0.0", "O(log(N)), with N being the members of the sorted set",
			"Tells the rank of a member of a sorted set, counted from the highest score.", zRevRank),
		elementScanCommand("zscan", "sorted-set", CategorySortedSet, "Walks over the members of a sorted set and their scores, some with each call.", zScan),
		memberCommand("zscore", "1.2.0", "O(1)",
			"Tells the score of a member of a sorted set.", zScore),
	}
}

// memberCommand tells of one member.
func memberCommand(name, since, complexity, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: 3, Flags: ReadOnly | Fast, Categories: CategorySortedSet,
		Keys: oneKey(KeyReadOnly | KeyAccess),
		Doc: Doc{
			Group: "sorted-set", Since: since,
			Summary:    summary,
			Complexity: complexity,
			Arguments:  []Argument{key(), text("member")},
		},
		Run: run,
	}
}

func withScores() Argument { return word("withscores").optional() }

func sortedSetWrites() []*Command {
	return []*Command{
		zAddCommand(),
		{
			Name: "zincrby", Arity: 4, Flags: Write | DenyOOM | Fast, Categories: CategorySortedSet,
			Keys: oneKey(KeyReadWrite | KeyAccess | KeyUpdate),
			Doc: Doc{
				Group: "sorted-set", Since: "1.2.0",
				Summary:    "Adds to the score of a member of a sorted set.",
				Complexity: "O(log(N)), with N being the members of the sorted set",
				Arguments:  []Argument{key(), integer("increment"), text("member")},
			},
			Run: zIncrBy,
		},
		{
			Name: "zrem", Arity: -3, Flags: Write | Fast, Categories: CategorySortedSet,
			Keys: oneKey(KeyReadWrite | KeyDelete),
			Doc: Doc{
				Group: "sorted-set", Since: "1.2.0",
				Summary:    "Removes members from a sorted set.",
				Complexity: "O(M*log(N)), with N being the members of the sorted set and M those to remove",
				History:    []Change{{"2.4.0", "More than one member can be removed."}},
				Arguments:  []Argument{key(), text("member").multiple()},
			},
			Run: zRem,
		},
	}
}

func zAddCommand() *Command {
	return &Command{
		Name: "zadd", Arity: -4, Flags: Write | DenyOOM | Fast, Categories: CategorySortedSet,
		Keys: oneKey(KeyReadWrite | KeyUpdate),
		Doc: Doc{
			Group: "sorted-set", Since: "1.2.0",
			Summary:    "Adds members with their scores to a sorted set, on conditions if asked to, and creates it if there is none.",
			Complexity: "O(log(N)) for each member, with N being the members of the sorted set",
			History: []Change{
				{"2.4.0", "More than one member can be added."},
				{"3.0.2", "`XX`, `NX`, `CH` and `INCR` came."},
				{"6.2.0", "`GT` and `LT` came."},
			},
			Arguments: []Argument{
				key(),
				oneOf("condition", word("nx"), word("xx")).since("3.0.2").optional(),
				oneOf("comparison", word("gt"), word("lt")).since("6.2.0").optional(),
				Argument{Name: "change", Type: TypePureToken}.after("CH").since("3.0.2").optional(),
				Argument{Name: "increment", Type: TypePureToken}.after("INCR").since("3.0.2").optional(),
				block("score_member", double("score"), text("member")).multiple(),
			},
		},
		Run: zAdd,
	}
}

// sortedSetPops are the commands that take members from an end.
func sortedSetPops() []*Command {
	return []*Command{
		{
			Name: "zmpop", Arity: -4, Flags: Write | MovableKeys, Categories: CategorySortedSet,
			Keys: []KeySpec{countedKeys(1, KeyReadWrite|KeyAccess|KeyDelete)},
			Doc:  manyPopDoc("Takes members from an end of the first of several sorted sets that has any."),
			Run:  zMPop,
		},
		scorePopCommand("zpopmax", "Takes the members of the highest scores from a sorted set.", zPopMax),
		scorePopCommand("zpopmin", "Takes the members of the lowest scores from a sorted set.", zPopMin),
	}
}

// manyPopDoc is of ZMPOP, and of BZMPOP with what it has before the keys.
func manyPopDoc(summary string, before ...Argument) Doc {
	return Doc{
		Group: "sorted-set", Since: "7.0.0",
		Summary:    summary,
		Complexity: "O(K) + O(M*log(N)), with K being the keys, N the members of the sorted set and M those taken",
		Arguments: slices.Concat(before, []Argument{
			integer("numkeys"),
			key().multiple(),
			oneOf("where", word("min"), word("max")),
			integer("count").after("COUNT").optional(),
		}),
	}
}

func scorePopCommand(name, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: -2, Flags: Write | Fast, Categories: CategorySortedSet,
		Keys: oneKey(KeyReadWrite | KeyAccess | KeyDelete),
		Doc: Doc{
			Group: "sorted-set", Since: "5.0.0",
			Summary:    summary,
			Complexity: "O(log(N)*M), with N being the members of the sorted set and M those taken",
			Arguments:  []Argument{key(), integer("count").optional()},
		},
		Run: run,
	}
}
