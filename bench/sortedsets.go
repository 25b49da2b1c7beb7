//go:build linux

package main

import "strconv"

const sortedSetFamily = "sortedsets"

// fillSortedSets loads the sorted sets of sortedSetData.
func fillSortedSets(s shape) step {
	return s.fill(integer("1"), "ZADD", s.key("zset"), s.score(), "member:"+s.place())
}

// sortedSetData is sorted sets of one size, whose members are in the order of
// their places.
func sortedSetData(s shape) dataset {
	key, member, extra := s.key("zset"), "member:"+s.place(), "extra:"+s.place()
	half := strconv.Itoa(s.size() / 2)
	return dataset{
		family: sortedSetFamily,
		name:   s.name("sorted set"),
		fills:  []step{fillSortedSets(s)},
		workloads: append([]workload{
			{
				s.each("ZADD", integer("1"), "ZADD", key, s.score()+".5", extra),
				s.each("ZREM", integer("1"), "ZREM", key, extra),
			},
			{
				s.spread("ZINCRBY", bulk(s.unknown()), "ZINCRBY", key, half, member),
				s.spread("ZINCRBY", bulk(s.unknown()), "ZINCRBY", key, "-"+half, member),
			},
			popLowest(s),
			{s.some("ZSCORE", bulk(s.score()), "ZSCORE", key, member)},
			{rank(s)},
		}, rangeWorkloads(s)...),
	}
}

// rank asks for ranks of as many digits as places have: in a big sorted set
// those without leading zeros, nine in ten.
func rank(s shape) step {
	step := s.some("ZRANK", integer(s.place()), "ZRANK", s.key("zset"), "member:"+s.place())
	if s.collections() == 1 {
		step.numbers = draw(s.elements-s.elements/10).spaced(s.elements/10, 1)
	}
	return step
}

// popLowest pops the lowest members and adds them again: one of every sorted
// set, or a tenth of a big one.
func popLowest(s shape) workload {
	numbers := shuffle(s.collections()).spaced(0, s.size())
	if s.collections() == 1 {
		numbers = inOrder(s.elements / 10)
	}
	requests := int(numbers.count)
	lowest := array("member:"+s.unknown()[1:], s.unknown())
	add := times(requests, numbers, "ZADD", anyInteger, "ZADD", s.key("zset"), s.score(), "member:"+s.place())
	return workload{
		times(requests, numbers, "ZPOPMIN", lowest, "ZPOPMIN", s.key("zset")),
		restoring(add),
	}
}

// sortedSetRangeData is sorted sets that are only read.
func sortedSetRangeData(s shape) dataset {
	return dataset{
		family: sortedSetFamily, name: s.name("sorted set"), fills: []step{fillSortedSets(s)},
		workloads: rangeWorkloads(s),
	}
}

// rangeWorkloads ask for 100 members in a row.
func rangeWorkloads(s shape) []workload {
	first, last := s.indexes()
	lowest, highest := s.scores()
	members := array(s.inRange("member:")...)
	return []workload{
		{s.few("ZRANGE_100", members, "ZRANGE", s.key("zset"), first, last)},
		{s.few("ZRANGEBYSCORE_100", members, "ZRANGEBYSCORE", s.key("zset"), lowest, highest)},
	}
}

// sortedSetPairData is pairs of sorted sets.
func sortedSetPairData(elements int) dataset {
	const leftKey, rightKey = "left:" + whole, "right:" + whole
	left, right := memberPair()
	pairs := elements / pairElements
	union := strconv.Itoa(pairMembers + pairMembers/2)
	return dataset{
		family: sortedSetFamily,
		name:   count(pairs) + " pairs of sorted sets of 100",
		fills: []step{
			filling(pairs, anyInteger, append([]string{"ZADD", leftKey}, scored(left)...)...),
			filling(pairs, anyInteger, append([]string{"ZADD", rightKey}, scored(right)...)...),
		},
		workloads: []workload{
			{times(pairs, draw(pairs), "ZUNIONSTORE", integer(union),
				"ZUNIONSTORE", "union:"+whole, "2", leftKey, rightKey)},
		},
	}
}

// scored puts a score before every member: the numbers from 100 on.
func scored(members []string) []string {
	all := make([]string, 0, 2*len(members))
	for i, member := range members {
		all = append(all, strconv.Itoa(100+i), member)
	}
	return all
}
