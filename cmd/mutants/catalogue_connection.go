package main

// connectionMutants are bugs of accepting, receiving, sending and closing.
var connectionMutants = []mutant{
	{
		name: "deaf-for-ever",
		file: "server/cron.go",
		old:  "	s.listenAgain()\n",
		new:  "",
		does: "A listener that could not accept tries again only when a client leaves: if none is there it is deaf for ever.",
		real: "CVE-2025-48367: one connection that could not be accepted ended Redis's accepting for that turn, and who repeats that keeps everybody else out; later versions go on with the next one. Here an error that comes again makes the listener deaf, and this is the line that ends it.",
	},
	{
		name: "read-count-kept",
		file: "server/querybuf.go",
		old:  "		q.block, q.length, q.size = mem.Nil, 0, 0\n",
		new:  "		q.block, q.size = mem.Nil, 0\n",
		does: "A query buffer is given back, and what was received counts as still there: the next requests are looked for behind it.",
		real: "valkey PR 3458: a client was to be freed, so its read did nothing; but the count of bytes was that of the read before, and the thread looked for a request in a buffer that had gone. Here the count stays when the buffer goes.",
	},
	{
		name: "killed-and-served",
		file: "server/dispatch.go",
		old:  "	if c.flags&(closing|reparse|blocked) != 0 || c.state&closeAfterReply != 0 {\n",
		new:  "	if c.flags&(reparse|blocked) != 0 || c.state&closeAfterReply != 0 {\n",
		does: "The requests of a client that another has killed in the same turn run all the same.",
		real: "valkey PR 4234: a client whose bytes were waiting to be looked at was killed by another in the same turn, and came up again when its turn was there. Here its requests stand in the same queue as the one that kills it.",
	},
	{
		name: "refused-and-kept",
		file: "server/accept.go",
		old:  "	s.kernel.SendBatch(s.main.ops[:1])\n	s.kernel.Close(fd)\n",
		new:  "	s.kernel.SendBatch(s.main.ops[:1])\n",
		does: "Who is turned away stays connected, and the descriptor is never given back.",
	},
	{
		name: "short-read",
		file: "server/receive.go",
		old:  "	if op.Errno == sys.OK && op.N == len(op.Bufs[0]) {\n		c.state |= full\n	}\n",
		new:  "",
		does: "A receive that has filled its buffer is taken for the last: a thread that is told of bytes once leaves the rest in the socket.",
	},
	{
		name: "sent-twice",
		file: "server/output.go",
		old:  "	o.sent, o.hasFirst = earlier.sent, earlier.hasFirst\n",
		new:  "	o.hasFirst = earlier.hasFirst\n",
		does: "Where a courier has sent a part of a block, the whole block is sent again.",
	},
	{
		name: "freed-while-replied",
		file: "commands/strings.go",
		old:  "	c.replyString(e)\n	if e.Exists() {\n		c.end(e, key.Bytes, c.Lazy.UserDel)\n	}\n",
		new:  "	if e.Exists() {\n		c.end(e, key.Bytes, c.Lazy.UserDel)\n	}\n	c.replyString(e)\n",
		does: "GETDEL frees the value, or gives it to the thread that frees, and then writes it into the reply.",
		real: "redis PR 14824: a reply referred to a value, instead of having a copy, that another thread freed meanwhile. A view of a value ends with the command that took it; here it is used after the value was handed over.",
	},
}
