package main

// memMutants are bugs of the allocator.
var memMutants = []mutant{
	{
		name: "announced-twice",
		file: "mem/remote.go",
		old:  "		if joined.announced() && !old.announced() {\n",
		new:  "		if joined.announced() {\n",
		does: "A page is put among those to be looked at a second time, and the list of them runs in a circle or ends early.",
	},
	{
		name: "counted-late",
		file: "mem/collect.go",
		old:  "	p.live -= uint16(list.count())\n	if before == p.capacity {\n",
		new:  "	if before == p.capacity {\n",
		does: "Blocks that come home stay in their page's count of those in use: the page is never empty again.",
	},
	{
		name: "dirty-zeros",
		file: "mem/machine.go",
		old:  "	if zeroed {\n		h.zero(number, pages)\n	}\n",
		new:  "",
		does: "Large blocks that should hold zeros hold what was there before.",
	},
	{
		name: "inbox-emptied-blindly",
		file: "mem/waiting.go",
		old:  "		if word.CompareAndSwap(uint64(list), 0) {\n			h.unwait(p)\n			return h.takeBack(p, list)\n		}\n",
		new:  "		word.Store(0)\n		h.unwait(p)\n		return h.takeBack(p, list)\n",
		does: "Blocks that another thread frees while the owner takes the others back are lost.",
	},
}
