package badinput

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"seedis/conformance"
)

func TestBadInput(t *testing.T) {
	for _, row := range Rows() {
		for _, kernel := range []struct {
			name string
			play player
			// heapMax is by how much the Go heap of this process may grow
			// beside MemoryMax, in bytes; 0 for no bound.
			heapMax int64
		}{
			{"Linux", conformance.OnLinux, 64 * megabyte}, {"simulated", conformance.Simulated, 0},
		} {
			t.Run(row.Name+"/"+kernel.name, func(t *testing.T) {
				before := obtained()
				row.check(t, kernel.play)
				if grown := obtained() - before; kernel.heapMax > 0 && grown > kernel.heapMax+row.MemoryMax {
					t.Errorf("the Go heap grew by %d bytes", grown)
				}
			})
		}
	}
}

// player carries out a case.
type player func(c *conformance.Case, protocol int) (given []conformance.Answer, committed int64, err error)

// rowTime is how long a row may take: dozens of times what the slowest does. A
// server that works for ever does not answer, and would not end either.
const rowTime = 10 * time.Second

func (r *Row) check(t *testing.T, play player) {
	c, err := r.Case()
	if err != nil {
		t.Fatal(err)
	}
	var answers []conformance.Answer
	var committed int64
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		answers, committed, err = play(c, 2)
	}()
	select {
	case <-ended:
	case <-time.After(rowTime):
		t.Fatalf("the server still works after %v", rowTime)
	}
	if difference := r.judge(answers); difference != "" {
		t.Fatal(difference, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if most := r.MemoryMax + min(r.MemoryMax, stepMax); committed > most || committed == 0 {
		t.Errorf("the server took %d bytes, more than %d", committed, most)
	}
}

// stepMax is by how much a heap takes more of the machine than it needs, in
// bytes: it takes as much again as it has, but no more than that.
const stepMax = 4 * megabyte

// obtained is what the Go heap has taken from the system so far, in bytes, used
// or not: it never falls.
func obtained() int64 {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int64(memory.HeapSys)
}

// judge tells what is wrong with the answers of a row, "" for nothing.
func (r *Row) judge(answers []conformance.Answer) string {
	var given []string
	for _, a := range answers {
		text := a.Reply
		if a.Closed {
			text += closed
		}
		given = append(given, text)
	}
	for i := range max(len(r.Answers), len(given)) {
		switch {
		case i >= len(given):
			return fmt.Sprintf("there is no answer %d, %.200q", i, r.Answers[i])
		case i >= len(r.Answers):
			return fmt.Sprintf("answer %d is too many: %.200q", i, given[i])
		case given[i] != r.Answers[i]:
			return fmt.Sprintf("answer %d is %.200q, not %.200q", i, given[i], r.Answers[i])
		}
	}
	return ""
}
