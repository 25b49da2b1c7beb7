package main

// loopMutants are bugs of the event loop.
var loopMutants = []mutant{
	{
		name: "stop-then-sleep",
		file: "loop/loop.go",
		old:  "if l.stopped || timeout != 0 &&",
		new:  "if timeout != 0 &&",
		does: "A loop that was told to stop before its sleep sleeps all the same, and nobody wakes it.",
	},
	{
		name: "mask-kept",
		file: "loop/files.go",
		old:  "		err = l.update(f, slot, rest)\n		f.mask = rest\n",
		new:  "		err = l.update(f, slot, rest)\n",
		does: "A descriptor counts as watched for a direction that was deleted: when it is added again, the poller is not told.",
	},
	{
		name: "overdue-is-for-ever",
		file: "loop/timers.go",
		old:  "return max(0, t.queue[0].due-clock.Monotonic())",
		new:  "return t.queue[0].due - clock.Monotonic()",
		does: "A timer that has become due since the last look makes the timeout negative, which is none: the loop sleeps until somebody comes.",
	},
	{
		name: "poll-in-poll",
		file: "server/dispatch.go",
		old:  "		s.clock.update()\n	}\n}\n\n// admit",
		new:  "		s.clock.update()\n		s.main.loop.Turn(false)\n	}\n}\n\n// admit",
		does: "After a request that took long the loop makes a turn in the midst of a batch: it receives, executes and frees clients that the batch still has.",
		real: "valkey PR 3571: a command that serves events while it runs entered the poll a second time. Redis's loop is made to be entered so (processEventsWhileBlocked), ours is not: one turn is one batch. This line lets it happen.",
	},
	{
		name: "timers-last-first",
		file: "loop/timers.go",
		old:  "t.queue[i-1].due > entry.due {",
		new:  "t.queue[i-1].due < entry.due {",
		does: "The timer that is due last comes first: the loop sleeps until then, and all others are late.",
	},
}
