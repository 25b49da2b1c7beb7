package main

// blockingMutants are bugs of clients that wait, watch and queue.
var blockingMutants = []mutant{
	{
		name: "pipeline-runs-twice",
		file: "server/blocked.go",
		old:  "	if c.parsed != nil {\n		c.parsed.abandon()\n	}\n",
		new:  "",
		does: "The requests that a thread has found behind one that waits stay where they are, and main parses them, too.",
	},
	{
		name: "last-place-kept",
		file: "server/waits.go",
		old:  "	if p.next == nil {\n		queue.last = p.previous\n	} else {\n		p.next.previous = p.previous\n	}\n	if queue.first != nil {\n",
		new:  "	if p.next != nil {\n		p.next.previous = p.previous\n	}\n	if queue.first != nil {\n",
		does: "When the last of several who wait for a key leaves, those who come later queue behind it, and nobody sees them.",
	},
	{
		name: "ready-once",
		file: "server/ready.go",
		old:  "	queue.ready = false\n	value := s.valueOf(queue)\n",
		new:  "	value := s.valueOf(queue)\n",
		does: "Who still waits for a key when it has served others is not looked at again.",
	},
	{
		name: "flush-unwatched",
		file: "server/sink.go",
		old:  "	s.touchAll(db)\n",
		new:  "",
		does: "FLUSHALL of a key that somebody watches does not fail the transaction.",
	},
	{
		name: "woken-and-gone",
		file: "server/pipeline.go",
		old:  "	if c.flags&resumed != 0 {\n		return // it goes on at once\n	}\n",
		new:  "",
		does: "A client whose wait has ended goes back to its thread before its further requests are looked at.",
	},
	{
		name: "earlier-deadline",
		file: "server/deadlines.go",
		old:  "d.timer == 0 || c.blocked.until < d.due ||",
		new:  "d.timer == 0 ||",
		does: "A wait that ends before all others ends with the first of those.",
	},
}
