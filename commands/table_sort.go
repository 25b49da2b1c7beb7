package commands

// SORT, and what of it reads only.
func sortCommands() []*Command {
	return []*Command{
		{
			Name: "sort", Arity: -2, Flags: Write | DenyOOM | MovableKeys, Categories: sortCategories,
			Keys: append(sortedKeys(), KeySpec{
				Notes: "For the optional STORE keyword. It is marked 'unknown' because the keyword can appear anywhere in the argument array",
				Flags: KeyOverwrite | KeyUpdate,
			}),
			Doc: Doc{
				Group: "generic", Since: "1.0.0",
				Summary:    "Sorts the elements of a list, set or sorted set, and stores them if asked to.",
				Complexity: ofSorting,
				Arguments:  append(sortArguments(), keyNamed("destination", 2).after("STORE").optional()),
			},
			Run: sort,
		},
		{
			Name: "sort_ro", Arity: -2, Flags: ReadOnly | MovableKeys, Categories: sortCategories,
			Keys: sortedKeys(),
			Doc: Doc{
				Group: "generic", Since: "7.0.0",
				Summary:    "Sorts the elements of a list, set or sorted set.",
				Complexity: ofSorting,
				Arguments:  sortArguments(),
			},
			Run: sortRO,
		},
	}
}

const (
	sortCategories = CategorySet | CategorySortedSet | CategoryList | CategoryDangerous
	ofSorting      = "O(N+M*log(M)), with N being the elements and M those of the reply; without sorting O(N)"
)

// sortedKeys are the key whose elements are sorted, and the keys that patterns
// make of the elements.
func sortedKeys() []KeySpec {
	return append(oneKey(KeyReadOnly|KeyAccess), KeySpec{
		Notes: "For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the content of the key we sort",
		Flags: KeyReadOnly | KeyAccess,
	})
}

func sortArguments() []Argument {
	keyPattern := pattern("pattern").optional()
	keyPattern.KeySpec = 1
	return []Argument{
		key(),
		keyPattern.after("BY"),
		offsetAndCount(),
		keyPattern.after("GET").eachWithToken(),
		oneOf("order", word("asc"), word("desc")).optional(),
		Argument{Name: "sorting", Type: TypePureToken}.after("ALPHA").optional(),
	}
}
