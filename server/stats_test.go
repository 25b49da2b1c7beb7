package server

import (
	"slices"
	"testing"
	"time"

	"seedis/commands"
)

func TestRatesAreAveragesOfTheLastSamples(t *testing.T) {
	var r rate
	for tick := range 2 * rateSamples {
		r.sample(time.Duration(tick+1)*rateInterval, uint64(tick+1)*10)
	}
	if got := r.average(); got != 100 {
		t.Errorf("10 in 100 ms are %d in a second", got)
	}
	now := (2*rateSamples + 1) * rateInterval
	r.sample(now, 2*rateSamples*10+1600)
	r.sample(now+rateInterval/2, 1<<40) // too early to be one
	if got, want := r.average(), uint64(100+(16000-100)/rateSamples); got != want {
		t.Errorf("with one of 16000: %d, want %d", got, want)
	}
}

func TestResetForgetsWhatWasCountedAndKeepsPeaks(t *testing.T) {
	table := commands.NewTable()
	get := table.Find([]byte("get"))
	var s stats
	s.begin(&clock{monotonic: time.Second, wall: 5}, 7, table.Len())
	s.count(get, 100).track(100)
	s.fail(get, "ERR")
	s.reject(get)
	s.samplePeak(1000)
	s.KeyspaceHits = 3
	s.sample(2*time.Second, traffic{})
	s.reset(3*time.Second, traffic{}, traffic{})
	if row := s.byCommand[get.Index()]; row != (commandStats{}) || s.executed+s.errors+s.KeyspaceHits != 0 || s.byCode != nil {
		t.Errorf("these are left: %+v %+v", row, s.counters)
	}
	if s.memoryPeak != 1000 || s.start != time.Second || s.startWall != 5 || s.memoryAtStart != 7 {
		t.Errorf("these changed: %+v", s)
	}
	for range rateSamples {
		s.count(get, 100)
	}
	s.sample(3*time.Second+rateInterval/2, traffic{})
	if s.operations.average() != 0 {
		t.Error("a rate goes back to before the reset")
	}
	s.sample(3*time.Second+rateInterval, traffic{})
	if got := s.operations.average(); got != 10 {
		t.Errorf("%d in one of as many samples of 100 ms make %d a second, want 10", rateSamples, got)
	}
}

func TestDurationsAreTrackedOnlyWhenWanted(t *testing.T) {
	s, c := newFixture(t)
	feed(s, c, []byte("GET k\r\nCONFIG SET latency-tracking no\r\nGET k\r\nSET k v\r\n"))
	get, set := s.table.Find([]byte("get")), s.table.Find([]byte("set"))
	if row := s.stats.byCommand[get.Index()]; row.calls != 2 || row.latency.total() != 1 {
		t.Errorf("GET: %d calls, %d tracked", row.calls, row.latency.total())
	}
	if s.stats.byCommand[set.Index()].latency != nil {
		t.Error("SET has a histogram without a duration")
	}
}

// A peak is remembered for eight seconds at most, and for six at least.
func TestBufferPeaksAreForgotten(t *testing.T) {
	var b bufferPeaks
	b.turn(10 * time.Second)
	c := &client{connection: connection{query: queryBuffer{peak: 500, length: 20}}}
	b.see(c)
	if c.query.peak != 20 {
		t.Errorf("the client's peak is %d", c.query.peak)
	}
	largest := func() int { return slices.Max(b.input[:]) }
	for second := 11; second <= 16; second++ {
		b.turn(time.Duration(second) * time.Second)
		if largest() != 500 {
			t.Errorf("forgotten in second %d", second)
		}
	}
	b.turn(17 * time.Second)
	if largest() != 0 {
		t.Error("remembered after 8 seconds")
	}
}

func TestSizesForPeople(t *testing.T) {
	for bytes, want := range map[uint64]string{
		0: "0B", 1023: "1023B", 1024: "1.00K", 1536: "1.50K", 5 << 20: "5.00M", 3 << 30: "3.00G", 1 << 40: "1.00T", 1 << 52: "4.00P",
	} {
		if got := human(bytes); got != want {
			t.Errorf("%d is %q, want %q", bytes, got, want)
		}
	}
}
