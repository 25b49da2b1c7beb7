package store

import "seedis/mem"

// Ref is the place of the entry's block in the heap: for whoever looks at how
// things are kept, and for nothing else (DEBUG OBJECT).
func (e Entry) Ref() mem.Ref { return e.ref }
