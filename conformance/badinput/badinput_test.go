package badinput

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"seedis/conformance"
)

func TestBadInput(t *testing.T) {
	for _, row := range Rows() {
		for _, kernel := range []struct {
			name string
			play func(*conformance.Case, int) ([]conformance.Answer, error)
		}{
			{"Linux", conformance.OnLinux}, {"simulated", conformance.Simulated},
		} {
			t.Run(row.Name+"/"+kernel.name, func(t *testing.T) {
				c, err := row.Case()
				if err != nil {
					t.Fatal(err)
				}
				answers, err := kernel.play(c, 2)
				if difference := row.judge(answers); difference != "" {
					t.Fatal(difference, err)
				}
				if err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

// judge tells what is wrong with the answers of a row, "" for nothing.
func (r *Row) judge(answers []conformance.Answer) string {
	var given []string
	for _, a := range answers {
		if a.Connection == witness {
			continue
		}
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
	peak := memoryPeak.FindStringSubmatch(answers[len(answers)-1].Reply)
	if peak == nil {
		return "nobody knows the memory"
	}
	if used, err := strconv.ParseInt(peak[1], 10, 64); err != nil || used > r.MemoryMax || used == 0 {
		return fmt.Sprintf("%s bytes were used, more than %d", peak[1], r.MemoryMax)
	}
	return ""
}

var memoryPeak = regexp.MustCompile(`\bused_memory_peak:(\d+)`)
