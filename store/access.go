package store

// accessClock is what an entry remembers of its use, in 24 bits: as in Redis,
// either when it was used last, or how often lately.
//
//	 0                        24
//	+--------------------------+
//	| second                   |  LRU: of the last access, modulo 194 days
//	+---------+----------------+
//	| counter | minute         |  LFU: of the last access, modulo 45 days
//	+---------+----------------+
//
// The counter grows more slowly the larger it is, and loses one for each period
// that passes without an access. When the way of tracking changes the bits are
// left as they are, and mean nothing until the entry is used again.
type accessClock uint32

const (
	clockBits   = 24
	counterBits = 8
	counterMax  = 1<<counterBits - 1
	// counterNew is the counter of a new entry, which so has some time to be
	// used before it is taken for unused (LFU_INIT_VAL).
	counterNew = 5
	// noClock differs from every clock.
	noClock accessClock = 1 << clockBits
)

func (c accessClock) counter() uint64 { return uint64(c) & counterMax }

func (c accessClock) minute() uint16 { return uint16(c >> counterBits) }

// Tracking says what entries remember of their use: when it was (LRU), or how
// often (LFU).
type Tracking struct {
	Frequency    bool
	LogFactor    uint64 // how slowly the counter grows (lfu-log-factor)
	DecayMinutes uint64 // the period after which it loses one; 0: never (lfu-decay-time)
}

// tracker is what the databases of a keyspace share to track accesses.
type tracker struct {
	Tracking
	seconds int64 // since 1970
	random  *random
	// current is the clock of an entry that is used now, if that is the same
	// for all, else noClock; newborn that of a new entry.
	current, newborn accessClock
}

// Track sets what entries remember from now on.
func (k *Keyspace) Track(tracking Tracking) {
	k.tracker.Tracking = tracking
	k.tracker.update()
}

// Tracking is what entries remember.
func (k *Keyspace) Tracking() Tracking { return k.tracker.Tracking }

// Tick tells the time, in seconds since 1970.
func (k *Keyspace) Tick(seconds int64) {
	if seconds != k.tracker.seconds {
		k.tracker.seconds = seconds
		k.tracker.update()
	}
}

func (t *tracker) update() {
	t.current = accessClock(t.seconds) % noClock
	t.newborn = t.current
	if t.Frequency {
		t.current, t.newborn = noClock, t.counted(counterNew)
	}
}

// minute is the present one.
func (t *tracker) minute() uint16 { return uint16(t.seconds / 60) }

// counted is the clock of an entry that is used now and has that counter.
func (t *tracker) counted(counter uint64) accessClock {
	return accessClock(t.minute())<<counterBits | accessClock(counter)
}

// Touch notes that the entry is used now. Of an entry that was used in the same
// second already it reads a word, so that every lookup can afford it.
func (e Entry) Touch() {
	if h, t := e.header(), e.db.tracker; h.clock() != t.current {
		t.touch(h)
	}
}

func (t *tracker) touch(h *header) {
	if t.Frequency {
		h.setClock(t.counted(t.grown(t.decayed(h.clock()))))
	} else {
		h.setClock(t.current)
	}
}

// grown is a counter after one more access: the more there were, the less
// likely it counts.
func (t *tracker) grown(counter uint64) uint64 {
	base := max(counter, counterNew) - counterNew
	if counter < counterMax && t.random.below(base*t.LogFactor+1) == 0 {
		counter++
	}
	return counter
}

// decayed is a clock's counter less the periods that have passed since.
func (t *tracker) decayed(clock accessClock) uint64 {
	counter := clock.counter()
	if t.DecayMinutes == 0 {
		return counter
	}
	return counter - min(counter, uint64(t.minute()-clock.minute())/t.DecayMinutes)
}

// IdleSeconds is how long ago the entry was used last (OBJECT IDLETIME). Under
// Tracking.Frequency nobody knows.
func (e Entry) IdleSeconds() int64 {
	return int64((accessClock(e.db.tracker.seconds) - e.header().clock()) % noClock)
}

// Frequency is the logarithmic counter of the entry's uses, 0 to 255 (OBJECT
// FREQ). It means something under Tracking.Frequency only.
func (e Entry) Frequency() int64 { return int64(e.db.tracker.decayed(e.header().clock())) }
