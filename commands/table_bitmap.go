package commands

import "slices"

// Commands on the bits of strings.
func bitmapCommands() []*Command {
	return slices.Concat(bitReads(), bitWrites())
}

func bitReads() []*Command {
	return []*Command{
		{
			Name: "getbit", Arity: 3, Flags: ReadOnly | Fast, Categories: CategoryBitmap,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "bitmap", Since: "2.2.0",
				Summary:    "Reads one bit of a string.",
				Complexity: "O(1)",
				Arguments:  []Argument{key(), integer("offset")},
			},
			Run: getBit,
		},
		{
			Name: "bitcount", Arity: -2, Flags: ReadOnly, Categories: CategoryBitmap,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "bitmap", Since: "2.6.0",
				Summary:    "Counts the bits that are 1, in a string or a range of it.",
				Complexity: "O(N), with N being the bytes looked at",
				History:    []Change{{"7.0.0", "`BYTE` and `BIT` came."}},
				Arguments: []Argument{
					key(),
					block("index", integer("start"), integer("end"), indexUnit()).optional(),
				},
			},
			Run: bitCount,
		},
		{
			Name: "bitpos", Arity: -3, Flags: ReadOnly, Categories: CategoryBitmap,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "bitmap", Since: "2.8.7",
				Summary:    "Finds the first bit that is 1, or 0, in a string or a range of it.",
				Complexity: "O(N), with N being the bytes looked at",
				History:    []Change{{"7.0.0", "`BYTE` and `BIT` came."}},
				Arguments: []Argument{
					key(),
					integer("bit"),
					block("index",
						integer("start"),
						block("end_index", integer("end"), indexUnit()).optional(),
					).optional(),
				},
			},
			Run: bitPos,
		},
		{
			Name: "bitfield_ro", Arity: -2, Flags: ReadOnly | Fast, Categories: CategoryBitmap,
			Keys: oneKey(KeyReadOnly | KeyAccess),
			Doc: Doc{
				Group: "bitmap", Since: "6.0.0",
				Summary:    "Reads integers of any width out of the bits of a string.",
				Complexity: "O(1) for each integer",
				Arguments: []Argument{
					key(),
					block("encoding_offset", text("encoding"), integer("offset")).after("GET").optional().eachWithToken(),
				},
			},
			Run: bitfieldReadOnly,
		},
	}
}

func indexUnit() Argument {
	return oneOf("index_unit", word("byte"), word("bit")).since("7.0.0").optional()
}

func bitWrites() []*Command {
	return []*Command{
		{
			Name: "setbit", Arity: 4, Flags: Write | DenyOOM, Categories: CategoryBitmap,
			Keys: oneKey(KeyReadWrite | KeyAccess | KeyUpdate),
			Doc: Doc{
				Group: "bitmap", Since: "2.2.0",
				Summary:    "Writes one bit of a string, which grows as far as that bit.",
				Complexity: "O(1)",
				Arguments:  []Argument{key(), integer("offset"), integer("value")},
			},
			Run: setBit,
		},
		{
			Name: "bitop", Arity: -4, Flags: Write | DenyOOM, Categories: CategoryBitmap,
			Keys: []KeySpec{
				{Flags: KeyOverwrite | KeyUpdate, Begin: BeginSearch{Index: 2}, Find: FindKeys{Last: 0, Step: 1}},
				{Flags: KeyReadOnly | KeyAccess, Begin: BeginSearch{Index: 3}, Find: FindKeys{Last: -1, Step: 1}},
			},
			Doc: Doc{
				Group: "bitmap", Since: "2.6.0",
				Summary:    "Combines strings bit by bit and writes what they make.",
				Complexity: "O(N), with N being the bytes of all strings",
				Arguments: []Argument{
					text("operation"),
					{Name: "destkey", Type: TypeKey},
					{Name: "key", Type: TypeKey, KeySpec: 1, Multiple: true},
				},
			},
			Run: bitOp,
		},
		bitfieldCommand(),
	}
}

func bitfieldCommand() *Command {
	spec := oneKey(KeyReadWrite | KeyAccess | KeyUpdate | KeyVariableFlags)
	spec[0].Notes = "This command allows both access and modification of the key"
	return &Command{
		Name: "bitfield", Arity: -2, Flags: Write | DenyOOM, Categories: CategoryBitmap,
		Keys: spec,
		Doc: Doc{
			Group: "bitmap", Since: "3.2.0",
			Summary:    "Reads, writes and counts with integers of any width in the bits of a string.",
			Complexity: "O(1) for each integer",
			Arguments: []Argument{
				key(),
				oneOf("operation",
					block("encoding_offset", text("encoding"), integer("offset")).after("GET"),
					block("write",
						oneOf("wrap_sat_fail", word("wrap"), word("sat"), word("fail")).after("OVERFLOW").optional(),
						oneOf("write_operation",
							block("encoding_offset_value",
								text("encoding"), integer("offset"), integer("value")).after("SET"),
							block("encoding_offset_increment",
								text("encoding"), integer("offset"), integer("increment")).after("INCRBY"),
						),
					),
				).optional().multiple(),
			},
		},
		Run: bitfield,
	}
}
