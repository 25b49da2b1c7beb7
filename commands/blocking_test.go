package commands

import (
	"fmt"
	"math"
	"testing"

	"seedis/store"
)

// The answers are redis-server's, as far as those of a wait tell: -1 stands for
// every time that is negative for it, too long ones among them.
func TestTimesToWaitAreRoundedUp(t *testing.T) {
	tests := []struct {
		text string
		want int64
	}{
		{"0", 0}, {"-0", 0}, {"1", 1000}, {"0.001", 1}, {"0.0011", 2}, {"1e-10", 1}, {"0x0.01", 4}, {"2.5", 2500},
		{"-0.0001", 0}, {"-0.001", 0}, {"-0.002", -1}, {"-1", -1}, {"inf", -1}, {"-inf", -1}, {"1e300", -1}, {"1e400", -1},
		{"9223372036854775", 9223372036854775000}, {"9223372036854775.807", math.MaxInt64},
		{"9223372036854775.8075", -1}, {"9223372036854775807", -1}, {"-9223372036854775809", -1},
	}
	for _, test := range tests {
		got, ok := parseSeconds([]byte(test.text))
		if !ok || got != test.want && !(test.want == -1 && got < 0) {
			t.Errorf("%s seconds are %d milliseconds (%v), want %d", test.text, got, ok, test.want)
		}
	}
	for _, text := range []string{"", "x", " 1", "1 ", "nan", "1e5000", "1s"} {
		if got, ok := parseSeconds([]byte(text)); ok {
			t.Errorf("%q is %d milliseconds", text, got)
		}
	}
}

// Nobody waits for less than was asked for, and nobody for more than a millisecond
// longer: 0.253 seconds are a little over 253 milliseconds in extended precision.
func TestTimesToWaitAreNeverCutShort(t *testing.T) {
	for asked := int64(1); asked < 70_000; asked += 7 {
		text := fmt.Sprintf("%d.%03d", asked/1000, asked%1000)
		if got, ok := parseSeconds([]byte(text)); !ok || got < asked || got > asked+1 {
			t.Fatalf("%s seconds are %d milliseconds", text, got)
		}
	}
}

func TestADeadlineNeverOverflows(t *testing.T) {
	for _, test := range []struct{ span, want int64 }{
		{0, 0}, {1, startOfTime + 1}, {math.MaxInt64, math.MaxInt64}, {math.MaxInt64 - startOfTime, math.MaxInt64},
	} {
		if got := Deadline(startOfTime, test.span); got != test.want {
			t.Errorf("a wait of %d ends at %d, want %d", test.span, got, test.want)
		}
	}
}

// A command that finds nothing says what it waits for, and is not answered.
func TestWhatIsWaitedFor(t *testing.T) {
	tests := []struct {
		request []string
		want    Wait
	}{
		{[]string{"BLPOP", "a", "b", "1"}, Wait{First: 1, End: 3, Kind: store.ListType, Until: startOfTime + 1000, Uncounted: true}},
		{[]string{"BRPOP", "a", "0"}, Wait{First: 1, End: 2, Kind: store.ListType, Uncounted: true}},
		{[]string{"BLMOVE", "a", "b", "LEFT", "LEFT", "0"}, Wait{First: 1, End: 2, Kind: store.ListType, Uncounted: true}},
		{[]string{"BRPOPLPUSH", "a", "b", "0.5"}, Wait{First: 1, End: 2, Kind: store.ListType, Until: startOfTime + 500, Uncounted: true}},
		{[]string{"BLMPOP", "0", "2", "a", "b", "LEFT"}, Wait{First: 3, End: 5, Kind: store.ListType}},
		{[]string{"BZPOPMIN", "a", "b", "0"}, Wait{First: 1, End: 3, Kind: store.ZSetType}},
		{[]string{"BZPOPMAX", "a", "0"}, Wait{First: 1, End: 2, Kind: store.ZSetType}},
		{[]string{"BZMPOP", "1e3", "1", "a", "MIN", "COUNT", "2"}, Wait{First: 3, End: 4, Kind: store.ZSetType, Until: startOfTime + 1_000_000}},
	}
	for _, test := range tests {
		m := newMachine(t)
		m.call.AtOnce = false
		test.want.Asked = true
		if reply := m.do(test.request...); reply != "" || m.call.Wait != test.want {
			t.Errorf("%q is answered with %q and asks for %+v", test.request, reply, m.call.Wait)
		}
	}
}

// Who has waited gets something of the key that is ready and of no other, and of
// what it waits for nothing is asked again.
func TestTheKeyThatIsReadyIsTaken(t *testing.T) {
	tests := []struct {
		ready   int
		request []string
		want    string
		effect  string
	}{
		{2, []string{"BLPOP", "l", "m", "-1"}, "*2\r\n$1\r\nm\r\n$1\r\n3\r\n", "0 LPOP m"},
		{2, []string{"BRPOP", "l", "m", "-1"}, "*2\r\n$1\r\nm\r\n$1\r\n4\r\n", "0 RPOP m"},
		{4, []string{"BLMPOP", "x", "2", "l", "m", "RIGHT"}, "*2\r\n$1\r\nm\r\n*1\r\n$1\r\n4\r\n", "0 RPOP m 1"},
		{1, []string{"BLMOVE", "l", "m", "left", "right", "-1"}, "$1\r\n1\r\n", "0 LMOVE l m left right"},
		{1, []string{"BRPOPLPUSH", "l", "m", "-1"}, "$1\r\n2\r\n", "0 RPOPLPUSH l m"},
		{2, []string{"BZPOPMIN", "y", "z", "-1"}, "*3\r\n$1\r\nz\r\n$1\r\na\r\n$1\r\n1\r\n", "0 ZPOPMIN z"},
		{2, []string{"BZPOPMAX", "y", "z", "-1"}, "*3\r\n$1\r\nz\r\n$1\r\nb\r\n$1\r\n2\r\n", "0 ZPOPMAX z"},
		{4, []string{"BZMPOP", "x", "2", "y", "z", "MIN"}, "*2\r\n$1\r\nz\r\n*1\r\n*2\r\n$1\r\na\r\n$1\r\n1\r\n", "0 ZPOPMIN z 1"},
	}
	for _, test := range tests {
		m := newMachine(t)
		for _, request := range [][]string{{"RPUSH", "l", "1", "2"}, {"RPUSH", "m", "3", "4"}, {"ZADD", "y", "0", "c"}, {"ZADD", "z", "1", "a", "2", "b"}} {
			m.do(request...)
		}
		m.sink.take()
		m.call.Ready = test.ready
		reply := m.do(test.request...)
		if _, effects := m.sink.take(); reply != test.want || len(effects) != 1 || effects[0] != test.effect {
			t.Errorf("%q is answered with %q, its effects are %q", test.request, reply, effects)
		}
	}
}
