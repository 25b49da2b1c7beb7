package main

// iothreadsMutants are bugs of the queues between threads, of sleeping and waking.
var iothreadsMutants = []mutant{
	{
		name: "looks-before-lying-down",
		file: "iothreads/bell.go",
		old:  "	b.asleep.Store(1)\n	if needed() {\n		b.Awake()\n		return false\n	}\n	return true\n",
		new:  "	if needed() {\n		return false\n	}\n	b.asleep.Store(1)\n	return true\n",
		does: "A thread looks for work before it says that it sleeps: what comes in between wakes nobody. The lost wake-up of the textbooks.",
	},
	{
		name: "rings-before-publishing",
		file: "iothreads/end.go",
		old:  "	return e.out.Publish() && e.bell.Ring()\n",
		new:  "	woken = e.bell.Ring()\n	return e.out.Publish() && woken\n",
		does: "A thread is woken before there is anything to see, finds nothing, and sleeps again.",
	},
	{
		name: "one-slot-too-many",
		file: "iothreads/ring.go",
		old:  "	if p.limit-p.next <= 1 {\n		p.limit = r.released.Load() + uint32(len(r.slots))\n",
		new:  "	if p.limit-p.next <= 1 {\n		p.limit = r.released.Load() + uint32(len(r.slots)) + 1\n",
		does: "A full ring is believed to have room: a value that nobody has taken is overwritten.",
	},
	{
		name: "ring-left-unshown",
		file: "iothreads/queue.go",
		old:  "		q.shown.Publish()\n		q.shown = q.in\n",
		new:  "		q.shown = q.in\n",
		does: "When a queue goes on in another ring the way there is not published: all behind it is never seen.",
	},
	{
		name: "dealt-after-ringing",
		file: "iothreads/lockstep.go",
		old:  "	h.pending.Store(pending)\n	h.sleeper.Ring()\n",
		new:  "	h.sleeper.Ring()\n	h.pending.Store(pending)\n",
		does: "A thread in lock-step is woken before it is dealt anything, and sleeps again; main waits for it.",
	},
	{
		name: "dealt-before-the-items",
		file: "iothreads/lockstep.go",
		old:  "		h.items = dealt\n		if i > 0 && len(dealt) > 0 {\n			h.assign(uint32(len(dealt)))\n		}\n",
		new:  "		if i > 0 && len(dealt) > 0 {\n			h.assign(uint32(len(dealt)))\n		}\n		h.items = dealt\n",
		does: "A thread in lock-step is told to begin before it has its connections, and works on those of the last turn.",
	},
	{
		name: "told-before-done",
		file: "iothreads/lockstep.go",
		old:  "			l.work(i, h.items)\n			l.finish(h)\n",
		new:  "			l.finish(h)\n			l.work(i, h.items)\n",
		does: "A thread in lock-step tells that it is done before it is: main judges transfers that are under way.",
	},
	{
		name: "last-jobs-dropped",
		file: "iothreads/worker.go",
		old:  "	w.drain() // the sender has published before it set ending\n",
		new:  "",
		does: "A background thread that is told to end leaves the jobs that came with that.",
	},
	{
		name: "sleeps-through-its-end",
		file: "iothreads/worker.go",
		old:  "return !w.queue.Empty() || w.ending.Load() == 1",
		new:  "return !w.queue.Empty()",
		does: "A background thread that is about to sleep when it is told to end sleeps on, and who ends it waits for ever.",
	},
}
