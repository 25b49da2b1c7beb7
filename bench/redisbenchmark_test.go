//go:build linux

package main

import "testing"

func TestRateOfRedisBenchmark(t *testing.T) {
	const seven = "\"test\",\"rps\",\"avg_latency_ms\",\"min_latency_ms\"\n\"GET\",\"123456.78\",\"0.1\",\"0.0\"\n"
	const six = "\"SET\",\"5000.00\"\n"
	tests := []struct {
		output, test string
		want         float64
	}{
		{seven, "GET", 123456.78},
		{six, "SET", 5000},
	}
	for _, test := range tests {
		if got, err := benchmarkRate([]byte(test.output), test.test); err != nil || got != test.want {
			t.Errorf("%q: %v, %v, want %v", test.output, got, err, test.want)
		}
	}
	for _, output := range []string{"", seven, "\"SET\",\"0.00\"\n", "\"SET\",\"nan\"\n", "\"SET\",\"x\"\n", "\"SET\"\n"} {
		if got, err := benchmarkRate([]byte(output), "SET"); err == nil {
			t.Errorf("%q: a rate of %v", output, got)
		}
	}
}
