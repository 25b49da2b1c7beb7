package badinput

// What counts of elements are refused with.
const (
	outOfRange  = "-ERR value is out of range\r\n"
	beyondRange = "-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807\r\n"
	none        = "*0\r\n"
)

// collections are numbers and names that overflow, or lead nowhere, where elements
// are counted and looked for.
func collections() []Row {
	return []Row{
		{
			Name: "counts of random elements at the edges of 64 bits", CVE: []string{"CVE-2023-22458", "CVE-2023-25155", "CVE-2022-36021"},
			Script: "SADD s a\nHSET h a 1\nZADD z 1 a\nSRANDMEMBER s -9223372036854775808\nSRANDMEMBER s 9223372036854775807\n" +
				"SRANDMEMBER s 9223372036854775808\nHRANDFIELD h -9223372036854775808\nHRANDFIELD h -9223372036854775808 WITHVALUES\n" +
				"HRANDFIELD h -4611686018427387905 WITHVALUES\nHRANDFIELD h 4611686018427387904 WITHVALUES\n" +
				"HRANDFIELD h 4611686018427387903 WITHVALUES\nZRANDMEMBER z -9223372036854775808\n" +
				"ZRANDMEMBER z -9223372036854775808 WITHSCORES\nZRANDMEMBER z -4611686018427387905 WITHSCORES\n" +
				"ZRANDMEMBER z 4611686018427387904 WITHSCORES\nZRANDMEMBER z 4611686018427387903 WITHSCORES\nSPOP s -9223372036854775808\n" +
				"SPOP s 9223372036854775807\nEXISTS s",
			Answers: []string{
				integer(1), integer(1), integer(1), beyondRange, "*1\r\n$1\r\na\r\n", noInt, beyondRange, beyondRange,
				outOfRange, outOfRange, "*2\r\n$1\r\na\r\n$1\r\n1\r\n", beyondRange, beyondRange, outOfRange, outOfRange,
				"*2\r\n$1\r\na\r\n$1\r\n1\r\n", "-ERR value is out of range, must be positive\r\n", "*1\r\n$1\r\na\r\n",
				integer(0),
			},
			MemoryMax: megabyte,
		},
		{
			Name: "SORT of a part that no list has, by keys that do not exist",
			Script: "RPUSH l 3 1 2\nSORT l LIMIT -9223372036854775808 9223372036854775807\n" +
				"SORT l LIMIT 9223372036854775807 9223372036854775807\nSORT l LIMIT 1 9223372036854775807\n" +
				"SORT l LIMIT 9223372036854775807 -9223372036854775808 BY nosort\nSORT l BY nosort DESC LIMIT 2 9223372036854775807\n" +
				"SORT l BY none_* GET none_* GET none_*->field GET # LIMIT -1 1\n" +
				"SORT none BY none_* GET none_* LIMIT 1 9223372036854775807\nSORT l LIMIT 9223372036854775807 1 GET # GET # STORE d\n" +
				"SORT l BY none_*->* GET *->* ALPHA DESC LIMIT 0 1",
			Answers: []string{
				integer(3), "*3\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n", none, "*2\r\n$1\r\n2\r\n$1\r\n3\r\n", none,
				"*1\r\n$1\r\n3\r\n", "*3\r\n$-1\r\n$-1\r\n$1\r\n1\r\n", none, integer(0), "*1\r\n$-1\r\n",
			},
			MemoryMax: megabyte,
		},
		{
			Name: "collections that may be as long in one piece as there are numbers", CVE: []string{"CVE-2021-32627", "CVE-2021-32628", "CVE-2021-32687"},
			Script: "CONFIG SET hash-max-listpack-entries 9223372036854775807 hash-max-listpack-value 9223372036854775807\n" +
				"CONFIG SET zset-max-listpack-entries 9223372036854775807 zset-max-listpack-value 9223372036854775807\n" +
				"CONFIG SET set-max-intset-entries 9223372036854775807\nCONFIG SET list-max-listpack-size 2147483647\nHSET h a 1\n" +
				"HSET h b v\nZADD z 1 a 2 b\nSADD s 1 2 3\nRPUSH l 1 2 3\nOBJECT ENCODING h\nOBJECT ENCODING z\nOBJECT ENCODING s\nHGETALL h\n" +
				"CONFIG SET list-max-listpack-size -2147483648\nRPUSH l 4\nLRANGE l 0 -1\n" +
				"CONFIG SET hash-max-listpack-entries 0 zset-max-listpack-entries 0 set-max-intset-entries 0\nHSET h c 3\nZADD z 3 c\n" +
				"SADD s 4\nOBJECT ENCODING h\nOBJECT ENCODING z\nOBJECT ENCODING s",
			Answers: []string{
				ok, ok, ok, ok, integer(1), integer(1), integer(2), integer(3), integer(3), "$8\r\nlistpack\r\n",
				"$8\r\nlistpack\r\n", "$6\r\nintset\r\n", "*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$1\r\nv\r\n", ok, integer(4),
				"*4\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n$1\r\n4\r\n", ok, integer(1), integer(1), integer(1),
				"$9\r\nhashtable\r\n", "$8\r\nskiplist\r\n", "$9\r\nhashtable\r\n",
			},
			MemoryMax: megabyte,
		},
	}
}
