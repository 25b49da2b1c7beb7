package main

// respMutants are bugs of the protocol.
var respMutants = []mutant{
	{
		name: "scanned-too-far",
		file: "resp/line.go",
		old:  "	if status == Complete {\n		p.scanned = 0\n	}\n	return end, status\n",
		new:  "	return end, status\n",
		does: "The next header line is looked for behind where it may end, as if it had been split.",
	},
	{
		name: "past-the-end-of-the-buffer",
		file: "resp/writer.go",
		old:  "	if len(w.buffer)-w.used < headerMax+len(text)+len(\"\\r\\n\") {\n",
		new:  "	if len(w.buffer)-w.used < len(text)+len(\"\\r\\n\") {\n",
		does: "A string that fits into what is left of a block, but not with its header, is lost.",
	},
	{
		name: "rewound-in-part",
		file: "resp/position.go",
		old:  "	p.scanned, p.missing, p.failure = 0, 0, 0\n",
		new:  "	p.scanned, p.failure = 0, 0\n",
		does: "A client that goes on after a wait still lacks the arguments of a request that was half received.",
	},
}
