package sim

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestFaultsPrintAndParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f Faults
		for range rapid.IntRange(0, 10).Draw(t, "rules") {
			rule := Rule{
				Fault:  Fault(rapid.IntRange(0, int(FaultCount)-1).Draw(t, "fault")),
				Chance: rapid.IntRange(0, million).Draw(t, "chance"),
			}
			rule.Most = rapid.Int64Range(0, faultTable[rule.Fault].limit()).Draw(t, "most")
			if faultTable[rule.Fault].ofThread {
				rule.Of = rapid.SampledFrom([]string{"", "server", "client 7"}).Draw(t, "thread")
			}
			f.Set(rule)
		}
		if !slices.IsSortedFunc(f, func(a, b Rule) int { return int(a.Fault) - int(b.Fault) }) {
			t.Fatalf("out of order: %v", f)
		}
		parsed, err := ParseFaults(f.String())
		if err != nil || !slices.Equal(parsed, f) {
			t.Fatalf("%q parses as %q, %v", f, parsed, err)
		}
	})
}

func TestRulesAsText(t *testing.T) {
	for text, want := range map[string]string{
		"none": "none", "": "none",
		"reset:0.01": "reset:0.01", "reset:1": "reset:1", "reset": "reset:0.002", "reset:0": "none",
		"reset:0.000001":               "reset:0.000001",
		"latency:2ms":                  "latency:2ms",
		"latency":                      "latency:1ms",
		"latency:0":                    "none",
		"stall":                        "stall:0.005/5ms",
		"stall:0.2":                    "stall:0.2/5ms",
		"stall:7ms":                    "stall:0.005/7ms",
		"stall(io_thd_1):0.05/5ms":     "stall(io_thd_1):0.05/5ms",
		"stall(io_thd_1):5ms":          "stall(io_thd_1):0.005/5ms",
		"slow(client 7):8":             "slow(client 7):8",
		"accept-error:0.1/3":           "accept-error:0.1/3",
		"accept-error:3":               "accept-error:0.02/3",
		"disk-full:4096":               "disk-full:4096",
		"reset:0.01,short-write,split": "short-write:0.02,split:0.02,reset:0.01",
	} {
		f, err := ParseFaults(text)
		if err != nil || f.String() != want {
			t.Errorf("%q parses as %q, error %v", text, f, err)
		}
	}
	for _, bad := range []string{
		"rest:0.1", "reset:", "reset:x", "reset:1.5", "reset:-1", "reset:NaN", "reset:0.1/2", "reset(server):0.1", "stall():0.1",
		"stall(x:0.1", "latency:0.5/2ms", "latency:5", "latency:-2ms", "stall:2/2ms", "stall:0.1/2", "slow:x",
		"latency:8761h", "drift:1000001", "slow:99999999999",
		"reset,,split", "reset,reset",
	} {
		if f, err := ParseFaults(bad); err == nil {
			t.Errorf("%q parses as %q", bad, f)
		}
	}
}

func TestSettingARuleLeavesCopiesAlone(t *testing.T) {
	first := MustFaults("latency:1ms,reset:0.01,stall")
	second := first
	second.Set(Rule{Fault: FaultReset})
	second.Set(Rule{Fault: FaultSplit, Chance: 5})
	second.Set(Rule{Fault: FaultLatency, Most: 5})
	if first.String() != "latency:1ms,reset:0.01,stall:0.005/5ms" || second.String() != "latency:5ns,split:0.000005,stall:0.005/5ms" {
		t.Errorf("the one is %v, its copy %v", first, second)
	}
	if rule, on := second.Find(FaultStall); !on || rule.Most != 5e6 || second.Has(FaultReset, FaultDrift) || !second.Has(FaultReset, FaultStall) {
		t.Errorf("of %v the rule of stalls is %v", second, rule)
	}
}

// The table is what -faults explains: each row parses as it stands there.
func TestFaultTable(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(FaultTable()), "\n")
	if len(lines) != int(FaultCount) {
		t.Fatalf("%d lines for %d faults", len(lines), FaultCount)
	}
	for i, line := range lines {
		words := strings.Fields(line)
		f, err := ParseFaults(words[1])
		if err != nil || f.String() != words[1] || f[0].Fault != Fault(i) || len(words) < 4 {
			t.Errorf("%q parses as %v, error %v", line, f, err)
		}
	}
}

// Nothing goes wrong on a machine that has become calm, however long it runs on.
func TestCalm(t *testing.T) {
	simulate(t, Options{Seed: 3, Faults: MustFaults("wall-step:1/1h,stall:1/1s,spurious-park:1,latency:1s")}, func(m *Machine) {
		m.Wall()
		m.Calm()
		from, before := m.Wall(), m.Monotonic()
		choices := len(m.Choices())
		c, _ := pairOn(m, listen(m))
		c.Write([]byte("x"))
		for range 100 {
			m.Wall()
		}
		if passed := m.Monotonic() - before; passed > time.Millisecond || m.Wall()-from > 1000 {
			m.Fail("%v have passed, %d µs on the wall", passed, m.Wall()-from)
		}
		for _, choice := range m.Choices()[choices:] {
			if choice.Stream != streamSchedule {
				m.Fail("a choice of stream %q", m.StreamName(choice.Stream))
			}
		}
	})
}
