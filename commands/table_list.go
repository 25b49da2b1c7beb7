package commands

import "slices"

// listCommands are the commands on lists that never wait.
func listCommands() []*Command {
	return slices.Concat(listReads(), listPushes(), listPops(), listEdits(), listMoves())
}

func listReads() []*Command {
	return []*Command{
		{
			Name: "lindex", Arity: 3, Flags: ReadOnly, Categories: CategoryList,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "list", Since: "1.0.0",
				Summary:    "Reads one element of a list, counted from either end.",
				Complexity: "O(N), with N being the elements on the way to it from the nearer end",
				Arguments:  []Argument{key(), integer("index")},
			},
			Run: lIndex,
		},
		{
			Name: "llen", Arity: 2, Flags: ReadOnly | Fast, Categories: CategoryList,
			Keys: oneKey(KeyReadOnly),
			Doc: Doc{
				Group: "list", Since: "1.0.0",
				Summary:    "Counts the elements of a list.",
				Complexity: "O(1)",
				Arguments:  []Argument{key()},
			},
			Run: lLen,
		},
		{
			Name: "lpos", Arity: -3, Flags: ReadOnly, Categories: CategoryList,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "list", Since: "6.0.6",
				Summary:    "Finds where in a list an element is.",
				Complexity: "O(N), with N being the elements looked at",
				Arguments: []Argument{
					key(),
					text("element"),
					integer("rank").after("RANK").optional(),
					integer("num-matches").after("COUNT").optional(),
					integer("len").after("MAXLEN").optional(),
				},
			},
			Run: lPos,
		},
		{
			Name: "lrange", Arity: 4, Flags: ReadOnly, Categories: CategoryList,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "list", Since: "1.0.0",
				Summary:    "Reads a range of a list.",
				Complexity: "O(S+N), with S being the elements on the way to the range from the nearer end, and N those in it",
				Arguments:  []Argument{key(), integer("start"), integer("stop")},
			},
			Run: lRange,
		},
	}
}

func listPushes() []*Command {
	return []*Command{
		pushCommand("lpush", "1.0.0", "2.4.0", "Adds elements at the head of a list, and creates it if there is none.", lPush),
		pushCommand("lpushx", "2.2.0", "4.0.0", "Adds elements at the head of a list if there is one.", lPushX),
		pushCommand("rpush", "1.0.0", "2.4.0", "Adds elements at the tail of a list, and creates it if there is none.", rPush),
		pushCommand("rpushx", "2.2.0", "4.0.0", "Adds elements at the tail of a list if there is one.", rPushX),
	}
}

// pushCommand adds elements at an end; several since another version.
func pushCommand(name, since, several, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: -3, Flags: Write | DenyOOM | Fast, Categories: CategoryList,
		Keys: oneKey(KeyReadWrite | KeyInsert),
		Doc: Doc{
			Group: "list", Since: since,
			Summary:    summary,
			Complexity: "O(1) for each element added",
			History:    []Change{{several, "More than one element can be added."}},
			Arguments:  []Argument{key(), text("element").multiple()},
		},
		Run: run,
	}
}

func listPops() []*Command {
	return []*Command{
		popCommand("lpop", "Takes elements from the head of a list.", lPop),
		popCommand("rpop", "Takes elements from the tail of a list.", rPop),
		{
			Name: "lmpop", Arity: -4, Flags: Write | MovableKeys, Categories: CategoryList,
			Keys: []KeySpec{countedKeys(1, KeyReadWrite|KeyAccess|KeyDelete)},
			Doc: Doc{
				Group: "list", Since: "7.0.0",
				Summary:    "Takes elements from the first of several lists that has any.",
				Complexity: "O(N+M), with N being the keys and M the elements taken",
				Arguments: []Argument{
					integer("numkeys"),
					key().multiple(),
					listEnd("where"),
					integer("count").after("COUNT").optional(),
				},
			},
			Run: lMPop,
		},
	}
}

func popCommand(name, summary string, run func(*Call)) *Command {
	return &Command{
		Name: name, Arity: -2, Flags: Write | Fast, Categories: CategoryList,
		Keys: oneKey(KeyReadWrite | KeyAccess | KeyDelete),
		Doc: Doc{
			Group: "list", Since: "1.0.0",
			Summary:    summary,
			Complexity: "O(N), with N being the elements taken",
			History:    []Change{{"6.2.0", "`count` came."}},
			Arguments:  []Argument{key(), integer("count").since("6.2.0").optional()},
		},
		Run: run,
	}
}

// listEnd is the choice between the ends of a list.
func listEnd(name string) Argument { return oneOf(name, word("left"), word("right")) }

// listEdits are the commands that change a list anywhere.
func listEdits() []*Command {
	return []*Command{
		{
			Name: "linsert", Arity: 5, Flags: Write | DenyOOM, Categories: CategoryList,
			Keys: oneKey(KeyReadWrite | KeyInsert),
			Doc: Doc{
				Group: "list", Since: "2.2.0",
				Summary:    "Adds an element before or after another one of a list.",
				Complexity: "O(N), with N being the elements from the head to that other one",
				Arguments: []Argument{
					key(),
					oneOf("where", word("before"), word("after")),
					text("pivot"),
					text("element"),
				},
			},
			Run: lInsert,
		},
		{
			Name: "lrem", Arity: 4, Flags: Write, Categories: CategoryList,
			Keys: oneKey(KeyReadWrite | KeyDelete),
			Doc: Doc{
				Group: "list", Since: "1.0.0",
				Summary:    "Removes the elements of a list that equal a value, all or some from either end.",
				Complexity: "O(N+M), with N being the elements of the list and M those removed",
				Arguments:  []Argument{key(), integer("count"), text("element")},
			},
			Run: lRem,
		},
		{
			Name: "lset", Arity: 4, Flags: Write | DenyOOM, Categories: CategoryList,
			Keys: oneKey(KeyReadWrite | KeyUpdate),
			Doc: Doc{
				Group: "list", Since: "1.0.0",
				Summary:    "Writes an element of a list in place of another, counted from either end.",
				Complexity: "O(N), with N being the elements on the way to it from the nearer end",
				Arguments:  []Argument{key(), integer("index"), text("element")},
			},
			Run: lSet,
		},
		{
			Name: "ltrim", Arity: 4, Flags: Write, Categories: CategoryList,
			Keys: oneKey(KeyReadWrite | KeyDelete),
			Doc: Doc{
				Group: "list", Since: "1.0.0",
				Summary:    "Removes the elements of a list that are outside a range.",
				Complexity: "O(N), with N being the elements removed",
				Arguments:  []Argument{key(), integer("start"), integer("stop")},
			},
			Run: lTrim,
		},
	}
}

// listMoves are the commands that bring an element from one list to another.
func listMoves() []*Command {
	return []*Command{
		moveElementCommand("lmove", 5, 0, Doc{
			Since:     "6.2.0",
			Summary:   "Takes an element from an end of a list and adds it at an end of another.",
			Arguments: []Argument{listEnd("wherefrom"), listEnd("whereto")},
		}, lMove),
		moveElementCommand("rpoplpush", 3, 0, Doc{
			Since:           "1.2.0",
			Summary:         "Takes the last element of a list and adds it at the head of another.",
			Flags:           []string{"deprecated"},
			DeprecatedSince: "6.2.0",
			ReplacedBy:      "`LMOVE` with the `RIGHT` and `LEFT` arguments",
		}, rPopLPush),
	}
}

// moveElementCommand moves an element between lists. doc lacks what all such
// commands have, and of the arguments the lists.
func moveElementCommand(name string, arity int, flags Flags, doc Doc, run func(*Call)) *Command {
	doc.Group = "list"
	doc.Complexity = "O(1)"
	doc.Arguments = slices.Concat([]Argument{keyNamed("source", 0), keyNamed("destination", 1)}, doc.Arguments)
	return &Command{
		Name: name, Arity: arity, Flags: Write | DenyOOM | flags, Categories: CategoryList,
		Keys: twoKeys(KeyReadWrite|KeyAccess|KeyDelete, KeyReadWrite|KeyInsert),
		Doc:  doc, Run: run,
	}
}
