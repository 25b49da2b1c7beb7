package commands

import "testing"

func TestWritesOfHashesAreTold(t *testing.T) {
	holdTold(t, []told{
		{"", "HSET h a 1 b 2 c 3", "h hset*3 0 h", "0 HSET h a 1 b 2 c 3"},
		{"HSET h a 1", "HSET h a 1", "h hset 0 h", "0 HSET h a 1"},
		{"", "hmset h a 1 b 2", "h hset*2 0 h", "0 hmset h a 1 b 2"},
		{"", "HSET h a 1 b", "", ""},
		{"", "HSETNX h a 1", "h hset 0 h", "0 HSETNX h a 1"},
		{"HSET h a 1", "HSETNX h a 2", "", ""},
		{"HSET h a 1 b 2 c 3", "HDEL h a b x", "h hdel*2 0 h", "0 HDEL h a b x"},
		{"HSET h a 1", "HDEL h a", "h hdel 0 h; g del*0 0 h", "0 HDEL h a"},
		{"HSET h a 1 b 2", "HDEL h a b a", "h hdel*2 0 h; g del*0 0 h", "0 HDEL h a b a"},
		{"HSET h a 1", "HDEL h b", "", ""},
		{"", "HDEL h a", "", ""},
		{"HSET h a 1", "HINCRBY h a 2", "h hincrby 0 h", "0 HINCRBY h a 2"},
		{"HSET h a x", "HINCRBY h a 2", "", ""},
		{"HSET h a 1.5", "hincrbyfloat h a 2.50", "h hincrbyfloat 0 h", "0 HSET h a 4"},
		{"HSET h a x", "HINCRBYFLOAT h a 1", "", ""},
		{"HSET h a 1", "HGETALL h", "", ""},
	})
}
