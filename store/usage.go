package store

import "seedis/mem"

// Usage is the memory that the entry takes with its value, in bytes: its blocks,
// as large as the heap made them. Of a large collection only about so many
// elements, or nodes of a list, are looked at, and the others are taken to be
// as large; all if samples is 0.
func (e Entry) Usage(samples int) int {
	value := valueOf(e.db.heap, e.ref)
	return e.db.heap.Size(e.ref) + e.db.valueUsage(&value, samples)
}

// valueUsage is the part of Usage that is not the entry's own block.
func (s *space) valueUsage(v *deadValue, samples int) int {
	if v.block == mem.Nil {
		return 0
	}
	used := s.heap.Size(v.block)
	switch v.encoding {
	case Hashtable:
		used += mem.At[dict](s.heap, v.block).usage(s, samples)
	case Skiplist:
		r := mem.At[ranking](s.heap, v.block)
		used += r.members.usage(s, samples) + r.order.bytes()
	case Chunked:
		used += s.chainUsage(s.chainAt(v.block), samples)
	}
	return used
}

// TableUsage is the memory that the database's own tables take, in bytes.
func (db *DB) TableUsage() int { return db.tablesUsage(db.space) }

// usage is the memory that a dict of elements takes, without its root.
func (d *dict) usage(s *space, samples int) int {
	seen, size := 0, 0
	visit := func(ref mem.Ref) {
		seen++
		size += s.heap.Size(ref)
	}
	if samples == 0 || samples >= d.length {
		d.each(s, visit)
		return size + d.tablesUsage(s)
	}
	for cursor := d.scan(s, 0, visit); cursor != 0 && seen < samples; {
		cursor = d.scan(s, cursor, visit)
	}
	return size*d.length/seen + d.tablesUsage(s)
}

// tablesUsage is the memory that a dict's buckets take.
func (d *dict) tablesUsage(s *space) int {
	size := d.links * mem.UsableSize(bucketSize)
	for _, t := range [...]table{d.active, d.target} {
		if t.exists() {
			size += s.heap.Size(t.buckets)
		}
		if t.marked != mem.Nil {
			size += s.heap.Size(t.marked)
		}
	}
	return size
}

// chainUsage is the memory that the nodes of a list take, and what counts them.
func (s *space) chainUsage(c *chain, samples int) int {
	if samples == 0 {
		samples = int(c.nodes)
	}
	seen, size := 0, 0
	for name := c.ends[Head]; name != mem.Nil && seen < samples; name = s.listNode(name).beside[Tail] {
		seen++
		size += s.heap.Size(name) + s.heap.Size(s.listNode(name).block)
	}
	size = size * int(c.nodes) / seen
	counted, counts := 0, 0 // the nodes that so many bytes of segments count
	for ref := s.outermostSegment(c, Head); ref != mem.Nil && counted < samples; ref = s.segmentAt(ref).beside[Tail] {
		counted += int(s.segmentAt(ref).nodes)
		counts += s.heap.Size(ref)
	}
	return size + counts*int(c.nodes)/counted
}
