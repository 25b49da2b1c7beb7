package commands

import "slices"

// Commands on sets. (SET itself is a command on strings.)
func setTypeCommands() []*Command {
	return slices.Concat(setReads(), setWrites(), setCombinations(), setStores())
}

func setReads() []*Command {
	return []*Command{
		{
			Name: "scard", Arity: 2, Flags: ReadOnly | Fast, Categories: CategorySet,
			Keys: oneKey(KeyReadOnly),
			Doc: Doc{
				Group: "set", Since: "1.0.0",
				Summary:    "Counts the members of a set.",
				Complexity: "O(1)",
				Arguments:  []Argument{key()},
			},
			Run: sCard,
		},
		{
			Name: "sismember", Arity: 3, Flags: ReadOnly | Fast, Categories: CategorySet,
			Keys: oneKey(KeyReadOnly),
			Doc: Doc{
				Group: "set", Since: "1.0.0",
				Summary:    "Tells whether a set has a member.",
				Complexity: "O(1)",
				Arguments:  []Argument{key(), text("member")},
			},
			Run: sIsMember,
		},
		{
			Name: "smembers", Arity: 2, Flags: ReadOnly, Categories: CategorySet,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "set", Since: "1.0.0",
				Summary:    "Lists the members of a set.",
				Complexity: "O(N), with N being the members of the set",
				Arguments:  []Argument{key()},
				Tips:       []string{"nondeterministic_output_order"},
			},
			Run: sMembers,
		},
		{
			Name: "smismember", Arity: -3, Flags: ReadOnly | Fast, Categories: CategorySet,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "set", Since: "6.2.0",
				Summary:    "Tells of each of several values whether a set has it as a member.",
				Complexity: "O(N), with N being the values asked for",
				Arguments:  []Argument{key(), text("member").multiple()},
			},
			Run: sMIsMember,
		},
		{
			Name: "srandmember", Arity: -2, Flags: ReadOnly, Categories: CategorySet,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "set", Since: "1.0.0",
				Summary:    "Names any members of a set.",
				Complexity: "Without a count O(1), otherwise O(N), with N being the count without its sign",
				History:    []Change{{"2.6.0", "`count` came."}},
				Arguments:  []Argument{key(), integer("count").since("2.6.0").optional()},
				Tips:       []string{"nondeterministic_output"},
			},
			Run: sRandMember,
		},
		elementScanCommand("sscan", "set", CategorySet, "Walks over the members of a set, some with each call.", sScan),
	}
}

func setWrites() []*Command {
	return []*Command{
		{
			Name: "sadd", Arity: -3, Flags: Write | DenyOOM | Fast, Categories: CategorySet,
			Keys: oneKey(KeyReadWrite | KeyInsert),
			Doc: Doc{
				Group: "set", Since: "1.0.0",
				Summary:    "Adds members to a set, and creates it if there is none.",
				Complexity: "O(1) for each member",
				History:    []Change{{"2.4.0", "More than one member can be added."}},
				Arguments:  []Argument{key(), text("member").multiple()},
			},
			Run: sAdd,
		},
		{
			Name: "smove", Arity: 4, Flags: Write | Fast, Categories: CategorySet,
			Keys: twoKeys(KeyReadWrite|KeyAccess|KeyDelete, KeyReadWrite|KeyInsert),
			Doc: Doc{
				Group: "set", Since: "1.0.0",
				Summary:    "Takes a member from a set and adds it to another.",
				Complexity: "O(1)",
				Arguments:  []Argument{keyNamed("source", 0), keyNamed("destination", 1), text("member")},
			},
			Run: sMove,
		},
		{
			Name: "spop", Arity: -2, Flags: Write | Fast, Categories: CategorySet,
			Keys: oneKey(KeyReadWrite | KeyAccess | KeyDelete),
			Doc: Doc{
				Group: "set", Since: "1.0.0",
				Summary:    "Takes any members from a set.",
				Complexity: "Without a count O(1), otherwise O(N), with N being the count",
				History:    []Change{{"3.2.0", "`count` came."}},
				Arguments:  []Argument{key(), integer("count").since("3.2.0").optional()},
				Tips:       []string{"nondeterministic_output"},
			},
			Run: sPop,
		},
		{
			Name: "srem", Arity: -3, Flags: Write | Fast, Categories: CategorySet,
			Keys: oneKey(KeyReadWrite | KeyDelete),
			Doc: Doc{
				Group: "set", Since: "1.0.0",
				Summary:    "Removes members from a set.",
				Complexity: "O(N), with N being the members to remove",
				History:    []Change{{"2.4.0", "More than one member can be removed."}},
				Arguments:  []Argument{key(), text("member").multiple()},
			},
			Run: sRem,
		},
	}
}

// How the work of combining sets grows, whether the result is kept or not.
const (
	ofAllMembers   = "O(N), with N being the members of all sets"
	ofIntersection = "O(N*M) at worst, with N being the members of the smallest set and M the sets"
)

func setCombinations() []*Command {
	return []*Command{
		combineSetsCommand("sdiff", "Lists the members of the first of several sets that no other has.", ofAllMembers, sDiff),
		combineSetsCommand("sinter", "Lists the members that sets share.", ofIntersection, sInter),
		{
			Name: "sintercard", Arity: -3, Flags: ReadOnly | MovableKeys, Categories: CategorySet,
			Keys: []KeySpec{countedKeys(1, KeyReadOnly|KeyAccess)},
			Doc: Doc{
				Group: "set", Since: "7.0.0",
				Summary:    "Counts the members that sets share, up to a limit if asked to.",
				Complexity: ofIntersection,
				Arguments: []Argument{
					integer("numkeys"),
					key().multiple(),
					integer("limit").after("LIMIT").optional(),
				},
			},
			Run: sInterCard,
		},
		combineSetsCommand("sunion", "Lists the members that any of several sets has.", ofAllMembers, sUnion),
	}
}

func combineSetsCommand(name, summary, complexity string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: -2, Flags: ReadOnly, Categories: CategorySet,
		Keys: allKeys(KeyReadOnly | KeyAccess),
		Doc: Doc{
			Group: "set", Since: "1.0.0",
			Summary:    summary,
			Complexity: complexity,
			Arguments:  []Argument{key().multiple()},
			Tips:       []string{"nondeterministic_output_order"},
		},
		Run: run,
	}
}

func setStores() []*Command {
	return []*Command{
		storeSetCommand("sdiffstore", KeyOverwrite|KeyUpdate,
			"Makes a set of the members of the first of several sets that no other has.", ofAllMembers, sDiffStore),
		storeSetCommand("sinterstore", KeyReadWrite|KeyUpdate,
			"Makes a set of the members that sets share.", ofIntersection, sInterStore),
		storeSetCommand("sunionstore", KeyOverwrite|KeyUpdate,
			"Makes a set of the members that any of several sets has.", ofAllMembers, sUnionStore),
	}
}

func storeSetCommand(name string, destination KeyFlags, summary, complexity string, run func(*Call)) *Command {
	sources := KeySpec{Flags: KeyReadOnly | KeyAccess, Begin: BeginSearch{Index: 2}, Find: FindKeys{Last: -1, Step: 1}}
	return &Command{
		Name: name, Arity: -3, Flags: Write | DenyOOM, Categories: CategorySet,
		Keys: append(oneKey(destination), sources),
		Doc: Doc{
			Group: "set", Since: "1.0.0",
			Summary:    summary,
			Complexity: complexity,
			Arguments:  []Argument{keyNamed("destination", 0), keyNamed("key", 1).multiple()},
		},
		Run: run,
	}
}
