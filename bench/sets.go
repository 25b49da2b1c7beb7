//go:build linux

package main

import "strings"

const setFamily = "sets"

// fillSets loads the sets of setData.
func fillSets(s shape) step {
	return s.fill(integer("1"), "SADD", s.key("set"), "member:"+s.place())
}

// setData is sets of one size. All members go back after some were popped, for
// nobody knows which.
func setData(s shape) dataset {
	key, member, extra := s.key("set"), "member:"+s.place(), "extra:"+s.place()
	anyMember := bulk("member:" + strings.Repeat(string(anyByte), s.digits))
	return dataset{
		family: setFamily,
		name:   s.name("set"),
		fills:  []step{fillSets(s)},
		workloads: []workload{
			{
				s.each("SADD", integer("1"), "SADD", key, extra),
				s.each("SREM", integer("1"), "SREM", key, extra),
			},
			{s.some("SISMEMBER", integer("1"), "SISMEMBER", key, member)},
			{s.some("SRANDMEMBER", anyMember, "SRANDMEMBER", key)},
			{s.each("SPOP", anyMember, "SPOP", key), restoring(addAll(s))},
		},
	}
}

// addAll adds all members of setData, ten with a request.
func addAll(s shape) step {
	numbers := inOrder(s.elements / 10)
	if s.collections() > 1 {
		numbers = numbers.spaced(0, s.size())
	}
	ten := numbered("member:"+s.place()[1:], 10)
	return times(s.elements/10, numbers, "SADD", anyInteger, append([]string{"SADD", s.key("set")}, ten...)...)
}

// integerSetData is sets that are arrays of integers.
func integerSetData(s shape) dataset {
	key, member, extra := s.key("numbers"), s.score(), "2"+s.place()
	return dataset{
		family: setFamily,
		name:   s.name("set") + " integers",
		fills:  []step{s.fill(integer("1"), "SADD", key, member)},
		workloads: []workload{
			{
				s.each("SADD", integer("1"), "SADD", key, extra),
				s.each("SREM", integer("1"), "SREM", key, extra),
			},
			{s.some("SISMEMBER", integer("1"), "SISMEMBER", key, member)},
		},
	}
}

// Sets and sorted sets that are combined have 100 members, and every second of
// these is in both. There is a pair for every pairElements elements.
const (
	pairMembers  = 100
	pairElements = 2 * pairMembers
)

// memberPair lists the members of both.
func memberPair() (left, right []string) {
	members := numbered("member:", pairMembers)
	return members, append(numbered("other:", pairMembers/2), members[pairMembers/2:]...)
}

// setPairData is pairs of sets.
func setPairData(elements int) dataset {
	const leftKey, rightKey = "left:" + whole, "right:" + whole
	left, right := memberPair()
	var both []string
	for range pairMembers / 2 {
		both = append(both, "member:??")
	}
	pairs := elements / pairElements
	return dataset{
		family: setFamily,
		name:   count(pairs) + " pairs of sets of 100",
		fills: []step{
			filling(pairs, anyInteger, append([]string{"SADD", leftKey}, left...)...),
			filling(pairs, anyInteger, append([]string{"SADD", rightKey}, right...)...),
		},
		workloads: []workload{
			{times(pairs, draw(pairs), "SINTER", array(both...), "SINTER", leftKey, rightKey)},
		},
	}
}
