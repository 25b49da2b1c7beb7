package badinput

import (
	"fmt"
	"slices"
	"strings"

	"seedis/conformance"
)

// Row is an input that must be survived.
type Row struct {
	// Name says what is sent, and CVE which holes it is known by.
	Name string
	CVE  []string
	// Script is a scenario in the language of package conformance.
	Script string
	// Answers are the replies, in order; "closed" is the end of a connection,
	// after the text before it.
	Answers []string
	// MemoryMax is the most that the server may need for it at any moment, in
	// bytes.
	MemoryMax int64
}

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20

	ok            = "+OK\r\n"
	null          = "$-1\r\n"
	closed        = "closed"
	pong          = "+PONG\r\n"
	tooLong       = "-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n"
	offBit        = "-ERR bit offset is not an integer or out of range\r\n"
	noInt         = "-ERR value is not an integer or out of range\r\n"
	tooLongForLCS = "-ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len\r\n"
	noAuth        = "-NOAUTH Authentication required.\r\n"
)

func integer(n int) string { return fmt.Sprintf(":%d\r\n", n) }

// Rows are the table.
func Rows() []Row {
	return slices.Concat(strangers(), offsets(), collections(), patterns(), floods())
}

// strangers are clients that have not said the password.
func strangers() []Row {
	return []Row{
		{
			Name: "a stranger announces many arguments", CVE: []string{"CVE-2021-32675"},
			Script:    "@config requirepass secret\n@raw \"*11\\r\\n\"\n@closed\n" + "b: @raw \"*1\\r\\n$16385\\r\\n\"\nb: @closed",
			Answers:   []string{"-ERR Protocol error: unauthenticated multibulk length\r\n" + closed, "-ERR Protocol error: unauthenticated bulk length\r\n" + closed},
			MemoryMax: 100 * kilobyte,
		},
		{
			Name: "a stranger asks on and on, and never reads", CVE: []string{"CVE-2025-21605"},
			Script:    "@config requirepass secret\n@raw \"GET k\\r\\n\"*200000\n@gone\nb: PING",
			Answers:   []string{closed, noAuth},
			MemoryMax: 256 * kilobyte,
		},
		{
			Name: "strangers break the protocol again and again", CVE: []string{"CVE-2025-48367"},
			Script:    "@config requirepass secret\n" + repeated(300, "c%d: @raw \"*x\\r\\n\"\nc%[1]d: @closed\n") + "AUTH secret\nSET k v\nGET k",
			Answers:   append(slicesOf("-ERR Protocol error: invalid multibulk length\r\n"+closed, 300), ok, ok, "$1\r\nv\r\n"),
			MemoryMax: 2 * megabyte,
		},
		{
			Name: "a browser is made to send requests", CVE: []string{"CVE-2016-10517"},
			Script: "@raw \"POST / HTTP/1.1\\r\\nHost: localhost:6379\\r\\n\\r\\nSET k stolen\\r\\n\"\n@closed\n" +
				"b: @raw \"GET / HTTP/1.1\\r\\nHost: localhost:6379\\r\\n\\r\\nSET k stolen\\r\\n\"\nb: @closed\nc: GET k",
			Answers:   []string{closed, closed, null},
			MemoryMax: 100 * kilobyte,
		},
	}
}

// offsets are numbers that overflow where they are added to or multiplied.
func offsets() []Row {
	return []Row{
		{
			Name: "SETRANGE and APPEND at the end of 64 bits", CVE: []string{"CVE-2022-35977"},
			Script: "SETRANGE k 9223372036854775807 x\nSETRANGE k 9223372036854775806 xx\nSETRANGE k 536870912 x\nSETRANGE k 4294967296 x\n" +
				"SETRANGE k -1 x\nSETRANGE k -9223372036854775808 x\nSETRANGE k 9223372036854775808 x\nEXISTS k\n" +
				"SETRANGE k 536870911 x\nSTRLEN k\nAPPEND k x\nAPPEND k \"\"\nGETRANGE k 536870911 9223372036854775807",
			Answers: []string{
				tooLong, tooLong, tooLong, tooLong,
				"-ERR offset is out of range\r\n", "-ERR offset is out of range\r\n", noInt, integer(0),
				integer(512 * megabyte), integer(512 * megabyte), tooLong, integer(512 * megabyte), "$1\r\nx\r\n",
			},
			MemoryMax: 514 * megabyte,
		},
		{
			Name: "a limit on arguments that lets sizes overflow", CVE: []string{"CVE-2021-21309"},
			Script: "CONFIG SET proto-max-bulk-len 9223372036854775807\nSETRANGE k 9223372036854775800 x\nSETRANGE k 9223372036854775806 xx\n" +
				"SETBIT k 9223372036854775807 1\nSETRANGE k 4294967295 x\n@raw \"*2\\r\\n$4\\r\\nECHO\\r\\n$9223372036854775807\\r\\nx\"\nb: PING",
			Answers:   []string{ok, tooLong, tooLong, offBit, tooLong, pong},
			MemoryMax: megabyte,
		},
		{
			Name: "bits near 2^32 and 2^63", CVE: []string{"CVE-2021-21309"},
			Script: "SETBIT k 4294967296 1\nSETBIT k 9223372036854775807 1\nSETBIT k -1 1\nSETBIT k 18446744073709551615 1\nGETBIT k 4294967296\n" +
				"SETBIT k 4294967295 1\nSTRLEN k\nBITCOUNT k\nBITPOS k 1\nBITPOS k 1 -9223372036854775808 9223372036854775807 BIT\n" +
				"BITCOUNT k -9223372036854775808 9223372036854775807",
			Answers: []string{
				offBit, offBit, offBit, offBit, offBit,
				integer(0), integer(512 * megabyte), integer(1), integer(1<<32 - 1), integer(1<<32 - 1), integer(1),
			},
			MemoryMax: 514 * megabyte,
		},
		{
			Name: "BITFIELD's offsets, times their width", CVE: []string{"CVE-2021-21309"},
			Script: "BITFIELD k SET u8 4294967289 1\nBITFIELD k SET u8 #9223372036854775807 1\nBITFIELD k GET i64 #67108863\n" +
				"BITFIELD k GET u8 9223372036854775807\nBITFIELD k INCRBY i64 #-1 1\nBITFIELD k SET u63 #68174084 0\nSTRLEN k",
			Answers: []string{
				"*1\r\n:0\r\n", offBit, "*1\r\n:0\r\n", offBit, offBit, "*1\r\n:288230376151711744\r\n", integer(512*megabyte + 8),
			},
			MemoryMax: 514 * megabyte,
		},
		{
			Name: "counts at the lowest number there is",
			Script: "DECRBY n -9223372036854775808\nSET n -9223372036854775808\nDECR n\nINCRBY n -1\nDECRBY n -9223372036854775807\n" +
				"SCAN 0 COUNT -9223372036854775808\nSLOWLOG GET -9223372036854775808\nGETRANGE n -9223372036854775808 -9223372036854775808\n" +
				"SET k abc\nGETRANGE k -9223372036854775808 9223372036854775807\nLCS k k IDX MINMATCHLEN -9223372036854775808\nEXPIRE k -9223372036854775808\n" +
				"CLIENT LIST ID -9223372036854775808\nCLIENT KILL ID -9223372036854775808\nOBJECT ENCODING k",
			Answers: []string{
				"-ERR decrement would overflow\r\n", ok, "-ERR increment or decrement would overflow\r\n",
				"-ERR increment or decrement would overflow\r\n", integer(-1),
				"-ERR syntax error\r\n", "-ERR count should be greater than or equal to -1\r\n", "$1\r\n-\r\n",
				ok, "$3\r\nabc\r\n", "*4\r\n$7\r\nmatches\r\n*1\r\n*2\r\n*2\r\n:0\r\n:2\r\n*2\r\n:0\r\n:2\r\n$3\r\nlen\r\n:3\r\n",
				"-ERR invalid expire time in 'expire' command\r\n",
				"$0\r\n\r\n", "-ERR client-id should be greater than 0\r\n", "$6\r\nembstr\r\n",
			},
			MemoryMax: megabyte,
		},
		{
			Name: "numbers of thousands of digits",
			Script: "SET f \"9\"*5000\nINCRBYFLOAT f 1\nINCRBYFLOAT g \"9\"*5000\nINCRBY n \"9\"*4000\nSETRANGE k \"9\"*4000 x\n" +
				"SETBIT k \"9\"*4000 1\nSCAN \"9\"*4000\nEXISTS g n k",
			Answers: []string{
				ok, "-ERR value is not a valid float\r\n", "-ERR value is not a valid float\r\n", noInt, noInt, offBit,
				"-ERR invalid cursor\r\n", integer(0),
			},
			MemoryMax: megabyte,
		},
	}
}

// patterns are matched in time that grows with their length alone.
func patterns() []Row {
	stars, tower, key := strings.Repeat("*", 50_000), strings.Repeat("a*", 25_000), strings.Repeat("a", 50_000)
	var script strings.Builder
	fmt.Fprintf(&script, "SET %s v\n", key)
	answers := []string{ok}
	for _, pattern := range []string{stars, stars + "!", tower + "!", "*" + tower + "!", strings.Repeat("[a-", 15_000), strings.Repeat("?*", 25_000) + "!"} {
		matches, found := "*0\r\n", "*2\r\n$1\r\n0\r\n*0\r\n"
		if pattern == stars {
			matches = fmt.Sprintf("*1\r\n$%d\r\n%s\r\n", len(key), key)
			found = "*2\r\n$1\r\n0\r\n" + matches
		}
		fmt.Fprintf(&script, "KEYS %q\nSCAN 0 MATCH %[1]q COUNT 100\n", pattern)
		answers = append(answers, matches, found)
		if pattern != stars {
			fmt.Fprintf(&script, "COMMAND LIST FILTERBY PATTERN %q\nCONFIG GET %[1]q\n", pattern)
			answers = append(answers, "*0\r\n", "*0\r\n")
		}
	}
	return []Row{{
		Name: "patterns of 50,000 stars", CVE: []string{"CVE-2022-36021", "CVE-2024-31228"},
		Script: script.String(), Answers: answers, MemoryMax: 2 * megabyte,
	}}
}

// floods are clients that begin and never end, or never read.
func floods() []Row {
	const (
		crowd, crowds = 400, 5 // as many as wait to be accepted at a time
		announcers    = 100
	)
	var unfinished strings.Builder
	for i := range crowd * crowds {
		fmt.Fprintf(&unfinished, "c%d: @raw \"*1048576\\r\\n$536870912\\r\\nx\"\n", i)
		if i%crowd == 0 {
			unfinished.WriteString("PING\n")
		}
	}
	const alike = "*4\r\n$7\r\nmatches\r\n*1\r\n*2\r\n*2\r\n:0\r\n:509\r\n*2\r\n:1\r\n:510\r\n$3\r\nlen\r\n:510\r\n"
	queued := `SET k ` + strings.Repeat("x", 1000) + `\r\n`
	return []Row{
		{
			Name: "unfinished requests by the thousand", CVE: []string{"CVE-2021-32675"},
			Script:  unfinished.String() + "PING\n" + repeated(crowd*crowds, "c%d: @hangup\n") + "PING",
			Answers: slicesOf(pong, crowds+2), MemoryMax: crowd * crowds * 17 * kilobyte,
		},
		{
			// Each sends more than a block, so that the buffer has to grow.
			Name:    "large arguments announced, and a part of them sent",
			Script:  repeated(announcers, "c%d: @raw \"*2\\r\\n$4\\r\\nECHO\\r\\n$4194304\\r\\n\" \"x\"*20000\nPING\n"),
			Answers: slicesOf(pong, announcers), MemoryMax: announcers*64*kilobyte + 100*kilobyte,
		},
		{
			Name:      "counts that no request has",
			Script:    "@raw \"*2147483648\\r\\n\"\n@closed\nb: @raw \"*2147483647\\r\\n$3\\r\\nGET\\r\\n\"\nc: @raw \"*1\\r\\n$536870913\\r\\n\"\nc: @closed\nd: @raw \"*-1\\r\\n*0\\r\\nPING\\r\\n\"\nd: @reply 1",
			Answers:   []string{"-ERR Protocol error: invalid multibulk length\r\n" + closed, "-ERR Protocol error: invalid bulk length\r\n" + closed, pong},
			MemoryMax: 100 * kilobyte,
		},
		{
			Name:      "a line that never ends",
			Script:    "@raw \"x\"*70000\n@closed\nb: @raw \"*\" \"1\"*70000\nb: @closed\nc: PING",
			Answers:   []string{"-ERR Protocol error: too big inline request\r\n" + closed, "-ERR Protocol error: too big mbulk count string\r\n" + closed, pong},
			MemoryMax: megabyte,
		},
		{
			Name:      "a client that never reads what it asks for",
			Script:    "@config client-output-buffer-limit \"normal 4mb 0 0\"\nSET k \"x\"*1000000\nb: @raw \"GET k\\r\\n\"*1000\nb: @gone\nGET none",
			Answers:   []string{ok, closed, null},
			MemoryMax: 8 * megabyte,
		},
		{
			Name:      "a request that grows for ever",
			Script:    "@config client-query-buffer-limit 1048576\n@raw \"*1000\\r\\n\" \"$1000\\r\\n\" \"x\"*1000000 \"x\"*1000000\n@gone\nb: PING",
			Answers:   []string{closed, pong},
			MemoryMax: 8 * megabyte,
		},
		{
			Name:      "a transaction that queues on and on",
			Script:    "MULTI\n@raw \"" + queued + "\"*5000\n@reply 5000\nDISCARD\nPING",
			Answers:   slices.Concat([]string{ok}, slicesOf("+QUEUED\r\n", 5000), []string{ok, pong}),
			MemoryMax: 16 * megabyte, // half of it while the block is moved
		},
		{
			Name:   "a transaction that was refused, and queues on and on",
			Script: "MULTI\nBOGUS\n@raw \"" + queued + "\"*5000\n@reply 5000\nEXEC\nEXISTS k",
			Answers: slices.Concat([]string{ok, "-ERR unknown command 'BOGUS', with args beginning with: \r\n"}, slicesOf("+QUEUED\r\n", 5000),
				[]string{"-EXECABORT Transaction discarded because of previous errors.\r\n", integer(0)}),
			MemoryMax: 2 * megabyte,
		},
		{
			Name: "two long strings, and where they are alike",
			Script: "CONFIG SET proto-max-bulk-len 1048576\nSET a \"ab\"*255\nSET b \"ba\"*256\nLCS a b IDX MINMATCHLEN 509\nLCS a b LEN\n" +
				"SET a \"ab\"*256\nLCS a b IDX\nLCS a b",
			Answers:   []string{ok, ok, ok, alike, integer(510), ok, tooLongForLCS, tooLongForLCS},
			MemoryMax: 2 * megabyte,
		},
		{
			Name:      "two long strings and what they have in common",
			Script:    "SET a \"ab\"*5000\nSET b \"ba\"*5000\nLCS a b LEN\nSET a \"ab\"*10000\nSET b \"ba\"*10000\nLCS a b LEN",
			Answers:   []string{ok, ok, integer(9_999), ok, ok, tooLongForLCS},
			MemoryMax: megabyte,
		},
	}
}

// repeated is a line of a script for each of n connections.
func repeated(n int, format string) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, format, i)
	}
	return text.String()
}

func slicesOf(answer string, n int) []string {
	answers := make([]string, n)
	for i := range answers {
		answers[i] = answer
	}
	return answers
}

// Case is the scenario.
func (r *Row) Case() (*conformance.Case, error) {
	cases, err := conformance.ParseCases("== " + r.Name + "\n" + r.Script)
	if err != nil {
		return nil, err
	}
	return cases[0], nil
}
