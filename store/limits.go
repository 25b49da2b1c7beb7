package store

// Limits say up to where collections are kept in one piece. What has outgrown
// them once stays as it is; only what is made anew is small again. An entry is a
// field with its value, a member, or a member with its score.
type Limits struct {
	HashListpackEntries int // hash-max-listpack-entries
	HashListpackValue   int // bytes of a field or value (hash-max-listpack-value)
	SetIntsetEntries    int // set-max-intset-entries
	ZSetListpackEntries int // zset-max-listpack-entries
	ZSetListpackValue   int // bytes of a member (zset-max-listpack-value)
	// ListNode bounds a piece of a list: so many elements if positive, 4, 8, 16,
	// 32 or 64 KiB if -1 to -5 (list-max-listpack-size).
	ListNode int
}

// defaultLimits are Redis's.
var defaultLimits = Limits{
	HashListpackEntries: 512,
	HashListpackValue:   64,
	SetIntsetEntries:    512,
	ZSetListpackEntries: 128,
	ZSetListpackValue:   64,
	ListNode:            -2,
}

// SetLimits sets what decides from now on how collections are kept.
func (k *Keyspace) SetLimits(limits Limits) { k.limits = limits }
