package commands

// How the work of a range of a sorted set grows. Of the commands some read the
// range, some keep it, some remove it.
const (
	ofRangeRead    = "O(log(N)+M), with N being the members of the sorted set and M those read"
	ofRangeStored  = "O(log(N)+M), with N being the members of the sorted set and M those stored"
	ofRangeRemoved = "O(log(N)+M), with N being the members of the sorted set and M those removed"
)

// sortedSetRanges are the two commands that know every kind of range.
func sortedSetRanges() []*Command {
	return []*Command{
		{
			Name: "zrange", Arity: -4, Flags: ReadOnly, Categories: CategorySortedSet,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "sorted-set", Since: "1.2.0",
				Summary:    "Reads a range of a sorted set, by rank, score or name, in either direction.",
				Complexity: ofRangeRead,
				History:    []Change{{"6.2.0", "`REV`, `BYSCORE`, `BYLEX` and `LIMIT` came."}},
				Arguments: []Argument{
					key(),
					text("start"),
					text("stop"),
					rangeKind().since("6.2.0"),
					word("rev").since("6.2.0").optional(),
					offsetAndCount().since("6.2.0"),
					withScores(),
				},
			},
			Run: zRange,
		},
		{
			Name: "zrangestore", Arity: -5, Flags: Write | DenyOOM, Categories: CategorySortedSet,
			Keys: twoKeys(KeyOverwrite|KeyUpdate, KeyReadOnly|KeyAccess),
			Doc: Doc{
				Group: "sorted-set", Since: "6.2.0",
				Summary:    "Makes a sorted set of a range of another, by rank, score or name.",
				Complexity: ofRangeStored,
				Arguments: []Argument{
					keyNamed("dst", 0),
					keyNamed("src", 1),
					text("min"),
					text("max"),
					rangeKind(),
					word("rev").optional(),
					offsetAndCount(),
				},
			},
			Run: zRangeStore,
		},
	}
}

func rangeKind() Argument {
	return oneOf("sortby", word("byscore"), word("bylex")).optional()
}

// sortedSetOldRanges are the commands that read one kind of range each.
func sortedSetOldRanges() []*Command {
	return []*Command{
		oldRangeCommand("zrangebylex", Doc{
			Since:      "2.8.9",
			Summary:    "Reads a range of a sorted set, by name.",
			ReplacedBy: "`ZRANGE` with the `BYLEX` argument",
			Arguments:  []Argument{text("min"), text("max"), offsetAndCount()},
		}, zRangeByLex),
		oldRangeCommand("zrangebyscore", Doc{
			Since:      "1.0.5",
			Summary:    "Reads a range of a sorted set, by score.",
			ReplacedBy: "`ZRANGE` with the `BYSCORE` argument",
			History:    []Change{{"2.0.0", "`WITHSCORES` came."}},
			Arguments:  []Argument{double("min"), double("max"), withScores().since("2.0.0"), offsetAndCount()},
		}, zRangeByScore),
		oldRangeCommand("zrevrange", Doc{
			Since:      "1.2.0",
			Summary:    "Reads a range of a sorted set, by rank, from the highest score on.",
			ReplacedBy: "`ZRANGE` with the `REV` argument",
			Arguments:  []Argument{integer("start"), integer("stop"), withScores()},
		}, zRevRange),
		oldRangeCommand("zrevrangebylex", Doc{
			Since:      "2.8.9",
			Summary:    "Reads a range of a sorted set, by name, from its end on.",
			ReplacedBy: "`ZRANGE` with the `REV` and `BYLEX` arguments",
			Arguments:  []Argument{text("max"), text("min"), offsetAndCount()},
		}, zRevRangeByLex),
		oldRangeCommand("zrevrangebyscore", Doc{
			Since:      "2.2.0",
			Summary:    "Reads a range of a sorted set, by score, from the highest on.",
			ReplacedBy: "`ZRANGE` with the `REV` and `BYSCORE` arguments",
			History:    []Change{{"2.1.6", "`min` and `max` can be outside the range themselves."}},
			Arguments:  []Argument{double("max"), double("min"), withScores(), offsetAndCount()},
		}, zRevRangeByScore),
	}
}

// oldRangeCommand is a command that ZRANGE replaces. doc lacks what all of them
// have, and of the arguments the key.
func oldRangeCommand(name string, doc Doc, run func(*Call)) *Command {
	doc.Group = "sorted-set"
	doc.Complexity = ofRangeRead
	doc.Flags = []string{"deprecated"}
	doc.DeprecatedSince = "6.2.0"
	doc.Arguments = append([]Argument{key()}, doc.Arguments...)
	return &Command{
		Name: name, Arity: -4, Flags: ReadOnly, Categories: CategorySortedSet,
		Keys: oneKey(KeyReadOnly | KeyAccess), Doc: doc, Run: run,
	}
}

func sortedSetCounts() []*Command {
	return []*Command{
		rangeCountCommand("zcount", "2.0.0", "Counts the members of a sorted set within a range of scores.",
			zCount, double("min"), double("max")),
		rangeCountCommand("zlexcount", "2.8.9", "Counts the members of a sorted set within a range of names.",
			zLexCount, text("min"), text("max")),
	}
}

func rangeCountCommand(name, since, summary string, run func(*Call), from, to Argument) *Command {
	return &Command{
		Name: name, Arity: 4, Flags: ReadOnly | Fast, Categories: CategorySortedSet,
		Keys: oneKey(KeyReadOnly | KeyAccess),
		Doc: Doc{
			Group: "sorted-set", Since: since,
			Summary:    summary,
			Complexity: "O(log(N)), with N being the members of the sorted set",
			Arguments:  []Argument{key(), from, to},
		},
		Run: run,
	}
}

func sortedSetRemovals() []*Command {
	return []*Command{
		rangeRemovalCommand("zremrangebylex", "2.8.9", "Removes the members of a sorted set within a range of names.",
			zRemRangeByLex, text("min"), text("max")),
		rangeRemovalCommand("zremrangebyrank", "2.0.0", "Removes the members of a sorted set within a range of ranks.",
			zRemRangeByRank, integer("start"), integer("stop")),
		rangeRemovalCommand("zremrangebyscore", "1.2.0", "Removes the members of a sorted set within a range of scores.",
			zRemRangeByScore, double("min"), double("max")),
	}
}

func rangeRemovalCommand(name, since, summary string, run func(*Call), from, to Argument) *Command {
	return &Command{
		Name: name, Arity: 4, Flags: Write, Categories: CategorySortedSet,
		Keys: oneKey(KeyReadWrite | KeyDelete),
		Doc: Doc{
			Group: "sorted-set", Since: since,
			Summary:    summary,
			Complexity: ofRangeRemoved,
			Arguments:  []Argument{key(), from, to},
		},
		Run: run,
	}
}
