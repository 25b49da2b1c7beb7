package main

// storeMutants are bugs of the keyspace and the types.
var storeMutants = []mutant{
	{
		name: "expiries-miscounted",
		file: "store/expire.go",
		old:  "		e = db.shift(e, headerSize+expirySize, headerSize)\n		db.expires--\n",
		new:  "		e = db.shift(e, headerSize+expirySize, headerSize)\n",
		does: "PERSIST leaves a key among those that expire, in number.",
	},
	{
		name: "old-length",
		file: "store/string.go",
		old:  "		x.block = db.blockOf(t)\n	}\n	x.length = uint64(t.length())\n",
		new:  "		x.block = db.blockOf(t)\n		x.length = uint64(t.length())\n	}\n",
		does: "A long string that is overwritten where it is keeps the length of before.",
	},
	{
		name: "merged-uncounted",
		file: "store/listchain.go",
		old:  "	l.countWithin(before, count)\n	l.removeNode(behind)\n",
		new:  "	l.removeNode(behind)\n",
		does: "When two pieces of a list are joined, the elements of one are counted no more.",
	},
	{
		name: "remains-forgotten",
		file: "store/remains_dict.go",
		old:  "	if b.chained() {\n		next = b.next()\n	}\n",
		new:  "",
		does: "Of a large value that is freed in the background, what is in chained buckets is not.",
	},
	{
		name: "branch-uncounted",
		file: "store/tree_balance.go",
		old:  "	parent.counts[index] -= total\n	parent.open(index + 1)\n",
		new:  "	parent.open(index + 1)\n",
		does: "When a node of a sorted set's tree is split, what goes to the new one still counts in the old: ranks are wrong.",
	},
	{
		name: "back-link-forgotten",
		file: "store/tree_balance.go",
		old:  "	if left.next != mem.Nil {\n		mem.At[leaf](heap, left.next).previous = parent.children[index]\n	}\n",
		new:  "",
		does: "A leaf of a sorted set points back at one that was freed.",
	},
}
