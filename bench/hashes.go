//go:build linux

package main

import (
	"strconv"
	"strings"
)

const (
	hashFamily = "hashes"
	hashValue  = "data" + whole // 16 bytes
)

// fillHashes loads the hashes of hashData.
func fillHashes(s shape) step {
	return s.fill(integer("1"), "HSET", s.key("hash"), "field:"+s.place(), hashValue)
}

// hashData is hashes of one size. HSET adds a field, HSET_SAME sets one that is
// there.
func hashData(s shape) dataset {
	key, field, extra := s.key("hash"), "field:"+s.place(), "extra:"+s.place()
	workloads := []workload{
		{
			s.each("HSET", integer("1"), "HSET", key, extra, hashValue),
			s.each("HDEL", integer("1"), "HDEL", key, extra),
		},
		{s.some("HSET_SAME", integer("0"), "HSET", key, field, hashValue)},
		{s.some("HGET", bulk(hashValue), "HGET", key, field)},
	}
	if s.size() <= 100 {
		workloads = append(workloads, workload{s.few("HGETALL", anyFields(s), "HGETALL", key)})
	}
	return dataset{
		family: hashFamily, name: s.name("hash"), fills: []step{fillHashes(s)}, workloads: workloads,
	}
}

// anyFields is the reply to HGETALL: the fields are in the order in which they
// came, and several clients have sent them.
func anyFields(s shape) string {
	field := "field:" + strings.Repeat(string(anyByte), s.digits)
	value := hashValue[:len(hashValue)-s.digits] + strings.Repeat(string(anyByte), s.digits)
	var all []string
	for range s.size() {
		all = append(all, field, value)
	}
	return array(all...)
}

// counterHashData is hashes of numbers. One in ten goes up and down again.
func counterHashData(s shape) dataset {
	key, field := s.key("counters"), "field:"+s.place()
	return dataset{
		family: hashFamily,
		name:   s.name("hash") + " counters",
		fills:  []step{s.fill(integer("1"), "HSET", key, field, s.score())},
		workloads: []workload{{
			s.spread("HINCRBY", integer(s.unknown()), "HINCRBY", key, field, "5"),
			s.spread("HINCRBY", integer(s.unknown()), "HINCRBY", key, field, "-5"),
		}},
	}
}

// longTail makes a value longer than the 64 bytes up to which a small hash is a
// listpack (hash-max-listpack-value).
var longTail = strings.Repeat("-and-much-more", 4)

// fiftyFieldsData is hashes of 50 fields whose values end with tail.
func fiftyFieldsData(elements int, tail string) dataset {
	const fields, key = 50, "fifty:" + whole
	request, all := []string{"HSET", key}, []string(nil)
	for _, field := range numbered("field:", fields) {
		request = append(request, field, hashValue+tail)
		all = append(all, "field:??", hashValue+tail)
	}
	hashes := elements / fields
	return dataset{
		family: hashFamily,
		name:   count(hashes) + " hashes of 50, values of " + strconv.Itoa(len(hashValue+tail)),
		fills:  []step{filling(hashes, anyInteger, request...)},
		workloads: []workload{
			{times(elements/100, draw(hashes), "HGETALL", array(all...), "HGETALL", key)},
		},
	}
}
