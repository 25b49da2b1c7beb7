//go:build linux

package main

import (
	"slices"
	"strings"
)

// The key and its value, 16 and 32 bytes. The value tells which key it belongs
// to, so that a reply can be checked.
const (
	keyName   = "key:" + whole
	keyValue  = "value-of:" + whole + "-32-bytes--"
	valueSize = len(keyValue)
)

// keyPass is the number of requests in a pass over keys: it takes so long, some
// 50 ms at least, that its beginning and its end do not count.
const keyPass = 100_000

const stringFamily = "strings"

// fillKeys loads the keys of keyData.
func fillKeys(keys int) step { return filling(keys, okReply, "SET", keyName, keyValue) }

// keyData is so many keys with strings.
func keyData(keys int) dataset {
	some := func(name, reply string, arguments ...string) step {
		return times(keyPass, draw(keys), name, reply, arguments...)
	}
	once := func(name, reply string, arguments ...string) step {
		return times(min(keys, keyPass), shuffle(keys), name, reply, arguments...)
	}
	middle := keyValue[8:24]
	return dataset{
		family: stringFamily,
		name:   count(keys) + " keys",
		keys:   keys,
		fills:  []step{fillKeys(keys)},
		workloads: []workload{
			{some("GET", bulk(keyValue), "GET", keyName)},
			{some("SET", okReply, "SET", keyName, keyValue)},
			{
				once("APPEND", integer("48"), "APPEND", keyName, "-and-16-bytes-on"),
				restoring(once("SET", okReply, "SET", keyName, keyValue)),
			},
			{some("GETRANGE", bulk(middle), "GETRANGE", keyName, "8", "23")},
			{some("SETRANGE", integer("32"), "SETRANGE", keyName, "8", middle)},
			{mget(keys)},
		},
	}
}

// keySteps are the steps of some commands that have a workload of one step each in
// keyData; a pass is about as many keys as there are, if they are few.
func keySteps(keys int, commands ...string) []step {
	steps := slices.Concat(choice(commands).of(keyData(keys))...)
	for i := range steps {
		steps[i].requests = min(steps[i].requests, keys)
	}
	return steps
}

// mget asks for ten keys that were loaded together.
func mget(keys int) step {
	tenth := strings.Repeat(string(firstDigit), keyDigits-1)
	value := strings.Split(keyValue, whole)
	request, values := []string{"MGET"}, []string(nil)
	for _, number := range numbered(tenth, 10) {
		request = append(request, "key:"+number)
		values = append(values, value[0]+number+value[1])
	}
	numbers := draw(keys/10).spaced(0, 10)
	return times(keyPass/10, numbers, "MGET_10", array(values...), request...)
}

// counterData is so many keys with numbers. They grow, and keep their size.
func counterData(keys int) dataset {
	const name, start = "counter:" + whole, "1000000000"
	return dataset{
		family: stringFamily,
		name:   count(keys) + " counters",
		fills:  []step{filling(keys, okReply, "SET", name, start)},
		workloads: []workload{
			{times(keyPass, draw(keys), "INCR", integer("1?????????"), "INCR", name)},
		},
	}
}

// bitmapData is bitmaps of 1,000 bytes, four bits of each set.
func bitmapData(elements int) dataset {
	const name, size = "bits:" + whole, 1000
	bitmaps := elements / 100
	some := func(requests int, name, reply string, arguments ...string) step {
		return times(requests, draw(bitmaps), name, reply, arguments...)
	}
	return dataset{
		family: "bitmaps",
		name:   count(bitmaps) + " bitmaps of 1000 bytes",
		fills:  []step{filling(bitmaps, okReply, "SET", name, strings.Repeat("U", size))},
		workloads: []workload{
			{
				some(elements/10, "SETBIT", integer("?"), "SETBIT", name, "1@@0", "1"),
				some(elements/10, "SETBIT", integer("?"), "SETBIT", name, "1@@0", "0"),
			},
			{some(elements/10, "GETBIT", integer("?"), "GETBIT", name, "2@@0")},
			{some(elements/10, "BITCOUNT", integer("4???"), "BITCOUNT", name)},
			{some(elements/10, "BITFIELD", "*2\r\n:85\r\n:85\r\n",
				"BITFIELD", name, "SET", "u8", "4@@0", "85", "GET", "u8", "48@0")},
			{some(elements/100, "BITOP", integer("1000"), "BITOP", "XOR", "xor:"+whole, name, name)},
		},
	}
}
