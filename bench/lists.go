//go:build linux

package main

import "slices"

const (
	listFamily = "lists"
	item       = "item" + whole // 16 bytes
)

// anyItem is an item of which only the requests before know how it got there.
const anyItem = "item????????????"

// fillLists loads the lists of listData.
func fillLists(s shape) step { return s.fill(anyInteger, "RPUSH", s.key("list"), item) }

// listData is lists of one size. What is pushed at one end leaves at the other.
func listData(s shape) dataset {
	key := s.key("list")
	pushed := integer("1" + s.unknown()[1:]) // a list that was full has grown
	return dataset{
		family: listFamily,
		name:   s.name("list"),
		fills:  []step{fillLists(s)},
		workloads: []workload{
			{
				s.each("LPUSH", pushed, "LPUSH", key, item),
				s.each("RPOP", bulk(anyItem), "RPOP", key),
			},
			{
				s.each("RPUSH", pushed, "RPUSH", key, item),
				s.each("LPOP", bulk(anyItem), "LPOP", key),
			},
			{s.some("LMOVE", bulk(anyItem), "LMOVE", key, key, "LEFT", "RIGHT")},
			{s.some("LINDEX", bulk(anyItem), "LINDEX", key, s.index())},
			{s.some("LSET", okReply, "LSET", key, s.index(), item)},
			listRange(s),
		},
	}
}

// listRangeData is lists that are only read.
func listRangeData(s shape) dataset {
	return dataset{
		family: listFamily, name: s.name("list"), fills: []step{fillLists(s)},
		workloads: []workload{listRange(s)},
	}
}

// listRange asks for 100 items in a row.
func listRange(s shape) workload {
	first, last := s.indexes()
	items := slices.Repeat([]string{anyItem}, min(s.size(), 100))
	return workload{s.few("LRANGE_100", array(items...), "LRANGE", s.key("list"), first, last)}
}

// insertData is lists that keep their items: LINSERT has to find one.
func insertData(s shape) dataset {
	const key, inserted = "inserted:###########", "item+###########"
	return dataset{
		family: listFamily,
		name:   s.name("list") + " of which none moves",
		fills:  []step{s.fill(anyInteger, "RPUSH", key, item)},
		workloads: []workload{{
			s.each("LINSERT", integer("11"), "LINSERT", key, "BEFORE", item, inserted),
			s.each("LREM", integer("1"), "LREM", key, "1", inserted),
		}},
	}
}

// sortData is lists of numbers in an order that is not theirs.
func sortData(s shape) dataset {
	key := s.key("numbers")
	load := s.fill(anyInteger, "RPUSH", key, s.place())
	load.numbers = shuffle(s.elements)
	sorted := s.inRange("")
	return dataset{
		family: "sorting",
		name:   s.name("list") + " numbers",
		fills:  []step{load},
		workloads: []workload{
			{s.few("SORT", array(sorted...), "SORT", key)},
			{s.few("SORT_ALPHA", array(sorted...), "SORT", key, "ALPHA")},
		},
	}
}
